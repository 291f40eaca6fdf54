"""The files of a job, at every moment at which it can be killed."""

import os
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from cli_files import beside

from amazon_music_async.cli.exit_status import Problem
from amazon_music_async.cli.output import checkpoint as place_module, resumable_file as journal_module
from amazon_music_async.cli.output.checkpoint import Place
from amazon_music_async.cli.output.resumable_file import Journal

_JOB = {"command": "test"}


class Killed(BaseException):
    """The end of the process."""


class Reaper:
    """Lets a process live for some operations on files, and kills it before, or in the middle of, the next one."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        """Stand beside everything that changes a file."""
        self.left = 0
        for name in ("replace", "unlink", "touch", "open"):
            patch.setattr(Path, name, self._watched(getattr(Path, name)))
        # What is written survives the end of a process without it, and it is slow.
        patch.setattr(os, "fsync", self._synced)
        patch.setattr(journal_module, "_write", self._written)
        patch.setattr(journal_module, "_EVERY", 0.0)

    def _watched(self, operation: Callable[..., Any]) -> Callable[..., Any]:
        def watched(*arguments: Any, **options: Any) -> Any:
            self._tick()
            return operation(*arguments, **options)

        return watched

    def _tick(self) -> None:
        self.left -= 1
        if self.left == 0:
            raise Killed

    def _synced(self, descriptor: int) -> None:
        self._tick()

    def _written(self, file: Any, data: bytes) -> None:
        file.write(data[: len(data) // 2])
        self._tick()
        file.write(data[len(data) // 2 :])


def run(output: Path, failing: set[int]) -> None:
    """Ten numbers into the output; those of ``failing`` fail, those that failed before do not."""
    with closing(Journal(output, dict(_JOB))) as journal:
        journal.begin(resume=True, force=False, head=b"head\n")
        _work(journal, failing)


def _work(journal: Journal, failing: set[int]) -> None:
    place = journal.place
    for id, asked in journal.failures():
        place = evolve(place, asked=asked)
        if int(id) % 2:
            journal.write(f"{id} again\n".encode(), b"", place)
        else:
            journal.write(b"", f'{{"id": "{id}"}}\n'.encode(), place)
    for number in range(int(place.at or 0), 10):
        place = evolve(place, at=number + 1)
        if number in failing:
            journal.write(b"", f'{{"id": "{number}"}}\n'.encode(), place)
        else:
            journal.write(f"{number}\n".encode(), b"", place)
    journal.end(done=True)


def outcome(output: Path) -> tuple[list[str], list[str]]:
    """The answered numbers and the failed ones, in no order."""
    head, *answered = output.read_text().splitlines()
    assert head == "head"
    failures = beside(output, ".failed.jsonl")
    failed = failures.read_text().splitlines() if failures.exists() else []
    return sorted(line.removesuffix(" again") for line in answered), sorted(failed)


@pytest.mark.parametrize("second", [False, True])
def test_killed_at_any_operation_a_job_can_be_gone_on_with(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, second: bool
) -> None:
    """Each number is answered once or has failed once, whichever operation was the last of the killed run."""
    reaper = Reaper(monkeypatch)
    lives = 0
    while True:
        lives += 1
        output = tmp_path / str(lives)
        if second:
            # An earlier run has left failed numbers, which the killed run asks again.
            run(output, {1, 2, 4})
        reaper.left = lives
        try:
            run(output, {1, 2, 4, 7})
        except Killed:
            reaper.left = 0
            run(output, set())
        else:
            break
        answered, failed = outcome(output)
        ids = sorted(answered + [line[8:-2] for line in failed])
        assert ids == [str(number) for number in range(10)], f"killed at operation {lives}"

    assert lives > 20


def test_a_failure_to_cut_back_does_not_hide_the_failure_to_write(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk is full; that not even the sidecar can be written is no news."""
    journal = Journal(tmp_path / "out", dict(_JOB))
    journal.begin(resume=False, force=False, head=b"")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(journal_module, "_write", full)
    monkeypatch.setattr(place_module, "save", full)

    with pytest.raises(Problem, match="No space left on device"):
        journal.write(b"record\n", b"", Place(at=1))
    with pytest.raises(Problem, match="No space left on device"):
        journal.save()
    with pytest.raises(Problem, match="No space left on device"):
        journal.end(done=False)


def test_a_failed_id_cannot_be_dropped_from_a_full_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The new file of failed ids cannot be written: the old one stays, and one line says why."""
    output = tmp_path / "out"
    run(output, {1, 2})
    with closing(Journal(output, dict(_JOB))) as journal:
        journal.begin(resume=True, force=False, head=b"")
        journal.write(b"1\n", b"", evolve(journal.place, asked=next(journal.failures())[1]))
        beside(output, ".failed.jsonl.new").mkdir()

        with pytest.raises(Problem, match="Is a directory"):
            journal.end(done=True)

    assert len(beside(output, ".failed.jsonl").read_text().splitlines()) == 2


def test_what_cannot_be_replaced_leaves_no_rubbish(tmp_path: Path) -> None:
    """The new sidecar is taken away when it cannot take the place of the old one."""
    output = tmp_path / "out"
    beside(output, ".resume.json").mkdir()

    with pytest.raises(Problem, match="Is a directory"):
        Journal(output, dict(_JOB)).begin(resume=False, force=True, head=b"")

    assert [path.name for path in tmp_path.iterdir()] == ["out.resume.json"]

"""The files of a job, at every moment at which it can be killed."""

import os
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from cli_files import beside

from amazon_music_async.cli.exit_status import Problem
from amazon_music_async.cli.output import checkpoint, resumable_file
from amazon_music_async.cli.output.checkpoint import Checkpoint
from amazon_music_async.cli.output.resumable_file import ResumableFile

_JOB = {"command": "test"}


class Killed(BaseException):
    """The process is killed here."""


class Killer:
    """Lets a process do some operations on files, and kills it before, or in the middle of, the next one."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        """Replace everything that changes a file."""
        self.left = 0
        for name in ("replace", "unlink", "touch", "open"):
            patch.setattr(Path, name, self._watched(getattr(Path, name)))
        # Data survives the end of a process without fsync, which is slow.
        patch.setattr(os, "fsync", self._synced)
        patch.setattr(resumable_file, "_write", self._written)
        patch.setattr(resumable_file, "_SAVE_EVERY", 0.0)

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


def run(output: Path, failing: set[int], *, force: bool = False) -> None:
    """Ten numbers into the output; those of ``failing`` fail, those that failed before do not."""
    with closing(ResumableFile(output, dict(_JOB))) as file:
        file.begin(resume=not force, force=force, head=b"head\n")
        _work(file, failing)


def _work(file: ResumableFile, failing: set[int]) -> None:
    reached = file.checkpoint
    for id, retried in file.failed_ids():
        reached = evolve(reached, retried=retried)
        if int(id) % 2:
            file.write(f"{id} again\n".encode(), b"", reached)
        else:
            file.write(b"", f'{{"id": "{id}"}}\n'.encode(), reached)
    for number in range(int(reached.at or 0), 10):
        reached = evolve(reached, at=number + 1)
        if number in failing:
            file.write(b"", f'{{"id": "{number}"}}\n'.encode(), reached)
        else:
            file.write(f"{number}\n".encode(), b"", reached)
    file.end(done=True)


def outcome(output: Path) -> tuple[list[str], list[str]]:
    """The answered numbers and the failed ones, in no order."""
    head, *answered = output.read_text().splitlines()
    assert head == "head"
    failures = beside(output, ".failed.jsonl")
    failed = failures.read_text().splitlines() if failures.exists() else []
    return sorted(line.removesuffix(" again") for line in answered), sorted(failed)


@pytest.mark.parametrize("second", [False, True])
def test_a_job_killed_at_any_operation_can_be_resumed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, second: bool
) -> None:
    """Each number is answered once or has failed once, whichever operation was the last."""
    killer = Killer(monkeypatch)
    operations = 0
    while True:
        operations += 1
        output = tmp_path / str(operations)
        if second:
            # An earlier run has left failed numbers, which the killed run asks again.
            run(output, {1, 2, 4})
        killer.left = operations
        try:
            run(output, {1, 2, 4, 7})
        except Killed:
            killer.left = 0
            run(output, set())
        else:
            break
        answered, failed = outcome(output)
        ids = sorted(answered + [line[8:-2] for line in failed])
        assert ids == [str(number) for number in range(10)], f"killed at operation {operations}"

    assert operations > 20


def test_a_forced_job_killed_at_any_operation_leaves_the_old_output_or_the_new(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Complete in either case; when it is resumed, the new one."""
    killer = Killer(monkeypatch)
    old = "head\n" + "old\n" * 3
    operations, left = 0, set[str]()
    while True:
        operations += 1
        output = tmp_path / str(operations)
        run(output, {2})
        output.write_text(old)
        killer.left = operations
        try:
            run(output, {5}, force=True)
            run(output, set())
        except Killed:
            killer.left = 0
        else:
            break
        left.add(output.read_text())
        with suppress(Problem):  # Killed before anything changed: the old output was edited since its job.
            run(output, set())
            assert outcome(output) == ([str(number) for number in range(10)], []), f"killed at operation {operations}"

    assert len(left) == 2
    assert old in left
    assert not beside(output, ".part").exists()


def test_a_failed_cut_does_not_hide_the_failed_write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first error is reported, although the sidecar cannot be written either."""
    file = ResumableFile(tmp_path / "out", dict(_JOB))
    file.begin(resume=False, force=False, head=b"")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(resumable_file, "_write", full)
    monkeypatch.setattr(checkpoint, "save", full)

    with pytest.raises(Problem, match="No space left on device"):
        file.write(b"record\n", b"", Checkpoint(at=1))
    with pytest.raises(Problem, match="No space left on device"):
        file.save()
    with pytest.raises(Problem, match="No space left on device"):
        file.end(done=False)


def test_failed_ids_stay_when_the_new_file_cannot_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One line says why."""
    output = tmp_path / "out"
    run(output, {1, 2})
    with closing(ResumableFile(output, dict(_JOB))) as file:
        file.begin(resume=True, force=False, head=b"")
        file.write(b"1\n", b"", evolve(file.checkpoint, retried=next(file.failed_ids())[1]))
        beside(output, ".failed.jsonl.new").mkdir()

        with pytest.raises(Problem, match="Is a directory"):
            file.end(done=True)

    assert len(beside(output, ".failed.jsonl").read_text().splitlines()) == 2


def test_a_sidecar_that_cannot_be_replaced_leaves_no_file(tmp_path: Path) -> None:
    """The temporary file is removed."""
    output = tmp_path / "out"
    beside(output, ".resume.json").mkdir()

    with pytest.raises(Problem, match="Is a directory"):
        ResumableFile(output, dict(_JOB)).begin(resume=False, force=True, head=b"")

    assert [path.name for path in tmp_path.iterdir()] == ["out.resume.json"]

"""A job that goes on where the last run stopped: ``--resume``."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cli_files import answers, beside, records
from click.testing import Result

from amazon_music_async import Outcome
from amazon_music_async.cli.commands import lists, lookups
from amazon_music_async.cli.output import checkpoint, formats
from amazon_music_async.sandbox import Sandbox

Run = Callable[..., Result]


def test_an_output_without_its_sidecar_is_not_resumed(cli: Run, sandbox: Sandbox, tmp_path: Path) -> None:
    """It is left as it is."""
    output = tmp_path / "out.jsonl"
    output.write_text("precious\n")

    result = cli("tracks", "B0", "--output", output, "--resume")

    assert "out.jsonl.resume.json, which holds the state of its job, is missing" in result.stderr
    assert result.exit_code == 2
    assert output.read_text() == "precious\n"


def test_resuming_a_complete_job_does_nothing(cli: Run, sandbox: Sandbox, tmp_path: Path) -> None:
    """No request is sent, and the output stays as it is."""
    output, ids = tmp_path / "out.jsonl", sandbox.track_ids[:5]
    cli("tracks", *ids, "--output", output, "--format", "csv")
    before, asked = output.read_bytes(), sandbox.request_count

    result = cli("tracks", *ids, "--output", output, "--format", "csv", "--resume")

    assert result.exit_code == 0
    assert f"{output}: going on after 5 records" in result.stderr
    assert output.read_bytes() == before
    assert sandbox.request_count == asked


def test_failed_ids_are_asked_again(cli: Run, sandbox: Sandbox, tmp_path: Path) -> None:
    """They are kept with their errors beside the output; in the end every id is answered once."""
    output, ids = tmp_path / "out.jsonl", sandbox.track_ids[:300]
    sandbox.fail(status=503, times=1, path="/tracks")
    job = ("tracks", *ids, "--output", output, "--concurrency", "1", "--attempts", "1")

    first = cli(*job)
    failed = records(beside(output, ".failed.jsonl"))
    second = cli(*job, "--resume")

    assert first.exit_code == 1
    assert f"100 ids failed: {beside(output, '.failed.jsonl')} says why" in first.stderr
    assert [record["id"] for record in failed] == list(ids[:100])
    assert failed[0]["error"]["type"] == "ServerError"
    assert second.exit_code == 0
    assert answers(output) == [(id, "found") for id in (*ids[100:], *ids[:100])]
    assert not beside(output, ".failed.jsonl").exists()


def test_ids_that_fail_again_are_kept(cli: Run, sandbox: Sandbox, tmp_path: Path) -> None:
    """Ids that were answered meanwhile are removed from the file."""
    output, ids = tmp_path / "out.jsonl", sandbox.track_ids[:300]
    job = ("tracks", *ids, "--output", output, "--concurrency", "1", "--attempts", "1", "--resume")
    sandbox.fail(status=503, times=2, path="/tracks")
    cli(*job)
    sandbox.fail(status=503, times=1, path="/tracks")

    result = cli(*job)

    assert result.exit_code == 1
    assert [record["id"] for record in records(beside(output, ".failed.jsonl"))] == list(ids[:100])
    assert answers(output) == [(id, "found") for id in (*ids[200:], *ids[100:200])]


def test_an_outage_stops_the_job_and_says_how_to_go_on(cli: Run, sandbox: Sandbox, tmp_path: Path) -> None:
    """The rest of the input is left for the next run."""
    output, ids = tmp_path / "out.jsonl", sandbox.track_ids
    job = ("tracks", *ids, "--output", output, "--concurrency", "1", "--attempts", "1", "--resume")
    sandbox.fail(status=503, times=5, path="/tracks")

    stopped = cli(*job)
    asked = sandbox.request_count
    cli(*job)
    last = cli(*job)

    assert stopped.exit_code == 1
    assert asked == 3
    assert "go on with the same command and --resume" in stopped.stderr
    assert "ServerError" in stopped.stderr.splitlines()[-1]
    assert last.exit_code == 0
    assert sorted(answers(output)) == sorted((id, "found") for id in ids)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (("--format", "csv"), "format was 'jsonl' and is 'csv'"),
        (("--media-type", "AUDIO"), "media type was None and is 'AUDIO'"),
        (("B0",), "ids was 'given, checksum "),
    ],
)
def test_another_job_does_not_resume_this_output(
    cli: Run, sandbox: Sandbox, tmp_path: Path, change: tuple[str, ...], problem: str
) -> None:
    """The message says what differs."""
    output = tmp_path / "out.jsonl"
    cli("tracks", sandbox.track_ids[0], "--output", output)

    result = cli("tracks", sandbox.track_ids[0], "--output", output, "--resume", *change)

    assert problem in result.stderr
    assert result.exit_code == 2


def test_a_changed_input_is_noticed(cli: Run, sandbox: Sandbox, tmp_path: Path) -> None:
    """Even when it is as long as before: what was answered must still be in it."""
    output, file = tmp_path / "out.jsonl", tmp_path / "ids"
    file.write_text("\n".join(sandbox.track_ids[:5]))
    cli("tracks", "--ids", file, "--output", output)
    file.write_text("\n".join(reversed(sandbox.track_ids[:5])))

    result = cli("tracks", "--ids", file, "--output", output, "--resume")

    assert f"{file} has changed since the last run" in result.stderr
    assert result.exit_code == 2


@pytest.mark.parametrize(
    "damage",
    [
        "",
        "{",
        "[]",
        "null",
        "[" * 100_000,
        "\0\0\0",
        '{"job": {}, "checkpoint": {}}',
        '{"job": 3, "checkpoint": 4}',
        '{"job": {}, "checkpoint": {"at": -1}, "crc": 0}',
    ],
)
def test_a_damaged_sidecar_is_refused(cli: Run, sandbox: Sandbox, tmp_path: Path, damage: str) -> None:
    """The state of the job is not guessed."""
    output = tmp_path / "out.jsonl"
    cli("tracks", "B0", "--output", output)
    beside(output, ".resume.json").write_text(damage)

    result = cli("tracks", "B0", "--output", output, "--resume")

    assert "does not hold the state of a job" in result.stderr
    assert result.stderr.count("\n") == 1
    assert result.exit_code == 2


def test_a_sidecar_that_was_edited_is_refused(cli: Run, sandbox: Sandbox, tmp_path: Path) -> None:
    """A number that was changed would have ids lost or asked twice."""
    output = tmp_path / "out.jsonl"
    cli("tracks", "B0", "B1", "--output", output)
    sidecar = beside(output, ".resume.json")
    sidecar.write_text(sidecar.read_text().replace('"answered": 2', '"answered": 1'))

    result = cli("tracks", "B0", "B1", "--output", output, "--resume")

    assert "it is damaged. Start anew with --force" in result.stderr
    assert result.exit_code == 2


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('"answered": 2', '"answered": "2"'),
        ('"output": ', '"output": -'),
        ('"at": 6', '"at": [6]'),
        ('"done": true', '"done": 1'),
        ('"command": "tracks",', '"command": "tracks"}, "job": [],  "unused": {'),
    ],
)
def test_a_sidecar_of_other_types_is_refused(
    cli: Run, sandbox: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, before: str, after: str
) -> None:
    """Another program has written it, with a checksum that is right."""
    output = tmp_path / "out.jsonl"
    cli("tracks", "B0", "B1", "--output", output)
    sidecar = beside(output, ".resume.json")
    text = sidecar.read_text()
    assert before in text
    sidecar.write_text(text.replace(before, after))

    def crc(_: object) -> object:
        return json.loads(text)["crc"]

    monkeypatch.setattr(checkpoint, "_crc", crc)

    result = cli("tracks", "B0", "B1", "--output", output, "--resume")

    assert "it is damaged. Start anew with --force" in result.stderr
    assert result.exit_code == 2


@pytest.mark.parametrize("gone", [True, False])
def test_a_shortened_output_is_noticed(cli: Run, sandbox: Sandbox, tmp_path: Path, *, gone: bool) -> None:
    """Somebody has edited it, or taken it away: nothing fits any more, and nothing is touched."""
    output = tmp_path / "out.jsonl"
    cli("tracks", "B0", "--output", output)
    output.unlink()
    if not gone:
        output.write_text("")

    result = cli("tracks", "B0", "--output", output, "--resume")

    assert "has been cut or replaced since the last run" in result.stderr
    assert result.exit_code == 2
    assert output.exists() != gone


@pytest.mark.parametrize("line", ["#", '{"id": 3}', "[]"])
def test_a_damaged_file_of_failed_ids_is_refused(cli: Run, sandbox: Sandbox, tmp_path: Path, line: str) -> None:
    """It is not guessed which ids failed."""
    output = tmp_path / "out.jsonl"
    job = ("tracks", "B0", "--output", output, "--attempts", "1")
    sandbox.fail(status=500, times=1, path="/tracks")
    cli(*job)
    failures = beside(output, ".failed.jsonl")
    failures.write_text(line.ljust(failures.stat().st_size - 1) + "\n")

    result = cli(*job, "--resume")

    assert f"{failures} is damaged" in result.stderr
    assert result.exit_code == 2


def test_an_invalid_id_is_reported_once(cli: Run, sandbox: Sandbox, tmp_path: Path) -> None:
    """Its record is in the output, and --resume has nothing left to ask: its status is 0."""
    output, id = tmp_path / "out.jsonl", sandbox.track_ids[0]
    job = ("tracks", "https://music.amazon.com/albums/B0064UPU4G", id, "--output", output)

    first = cli(*job)
    second = cli(*job, "--resume")

    assert first.stderr.endswith("Error: 1 id refused: the record says why\n")
    assert (first.exit_code, second.exit_code) == (1, 0)
    assert [outcome for _, outcome in answers(output)] == ["failed", "found"]
    assert "pass the id 'B0064UPU4G'" in output.read_text()
    assert not beside(output, ".failed.jsonl").exists()


class _Broken:
    """A format that fails at the third record."""

    head = b""

    def __init__(self, name: str, model: type, *, has_outcomes: bool) -> None:
        self.format, self.left = formats.format_of(name, model, has_outcomes=has_outcomes), 3

    def outcome(self, outcome: Outcome[Any]) -> bytes:
        """The record, or the failure."""
        self._count()
        return self.format.outcome(outcome)

    def item(self, item: object) -> bytes:
        """The record, or the failure."""
        self._count()
        return self.format.item(item)

    def _count(self) -> None:
        self.left -= 1
        if not self.left:
            raise ZeroDivisionError


@pytest.mark.parametrize("command", ["tracks", "liked"])
def test_an_exception_between_answer_and_record_loses_no_record(
    cli: Run, sandbox: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    """The checkpoint moves only with what is written: the next run asks for the rest, and repeats nothing."""
    output = tmp_path / "out.jsonl"
    ids = sandbox.track_ids[:5] if command == "tracks" else sandbox.liked_ids
    job = (command, *(ids if command == "tracks" else ()), "--output", output, "--resume")
    for module in (lookups, lists):
        monkeypatch.setattr(module, "format_of", _Broken)

    broken = cli(*job)
    monkeypatch.undo()
    monkeypatch.chdir(tmp_path)
    for name, value in (("BASE_URL", sandbox.url), ("API_KEY", sandbox.api_key), ("TOKEN", sandbox.token)):
        monkeypatch.setenv(f"AMAZON_MUSIC_{name}", value)
    resumed = cli(*job)

    assert isinstance(broken.exception, ZeroDivisionError)
    assert resumed.exit_code == 0
    assert [record.get("id") or record["node"]["id"] for record in records(output)] == list(ids)


def test_a_refusal_that_names_its_end_fails_no_id(cli: Run, sandbox: Sandbox, tmp_path: Path) -> None:
    """Longer than --patience: the job ends at once, and the rest is left for the next run."""
    output, ids = tmp_path / "out.jsonl", sandbox.track_ids
    job = ("tracks", *ids, "--output", output, "--concurrency", "2", "--resume")
    sandbox.fail(status=429, times=None, retry_after=3600, skip=3, path="/tracks")

    stopped = cli(*job)
    written = len(answers(output))
    sandbox.clear_faults()
    resumed = cli(*job)

    assert "RateLimited: GET /tracks -> 429" in stopped.stderr.splitlines()[-1]
    assert "retry after 3600 s" in stopped.stderr
    assert f"{written} records are written to {output}; go on with" in stopped.stderr
    assert (stopped.exit_code, resumed.exit_code) == (1, 0)
    assert answers(output) == [(id, "found") for id in ids]
    assert not beside(output, ".failed.jsonl").exists()

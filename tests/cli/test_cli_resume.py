"""A job that goes on where the last run stopped: ``--resume``."""

from collections.abc import Callable
from pathlib import Path

import pytest
from cli_files import answers, beside, records
from click.testing import Result

from amazon_music_async.sandbox import Sandbox

Run = Callable[..., Result]


def test_an_output_of_something_else_cannot_be_gone_on_with(cli: Run, sandbox: Sandbox, tmp_path: Path) -> None:
    """Without its sidecar nobody knows where its job stands."""
    output = tmp_path / "out.jsonl"
    output.write_text("precious\n")

    result = cli("tracks", "B0", "--output", output, "--resume")

    assert "out.jsonl.resume.json, which would say where its job stands, is not" in result.stderr
    assert result.exit_code == 2
    assert output.read_text() == "precious\n"


def test_a_complete_job_has_nothing_left_to_do(cli: Run, sandbox: Sandbox, tmp_path: Path) -> None:
    """To resume it once more asks nothing and changes nothing."""
    output, ids = tmp_path / "out.jsonl", sandbox.track_ids[:5]
    cli("tracks", *ids, "--output", output, "--format", "csv")
    before, asked = output.read_bytes(), sandbox.request_count

    result = cli("tracks", *ids, "--output", output, "--format", "csv", "--resume")

    assert result.exit_code == 0
    assert f"{output}: going on after 5 records" in result.stderr
    assert output.read_bytes() == before
    assert sandbox.request_count == asked


def test_what_failed_is_kept_and_asked_again(cli: Run, sandbox: Sandbox, tmp_path: Path) -> None:
    """With its error beside the output; in the end every line is answered once."""
    output, ids = tmp_path / "out.jsonl", sandbox.track_ids[:300]
    sandbox.fail(status=500, times=1, path="/tracks")
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


def test_what_fails_again_is_kept_again(cli: Run, sandbox: Sandbox, tmp_path: Path) -> None:
    """Only that; what was answered meanwhile is no longer there."""
    output, ids = tmp_path / "out.jsonl", sandbox.track_ids[:300]
    job = ("tracks", *ids, "--output", output, "--concurrency", "1", "--attempts", "1", "--resume")
    sandbox.fail(status=500, times=2, path="/tracks")
    cli(*job)
    sandbox.fail(status=500, times=1, path="/tracks")

    result = cli(*job)

    assert result.exit_code == 1
    assert [record["id"] for record in records(beside(output, ".failed.jsonl"))] == list(ids[:100])
    assert answers(output) == [(id, "found") for id in (*ids[200:], *ids[100:200])]


def test_an_outage_stops_the_job_and_says_how_to_go_on(cli: Run, sandbox: Sandbox, tmp_path: Path) -> None:
    """It does not burn through the input; the rest is asked by the next run."""
    output, ids = tmp_path / "out.jsonl", sandbox.track_ids
    job = ("tracks", *ids, "--output", output, "--concurrency", "1", "--attempts", "1", "--resume")
    sandbox.fail(status=500, times=5, path="/tracks")

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
def test_another_job_does_not_go_on_with_this_output(
    cli: Run, sandbox: Sandbox, tmp_path: Path, change: tuple[str, ...], problem: str
) -> None:
    """What is different is named."""
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


@pytest.mark.parametrize("damage", ["{", "[]", '{"job": {}, "place": {}}', '{"job": 3, "place": 4}'])
def test_a_damaged_sidecar_is_named(cli: Run, sandbox: Sandbox, tmp_path: Path, damage: str) -> None:
    """It is not guessed where the job stands."""
    output = tmp_path / "out.jsonl"
    cli("tracks", "B0", "--output", output)
    beside(output, ".resume.json").write_text(damage)

    result = cli("tracks", "B0", "--output", output, "--resume")

    assert "does not say where a job stands" in result.stderr
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


def test_damaged_failures_are_named(cli: Run, sandbox: Sandbox, tmp_path: Path) -> None:
    """Somebody has edited them: it is not guessed which ids they were."""
    output = tmp_path / "out.jsonl"
    job = ("tracks", "B0,B1", "--output", output)
    cli(*job)
    failures = beside(output, ".failed.jsonl")
    failures.write_text("#" * (failures.stat().st_size - 1) + "\n")

    result = cli(*job, "--resume")

    assert f"{failures} is damaged" in result.stderr
    assert result.exit_code == 2

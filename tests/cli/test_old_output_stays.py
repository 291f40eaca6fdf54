"""``--force``: the old output stays until the new one is complete."""

from collections.abc import Callable
from pathlib import Path

import pytest
from cli_files import answers, beside, records
from click.testing import Result

from amazon_music_async.sandbox import Sandbox

Run = Callable[..., Result]


def files(directory: Path) -> list[str]:
    """The names of the files there."""
    return sorted(path.name for path in directory.iterdir())


def test_a_failed_login_leaves_the_old_list(cli: Run, sandbox: Sandbox, tmp_path: Path) -> None:
    """A list that is walked anew every night survives an expired token."""
    output = tmp_path / "liked.jsonl"
    cli("liked", "--output", output)
    sandbox.expire_tokens()

    result = cli("liked", "--output", output, "--force")

    assert result.exit_code == 1
    assert len(records(output)) == 250


def test_a_new_output_replaces_the_old_one_at_the_end(cli: Run, sandbox: Sandbox, tmp_path: Path) -> None:
    """Nothing else stays beside it, and it can be resumed as any other."""
    output, ids = tmp_path / "out.jsonl", sandbox.track_ids
    cli("tracks", *ids[:5], "--output", output)

    forced = cli("tracks", *ids[5:8], "--output", output, "--force")
    resumed = cli("tracks", *ids[5:8], "--output", output, "--resume")

    assert forced.stderr.endswith(f"complete: 3 records are written to {output}\n")
    assert answers(output) == [(id, "found") for id in ids[5:8]]
    assert files(tmp_path) == ["out.jsonl", "out.jsonl.resume.json"]
    assert resumed.exit_code == 0


def test_an_interrupted_new_output_is_a_part_that_can_be_resumed(cli: Run, sandbox: Sandbox, tmp_path: Path) -> None:
    """It lies beside the old output; the message says so."""
    output = tmp_path / "liked.jsonl"
    cli("liked", "--output", output)
    job = ("liked", "--output", output, "--page-size", "100", "--attempts", "1")
    sandbox.fail(status=500, times=1, skip=1, path="/me/tracks")

    stopped = cli(*job, "--force")
    kept, part = len(records(output)), len(records(beside(output, ".part")))
    resumed = cli(*job, "--resume")

    part_name = beside(output, ".part")
    assert f"100 records are written to {part_name} ({output} stays until all are); go on with" in stopped.stderr
    assert (kept, part) == (250, 100)
    assert f"{part_name}: going on after 100 records" in resumed.stderr
    assert [record["node"]["id"] for record in records(output)] == list(sandbox.liked_ids)
    assert not part_name.exists()


def test_failed_ids_keep_the_old_output(cli: Run, sandbox: Sandbox, tmp_path: Path) -> None:
    """Until they are answered as well."""
    output, ids = tmp_path / "out.jsonl", sandbox.track_ids
    cli("tracks", *ids[:5], "--output", output)
    sandbox.fail(status=500, times=None, path="/tracks")
    job = ("tracks", *ids[:150], "--output", output, "--concurrency", "1", "--attempts", "1")

    failed = cli(*job, "--force")
    kept = len(answers(output))
    sandbox.clear_faults()
    resumed = cli(*job, "--resume")

    assert f"{output}.part.failed.jsonl says why" in failed.stderr
    assert (failed.exit_code, kept) == (1, 5)
    assert resumed.exit_code == 0
    assert sorted(answers(output)) == sorted((id, "found") for id in ids[:150])


def test_a_part_is_not_overwritten_without_force(cli: Run, sandbox: Sandbox, tmp_path: Path) -> None:
    """Even when the old output has been removed; --force removes what is left of the part."""
    output, id = tmp_path / "out.jsonl", sandbox.track_ids[0]
    cli("tracks", id, "--output", output)
    sandbox.fail(status=500, times=1, path="/tracks")
    cli("tracks", id, "--output", output, "--force", "--attempts", "1")
    for file in (output, beside(output, ".resume.json")):
        file.unlink()

    refused = cli("tracks", id, "--output", output)
    forced = cli("tracks", id, "--output", output, "--force")

    assert "exists: go on with it with --resume" in refused.stderr
    assert forced.exit_code == 0
    assert files(tmp_path) == ["out.jsonl", "out.jsonl.resume.json"]


def test_a_link_stays_a_link(cli: Run, sandbox: Sandbox, tmp_path: Path) -> None:
    """What it leads to is replaced, and the other files of the job stand beside that."""
    output, link = tmp_path / "real.jsonl", tmp_path / "link.jsonl"
    output.write_text("old\n")
    link.symlink_to(output)

    result = cli("tracks", sandbox.track_ids[0], "--output", link, "--force")

    assert f"1 record is written to {output}" in result.stderr
    assert link.is_symlink()
    assert answers(output) == [(sandbox.track_ids[0], "found")]
    assert files(tmp_path) == ["link.jsonl", "real.jsonl", "real.jsonl.resume.json"]


@pytest.mark.parametrize("option", ["--force", "--resume"])
def test_a_file_of_somebody_else_is_no_part(cli: Run, sandbox: Sandbox, tmp_path: Path, option: str) -> None:
    """A file that happens to have the name of the part is left alone."""
    output = tmp_path / "out.jsonl"
    cli("tracks", sandbox.track_ids[0], "--output", output)
    beside(output, ".part").write_text("precious\n")

    result = cli("tracks", sandbox.track_ids[0], "--output", output, option)

    assert ("no run has left it" in result.stderr) == (option == "--force")
    assert beside(output, ".part").read_text() == "precious\n"

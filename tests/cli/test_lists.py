"""``liked`` and ``library-albums``."""

import csv
from collections.abc import Callable
from pathlib import Path

from cli_files import records
from click.testing import Result

from amazon_music_async.sandbox import Sandbox

Run = Callable[..., Result]


def test_liked_tracks_are_listed_to_the_end(cli: Run, sandbox: Sandbox) -> None:
    """One record for each entry, in the order of the list."""
    result = cli("liked", "--page-size", "60")

    assert [record["node"]["id"] for record in records(result.stdout)] == list(sandbox.liked_ids)
    assert result.stderr.splitlines()[0].split() == ["items", "250"]
    assert result.exit_code == 0


def test_library_albums_are_listed_to_the_end(cli: Run, sandbox: Sandbox) -> None:
    """One record for each entry, in the order of the list."""
    result = cli("library-albums")

    assert [record["node"]["id"] for record in records(result.stdout)] == list(sandbox.library_ids)


def test_lists_can_be_written_as_csv(cli: Run, sandbox: Sandbox) -> None:
    """The list's own fields have columns too."""
    liked = list(csv.DictReader(cli("liked", "--format", "csv").stdout.splitlines()))
    albums = list(csv.DictReader(cli("library-albums", "--format", "csv").stdout.splitlines()))

    assert [row["id"] for row in liked] == list(sandbox.liked_ids)
    assert {row["likeState"] for row in liked} <= {"LIKE", "DISLIKE"}
    assert [row["id"] for row in albums] == list(sandbox.library_ids)
    assert {row["purchased"] for row in albums} <= {"True", "False"}


def test_a_walk_that_was_stopped_goes_on_at_its_cursor(cli: Run, sandbox: Sandbox, tmp_path: Path) -> None:
    """No entry is lost or repeated."""
    output = tmp_path / "liked.jsonl"
    job = ("liked", "--output", output, "--page-size", "40", "--attempts", "1", "--resume")
    sandbox.fail(status=500, times=1, skip=2, path="/me/tracks")

    stopped = cli(*job)
    resumed = cli(*job)

    assert stopped.exit_code == 1
    assert f"80 records are written to {output}; go on with the same command and --resume" in stopped.stderr
    assert f"{output}: going on after 80 records" in resumed.stderr
    assert [record["node"]["id"] for record in records(output)] == list(sandbox.liked_ids)


def test_a_complete_walk_is_not_walked_again(cli: Run, sandbox: Sandbox, tmp_path: Path) -> None:
    """The message names --force."""
    output = tmp_path / "liked.jsonl"
    cli("liked", "--output", output)

    again = cli("liked", "--output", output, "--resume")
    anew = cli("liked", "--output", output, "--force")

    assert f"{output} is complete; to walk the list again, use --force" in again.stderr
    assert again.exit_code == 0
    assert anew.exit_code == 0
    assert len(records(output)) == 250

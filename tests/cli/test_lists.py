"""``liked`` and ``library-albums``."""

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
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


EDGES = [{"node": None}, {"node": {"id": "B0"}, "likeState": "LIKE"}]
UNREADABLE_PAGE = {"edges": EDGES, "pageInfo": {"hasNextPage": False}}
UNREADABLE = {"data": {"user": {"tracks": UNREADABLE_PAGE}}}
"""A last page with an entry that cannot be read."""


def test_entries_that_cannot_be_read_are_reported_and_skipped(cli: Run, sandbox: Sandbox) -> None:
    """With --skip-bad the list goes on after them; the exit status says that it is not complete."""
    sandbox.fail(status=200, body=UNREADABLE, path="/me/tracks")

    result = cli("liked", "--skip-bad")

    assert [record["node"]["id"] for record in records(result.stdout)] == ["B0"]
    assert "skipped: expected an object, got nothing @ $.data.user.tracks.edges[0].node" in result.stderr
    assert "the list is complete but for 1 of its entries" in result.stderr
    assert result.exit_code == 1


def test_hits_that_cannot_be_read_are_skipped(cli: Run, sandbox: Sandbox) -> None:
    """A search does not request pages early; its entries are skipped as well."""
    sandbox.fail(status=200, body={"data": {"searchArtists": UNREADABLE_PAGE}}, path="/search/artists")

    result = cli("search-artists", "happy", "--skip-bad")

    assert [record["id"] for record in records(result.stdout)] == ["B0"]
    assert "the list is complete but for 1 of its entries" in result.stderr


def test_a_list_that_ended_at_an_entry_goes_on_after_it(cli: Run, sandbox: Sandbox, tmp_path: Path) -> None:
    """Without --skip-bad every run ends at the same page; the error names the option."""
    output = tmp_path / "liked.jsonl"
    sandbox.fail(status=200, body=UNREADABLE, times=None, skip=2, path="/me/tracks")

    stopped = cli("liked", "--output", output)
    resumed = cli("liked", "--output", output, "--resume", "--skip-bad")
    again = cli("liked", "--output", output, "--resume")

    assert "; with --skip-bad such entries are reported" in stopped.stderr
    assert [record["node"]["id"] for record in records(output)] == [*sandbox.liked_ids[:200], "B0"]
    assert (stopped.exit_code, resumed.exit_code, again.exit_code) == (1, 1, 0)
    assert f"{output} is complete" in again.stderr


def test_a_page_that_cannot_be_read_at_all_is_not_skipped(cli: Run, sandbox: Sandbox) -> None:
    """What follows it is not known, so --skip-bad is not named."""
    sandbox.garbage(path="/me/tracks")

    result = cli("liked")

    assert result.exit_code == 1
    assert "--skip-bad" not in result.stderr


@pytest.mark.parametrize("status", [400, 404])
def test_a_cursor_that_the_service_refuses_is_not_resumed_again(
    cli: Run, sandbox: Sandbox, tmp_path: Path, status: int
) -> None:
    """The next --resume would be refused as well: the advice is --force."""
    output = tmp_path / "liked.jsonl"
    sandbox.fail(status=500, times=1, skip=1, path="/me/tracks")
    cli("liked", "--output", output, "--attempts", "1")
    sandbox.fail(status=status, path="/me/tracks")

    resumed = cli("liked", "--output", output, "--resume")

    assert resumed.exit_code == 1
    assert "may no longer know where the last run stopped: start anew with --force" in resumed.stderr
    assert "--resume" not in resumed.stderr


def test_another_refusal_is_told_as_it_is(cli: Run, sandbox: Sandbox) -> None:
    """A first page that is refused has no cursor to blame."""
    sandbox.fail(status=400, path="/me/tracks")

    assert "--force" not in cli("liked").stderr

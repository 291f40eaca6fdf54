"""``save``, ``remove``, ``like`` and ``dislike``."""

from collections.abc import Callable
from pathlib import Path

import pytest
from cli_files import records
from click.testing import Result

from amazon_music_async.sandbox import Sandbox

Run = Callable[..., Result]


@pytest.mark.parametrize(
    ("command", "key", "state"),
    [
        (("save",), "track", {"saveState": "SAVED"}),
        (("remove",), "track", {"saveState": "REMOVED"}),
        (("like",), "node", {"likeState": "LIKE"}),
        (("dislike",), "node", {"likeState": "DISLIKE"}),
    ],
)
def test_each_answer_is_a_record(
    cli: Run, sandbox: Sandbox, command: tuple[str, ...], key: str, state: dict[str, str]
) -> None:
    """In the order of the ids."""
    first, second = sandbox.track_ids[:2]

    result = cli(*command, first, second)

    answers = records(result.stdout)
    assert [answer[key]["id"] for answer in answers] == [first, second]
    assert all(state.items() <= answer.items() for answer in answers)


def test_albums_are_saved_and_removed(cli: Run, sandbox: Sandbox) -> None:
    """With --album: an id does not show whether it is a track or an album."""
    id = sandbox.album_ids[-1]

    saved = records(cli("save", "--album", id).stdout)
    in_library = id in sandbox.library_ids
    removed = records(cli("remove", "--album", id).stdout)

    assert (saved[0]["album"]["id"], saved[0]["saveState"]) == (id, "SAVED")
    assert in_library
    assert removed[0]["saveState"] == "REMOVED"
    assert id not in sandbox.library_ids


def test_an_id_that_is_refused_stops_no_other(cli: Run, sandbox: Sandbox) -> None:
    """Its record says why, and it is not tried again by --resume."""
    result = cli("like", "B000000000", sandbox.track_ids[0])

    refused, done = records(result.stdout)
    assert (refused["id"], refused["error"]["type"]) == ("B000000000", "NotFound")
    assert done["likeState"] == "LIKE"
    assert "1 id refused: the record says why" in result.stderr
    assert result.exit_code == 1


def test_an_invalid_id_is_refused_first(cli: Run, sandbox: Sandbox) -> None:
    """No other id is sent; for a link, the message names the id in it."""
    result = cli("save", "--album", sandbox.album_ids[0], "https://music.amazon.com/albums/B0064UPU4G")

    assert "pass the id 'B0064UPU4G' instead" in result.stderr
    assert not sandbox.requests
    assert result.exit_code == 2


@pytest.mark.parametrize("command", ["save", "remove"])
def test_the_id_of_an_album_is_told_from_that_of_a_track(cli: Run, sandbox: Sandbox, command: str) -> None:
    """The message names the option that was forgotten."""
    result = cli(command, sandbox.album_ids[0])

    assert "if they are ids of albums, use --album" in result.stderr
    assert result.exit_code == 1


def test_many_ids_are_saved_from_a_file(cli: Run, sandbox: Sandbox, tmp_path: Path) -> None:
    """Several at a time; one record each, in order; a write that failed is made again by --resume."""
    ids, output = tmp_path / "ids.txt", tmp_path / "saved.jsonl"
    asked = [*sandbox.track_ids[:40], "B000000000", "a,b"]
    ids.write_text("\n".join(asked))
    sandbox.latency = 0.01
    sandbox.fail(status=503, times=1, skip=5, path="/me/library/tracks")
    job = ("save", "--ids", ids, "--output", output, "--attempts", "1")

    first = cli(*job)
    second = cli(*job, "--resume")

    saved = [record["track"]["id"] for record in records(output) if "track" in record]
    refused = [record["id"] for record in records(output) if "track" not in record]
    assert "Error: 1 id failed" in first.stderr
    assert sorted(saved) == sorted(asked[:40])
    assert refused == asked[40:]
    assert (first.exit_code, second.exit_code) == (1, 0)
    assert sandbox.peak_in_flight > 1


@pytest.mark.parametrize(
    ("command", "first"),
    [(("save", "--album"), "id,outcome,saveState,title"), (("like",), "id,outcome,likeState,title")],
)
def test_writes_can_be_tabulated(cli: Run, sandbox: Sandbox, command: tuple[str, ...], first: str) -> None:
    """With the outcome of each id."""
    id = sandbox.album_ids[0] if "--album" in command else sandbox.track_ids[0]

    result = cli(*command, "--format", "csv", id, "B000000000")

    head, done, refused = result.stdout.splitlines()
    assert head.startswith(first)
    assert done.startswith(f"{id},done,")
    assert refused.startswith("B000000000,failed,")


@pytest.mark.parametrize("command", ["remove", "dislike"])
def test_a_list_of_ids_may_come_on_standard_input(cli: Run, sandbox: Sandbox, command: str) -> None:
    """From another program."""
    ids = sandbox.track_ids[:3]
    cli("save", *ids)

    result = cli(command, "-", input="\n".join(ids))

    assert len(records(result.stdout)) == 3
    assert result.exit_code == 0

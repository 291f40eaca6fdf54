"""``save``, ``remove``, ``like`` and ``dislike``."""

from collections.abc import Callable

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
    """The error names it at the end."""
    result = cli("like", "B000000000", sandbox.track_ids[0])

    assert len(records(result.stdout)) == 1
    assert "B000000000: NotFound: " in result.stderr
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

    assert "if it is an album, use --album" in result.stderr
    assert result.exit_code == 1

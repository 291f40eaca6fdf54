"""``search``, ``playlists`` and the other lists, ``artists`` and ``me``."""

import asyncio
import csv
from collections.abc import Callable

import pytest
from cli_files import answers, records
from click.testing import Result

from amazon_music_async.sandbox import Sandbox

Run = Callable[..., Result]


def playlist(sandbox: Sandbox, title: str, ids: list[str]) -> str:
    """The id of a new playlist with these tracks."""

    async def made() -> str:
        async with sandbox.client() as music:
            new = await music.playlists.create(title)
            await music.playlists.add(new.id, ids)
            return new.id

    return asyncio.run(made())


def test_tracks_are_found_by_isrc(cli: Run, sandbox: Sandbox) -> None:
    """Each hit is a record."""
    (track,) = records(cli("tracks", sandbox.track_ids[0]).stdout)

    result = cli("search", "--isrc", track["item"]["isrc"])

    assert sandbox.track_ids[0] in [record["id"] for record in records(result.stdout)]
    assert result.exit_code == 0


def test_a_search_can_be_tabulated(cli: Run, sandbox: Sandbox) -> None:
    """As every list can."""
    result = cli("search", "happy", "--format", "csv")

    rows = list(csv.DictReader(result.stdout.splitlines()))
    assert "B076YT2CBT" in [row["id"] for row in rows]


def test_playlists_and_their_tracks_are_listed(cli: Run, sandbox: Sandbox) -> None:
    """The tracks in their order, each with the id of its entry."""
    ids = list(sandbox.track_ids[:3])
    id = playlist(sandbox, "Mine", ids)

    lists = records(cli("playlists").stdout)
    entries = records(cli("playlist-tracks", id).stdout)

    assert (id, "Mine") in [(one["id"], one["title"]) for one in lists]
    assert [entry["node"]["id"] for entry in entries] == ids


def test_an_invalid_playlist_is_wrong_use(cli: Run, sandbox: Sandbox) -> None:
    """Before anything is sent."""
    result = cli("playlist-tracks", "a,b")

    assert "holds a comma" in result.stderr
    assert result.exit_code == 2
    assert not sandbox.requests


@pytest.mark.parametrize("command", ["recent", "library-tracks"])
def test_the_lists_of_the_user_are_walked(cli: Run, sandbox: Sandbox, command: str) -> None:
    """To the end; in a table as well."""
    lines = cli(command)
    table = cli(command, "--format", "csv")

    assert (lines.exit_code, table.exit_code) == (0, 0)
    assert len(records(lines.stdout)) == len(list(csv.DictReader(table.stdout.splitlines())))


def test_artists_are_looked_up(cli: Run, sandbox: Sandbox) -> None:
    """As tracks are."""
    id = sandbox.catalogue.artists.ids[0]

    result = cli("artists", id, "B000000000")

    assert answers(result.stdout) == [(id, "found"), ("B000000000", "missing")]


def test_the_user_is_shown(cli: Run, sandbox: Sandbox) -> None:
    """One record."""
    (user,) = records(cli("me").stdout)

    assert user["id"]


def test_isrcs_are_looked_up(cli: Run, sandbox: Sandbox) -> None:
    """Hyphens and case do not matter; all tracks of an ISRC are in its record; what cannot be one is refused."""
    (track,) = records(cli("tracks", sandbox.track_ids[0]).stdout)
    code = track["item"]["isrc"].lower()
    hyphened = f"{code[:2]}-{code[2:5]}-{code[5:7]}-{code[7:]}"

    lines = cli("isrc", hyphened, "USXXX9999999", "x")
    table = cli("isrc", "--full", "--format", "csv", code)

    found = records(lines.stdout)[0]
    (row,) = csv.DictReader(table.stdout.splitlines())
    assert answers(lines.stdout) == [(hyphened, "found"), ("USXXX9999999", "missing"), ("x", "failed")]
    assert [item["id"] for item in found["items"]] == [sandbox.track_ids[0]]
    assert row["title"] == track["item"]["title"]
    assert "is not an ISRC" in lines.stdout

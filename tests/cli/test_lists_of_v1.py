"""``search``, ``playlists`` and the other lists, ``artists`` and ``me``."""

import asyncio
import csv
from collections.abc import Callable
from pathlib import Path

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


@pytest.mark.parametrize(("kind", "name"), [("albums", "title"), ("artists", "name")])
def test_albums_and_artists_are_searched_for(cli: Run, sandbox: Sandbox, kind: str, name: str) -> None:
    """By words; each hit is a record."""
    id = getattr(sandbox.catalogue, kind).ids[0]
    words = getattr(sandbox.catalogue, kind).fields(id, name)[name]

    result = cli(f"search-{kind}", words)

    assert id in [record["id"] for record in records(result.stdout)]
    assert result.exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("search",), "give words to search for, or a field: --isrc, --name, --artist or --album"),
        (("search", " "), "Invalid value for '[QUERY]': it is empty"),
        (("search", "--name", ""), "Invalid value for '--name': it is empty"),
        (("search-albums", ""), "Invalid value for 'QUERY': it is empty"),
        (("search-artists", ""), "Invalid value for 'QUERY': it is empty"),
    ],
)
def test_a_search_for_nothing_is_wrong_use(
    cli: Run, sandbox: Sandbox, tmp_path: Path, arguments: tuple[str, ...], words: str
) -> None:
    """It says what to give, and writes no file."""
    result = cli(*arguments, "--output", "out.jsonl")

    assert words in result.stderr
    assert result.exit_code == 2
    assert list(tmp_path.iterdir()) == []


def test_everything_is_searched_in_one_request(cli: Run, sandbox: Sandbox) -> None:
    """Each hit says what it is and to which group it belongs."""
    result = cli("search-all", "happy", "--limit", "2")

    hits = records(result.stdout)
    assert (hits[0]["group"], hits[0]["type"]) == ("Top hits", "Track")
    assert ("Songs", "Track", "B076YT2CBT") in [(hit["group"], hit["type"], hit["item"]["id"]) for hit in hits]
    assert sandbox.request_count == 1
    assert cli("search-all", "").exit_code == 2


def test_a_hit_of_an_unknown_type_is_shown_as_the_service_sent_it(
    cli: Run, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A newer service may have more types."""
    monkeypatch.setattr("amazon_music_async.resources.search._TYPES", {})

    first = records(cli("search-all", "happy").stdout)[0]

    assert first["type"] == first["item"]["_type"] == "Track"


def test_playlists_are_sorted_as_asked(cli: Run, sandbox: Sandbox) -> None:
    """By the service; another order is wrong use."""
    for title in ("Zebra", "Aardvark"):
        playlist(sandbox, title, [])

    titles = [record["title"] for record in records(cli("playlists", "--sort-by", "NAME").stdout)]

    assert titles == sorted(titles, key=str.casefold)
    assert cli("playlists", "--sort-by", "MOOD").exit_code == 2


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

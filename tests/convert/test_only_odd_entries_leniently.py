"""An odd value costs its own entry a second reading, and no other."""

import json
from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from amazon_music_async import Connection, Items, LikedTrack, Track
from amazon_music_async._convert import read_lenient
from amazon_music_async._convert.located import JsonNode
from amazon_music_async._convert.plain import loads
from amazon_music_async._convert.read_body import read_body

COUNT = 100
Read = Callable[[set[int]], tuple[Any, ...]]
"""Reads an answer of 100 tracks, of which those of these numbers have an odd value; gives the tracks."""


@pytest.fixture
def lenient(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The ids of the entries that are read leniently, in that order."""
    entries: list[str] = []

    def counted(entry: msgspec.Raw) -> Any:
        value = loads(entry)
        entries.append(value.get("node", value)["id"])
        return value

    monkeypatch.setattr(read_lenient, "loads", counted)
    return entries


def track(number: int, odd: set[int]) -> dict[str, Any]:
    """A track, whose title is a number where that is odd."""
    return {"id": str(number), "title": 7 if number in odd else "November Rain", "album": {"id": "B0064UPU4G"}}


def look_up(odd: set[int]) -> tuple[Track, ...]:
    """The tracks of an answer to a look-up."""
    body = json.dumps({"data": {"tracks": [track(number, odd) for number in range(COUNT)]}})
    return read_body(body.encode(), "tracks|track", Items[Track])[0].items


def page(odd: set[int]) -> tuple[Track, ...]:
    """The tracks of a page of a list."""
    edges = [{"likeState": "LIKE", "node": track(number, odd)} for number in range(COUNT)]
    body = json.dumps({"data": {"user": {"tracks": {"pageInfo": {"hasNextPage": False}, "edges": edges}}}})
    return tuple(liked.track for liked in read_body(body.encode(), "user.tracks", Connection[LikedTrack])[0].edges)


@pytest.mark.parametrize("read", [look_up, page])
@pytest.mark.parametrize("odd", [set[int](), {0}, {50}, {99}, {7, 8, 60}, {*range(COUNT)}])
def test_only_odd_entries_are_read_leniently(read: Read, odd: set[int], lenient: list[str]) -> None:
    """Of 100 entries those with an odd value are read leniently, each once; the others are not."""
    tracks = read(odd)

    assert lenient == [str(number) for number in sorted(odd)]
    assert [track.title for track in tracks] == [None if number in odd else "November Rain" for number in range(COUNT)]


def test_of_an_odd_entry_only_the_odd_field(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of an entry with an odd value only the field that holds it is read leniently."""
    fields: list[str] = []
    inside = JsonNode.inside

    def counted(node: JsonNode, key: str, value: object) -> JsonNode:
        fields.append(key)
        return inside(node, key, value)

    monkeypatch.setattr(JsonNode, "inside", counted)
    look_up({50})

    assert fields == ["title"]

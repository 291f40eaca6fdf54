"""What cannot be read is an error that says what and where."""

from typing import Any

import pytest

from amazon_music_async import from_dict
from amazon_music_async._convert.converter import structure
from amazon_music_async.errors import DecodeError
from amazon_music_async.models.album import Album
from amazon_music_async.models.artist import Artist
from amazon_music_async.models.library import LibraryAlbum
from amazon_music_async.models.liked import LikedTrack
from amazon_music_async.models.page import Connection, Items
from amazon_music_async.models.saved import SavedAlbum, SavedTrack
from amazon_music_async.models.track import Track

PAGE: Any = Connection[LikedTrack]
EMPTY: Any = {}


@pytest.mark.parametrize(
    ("data", "form", "text"),
    [
        (EMPTY, Track, "expected a string, got nothing @ $.data.id"),
        ({"id": 5}, Track, "expected a string, got a number @ $.data.id"),
        ({"id": None}, Album, "expected a string, got nothing @ $.data.id"),
        (None, Track, "expected an object, got nothing @ $.data"),
        ("x", Track, "expected an object, got a string @ $.data"),
        (list[Any](), Track, "expected an object, got a list @ $.data"),
        (True, Track, "expected an object, got a boolean @ $.data"),
        ({"saveState": "SAVED"}, SavedTrack, "expected an object, got nothing @ $.data.track"),
        ({"track": EMPTY}, SavedTrack, "expected a string, got nothing @ $.data.track.id"),
        ({"album": list[Any]()}, SavedAlbum, "expected an object, got a list @ $.data.album"),
        ({"track": {"id": 1}}, LikedTrack, "expected a string, got a number @ $.data.track.id"),
        ({"likeState": "LIKE"}, LikedTrack, "expected an object, got nothing @ $.data.node"),
        ({"node": {"title": "a"}}, LibraryAlbum, "expected a string, got nothing @ $.data.node.id"),
        ({"edges": [{"node": {"id": "x"}}, None]}, PAGE, "expected an object, got nothing @ $.data.edges[1]"),
        ({"edges": [{"node": EMPTY}]}, PAGE, "expected a string, got nothing @ $.data.edges[0].node.id"),
        ({"edges": {"a": 1}}, PAGE, "expected an object, got nothing @ $.data.edges.node"),
        ({"edges": "x"}, PAGE, "expected a list, got a string @ $.data.edges"),
        (None, PAGE, "expected an object, got nothing @ $.data"),
        (None, Items[Track], "expected a list, got nothing @ $.data"),
        ("x", Items[Track], "expected a list, got a string @ $.data"),
    ],
)  # fmt: skip
def test_place(data: Any, form: Any, text: str) -> None:
    """The error names what was expected, what came, and the place, in the names of the wire."""
    with pytest.raises(DecodeError) as caught:
        structure(data, form, "$.data")

    assert str(caught.value) == text


def test_flaws() -> None:
    """In an answer to a look-up a bad item is a flaw with its place; a null is nothing; the others are kept."""
    answer, drifts = structure([{"id": "a"}, None, {"title": "b"}, 5, {"id": "c"}], Items[Track], "$.data.tracks")

    assert [item.id for item in answer.items] == ["a", "c"]
    assert [flaw.place for flaw in answer.flaws] == ["$.data.tracks[2].id", "$.data.tracks[3]"]
    assert drifts == ()


def test_nulls() -> None:
    """Nulls alone are an empty answer."""
    assert structure([None, None], Items[Track]) == (Items[Track](), ())


@pytest.mark.parametrize(("data", "flaws"), [({"id": "a"}, []), ({"title": "a"}, ["$.data.track.id"])])
def test_one_object(data: Any, flaws: list[str]) -> None:
    """One object stands for a list of one."""
    answer, _ = structure(data, Items[Track], "$.data.track")

    assert len(answer.items) == 1 - len(flaws)
    assert [flaw.place for flaw in answer.flaws] == flaws


def nested(depth: int) -> Any:
    """An artist related to an artist, and so on."""
    artist: Any = {"id": "x"}
    for _ in range(depth):
        artist = {"id": "x", "related": {"edges": [{"node": artist}]}}
    return artist


def test_deep() -> None:
    """What is nested more deeply than can be followed is an error of ours, and no end of the program."""
    with pytest.raises(DecodeError, match=r"nested too deeply @ \$\.data"):
        structure(nested(3000), Artist, "$.data")


def test_deep_item() -> None:
    """So is such an item among others, which are kept."""
    answer, _ = structure([{"id": "a"}, nested(3000)], Items[Artist])

    assert [item.id for item in answer.items] == ["a"]
    assert [str(flaw) for flaw in answer.flaws] == ["nested too deeply @ $[1]"]


def test_deep_elsewhere() -> None:
    """What nobody looks at may be as deep as it likes."""
    assert structure({"id": "x", "unknown": nested(3000)}, Artist) == (Artist(id="x"), ())


@pytest.mark.parametrize("number", [float("inf"), float("-inf"), float("nan"), 10**400])
def test_huge(number: float) -> None:
    """Numbers beyond all measure are bad values, never a crash: they could not be written again."""
    value, drifts = structure({"id": "x", "duration": number, "trackCount": number}, Album)

    assert (value.duration, value.track_count) == (None, None)
    assert [drift.field for drift in drifts] == ["duration", "track_count"]


def test_from_dict() -> None:
    """`from_dict` reads as liberally as an answer is read, and refuses what has no id."""
    assert from_dict({"id": "x", "duration": "long"}, Track) == Track(id="x")
    with pytest.raises(DecodeError, match=r"expected a string, got nothing @ \$\.id"):
        from_dict({}, Track)

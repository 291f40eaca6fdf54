"""A bad value costs as little as it may, and is reported."""

from typing import Any

import pytest
from attrs import frozen

from amazon_music_async._convert.converter import structure
from amazon_music_async.errors import DecodeError
from amazon_music_async.events import DataDrift
from amazon_music_async.models.album import Album
from amazon_music_async.models.artist import Artist
from amazon_music_async.models.image import Image
from amazon_music_async.models.liked import LikedTrack, LikeState
from amazon_music_async.models.media_type import MediaType
from amazon_music_async.models.page import Connection, Items
from amazon_music_async.models.release import Release
from amazon_music_async.models.track import Track


def track(**data: Any) -> tuple[Track, tuple[DataDrift, ...]]:
    """A track read from ``data``, and what was odd about it."""
    return structure({"id": "x", **data}, Track, "$.data.track")


@pytest.mark.parametrize(
    ("key", "name", "bad", "problem"),
    [
        ("title", "title", 5, "expected a string, got a number"),
        ("title", "title", ["a"], "expected a string, got a list"),
        ("duration", "duration", "232", "expected a number, got a string"),
        ("duration", "duration", True, "expected a number, got a boolean"),
        ("releaseDate", "release_date", 1.5, "expected a date, got a number"),
        ("releaseDate", "release_date", "yesterday", "expected a date, got another string"),
        ("mediaType", "media_type", 1, "expected a string, got a number"),
        ("album", "album", "Discovery", "expected an object, got a string"),
        ("release", "release", [], "expected an object, got a list"),
        ("audioQualities", "audio_qualities", "HD", "expected a list, got a string"),
        ("artists", "artists", b"12", "expected a list, got a bytes"),
    ],
)
def test_field(key: str, name: str, bad: Any, problem: str) -> None:
    """A bad value in an optional field is as if it were missing, and all else is kept."""
    value, drifts = track(**{key: bad}, label="Columbia")

    assert value == Track(id="x", label="Columbia")
    assert drifts == (DataDrift(type="Track", field=name, place=f"$.data.track.{key}", problem=problem),)


@pytest.mark.parametrize("bad", [True, "14", 14.5, float("inf"), float("nan")])
def test_whole_number(bad: Any) -> None:
    """A number with a fraction, or none at all, is no count."""
    value, drifts = structure({"id": "x", "trackCount": bad}, Album)

    assert value.track_count is None
    assert [(drift.type, drift.field, drift.place) for drift in drifts] == [("Album", "track_count", "$.trackCount")]


@pytest.mark.parametrize("bad", [0, 1, "true"])
def test_boolean(bad: Any) -> None:
    """Only true and false are booleans."""
    value, drifts = track(eligibility={"isDownloadable": bad, "isPreviewable": True})

    assert value.eligibility is not None
    assert value.eligibility.is_downloadable is None
    assert value.eligibility.is_previewable is True
    assert [(drift.type, drift.field) for drift in drifts] == [("Eligibility", "is_downloadable")]


def test_secret() -> None:
    """A report never shows the value: that could be a secret."""
    _, drifts = track(duration="Atza|secret", releaseDate="Atza|secret")

    assert len(drifts) == 2
    assert "secret" not in repr(drifts)


def test_part_without_id() -> None:
    """A part without its id is dropped, and its owner's field is reported."""
    value, drifts = track(album={"title": "G I R L"}, artists=[{"id": "a"}, {"name": "b"}, {"id": "c"}])

    assert value.album is None
    assert value.artists == (Artist(id="a"), Artist(id="c"))
    assert [(drift.type, drift.field, drift.place) for drift in drifts] == [
        ("Track", "album", "$.data.track.album.id"),
        ("Track", "artists", "$.data.track.artists[1].id"),
    ]


def test_one_part_alone() -> None:
    """One object where a list is documented is a list of one; its faults have the place of the list."""
    value, drifts = track(artists={"id": "a"}, images={"url": "u", "height": "tall"})

    assert value == Track(id="x", artists=(Artist(id="a"),), images=(Image(url="u"),))
    assert [drift.place for drift in drifts] == ["$.data.track.images.height"]


@pytest.mark.parametrize("count", [2**64, -(2**63) - 1, 1e20, 1e300, 10**400])
def test_more_than_64_bits(count: float) -> None:
    """A number that 64 bits do not hold is a bad value, of a count as of a duration where it is whole."""
    value, drifts = structure({"id": "x", "trackCount": count, "duration": 10**30}, Album)

    assert value == Album(id="x")
    assert {(drift.field, drift.problem) for drift in drifts} == {
        ("duration", "expected a number, got one that 64 bits do not hold"),
        ("track_count", "expected a whole number, got one with a fraction or beyond 64 bits"),
    }


@pytest.mark.parametrize("count", [2**64 - 1, 2**63, -(2**63)])
def test_64_bits(count: int) -> None:
    """A number that they hold is as good as any, signed or not."""
    assert structure({"id": "x", "trackCount": count, "duration": count}, Album) == (
        Album(id="x", track_count=count, duration=count),
        (),
    )


def test_null_entry() -> None:
    """A null in a list of parts is dropped and reported."""
    value, drifts = track(images=[None, {"url": "u"}], audioQualities=["SD", None])

    assert value.images == (Image(url="u"),)
    assert value.audio_qualities == ("SD",)
    assert [drift.place for drift in drifts] == ["$.data.track.images[0]", "$.data.track.audioQualities[1]"]


@pytest.mark.parametrize("key", ["", "a", "a.b", "a[0]", "`"])
def test_unknown_key(key: str) -> None:
    """A key that is no field's is none of our business, whatever it is called, also where something is missing."""
    page = {"edges": [{key: {"id": "x"}, "likeState": 1}]}

    with pytest.raises(DecodeError, match=r"expected an object, got nothing @ \$\.edges\[0\]\.node"):
        structure(page, Connection[LikedTrack])


def test_null() -> None:
    """A field that is null is missing, which is nothing to report; unknown fields are none of our business."""
    value, drifts = track(title=None, album=None, artists=None, mediaType=None, releaseDate=None, new={"a": [1]})

    assert value == Track(id="x")
    assert drifts == ()


def test_unknown_words() -> None:
    """A word that the documents do not know is kept, in silence."""
    value, drifts = track(mediaType="HOLOGRAM")

    assert value.media_type == MediaType("HOLOGRAM")
    assert drifts == ()


def test_deep_part() -> None:
    """A report names the innermost model and the whole way to it."""
    _, drifts = track(album={"id": "a", "tracks": [{"id": "t", "release": {"streetDate": []}}]})

    assert drifts == (
        DataDrift(
            type="Release",
            field="street_date",
            place="$.data.track.album.tracks[0].release.streetDate",
            problem="expected a date, got a list",
        ),
    )


def test_page() -> None:
    """What is odd about a page's ends costs these alone."""
    page, drifts = structure(
        {
            "pageInfo": {"hasNextPage": "yes", "token": 5},
            "edgeCount": "1",
            "edges": [{"node": {"id": "x"}, "likeState": 1}],
        },
        Connection[LikedTrack],
    )

    assert page.page_info is not None
    assert (page.page_info.has_next_page, page.page_info.token, page.edge_count) == (None, None, None)
    assert page.edges == (LikedTrack(track=Track(id="x")),)
    assert {(drift.type, drift.field) for drift in drifts} == {
        ("PageInfo", "has_next_page"),
        ("PageInfo", "token"),
        ("Connection", "edge_count"),
        ("LikedTrack", "like_state"),
    }


@pytest.mark.parametrize("info", [None, [], "next"])
def test_page_info(info: Any) -> None:
    """A page whose ``pageInfo`` is none has none."""
    page, drifts = structure({"pageInfo": info, "edges": None}, Connection[LikedTrack])

    assert page == Connection[LikedTrack]()
    assert len(drifts) == (info is not None)


def test_items() -> None:
    """An answer to a look-up reports what is odd about its items."""
    answer, drifts = structure([{"id": "a"}, {"id": "b", "isrc": 5}], Items[Track], "$.data.tracks")

    assert [item.id for item in answer.items] == ["a", "b"]
    assert [drift.place for drift in drifts] == ["$.data.tracks[1].isrc"]


def test_related() -> None:
    """One bad edge costs an artist the whole page of related ones: it is a page, and not complete."""
    artist, drifts = structure({"id": "a", "related": {"edges": [{"node": {"id": "b"}}, {"node": None}]}}, Artist)

    assert artist == Artist(id="a")
    assert [(drift.type, drift.field, drift.place) for drift in drifts] == [
        ("Artist", "related", "$.related.edges[1].node")
    ]


def test_good_of_the_bad() -> None:
    """What is unusual but clear is accepted without a remark."""
    value, drifts = structure({"id": "x", "trackCount": 14.0, "releaseDate": "2001-03-07"}, Album)
    liked, _ = structure({"track": {"id": "x"}, "likeState": LikeState.LIKE}, LikedTrack)

    assert type(value.track_count) is int
    assert drifts == ()
    assert liked.like_state is LikeState.LIKE


def test_each_field_is_told_once() -> None:
    """A page that is full of the same mistake tells of it once, with the first place."""
    answer, drifts = structure([{"id": "a", "title": 1}, {"id": "b", "title": 2}], Items[Track])

    assert len(answer.items) == 2
    assert [drift.place for drift in drifts] == ["$[0].title"]


@frozen(kw_only=True)
class Late:
    """A model whose last field is the one that it must have."""

    note: str | None = None
    text: str | None = None
    id: str


def test_the_drifts_of_an_unreadable_item_are_not_told() -> None:
    """Of an item that is not there nothing is odd but that."""
    answer, drifts = structure([{"id": "a", "text": 1}, {"text": 1, "note": 1}, {"id": "b"}], Items[Late])

    assert answer.items == (Late(id="a"), Late(id="b"))
    assert [flaw.place for flaw in answer.flaws] == ["$[1].id"]
    assert [(drift.field, drift.place) for drift in drifts] == [("text", "$[0].text")]


def test_release() -> None:
    """A bad date of a release costs this date, not the release."""
    value, _ = structure({"streetDate": "soon", "localOriginalReleaseDate": "1958-01-01T00:00:00"}, Release)

    assert value.street_date is None
    assert str(value.local_original_release_date) == "1958-01-01"

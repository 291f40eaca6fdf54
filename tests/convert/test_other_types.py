"""What else JSON can become, and what not: users' own models, plain JSON, nonsense."""

import traceback
from collections import UserDict
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from decimal import Decimal
from threading import Barrier
from typing import Any

import pytest
from attrs import define, field, frozen

from amazon_music_async import from_dict, to_dict
from amazon_music_async._convert.converter import structure
from amazon_music_async._convert.read_fast import FastPathMiss, compiled
from amazon_music_async.errors import DecodeError
from amazon_music_async.models.album import Album
from amazon_music_async.models.artist import Artist
from amazon_music_async.models.liked import LikedTrack, LikeState
from amazon_music_async.models.page import Connection, Edge, Items
from amazon_music_async.models.release import Release
from amazon_music_async.models.track import Track


@define
class Station:
    """A user's own model, for an endpoint that has no method yet."""

    id: str
    display_name: str = "no name"
    _hidden: int | None = field(default=None, alias="hidden")
    extra: dict[str, Any] = field(factory=dict[str, Any])
    tracks: tuple[Track, ...] = ()
    shuffles: bool = field(default=False, init=False)


@frozen
class Checked:
    """A model with a rule of its own."""

    name: str | None = field(default=None)

    def __attrs_post_init__(self) -> None:
        """Refuse a name."""
        if self.name == "bad":
            raise DecodeError("a bad name")


@frozen
class Odd:
    """A model whose name a helper has."""

    value: datetime | None = None
    count: int = 1


@frozen
class Either:
    """A model that does not say what it holds."""

    node: LikeState | Track


def test_own_model() -> None:
    """A user's own attrs class is a model, with its defaults."""
    data = {"id": "s", "hidden": 5, "extra": {"a": [1]}, "tracks": [{"id": "t"}], "displayName": None}
    station = from_dict(data, Station)

    assert station == Station("s", hidden=5, extra={"a": [1]}, tracks=(Track(id="t"),))
    assert to_dict(station) == {
        "id": "s",
        "displayName": "no name",
        "hidden": 5,
        "extra": {"a": [1]},
        "tracks": [{"id": "t"}],
    }


def test_own_rules() -> None:
    """Its own rules hold."""
    assert from_dict({"name": "good"}, Checked).name == "good"
    with pytest.raises(DecodeError, match="a bad name"):
        from_dict({"name": "bad"}, Checked)


def test_own_name() -> None:
    """Its name may be any, also one that is taken."""

    @frozen
    class Track:
        isrc: str | None = None

    assert from_dict({"isrc": "a"}, Track) == Track("a")
    assert from_dict({"value": "2001-03-07"}, Odd) == Odd(datetime(2001, 3, 7, tzinfo=UTC))
    assert to_dict(Odd(datetime(2001, 3, 7, tzinfo=UTC))) == {"value": "2001-03-07T00:00:00.000Z", "count": 1}


@pytest.mark.parametrize(
    ("data", "form"),
    [
        ({"a": 1}, dict),
        ({"a": 1}, dict[str, Any]),
        ([1, "a"], list),
        ([1], list[Any]),
        (5, object),
        ("a", str),
        (5, int),
        (1.5, float),
        (True, bool),
    ],
)
def test_plain(data: Any, form: Any) -> None:
    """JSON can stay JSON."""
    assert structure(data, form) == (data, ())


@pytest.mark.parametrize("kind", [list, tuple])
def test_list(kind: type[Any]) -> None:
    """A list of models is all good, or an error."""
    form: Any = list[Track] if kind is list else tuple[Track, ...]

    assert structure([{"id": "a"}], form) == (kind([Track(id="a")]), ())
    with pytest.raises(DecodeError, match=r"\$\[0\].id"):
        structure([{"id": None}], form)


@pytest.mark.parametrize("form", [set, dict[str, Track], Connection, Items, Edge, LikeState | Track, Either])
def test_nonsense(form: Any) -> None:
    """What nothing can become is the caller's mistake, and a ``TypeError``."""
    with pytest.raises(TypeError):
        structure({"edges": [{"node": {"id": "x"}}], "node": 1}, form)


@pytest.mark.parametrize("form", [int, dict, LikeState])
def test_from_dict_no_model(form: Any) -> None:
    """`from_dict` makes models, nothing else."""
    with pytest.raises(TypeError, match="is not an attrs model"):
        from_dict({}, form)


@pytest.mark.parametrize("item", [None, 5, "x", {}, [], object(), Track, LikeState.LIKE])
def test_to_dict_no_model(item: object) -> None:
    """`to_dict` takes models, nothing else."""
    with pytest.raises(TypeError, match="is not an attrs model"):
        to_dict(item)


def test_generic_back() -> None:
    """What a generic model holds is written by what it is."""
    page = Connection(
        edges=(Edge(node=Artist(id="a")), LikeState.LIKE, {"at": (datetime(2001, 3, 7, tzinfo=UTC), None)})
    )

    assert to_dict(page) == {"edges": [{"node": {"id": "a"}}, "LIKE", {"at": ["2001-03-07T00:00:00.000Z", None]}]}


def test_flaws_are_not_written() -> None:
    """What was wrong is no JSON."""
    with pytest.raises(TypeError, match="DecodeError is not an attrs model"):
        to_dict(Items[Track](flaws=(DecodeError("x"),)))


def test_mapping() -> None:
    """Any mapping will do."""
    assert from_dict(UserDict(id="x", artists=({"id": "a"},)), Track) == Track(id="x", artists=(Artist(id="a"),))


def test_values_of_python() -> None:
    """A model, a date and a decimal fraction may stand there as such."""
    when = datetime(2001, 3, 7, 5, tzinfo=UTC)
    parts = {"album": Album(id="a"), "artists": [Artist(id="b")]}
    release = {"streetDate": when.date(), "localOriginalReleaseDate": when}
    data = {"id": "x", "releaseDate": when, "duration": Decimal("1.5"), "release": release, **parts}
    whole = Track(
        id="x",
        album=Album(id="a"),
        artists=(Artist(id="b"),),
        release_date=when,
        duration=1.5,
        release=Release(street_date=when.replace(hour=0), local_original_release_date=when.date()),
    )

    assert from_dict(data, Track) == whole


def test_traceback() -> None:
    """A traceback shows the lines of the written functions."""
    fast = compiled(LikedTrack)
    assert fast is not None
    with pytest.raises(FastPathMiss) as caught:
        fast.fill(fast.twin())

    assert "if value is None: raise FastPathMiss" in "".join(traceback.format_exception(caught.value))


def test_threads() -> None:
    """Threads that need the same function first all get it."""

    @frozen
    class Fresh:
        track: Track | None = None
        liked: LikedTrack | None = None

    start = Barrier(8)

    def both(number: int) -> dict[str, object]:
        start.wait()
        return to_dict(from_dict({"track": {"id": str(number)}}, Fresh))

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(both, range(8))) == [{"track": {"id": str(number)}} for number in range(8)]

"""Models of users' own, written in the ways in which attrs classes are written."""

from __future__ import annotations

from enum import IntEnum, StrEnum
from typing import Any, ClassVar, Generic, TypeVar

import pytest
from attrs import define, field, frozen, validators

from amazon_music_async import from_dict, to_dict
from amazon_music_async._convert.converter import structure
from amazon_music_async.errors import DecodeError
from amazon_music_async.events import DataDrift
from amazon_music_async.models.image import Image
from amazon_music_async.models.track import Track

T = TypeVar("T")


class Tier(StrEnum):
    """A closed set of words."""

    PRIME = "PRIME"


class Rank(IntEnum):
    """A closed set of numbers."""

    FIRST = 1


@frozen
class Album:
    """A model with the name of one of the library's."""

    id: str
    stars: int = 0


@frozen
class Shelf:
    """It means the class above, though only its name is known here."""

    albums: tuple[Album, ...] = ()
    first: Album | None = None


@frozen
class Sparse:
    """What may be missing has no default."""

    id: str
    name: str | None
    tags: tuple[str, ...]


@define
class Playlist:
    """A model whose lists can be changed."""

    id: str
    tags: list[str]
    images: list[Image] = field(factory=list[Image])


@frozen
class Ranked:
    """Words and numbers of closed sets."""

    tier: Tier | None = None
    rank: Rank | None = None


@define
class Loud:
    """Made by hand."""

    id: str

    def __init__(self, id: str) -> None:
        """Louder."""
        self.id = id.upper()


@frozen(cache_hash=True)
class Hashed:
    """A model that remembers its hash."""

    id: str


@define
class Registered:
    """A model that counts its subclasses."""

    subclasses: ClassVar[list[str]] = []
    id: str

    def __init_subclass__(cls) -> None:
        """One more."""
        Registered.subclasses.append(cls.__name__)


@frozen
class Short:
    """A model with a rule."""

    id: str = field(validator=validators.max_len(3))


@frozen
class HasShort:
    """A model with such a part."""

    short: Short | None = None


@frozen
class Box(Generic[T]):
    """Anything, and more of it."""

    item: T
    more: tuple[T, ...] = ()


@frozen
class ImageBox(Box[Image]):
    """Images."""

    title: str | None = None


class entry:  # noqa: N801 - the name that a variable of the written functions has
    """Not yet a model."""

    id: str


entry_model: Any = define(entry)


@frozen(kw_only=True)
class StarredTrack(Track):
    """A model of the library with one field more."""

    stars: int | None = None


def test_a_name_means_what_it_means_in_its_own_module() -> None:
    """A class that is called like a model of the library is no such model."""
    shelf = from_dict({"albums": [{"id": "a", "stars": 3}], "first": {"id": "b"}}, Shelf)

    assert shelf == Shelf((Album("a", 3),), Album("b"))


@pytest.mark.parametrize("data", [{"id": "x"}, {"id": "x", "name": None, "tags": None}])
def test_a_field_that_may_be_none_needs_no_default(data: dict[str, Any]) -> None:
    """A field that may be None may be missing; so may a list."""
    item = from_dict(data, Sparse)

    assert item == Sparse("x", None, ())
    assert from_dict(to_dict(item), Sparse) == item


def test_lists_may_be_lists() -> None:
    """Whoever wants to change them gets lists of their own; a bad part is left out, as it is of a tuple."""
    empty, other = from_dict({"id": "a"}, Playlist), from_dict({"id": "b", "tags": None, "images": []}, Playlist)
    assert (empty.tags, empty.images, other.tags, other.images) == ([], [], [], [])
    assert empty.tags is not other.tags

    full, drifts = structure({"id": "c", "tags": ["x", 7], "images": [{"url": "u"}]}, Playlist)

    assert full == Playlist("c", ["x"], [Image(url="u")])
    assert [drift.place for drift in drifts] == ["$.tags[1]"]
    assert from_dict(to_dict(full), Playlist) == full


@frozen
class Doubled:
    """A model with two fields of one name."""

    track_count: int
    trackCount: int  # noqa: N815 - what goes wrong


@frozen
class Holder:
    """A model of which a part cannot be written."""

    part: Doubled


def test_two_fields_of_one_name_cannot_be_written() -> None:
    """JSON would lose one of them: the error names the model, each time."""
    reason = "Doubled cannot be written as JSON: Multiple fields rename to the same name"
    for _ in range(2):
        with pytest.raises(TypeError, match=f"^{reason}"):
            to_dict(Doubled(1, 2))
        with pytest.raises(TypeError, match=f"^Holder cannot be written as JSON: {reason}"):
            to_dict(Holder(Doubled(1, 2)))


def test_words_of_a_closed_set_are_members() -> None:
    """What a field is said to be, it is; a word that its set does not have is a bad value."""
    good = from_dict({"tier": "PRIME", "rank": 1}, Ranked)
    bad, drifts = structure({"tier": "NEW", "rank": 7}, Ranked)

    assert good.tier is Tier.PRIME
    assert good.rank is Rank.FIRST
    assert to_dict(good) == {"tier": "PRIME", "rank": 1}
    assert bad == Ranked()
    assert drifts == (
        DataDrift(type="Ranked", field="tier", place="$.tier", problem="expected a Tier, got another str"),
        DataDrift(type="Ranked", field="rank", place="$.rank", problem="expected a Rank, got another int"),
    )


def test_a_constructor_written_by_hand_is_called() -> None:
    """Whatever it makes of what it is given."""
    assert from_dict({"id": "a"}, Loud).id == "A"


def test_a_remembered_hash_is_one() -> None:
    """A model can be a key, however it finds its hash."""
    assert {from_dict({"id": "a"}, Hashed): 1}[Hashed("a")] == 1


def test_a_model_that_counts_its_subclasses_gets_none() -> None:
    """A model that counts its subclasses has none."""
    assert from_dict({"id": "a"}, Registered).id == "a"
    assert Registered.subclasses == []


def test_a_broken_rule_is_a_bad_value() -> None:
    """It costs the field, or it is an error of ours that does not show the value."""
    value, drifts = structure({"short": {"id": "secret"}}, HasShort)

    assert value == HasShort()
    assert [(drift.place, drift.problem) for drift in drifts] == [("$.short", "Short refuses it with ValueError")]
    with pytest.raises(DecodeError, match=r"^Short refuses it with ValueError @ \$$"):
        from_dict({"id": "secret"}, Short)


def test_a_generic_model_can_be_filled_by_a_subclass() -> None:
    """What its type variables stand for is asked of its bases too."""
    data = {"item": {"url": "a"}, "more": [{"url": "b"}], "title": "c"}

    assert from_dict(data, ImageBox) == ImageBox(Image(url="a"), (Image(url="b"),), "c")
    assert from_dict(data, Box[Image]) == Box(Image(url="a"), (Image(url="b"),))


def test_a_model_may_have_any_name() -> None:
    """Also that of a variable in the functions which are written for models."""
    box = Box(entry_model("a"), (entry_model("b"),))

    assert from_dict({"item": {"id": "a"}, "more": [{"id": "b"}]}, Box[entry_model]) == box
    assert to_dict(box) == {"item": {"id": "a"}, "more": [{"id": "b"}]}
    assert to_dict(entry_model("a")) == {"id": "a"}


def test_a_model_of_the_library_can_be_extended() -> None:
    """Its fields are read as ever."""
    data = {"id": "x", "stars": 3, "album": {"id": "a", "title": "G I R L"}}

    assert to_dict(from_dict(data, StarredTrack)) == data

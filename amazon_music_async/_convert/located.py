"""A piece of JSON that knows where it stands, and the single values that are made of it."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeVar, cast

from attrs import define
from msgspec import ValidationError

from amazon_music_async._convert.scalars import day_from, moment_from, number_from, whole_from
from amazon_music_async.errors import DecodeError
from amazon_music_async.events import DataDrift

_D = TypeVar("_D", bound=date)
_N = TypeVar("_N", int, float)
_V = TypeVar("_V", str, int)

_PLACE = re.compile(r" - at `\$([^`]+)`$")

_KINDS: dict[type, str] = {
    type(None): "nothing",
    bool: "a boolean",
    int: "a number",
    float: "a number",
    str: "a string",
    list: "a list",
    tuple: "a list",
    dict: "an object",
    Mapping: "an object",
}


def kind_of(value: object) -> str:
    """What a piece of JSON is, in a few words that do not show it."""
    kind = _KINDS.get(value.__class__)
    return kind or next((kind for type, kind in _KINDS.items() if isinstance(value, type)), "a " + type(value).__name__)


@define
class JsonNode:
    """A value, where it stands, and what was noticed on the way."""

    value: Any
    place: str
    drifts: dict[tuple[str, str], DataDrift]
    """By the model and its field."""
    depth: int = 0
    """How many models and lists it is inside of."""
    refused: str | None = None
    """The path from here to what the compiled reader refused, if that was asked: ``.release.streetDate``."""
    flaws: list[DecodeError] | None = None
    """Of a page of a list: what is wrong with its edges."""

    def inside(self, key: str, value: object) -> "JsonNode":
        """What stands under a key."""
        refused = self.refused
        if refused is not None:
            refused = refused[len(key) + 1 :] if refused.startswith(f".{key}.") else None
        return JsonNode(value, f"{self.place}.{key}", self.drifts, self.depth + 1, refused, self.flaws)

    def holds(self, *types: type) -> bool:
        """Whether the value is of one of these classes, or like one."""
        return isinstance(self.value, types)

    def entries(self) -> list[Any]:
        """What stands in this list."""
        if not self.holds(list, tuple, set, frozenset):
            raise self.bad("a list")
        return list(self.value)

    def bad(self, expected: str) -> DecodeError:
        """The error that says what was expected here. It never shows the value: that could be a secret."""
        return DecodeError(f"expected {expected}, got {kind_of(self.value)}", self.place)


def refused_at(error: Exception) -> str | None:
    """The path that msgspec names in an error: ``.tracks[3].title``."""
    found = _PLACE.search(str(error)) if isinstance(error, ValidationError) else None
    return None if found is None else found[1]


def steps(at: str) -> list[list[str]]:
    """The keys that lead to a place, the choices for each."""
    names = list(filter(None, at.split(".")))
    return [step.split("|") for step in (names[1:] if names[:1] == ["$"] else ["data", *names])]


def locate(document: object, at: str) -> tuple[str, object]:
    """The place and the value that ``at`` names under ``data``; of the keys it names, the one with a value.

    ``*`` among them is any other key, if only one holds an object or a list.
    """
    place, value = "$", document
    for names in steps(at):
        if not isinstance(value, dict):
            raise DecodeError(f"expected an object, got {'null' if value is None else kind_of(value)}", place)
        fields = cast("dict[str, object]", value)
        there = [name for name in names if name in fields]
        if not there and "*" in names:
            there = [name for name, inner in fields.items() if isinstance(inner, dict | list)]
            there = there if len(there) == 1 else []
        if not there:
            raise DecodeError("missing", f"{place}.{names[0]}")
        name = next((name for name in there if fields[name] is not None), there[0])
        place, value = f"{place}.{name}", fields[name]
    return place, value


# Hooks of a converter, which calls them with a value and the type it wants; their names say which type they make.


def an_object(node: JsonNode, _: Any) -> Mapping[str, Any]:
    """An object, as it is."""
    if not node.holds(Mapping):
        raise node.bad("an object")
    data: Mapping[str, Any] = node.value
    return data


def a_list(node: JsonNode, _: Any) -> list[Any]:
    """A list, as it is."""
    return node.entries()


def anything(node: JsonNode, _: Any) -> Any:
    """Whatever there is."""
    return node.value


def a_string(node: JsonNode, form: Any) -> str:
    """A string, and nothing that could be written as one; also a word of a set, known or not."""
    if not node.holds(str):
        raise node.bad("a string")
    return _of_class(node, form, str(node.value))


def a_boolean(node: JsonNode, _: Any) -> bool:
    """True or false, not 0 or 1."""
    if not node.holds(bool):
        raise node.bad("a boolean")
    return bool(node.value)


def a_number(node: JsonNode, _: Any) -> float:
    """A number as it is: an int stays one. True and false are not numbers."""
    return _numeric(node, number_from, "a number", "one that 64 bits do not hold")


def a_whole_number(node: JsonNode, form: Any) -> int:
    """A number without a fraction, also when it is written with a point."""
    whole = _numeric(node, whole_from, "a whole number", "one with a fraction or beyond 64 bits")
    return _of_class(node, form, whole)


def _numeric(node: JsonNode, read: Callable[[object], _N], expected: str, got: str) -> _N:
    if node.holds(bool) or not node.holds(int, float, Decimal):
        raise node.bad(expected)
    try:
        return read(node.value)
    except ValueError:
        raise DecodeError(f"expected {expected}, got {got}", node.place) from None


def a_moment(node: JsonNode, _: Any) -> datetime:
    """A date with its time of day."""
    return _dated(node, moment_from)


def a_day(node: JsonNode, _: Any) -> date:
    """A date without a time of day."""
    return _dated(node, day_from)


def _dated(node: JsonNode, read: Callable[[Any], _D]) -> _D:
    if not node.holds(str, date):
        raise node.bad("a date")
    try:
        return read(node.value)
    except (ValueError, OverflowError):
        raise DecodeError("expected a date, got another string", node.place) from None


def _of_class(node: JsonNode, form: Any, value: _V) -> _V:
    """``value`` as one of the class that is wanted, which may be a user's: ``class Tier(StrEnum)``."""
    try:
        made: _V = value if form in {str, int} else form(value)
    except ValueError:
        raise DecodeError(f"expected a {form.__name__}, got another {type(value).__name__}", node.place) from None
    return made

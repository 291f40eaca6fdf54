"""A piece of JSON that knows where it stands, and what single values are made of it."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, TypeVar

from attrs import frozen

from amazon_music_async._convert.scalars import day_from, moment_from, whole_from
from amazon_music_async.errors import DecodeError
from amazon_music_async.events import DataDrift

_D = TypeVar("_D", bound=date)
_V = TypeVar("_V", str, int)

_KINDS: tuple[tuple[type | tuple[type, ...], str], ...] = (
    (type(None), "nothing"),
    (bool, "a boolean"),
    ((int, float), "a number"),
    (str, "a string"),
    ((list, tuple), "a list"),
    (Mapping, "an object"),
)


def kind_of(value: object) -> str:
    """What a piece of JSON is, in a few words that do not show it."""
    return next((kind for types, kind in _KINDS if isinstance(value, types)), "a " + type(value).__name__)


@frozen
class At:
    """A value, where it stands, and what was noticed on the way."""

    value: Any
    place: str
    drifts: list[DataDrift]

    def inside(self, step: str, value: object) -> "At":
        """What stands one step further in: ``.title``, ``[3]``."""
        return At(value, self.place + step, self.drifts)

    def entries(self) -> list["At"]:
        """What stands in this list."""
        if not self.holds(list, tuple):
            raise self.bad("a list")
        return [self.inside(f"[{number}]", value) for number, value in enumerate(self.value)]

    def holds(self, *types: type) -> bool:
        """Whether the value is of one of these classes, or like one."""
        return isinstance(self.value, types)

    def bad(self, expected: str) -> DecodeError:
        """The error that says what was expected here. It never shows the value: that could be a secret."""
        return DecodeError(f"expected {expected}, got {kind_of(self.value)}", self.place)


# Hooks of a converter, which calls them with a value and the type it wants; their names say which type they make.


def an_object(at: At, _: Any) -> Mapping[str, Any]:
    """An object, as it is."""
    if not at.holds(Mapping):
        raise at.bad("an object")
    data: Mapping[str, Any] = at.value
    return data


def a_list(at: At, _: Any) -> list[Any]:
    """A list, as it is."""
    return [entry.value for entry in at.entries()]


def anything(at: At, _: Any) -> Any:
    """Whatever there is."""
    return at.value


def a_string(at: At, form: Any) -> str:
    """A string, and nothing that could be written as one; also a word of a set, known or not."""
    if not at.holds(str):
        raise at.bad("a string")
    return _of_class(at, form, str(at.value))


def a_boolean(at: At, _: Any) -> bool:
    """True or false, not 0 or 1."""
    if not at.holds(bool):
        raise at.bad("a boolean")
    return bool(at.value)


def a_number(at: At, _: Any) -> float:
    """A number as it is: an int stays one. True and false are no numbers."""
    if at.holds(bool) or not at.holds(int, float):
        raise at.bad("a number")
    number: float = at.value
    return number


def a_whole_number(at: At, form: Any) -> int:
    """A number without a fraction, also when it is written with a point."""
    number = a_number(at, None)
    try:
        whole = number if isinstance(number, int) else whole_from(number)
    except ValueError:
        raise DecodeError("expected a whole number, got a number with a fraction", at.place) from None
    return _of_class(at, form, whole)


def a_moment(at: At, _: Any) -> datetime:
    """A date with its time of day."""
    return _dated(at, moment_from)


def a_day(at: At, _: Any) -> date:
    """A date without a time of day."""
    return _dated(at, day_from)


def _dated(at: At, read: Callable[[str], _D]) -> _D:
    if not at.holds(str):
        raise at.bad("a date")
    try:
        return read(str(at.value))
    except (ValueError, OverflowError):
        raise DecodeError("expected a date, got another string", at.place) from None


def _of_class(at: At, form: Any, value: _V) -> _V:
    """``value`` as one of the class that is wanted, which may be a user's: ``class Tier(StrEnum)``."""
    try:
        made: _V = value if form in {str, int} else form(value)
    except ValueError:
        raise DecodeError(f"expected a {form.__name__}, got another {type(value).__name__}", at.place) from None
    return made

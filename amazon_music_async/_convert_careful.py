"""The careful way from JSON to models: it names the place, keeps what is good, reports what is not.

Every value is structured together with the place where it stands, so that each hook of the converter can say where
it found something wrong. A hook that cannot make its value raises a `DecodeError`; who asked for the value decides
what that costs: the field, the entry of the list, or everything. Slow, and used only where the fast way gave up.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import cache
from typing import Any, TypeVar, get_args, get_origin

from attrs import frozen
from cattrs import Converter

from amazon_music_async._convert_shape import TypeForm, WireField, entry_of, is_model, wire_fields
from amazon_music_async._convert_values import day_from, moment_from, whole_from
from amazon_music_async.errors import DecodeError
from amazon_music_async.events import DataDrift
from amazon_music_async.models.open_enum import OpenEnum
from amazon_music_async.models.page import Items

_D = TypeVar("_D", bound=date)

_KINDS: tuple[tuple[type | tuple[type, ...], str], ...] = (
    (type(None), "nothing"),
    (bool, "a boolean"),
    ((int, float), "a number"),
    (str, "a string"),
    ((list, tuple), "a list"),
    (Mapping, "an object"),
)


@frozen
class At:
    """A value, where it stands, and what was noticed on the way."""

    value: Any
    place: str
    drifts: list[DataDrift]

    def inside(self, step: str, value: object) -> "At":
        """What stands one step further in: ``.title``, ``[3]``."""
        return At(value, self.place + step, self.drifts)

    def bad(self, expected: str) -> DecodeError:
        """The error that says what was expected here. It never shows the value: that could be a secret."""
        got = next((kind for types, kind in _KINDS if isinstance(self.value, types)), type(self.value).__name__)
        return DecodeError(f"expected {expected}, got {got}", self.place)


Hook = Callable[[At, Any], Any]


def carefully(at: At, into: TypeForm) -> Any:
    """The value that ``at`` holds; a `DecodeError` when it cannot be had."""
    try:
        return _converter.structure(at, into)
    except RecursionError:
        raise DecodeError("nested too deeply", at.place) from None


def _model(form: TypeForm, converter: Converter) -> Hook:
    model = get_origin(form) or form
    # Not made before it is needed: a track has an album, and an album has tracks.
    readers = cache(lambda: [(field, _field_hook(field, model.__name__, converter)) for field in wire_fields(form)])

    def structure(at: At, _: Any) -> Any:
        data = _mapping(at, None)
        found = {field.argument: hook(_entry(at, data, field), field.type) for field, hook in readers()}
        return model(**{name: value for name, value in found.items() if value is not None})

    return structure


def _entry(at: At, data: Mapping[str, object], field: WireField) -> At:
    key = next((key for key in field.keys if data.get(key) is not None), field.keys[0])
    return at.inside("." + key, data.get(key))


def _field_hook(field: WireField, owner: str, converter: Converter) -> Hook:
    """The hook of a field: None where the wire has nothing, or has something bad that may be missing."""

    def noticed(at: At, error: DecodeError) -> None:
        at.drifts.append(DataDrift(type=owner, field=field.name, place=error.place, problem=str(error.args[0])))

    entry = entry_of(field.type)
    if entry is None or field.whole:
        inner = converter.get_structure_hook(field.type)
    else:
        inner = _entries(converter.get_structure_hook(entry), noticed)
    if field.required:
        return inner

    def structure(at: At, form: Any) -> Any:
        if at.value is None:
            return None
        try:
            return inner(at, form)
        except DecodeError as error:
            if field.whole:
                raise
            noticed(at, error)
            return None

    return structure


def _entries(inner: Hook, noticed: Callable[[At, DecodeError], None] | None) -> Hook:
    """The hook of a list of parts, which leaves out the bad ones where somebody notices them."""

    def structure(at: At, form: Any) -> tuple[Any, ...]:
        good: list[Any] = []
        for entry in _list(at):
            try:
                good.append(inner(entry, get_args(form)[0]))
            except DecodeError as error:
                if noticed is None:
                    raise
                noticed(at, error)
        return tuple(good)

    return structure


def _list(at: At) -> list[At]:
    if not isinstance(at.value, list | tuple):
        raise at.bad("a list")
    return [at.inside(f"[{number}]", value) for number, value in enumerate(at.value)]


def _items(at: At, form: Any) -> Items[Any]:
    """Each item stands for itself: a null is no item, and a bad one spoils no other."""
    if not isinstance(at.value, list | tuple | Mapping):
        raise at.bad("a list or an object")
    items: list[Any] = []
    flaws: list[DecodeError] = []
    for entry in [at] if isinstance(at.value, Mapping) else _list(at):
        try:
            if entry.value is not None:
                items.append(carefully(entry, get_args(form)[0]))
        except DecodeError as error:
            flaws.append(error)
    return Items(items=tuple(items), flaws=tuple(flaws))


def _mapping(at: At, _: Any) -> Mapping[str, Any]:
    if not isinstance(at.value, Mapping):
        raise at.bad("an object")
    return at.value


def _raw_list(at: At, _: Any) -> Any:
    if not isinstance(at.value, list):
        raise at.bad("a list")
    return at.value


def _string(at: At, _: Any) -> str:
    if not isinstance(at.value, str):
        raise at.bad("a string")
    return str(at.value)


def _boolean(at: At, _: Any) -> bool:
    if not isinstance(at.value, bool):
        raise at.bad("a boolean")
    return at.value


def _number(at: At, _: Any) -> float:
    if isinstance(at.value, bool) or not isinstance(at.value, int | float):
        raise at.bad("a number")
    return at.value


def _whole(at: At, _: Any) -> int:
    number = _number(at, None)
    try:
        return number if isinstance(number, int) else whole_from(number)
    except ValueError:
        raise DecodeError("expected a whole number, got another", at.place) from None


def _moment(at: At, _: Any) -> datetime:
    return _dated(at, moment_from)


def _day(at: At, _: Any) -> date:
    return _dated(at, day_from)


def _dated(at: At, read: Callable[[str], _D]) -> _D:
    if not isinstance(at.value, str):
        raise at.bad("a date")
    try:
        return read(str(at.value))
    except (ValueError, OverflowError):
        raise DecodeError("expected a date, got another string", at.place) from None


def _word(at: At, form: Any) -> Any:
    return form(_string(at, None))


def _raw(at: At, _: Any) -> Any:
    return at.value


def _unknown(form: TypeForm) -> Hook:
    raise TypeError(f"JSON cannot become {form!r}: that is no model")


def _make_converter() -> Converter:
    converter = Converter(structure_fallback_factory=_unknown)
    # A hook for a class serves its subclasses too, unless they have their own: `datetime` is one of `date`, a word of
    # `str`, `bool` of `int`.
    single = {str: _string, OpenEnum: _word, bool: _boolean, int: _whole, float: _number, date: _day, datetime: _moment}
    for cls, hook in single.items():
        converter.register_structure_hook(cls, hook)
    plain: dict[Any, Hook] = {dict: _mapping, list: _raw_list, object: _raw, Any: _raw}
    converter.register_structure_hook_factory(
        lambda t: (get_origin(t) or t) in plain, lambda t: plain[get_origin(t) or t]
    )
    converter.register_structure_hook_factory(
        lambda t: entry_of(t) is not None,
        lambda t, converter: _entries(converter.get_structure_hook(entry_of(t)), None),
    )
    converter.register_structure_hook_factory(is_model, _model)
    converter.register_structure_hook_func(lambda t: get_origin(t) is Items, _items)
    return converter


_converter = _make_converter()

"""The fast way from JSON to models: msgspec reads the bytes, and a function for each model makes it of what was read.

msgspec checks and makes values in C, but makes only its own classes. So each model gets a twin, a ``msgspec.Struct``
with the same fields under the names of the wire, and a function, written when it is first needed, that makes the model
of its twin without another check (here without the numbers that tell names apart)::

    def Release(twin):
        new = Release_blank()
        value = twin.street_date
        new.street_date = (value if value.tzinfo is not None else aware(value)) if value is not None else None
        new.local_original_release_date = twin.local_original_release_date
        new.__class__ = Release_model
        return new

- ``Release_blank`` is the model without its lock: a subclass that may be assigned to, which the interpreter does at a
  fifth of the cost of a call. Once filled, ``__class__`` is set to the frozen model. No blank leaves its function.
- Models that are the same in most items of an answer are kept and used again: see `SHARED`.
- Whatever msgspec refuses, though it may be harmless, is read by `read_lenient`. What this way reads, that way would
  read as the same.
"""

import sys
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import cache
from operator import attrgetter
from types import ModuleType
from typing import Any, Generic

import msgspec
from attrs import NOTHING, fields, frozen

from amazon_music_async._convert.codegen import Functions
from amazon_music_async._convert.fields import (
    TypeForm,
    WireField,
    entry_of,
    is_items,
    is_list,
    is_model,
    model_of,
    wire_fields,
)
from amazon_music_async._convert.scalars import CHECKED, aware
from amazon_music_async.models.eligibility import Eligibility, PlaybackEligibility
from amazon_music_async.models.market import Market
from amazon_music_async.models.moment import day, moment
from amazon_music_async.models.open_enum import OpenEnum
from amazon_music_async.models.parental_settings import ParentalSettings
from amazon_music_async.models.territory import MusicTerritory

SHARED: frozenset[Any] = frozenset({Eligibility, Market, MusicTerritory, ParentalSettings, PlaybackEligibility})
"""Models that few different values occur of: equal ones become one object, which saves memory, time, and the garbage
collector a walk. Their fields are strings and booleans: of two that are equal, one can stand for the other."""
MOST_SHARED = 1000
"""Values of one such model that are remembered."""


class FastPathMiss(Exception):
    """What msgspec read is not enough to make the model."""


@frozen
class Compiled:
    """How a model is read the fast way."""

    twin: type[msgspec.Struct]
    fill: Callable[[Any], Any]
    """Makes the model of its twin."""
    model: type[Any]
    decode: Callable[[Any], Any]
    """Makes the twin of bytes."""

    def read_one(self, value: object) -> Any:
        """The model of a JSON value; it raises some exception where the lenient reader is needed."""
        return self.fill(msgspec.convert(value, self.twin))

    def read(self, values: list[Any]) -> Iterator[Any]:
        """The models of JSON values, or of their bytes. After an exception it can be asked for the next."""
        if values and values[0].__class__ is msgspec.Raw:
            return map(self.fill, map(self.decode, values))
        return map(self.read_one, values)


@cache
def compiled(form: TypeForm, unwraps: str | None = None) -> Compiled | None:
    """The fast way to read ``form``, or what holds it under a key; None for a type that takes more care."""
    try:
        fill: Callable[[Any], Any] = _functions.get(form, _function)
        twin = _functions.names[_edge(form, unwraps) if unwraps else f"{_function(form)}_twin"]
    except Exception:  # noqa: BLE001 - a type that nobody knows, or of a part that takes more care
        return None
    decode = msgspec.json.Decoder(twin).decode
    if unwraps is None:
        return Compiled(twin, fill, model_of(form), decode)
    inside = attrgetter(unwraps)
    return Compiled(twin, lambda edge: fill(inside(edge)), model_of(form), decode)


_twins = ModuleType(f"{__name__}.twins")
"""Where msgspec finds the twins by name: a track has an album, and an album has tracks."""
sys.modules[_twins.__name__] = _twins
_functions = Functions(__name__, vars(_twins))
_functions.names |= {"FastPathMiss": FastPathMiss, "aware": aware}
_functions.names |= {f"{form.__name__}_checked": checked for form, checked in CHECKED.items()}


def _function(form: TypeForm) -> str:
    """The name of the function that makes ``form``, which is written unless it was before."""
    if form not in _functions.known:
        if not is_model(form) or is_items(form) or not _only_holds_its_fields(model_of(form)):
            raise TypeError(f"{form} needs more care")
        name, names = _functions.name(form), _functions.names
        names[f"{name}_model"], names[f"{name}_blank"], names[f"{name}_shared"] = model_of(form), _blank(form), {}
        names[f"{name}_twin"] = _twin(f"{name}_twin", wire_fields(form), frozen=form in SHARED)
        _functions.write(name, _source(name, form))
    return _functions.known[form]


def _twin(name: str, fields: tuple[WireField, ...], *, frozen: bool) -> type[msgspec.Struct]:
    members: dict[str, Any] = {}
    keys: dict[str, str] = {}
    for field in fields:
        for slot, key in zip(_slots(field), field.keys, strict=True):
            sure = field.required and len(field.keys) == 1
            members[slot] = (slot, _twin_type(field)) if sure else (slot, f"{_twin_type(field)} | None", None)
            keys[slot] = key
    # The garbage collector need not know: twins hold no circles, and are gone in a moment.
    return msgspec.defstruct(
        name, members.values(), rename=keys, kw_only=True, frozen=frozen, gc=False, module=_twins.__name__
    )


def _slots(field: WireField) -> list[str]:
    """What the twin calls a field: one name for each key."""
    return [field.name, *(f"{field.name}__{number}" for number in range(1, len(field.keys)))]


def _twin_type(field: WireField) -> str:
    """The type of a field of the twin, as msgspec reads it: in words, because the twin of a part may not be there."""
    if model_of(field.type) is list or field.default not in ({()} if is_list(field.type) else {NOTHING, None}):
        raise TypeError(f"{field.name} is mutable, or has a default of its own: that needs more care")
    if not is_list(field.type):
        return _single_type(field.type)
    if field.unwraps is not None:
        return f"list[{_edge(entry_of(field.type), field.unwraps)}]"
    return f"tuple[{_single_type(entry_of(field.type))}, ...]"


def _single_type(form: TypeForm) -> str:
    if form in CHECKED:
        return f"{form.__name__}_checked"
    if not (isinstance(form, type) and issubclass(form, OpenEnum)):
        return f"{_function(form)}_twin"
    if form not in _functions.known:
        _functions.names[_functions.name(form)] = form
    return _functions.known[form]


def _edge(form: TypeForm, key: str) -> str:
    """The name of the twin of what holds a model under a key."""
    name = f"{_function(form)}_in_{key}"
    _functions.names[name] = msgspec.defstruct(name, [(key, f"{_function(form)}_twin")], module=_twins.__name__)
    return name


def _source(name: str, form: TypeForm) -> Iterator[str]:
    yield f"def {name}(twin):"
    yield f"    new = {name}_blank()"
    for field in wire_fields(form):
        yield from ("    " + line for line in _field(field))
    yield f"    new.__class__ = {name}_model"
    if form in SHARED:
        yield f"    if len({name}_shared) >= {MOST_SHARED}: {name}_shared.clear()"
        yield f"    {name}_shared[twin] = new"
    yield "    return new"


def _field(field: WireField) -> Iterator[str]:
    """What sets one field of ``new``."""
    first, *others = _slots(field)
    value = f"twin.{first}"
    form = entry_of(field.type) if is_list(field.type) else field.type
    made = _made(form, "value")
    if others or made != "value":
        yield f"value = {value}"
        yield from (f"if value is None: value = twin.{other}" for other in others)
        value = "value"
    if others and field.required:
        yield "if value is None: raise FastPathMiss"
    if is_list(field.type):
        part = f"part.{field.unwraps}" if field.unwraps else "part"
        parts = f"tuple([{_made(form, part)} for part in value]) if value else ()"
        yield f"new.{field.name} = {value} or ()" if made == "value" else f"new.{field.name} = {parts}"
    elif made != "value" and not field.required:
        yield f"new.{field.name} = {made} if value is not None else None"
    else:
        yield f"new.{field.name} = {value if made == 'value' else made}"


def _made(form: TypeForm, value: str) -> str:
    """What makes of a twin's value that of the model."""
    if form is datetime:
        return f"({value} if {value}.tzinfo is not None else aware({value}))"
    if form in CHECKED or not is_model(form):
        return value
    name = _function(form)
    return f"({name}_shared.get({value}) or {name}({value}))" if form in SHARED else f"{name}({value})"


def _blank(form: TypeForm) -> type:
    body = {
        "__slots__": (),
        "__init__": object.__init__,
        "__setattr__": object.__setattr__,
        "__delattr__": object.__delattr__,  # shares a slot of C with the line before: with both, both are fast
    }
    return type(model_of(form).__name__ + "_blank", (model_of(form),), body)


_SPECIAL = {
    "__attrs_init__",  # there where `__init__` is written by hand
    "__attrs_post_init__",
    "__attrs_pre_init__",
    "__init_subclass__",  # would be told of the blank
    "__new__",
    "_attrs_cached_hash",  # set by `__init__`
}


def _only_holds_its_fields(model: type) -> bool:
    own = [vars(base) for base in model.__mro__ if base not in {Generic, object}]
    return (
        type(model) is type
        and {"__slots__", "__attrs_attrs__"} <= vars(model).keys()
        and _SPECIAL.isdisjoint(*own)
        and all(a.init and a.validator is None and a.converter in {None, moment, day} for a in fields(model))
    )

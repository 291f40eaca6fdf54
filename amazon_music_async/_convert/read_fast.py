"""The fast way from JSON to models: for each model one straight-line function, written when it is first needed.

Reading many tracks is mostly the making of their values. A general converter is slow at it for three reasons: it asks
of each value what it may be, a frozen class has each of its fields set by a call, and good error messages need places.
Here the source of a function is written for each model, in which keys, names and types are spelled out as one would
by hand::

    def Image(data):
        if data.__class__ is not dict: raise Odd
        new = Image_blank()
        value = data.get("url")
        if value.__class__ is not str and value is not None: raise Odd
        new.url = value
        ...                             # height, width, image_type
        new.__class__ = Image_model
        return new

- ``Image_blank`` is the model without its lock: a subclass that may be assigned to, which the interpreter does at a
  fifth of the cost of a call. Full, it takes the model's class, and is as frozen as any. No blank leaves its function.
  (That step is an audited event: in a program with audit hooks it costs as much as ten fields, still the least.)
- A value is checked by its class. Whatever is not exactly as expected, though it may be harmless, raises `Odd` (or
  whatever comes of it), which explains nothing: then the careful way reads the same data again. What this way gives,
  the careful way would give too.
"""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any, Generic

from attrs import NOTHING, fields
from cattrs import Converter

from amazon_music_async._convert.codegen import Functions, indented
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
from amazon_music_async._convert.scalars import day_from, moment_from, whole_from
from amazon_music_async.models.moment import day, moment
from amazon_music_async.models.open_enum import OpenEnum
from amazon_music_async.models.page import Items


class Odd(Exception):
    """Something is not what the fast way expects."""


def fast(data: object, into: TypeForm) -> Any:
    """The value that ``data`` stands for; any exception at all when that takes more care, or cannot be."""
    make = _known.get(into)
    if make is None:
        if not is_model(into):  # cattrs knows other types too, and makes a string of a number when asked for one
            raise Odd
        make = _known[into] = _converter.get_structure_hook(into)
    return make(data, into)


def _whole(value: Any) -> int:
    if value.__class__ is not float:
        raise Odd
    return whole_from(value)


_functions = Functions(
    __name__,
    {"Odd": Odd, "moment": moment_from, "day": day_from, "whole": _whole},
    {datetime: "moment", date: "day"},
)

_CHECKS = {
    str: "if {0}.__class__ is not str{1}: raise Odd",
    bool: "if {0}.__class__ is not bool{1}: raise Odd",
    float: "if {0}.__class__ is not int and {0}.__class__ is not float{1}: raise Odd",
    int: "if {0}.__class__ is not int{1}: {0} = whole({0})",
}


def _hook(form: TypeForm) -> Callable[[Any, Any], Any]:
    """The hook that makes a model."""
    make = _functions.get(form, _function)
    return lambda data, _: make(data)


def _function(form: TypeForm) -> str:
    """The name of the function that makes ``form``, which is written unless it was before."""
    if form not in _functions.known:
        if isinstance(form, type) and issubclass(form, OpenEnum):
            _functions.names[_functions.name(form)] = _reader(form)
        elif is_model(form) and not is_items(form) and _only_holds_its_fields(model_of(form)):
            name = _functions.name(form)
            _functions.names[name + "_model"] = model_of(form)
            _functions.names[name + "_blank"] = _blank(model_of(form))
            _functions.write(name, _source(name, form))
        else:
            raise TypeError(f"{form} needs more care")
    return _functions.known[form]


def _reader(words: type[OpenEnum]) -> Callable[[Any], OpenEnum]:
    known = {str(word): word for word in words}  # a look instead of a call of the enum: a fifth of its cost
    return lambda word: known.get(word) or words(word)


def _blank(model: type) -> type:
    body = {
        "__slots__": (),
        "__init__": object.__init__,
        "__setattr__": object.__setattr__,
        "__delattr__": object.__delattr__,  # shares a slot of C with the line before: with both, both are fast
    }
    return type(model.__name__ + "_blank", (model,), body)


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


def _source(name: str, form: TypeForm) -> Iterator[str]:
    yield f"def {name}(data):"
    yield "    if data.__class__ is not dict: raise Odd"
    yield f"    new = {name}_blank()"
    for field in wire_fields(form):
        yield from indented(_field(field))
    yield f"    new.__class__ = {name}_model"
    yield "    return new"


def _field(field: WireField) -> Iterator[str]:
    """What reads one field of ``data`` and sets it in ``new``; what is not there is as good as null."""
    first, *others = field.keys
    yield f"value = data.get({first!r})"
    yield from (f"if value is None: value = data.get({key!r})" for key in others)
    yield from _value(field)


def _value(field: WireField) -> Iterator[str]:
    """What checks ``value`` and sets it in ``new``."""
    if model_of(field.type) is list or field.default not in ({()} if is_list(field.type) else {NOTHING, None}):
        raise TypeError(f"{field.name} is mutable, or has a default of its own: that needs more care")
    if not is_list(field.type):
        yield _single(field.type, "value", nullable=not field.required)
        yield f"new.{field.name} = value"
        return
    yield "entries = []"
    yield "if value is not None:"
    yield "    if value.__class__ is not list: raise Odd"
    yield "    for entry in value:"
    yield f"        {_single(entry_of(field.type), 'entry', nullable=False)}"
    yield "        entries.append(entry)"
    yield f"new.{field.name} = tuple(entries)"


def _single(form: TypeForm, value: str, *, nullable: bool) -> str:
    """The line that checks one value, or makes another of it."""
    if form in _CHECKS:
        return _CHECKS[form].format(value, f" and {value} is not None" if nullable else "")
    made = f"{_function(form)}({value})"
    return f"{value} = {made} if {value} is not None else None" if nullable else f"{value} = {made}"


def _items(form: TypeForm) -> Callable[[Any, Any], Items[Any]]:
    """The hook of a look-up's answer: a null is no item."""
    make = _functions.get(entry_of(form), _function)

    def structure(data: Any, _: Any) -> Items[Any]:
        if data.__class__ is dict:
            data = (data,)
        elif data.__class__ is not list:
            raise Odd
        return Items(items=tuple([make(entry) for entry in data if entry is not None]))

    return structure


def _make_converter() -> Converter:
    converter = Converter()
    converter.register_structure_hook_factory(is_model, _hook)
    converter.register_structure_hook_factory(is_items, _items)
    return converter


_converter = _make_converter()
_known: dict[TypeForm, Callable[[Any, Any], Any]] = {}
"""Its hooks, found without asking again what each form is."""

"""The way from models to JSON: msgspec writes what a function makes of each model, written when it is first needed.

As on the way in (`read_fast`) each model has a twin, a ``msgspec.Struct`` with the names of the wire, in which what is
None is left out. The function of a model looks like this::

    def Release(item):
        return Release_line(
            moment(value) if (value := item.street_date) is not None else None,
            item.local_original_release_date,
        )
"""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from enum import Enum
from functools import cache
from typing import Any

import msgspec

from amazon_music_async._convert.codegen import Functions
from amazon_music_async._convert.fields import TypeForm, WireField, entry_of, is_list, is_model, model_of, wire_fields
from amazon_music_async._convert.scalars import CHECKED, moment_to
from amazon_music_async.models.open_enum import OpenEnum

_SINGLE: tuple[type, ...] = (str, int, float, date, bool)


def to_dict(item: object) -> dict[str, object]:
    """A model as the service writes it: names in camelCase, UTC as ``.000Z``; None and empty lists left out.

    ``from_dict(to_dict(item), type(item)) == item``. ``TypeError`` for what is not an attrs model.

    >>> to_dict(Track(id="B076YT2CBT", short_title="Happy"))
    {'id': 'B076YT2CBT', 'shortTitle': 'Happy'}
    """
    made: dict[str, object] = msgspec.to_builtins(_line(item), enc_hook=_single)
    return made


def to_json(item: object) -> bytes:
    """The same as JSON in UTF-8, on one line and without a space: one line of a file of JSON lines.

    >>> to_json(Track(id="B076YT2CBT", short_title="Happy"))
    b'{"id":"B076YT2CBT","shortTitle":"Happy"}'
    """
    return _encoder.encode(_line(item))


def _line(item: Any) -> Any:
    """The twin of a model."""
    return _maker(item.__class__)(item)


@cache
def _maker(kind: type) -> Callable[[Any], Any]:
    """What makes the twin of a model."""
    if not is_model(kind):
        raise TypeError(f"{kind.__name__} is not an attrs model")
    return _functions.get(kind, _function)


def _anything(value: Any) -> Any:
    """What msgspec can write of a value of which the model does not say what it is: the edges of a connection."""
    if isinstance(value, Enum):
        return _anything(value.value)
    if isinstance(value, dict):
        return {key: _anything(entry) for key, entry in value.items()}  # pyright: ignore[reportUnknownVariableType]
    if isinstance(value, list | tuple):
        return [_anything(entry) for entry in value]  # pyright: ignore[reportUnknownVariableType]
    if isinstance(value, datetime):
        return moment_to(value)
    return value if value is None or isinstance(value, _SINGLE) else _line(value)


def _single(value: Any) -> Any:
    """A value of a class that was made of one that JSON has: msgspec knows no such classes."""
    if isinstance(value, date):
        return value.isoformat()
    return next(kind(value) for kind in _SINGLE if isinstance(value, kind))


_encoder = msgspec.json.Encoder(enc_hook=_single)
_functions = Functions(__name__, {"anything": _anything, "moment": moment_to})


def _function(form: TypeForm) -> str:
    """The name of the function that makes the twin of ``form``, which is written unless it was before."""
    if form not in _functions.known:
        fields = wire_fields(form)
        name = _functions.name(form)
        try:
            # Names that Python gives no field, so that none is in the way of another.
            slots = [f"_{number}" for number in range(len(fields))]
            keys = {slot: field.keys[0] for slot, field in zip(slots, fields, strict=True)}
            members: list[Any] = [(slot, Any, None) for slot in slots]
            twin = msgspec.defstruct(f"{name}_line", members, rename=keys, omit_defaults=True, gc=False)
            _functions.names[f"{name}_line"] = twin
            _functions.write(name, _source(name, fields))
        except Exception as error:
            del _functions.known[form]  # to say the same to whoever asks again
            raise TypeError(f"{model_of(form).__name__} cannot be written as JSON: {error}") from error
    return _functions.known[form]


def _source(name: str, fields: tuple[WireField, ...]) -> Iterator[str]:
    yield f"def {name}(item):"
    yield f"    return {name}_line("
    for field in fields:
        yield f"        {_written(field)},"
    yield "    )"


def _written(field: WireField) -> str:
    """What makes JSON of one field."""
    value = f"item.{field.name}"
    if is_list(field.type):
        entry = _expression(entry_of(field.type), "entry")
        if field.unwraps:
            entry = f'{{"{field.unwraps}": {entry}}}'
        entries = "[*value]" if entry == "entry" else f"[{entry} for entry in value]"
        return f"{entries} if (value := {value}) else None"
    made = _expression(field.type, "value")
    return value if made == "value" else f"{made} if (value := {value}) is not None else None"


def _expression(form: TypeForm, value: str) -> str:
    """What makes JSON of one value."""
    if form is datetime:
        return f"moment({value})"
    if form in CHECKED or (isinstance(form, type) and issubclass(form, OpenEnum)):
        return value
    return f"{_function(form)}({value})" if is_model(form) else f"anything({value})"

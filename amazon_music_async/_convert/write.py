"""The way from models to JSON: for each model one straight-line function, written when it is first needed.

As on the way in (`_convert_fast`), and for the same reason: a job that writes what it reads spends most of its time
here. The function of a model looks like this::

    def Edge(item):
        data = {}
        value = item.node
        if value is not None: data["node"] = anything(value)
        value = item.cursor
        if value is not None: data["cursor"] = value
        return data
"""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from enum import Enum
from typing import Any

from cattrs import Converter

from amazon_music_async._convert.codegen import Functions, indented
from amazon_music_async._convert.fields import TypeForm, WireField, entry_of, is_list, is_model, wire_fields
from amazon_music_async._convert.scalars import moment_to
from amazon_music_async.models.open_enum import OpenEnum


def _anything(value: Any) -> Any:
    """JSON for a value of which the model does not say what it is: the edges of a connection."""
    kind: type[object] = value.__class__
    if issubclass(kind, Enum):
        return _anything(value.value)
    if issubclass(kind, dict):
        return {key: _anything(entry) for key, entry in value.items()}
    if issubclass(kind, list | tuple):
        return [_anything(entry) for entry in value]
    make = next((_MADE[base] for base in kind.__mro__ if base in _MADE), None) or writer(kind)
    return make(value)


def _itself(value: Any) -> Any:
    return value


_MADE: dict[type, Callable[[Any], Any]] = {
    **dict.fromkeys((str, int, float, bool, type(None)), _itself),
    datetime: moment_to,
    date: date.isoformat,
}

_functions = Functions(
    __name__,
    {"anything": _anything, "moment": moment_to, "day": date.isoformat, "str": str},
    {datetime: "moment", date: "day"},
)


def writer(form: TypeForm) -> Callable[[Any], dict[str, Any]]:
    """What makes JSON of a model; ``TypeError`` if ``form`` is none."""
    if not is_model(form):
        raise TypeError(f"{form.__name__} is not an attrs model")
    return _functions.get(form, _function)


def _function(form: TypeForm) -> str:
    """The name of the function that makes JSON of ``form``, which is written unless it was before."""
    if form not in _functions.known:
        name = _functions.name(form)
        try:
            _functions.write(name, _source(name, form))
        except Exception:
            del _functions.known[form]  # to say the same to whoever asks again
            raise
    return _functions.known[form]


def _source(name: str, form: TypeForm) -> Iterator[str]:
    yield f"def {name}(item):"
    yield "    data = {}"
    for field in wire_fields(form):
        yield from indented(_field(field))
    yield "    return data"


def _field(field: WireField) -> Iterator[str]:
    yield f"value = item.{field.name}"
    if is_list(field.type):
        entry = _expression(entry_of(field.type), "entry")
        yield f"if value: data[{field.keys[0]!r}] = [{entry} for entry in value]"
    else:
        yield f"if value is not None: data[{field.keys[0]!r}] = {_expression(field.type, 'value')}"


def _expression(form: TypeForm, value: str) -> str:
    """What makes JSON of one value."""
    if form in {str, int, float, bool}:
        return value
    if isinstance(form, type) and issubclass(form, OpenEnum):
        return f"str({value})"
    if is_model(form) or form in _functions.known:
        return f"{_function(form)}({value})"
    return f"anything({value})"


def register(converter: Converter) -> None:
    """Teach a converter to make JSON of models."""
    converter.register_unstructure_hook_factory(is_model, writer)

"""The one converter: JSON to models."""

from collections.abc import Mapping
from functools import cache
from typing import Any, TypeVar, cast

from cattrs import Converter

from amazon_music_async._convert import read_lenient
from amazon_music_async._convert.fields import TypeForm, entry_of, is_items, is_list, is_model, model_of, wire_fields
from amazon_music_async._convert.located import JsonNode
from amazon_music_async.errors import DecodeError
from amazon_music_async.events import DataDrift
from amazon_music_async.models.page import Connection

T = TypeVar("T")

converter = Converter()
read_lenient.register(converter)


def structure(data: object, into: type[T], place: str = "$") -> tuple[T, tuple[DataDrift, ...]]:
    """The value that decoded JSON stands for, and what was odd about it. ``place`` says where ``data`` stood.

    Raises `DecodeError`, which names the place, when there is no such value.
    """
    node = JsonNode(data, place, {}, flaws=[] if model_of(into) is Connection else None)
    try:
        value: Any = converter.structure(node, into)
    except RecursionError:
        raise DecodeError(read_lenient.TOO_DEEP, place) from None
    if node.flaws:
        error = DecodeError(str(node.flaws[0].args[0]), node.flaws[0].place)
        error.page, error.flaws = value, tuple(node.flaws)
        raise error
    return cast("T", value), tuple(node.drifts.values())


@cache
def checked_form(into: TypeForm) -> None:
    """Raise ``TypeError`` if JSON cannot become ``into``: better before than after something was sent for it."""
    forms = [into]
    for form in forms:
        if is_items(form) or is_list(form):
            parts = [entry_of(form)]
        else:
            converter.get_structure_hook(form)
            parts = [field.type for field in wire_fields(form)] if is_model(form) else []
        forms += [part for part in parts if part not in forms]


def from_dict(data: Mapping[str, Any], into: type[T]) -> T:
    """The model that ``data`` describes, read as liberally as an answer of the service.

    Raises `DecodeError` when ``data`` describes none, ``TypeError`` when ``into`` is not an attrs model.

    >>> from_dict({"id": "B076YT2CBT", "shortTitle": "Happy"}, Track)
    Track(id='B076YT2CBT', short_title='Happy')
    """
    if not is_model(into):
        raise TypeError(f"{into!r} is not an attrs model")
    return structure(data, into)[0]

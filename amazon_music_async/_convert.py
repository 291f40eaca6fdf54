"""The one converter: JSON to models, and back."""

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from amazon_music_async._convert_at import At
from amazon_music_async._convert_back import unstructure
from amazon_music_async._convert_careful import carefully
from amazon_music_async._convert_fast import fast
from amazon_music_async._convert_shape import is_model
from amazon_music_async.events import DataDrift

T = TypeVar("T")


def structure(data: object, into: type[T], place: str = "$") -> tuple[T, tuple[DataDrift, ...]]:
    """The value that decoded JSON stands for, and what was odd about it. ``place`` says where ``data`` stood.

    Raises `DecodeError`, which names the place, when there is no such value.
    """
    try:
        return cast("T", fast(data, into)), ()
    except Exception:  # noqa: BLE001, S110 - whatever it is: the careful way finds out, and says it better
        pass
    drifts: list[DataDrift] = []
    value = carefully(At(data, place, drifts), into)
    return cast("T", value), tuple(drifts)


def to_dict(item: object) -> dict[str, object]:
    """A model as the service writes it: names in camelCase, UTC as ``.000Z``; None and empty lists left out.

    ``from_dict(to_dict(item), type(item)) == item``. What is no model is a ``TypeError``.
    """
    return unstructure(item)


def from_dict(data: Mapping[str, Any], into: type[T]) -> T:
    """The model that ``data`` describes, read as liberally as an answer of the service.

    Raises `DecodeError` when ``data`` describes none, ``TypeError`` when ``into`` is no model.
    """
    if not is_model(into):
        raise TypeError(f"{into!r} is no model")
    return structure(data, into)[0]

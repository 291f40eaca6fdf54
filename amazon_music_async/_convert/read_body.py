"""From the bytes of an answer to the value that was asked for, in one go where the answer is as documented.

msgspec reads the way to the place of the value as well: an envelope, whose innermost field is the twin of the model.
When it refuses an answer of many entries, these are read one by one from their bytes: each odd one costs only its own.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any, TypeVar

import msgspec
from msgspec import Raw

from amazon_music_async._convert.converter import structure
from amazon_music_async._convert.fields import TypeForm, entry_of, is_items, is_list, model_of
from amazon_music_async._convert.located import locate, steps
from amazon_music_async._convert.plain import loads
from amazon_music_async._convert.read_fast import FastPathMiss, compiled
from amazon_music_async.errors import DecodeError
from amazon_music_async.events import DataDrift
from amazon_music_async.models.page import Connection, Items

T = TypeVar("T")

_ENTRIES: Any = list[Raw]
_PAGE: Any = msgspec.defstruct(
    "Page", [("pageInfo", Any, None), ("edgeCount", Any, None), ("edges", _ENTRIES | None, None)]
)


def read_body(body: bytes, at: str, into: type[T]) -> tuple[T, tuple[DataDrift, ...]]:
    """The value at a place of an answer, and what was odd about it; a `DecodeError` names the place.

    A null where a list is documented is an empty list.
    """
    form: Any = into
    try:
        return _reader(at, form)(body), ()
    except Exception:  # noqa: BLE001 - whatever it is: the lenient way finds out, and says it better
        found = _in_parts(body, at, form)
    place, value = found or locate(loads(body), at)
    if value is None:
        value = nothing(into, place)
    return structure(value, into, place)


@lru_cache(maxsize=256)
def _reader(at: str, into: TypeForm) -> Callable[[bytes], Any]:
    """The function that makes a value of the bytes of an answer; it raises where the lenient reader is needed."""
    many = is_items(into)
    fast = compiled(entry_of(into) if many else into)
    if fast is None:
        raise FastPathMiss
    fill, find = fast.fill, _finder(at, list.__class_getitem__(fast.twin) if many else fast.twin)
    if many:
        return lambda body: Items(items=tuple(map(fill, find(body)[1])))
    return lambda body: fill(find(body)[1])


def _in_parts(body: bytes, at: str, into: TypeForm) -> tuple[str, Any] | None:
    """The place of a list, and the list, whose entries are bytes still; None if the answer holds no list there."""
    page = model_of(into) is Connection
    if not (page or is_items(into) or is_list(into)):
        return None
    try:
        place, value = _finder(at, _PAGE if page else _ENTRIES)(body)
    except (ValueError, RecursionError, FastPathMiss):
        return None
    return place, msgspec.structs.asdict(value) if page else value


@lru_cache(maxsize=256)
def _finder(at: str, inside: TypeForm) -> Callable[[bytes], tuple[str, Any]]:
    """The function that finds the place and its value in an answer. Places with ``*`` are for the lenient reader."""
    path: list[list[tuple[str, str]]] = []
    for names in reversed(steps(at)):
        keys = {f"step_{number}": name for number, name in enumerate(names) if name != "*"}
        inside = msgspec.defstruct("Step", [(slot, inside | None, None) for slot in keys], rename=keys)
        path.insert(0, [(slot, f".{name}") for slot, name in keys.items()])
    decode = msgspec.json.Decoder(inside).decode

    def find(body: bytes) -> tuple[str, Any]:
        value, place = decode(body), "$"
        for slots in path:
            found: Any = None
            for slot, key in slots:
                found = getattr(value, slot, None)
                if found is not None:
                    place += key
                    break
            value = found
        if value is None:
            raise FastPathMiss
        return place, value

    return find


def nothing(into: TypeForm, place: str) -> object:
    """The value that a null stands for: an empty list, or an empty last page."""
    if is_items(into) or is_list(into):
        return []
    if model_of(into) is Connection:
        return {"pageInfo": {"hasNextPage": False}}
    raise DecodeError("expected a value, got null", place)

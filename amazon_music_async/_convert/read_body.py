"""From the bytes of an answer to the value that was asked for, in one go where the answer is as documented.

msgspec reads the way to the place of the value as well: an envelope, whose innermost field is the twin of the model.
An answer of many entries makes the model of each as soon as it is read. So when msgspec refuses one, those before it
are there, and those after it are read one by one from their bytes: one bad entry costs little more than itself.
"""

import re
import threading
from collections.abc import Callable
from typing import Any, TypeVar

import msgspec
from msgspec import Raw

from amazon_music_async._convert.converter import structure
from amazon_music_async._convert.fields import TypeForm, entry_of, is_items, is_list, model_of, wire_fields
from amazon_music_async._convert.located import locate, refused_at, steps
from amazon_music_async._convert.plain import loads
from amazon_music_async._convert.read_fast import Compiled, FastPathMiss, compiled
from amazon_music_async._convert.scalars import CHECKED
from amazon_music_async.errors import DecodeError
from amazon_music_async.events import DataDrift
from amazon_music_async.models.page import Connection, Items, PageInfo

T = TypeVar("T")

_INDEX = re.compile(r"\[(\d+)\]")
"""The entry of the list in which msgspec finds an error: no other list is above it."""


def read_body(body: bytes, at: str, into: type[T]) -> tuple[T, tuple[DataDrift, ...]]:
    """The value at a place of an answer, and what was odd about it; a `DecodeError` names the place.

    A null where a list is documented is an empty list.
    """
    reader = _reader(at, into)
    found = None
    if reader is not None:
        try:
            return reader.read(body), ()
        except Exception as error:  # noqa: BLE001 - whatever it is: the lenient way finds out, and says it better
            found = reader.reread(body, error)
    place, value = found or locate(loads(body), at)
    if value is None:
        value = nothing(into, place)
    return structure(value, into, place)


def nothing(into: TypeForm, place: str) -> object:
    """What a null stands for."""
    if is_items(into) or is_list(into):
        return []
    if model_of(into) is Connection:
        return {"pageInfo": {"hasNextPage": False}}
    raise DecodeError("expected a value, got null", place)


class _Single:
    """Reads answers that are one model."""

    def __init__(self, at: str, fast: Compiled) -> None:
        self._steps = steps(at)
        self._decode = _decoder(self._steps, fast.twin)
        self._fill = fast.fill

    def read(self, body: bytes) -> Any:
        """The model."""
        return self._fill(_inside(self._decode(body), self._steps)[1])

    def reread(self, _: bytes, __: Exception) -> None:
        """Nothing: no part of it need be good."""


class _Many:
    """Reads answers that are a list of models, or a page of one. Of one thread: it remembers what it has just read."""

    def __init__(self, at: str, into: TypeForm, fast: Compiled) -> None:
        read: list[Any] = []
        keep, fill = read.append, fast.fill

        def make(entry: Any) -> None:
            keep(fill(entry))

        entry: Any = msgspec.defstruct("Entry", [], bases=(fast.twin,), namespace={"__post_init__": make})
        whole: Any = list[entry | None] | entry
        parts: Any = list[Raw]
        self._page = model_of(into) is Connection
        if self._page:
            whole, parts = _page(list[entry], _INFO.twin, CHECKED[int]), _page(parts, Any, Any)
        self._steps = steps(at)
        self._read = read
        self._decode, self._decode_parts = _decoder(self._steps, whole), _decoder(self._steps, parts)

    def read(self, body: bytes) -> Any:
        """The list: of what was made on the way, if that is all of it."""
        read = self._read
        read.clear()
        found: Any = _inside(self._decode(body), self._steps)[1]
        entries: Any = found.edges or () if self._page else found
        if entries.__class__ not in {list, tuple}:
            entries = (entries,)
        if len(read) != len(entries) and len(read) != len(entries) - entries.count(None):
            raise FastPathMiss  # The list is there twice.
        items = tuple(read)
        read.clear()
        if not self._page:
            return Items(items=items)
        info: Any = found.page_info
        return Connection(
            page_info=None if info is None else _INFO.fill(info), edge_count=found.edge_count, edges=items
        )

    def reread(self, body: bytes, error: Exception) -> tuple[str, object] | None:
        """The place and the list: as models those entries that were good, as bytes the others."""
        good = self._read.copy()
        self._read.clear()
        try:
            place, found = _inside(self._decode_parts(body), self._steps)
        except Exception:  # noqa: BLE001 - it is not even a list
            return None
        entries: list[Any] = (found.edges or []) if self._page else found
        found_at = _INDEX.search(refused_at(error) or "")
        index = 0 if found_at is None else int(found_at[1])
        before = entries[:index]
        if len(before) != len(good):
            before = [entry for entry in before if memoryview(entry).nbytes != len("null")]
        if len(before) == len(good):  # else they are of a list that stood there before
            entries[:index] = [*good, *[None] * (index - len(good))]
        if self._page:
            return place, {"pageInfo": found.page_info, "edgeCount": found.edge_count, "edges": entries}
        return place, entries


def _page(edges: Any, info: Any, count: Any) -> type[msgspec.Struct]:
    fields = [("page_info", info | None, None), ("edge_count", count | None, None), ("edges", edges | None, None)]
    return msgspec.defstruct("Page", fields, rename="camel")


def _decoder(steps: tuple[tuple[str, ...], ...], inside: Any) -> Callable[[bytes], Any]:
    """What reads the way to a place, and what stands there. It knows no ``*``: that is read leniently."""
    for names in reversed(steps):
        keys = {f"step_{number}": name for number, name in enumerate(names) if name != "*"}
        inside = msgspec.defstruct("Step", [(slot, inside | None, None) for slot in keys], rename=keys)
    return msgspec.json.Decoder(inside).decode


def _inside(document: Any, steps: tuple[tuple[str, ...], ...]) -> tuple[str, Any]:
    """The place and the value to which the steps lead."""
    place = "$"
    for names in steps:
        value: Any = None
        for number, name in enumerate(names):
            value = getattr(document, f"step_{number}", None)
            if value is not None:
                place = f"{place}.{name}"
                break
        document = value
    if document is None:
        raise FastPathMiss
    return place, document


class _Readers(threading.local):
    """The readers of one thread."""

    def __init__(self) -> None:
        self.known: dict[tuple[str, TypeForm], _Single | _Many | None] = {}


_INFO: Any = compiled(PageInfo)
_readers = _Readers()
_MOST_READERS = 256


def _reader(at: str, into: TypeForm) -> _Single | _Many | None:
    known = _readers.known
    if (at, into) not in known:
        if len(known) >= _MOST_READERS:
            known.clear()
        known[at, into] = _made(at, into)
    return known[at, into]


def _made(at: str, into: TypeForm) -> _Single | _Many | None:
    """What reads such answers; None for types that take more care."""
    part, unwraps = into, None
    if is_items(into):
        part = entry_of(into)
    elif model_of(into) is Connection:
        edges = next(field for field in wire_fields(into) if field.name == "edges")
        part, unwraps = entry_of(edges.type), edges.unwraps
    fast = compiled(part, unwraps)
    if fast is None:
        return None
    return _Single(at, fast) if part is into else _Many(at, into, fast)

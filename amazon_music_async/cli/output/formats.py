"""The bytes of one record: a JSON line with every field, or a row of a spreadsheet."""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from typing import Any, Protocol, TypeAlias, cast

from attrs import frozen

from amazon_music_async import Album, Failed, Found, LibraryAlbum, LikedTrack, Missing, Outcome, Track, to_dict, to_json

Cell: TypeAlias = str | float | bool | None

_TRACK = "title artists album=album.title albumId=album.id duration releaseDate isrc label mediaType url"
_ALBUM = "title artists trackCount duration releaseDate label url"

_TABLES: dict[type, tuple[str, str, str]] = {
    # The model: where the item stands in the record, columns of the record, columns of the item.
    Track: ("", "", _TRACK),
    Album: ("", "", _ALBUM),
    LikedTrack: ("node.", "likeState", _TRACK),
    LibraryAlbum: ("node.", "purchased uploaded objectId", _ALBUM),
}

_FORMULA = ("=", "+", "-", "@")
"""Characters that begin a formula, which a spreadsheet would run."""


class Format(Protocol):
    """How a record is written."""

    @property
    def head(self) -> bytes:
        """What stands above the first record."""
        ...

    def outcome(self, outcome: Outcome[Any]) -> bytes:
        """The record of an id that was asked."""
        ...

    def item(self, item: object) -> bytes:
        """The record of an entry of a list."""
        ...


@frozen
class JsonLines:
    """One object a line; an item in the service's own shape."""

    head: bytes = b""

    def outcome(self, outcome: Outcome[Any]) -> bytes:
        """The id asked, its outcome, and the item."""
        match outcome:
            case Found(id, item):
                return b'{"id":%b,"outcome":"found","item":%b}\n' % (json.dumps(id).encode(), to_json(item))
            case Missing(id):
                return _line({"id": id, "outcome": "missing"})
            case _:
                return failed_record(outcome)

    def item(self, item: object) -> bytes:
        """The item alone."""
        return to_json(item) + b"\n"


@frozen
class Csv:
    """One row of plain cells: the fields people use in a spreadsheet, and nothing that it would run."""

    paths: Mapping[str, Sequence[str]]
    """Each column, and where its value stands in the item."""
    is_lookup: bool

    @property
    def head(self) -> bytes:
        """The names of the columns."""
        return _row(["id", "outcome", *self.paths, "error"] if self.is_lookup else list(self.paths))

    def outcome(self, outcome: Outcome[Any]) -> bytes:
        """The id asked and its outcome, then the cells of the item."""
        match outcome:
            case Found(id, item):
                return _row([id, "found", *self._cells(item), None])
            case Missing(id):
                return _row([id, "missing", *(None for _ in self.paths), None])
            case Failed(id, error):
                return _row([id, "failed", *(None for _ in self.paths), f"{type(error).__name__}: {error}"])

    def item(self, item: object) -> bytes:
        """The cells of the item."""
        return _row(self._cells(item))

    def _cells(self, item: object) -> list[Cell]:
        record = to_dict(item)
        return [_cell(column, _value(record, path)) for column, path in self.paths.items()]


def failed_record(failed: Failed) -> bytes:
    """The JSON line of an id that failed."""
    error = {"type": type(failed.error).__name__, "message": str(failed.error)}
    return _line({"id": failed.id, "outcome": "failed", "error": error})


def format_of(name: str, model: type) -> Format:
    """The format called ``name``, for records of one model."""
    if name == "jsonl":
        return JsonLines()
    prefix, own, item = _TABLES[model]
    is_lookup = not prefix
    paths = {} if is_lookup else {"id": [*prefix.split(".")[:-1], "id"]}
    paths |= {column: [column] for column in own.split()}
    for entry in item.split():
        column, _, path = entry.partition("=")
        paths[column] = (prefix + (path or column)).split(".")
    return Csv(paths, is_lookup)


def _value(record: object, path: Sequence[str]) -> object:
    for key in path:
        record = cast("Mapping[str, object]", record).get(key) if isinstance(record, Mapping) else None
    return record


def _cell(column: str, value: object) -> Cell:
    if isinstance(value, list):
        parts = cast("list[dict[str, str]]", value)
        return "; ".join(part.get("name") or part["id"] for part in parts)
    # A date is written without its time of day, which is always midnight.
    return value[:10] if column == "releaseDate" and isinstance(value, str) else cast("Cell", value)


def _plain(cell: Cell) -> Cell:
    # One such character alone is a title; before others, an apostrophe keeps the spreadsheet from running them.
    return f"'{cell}" if isinstance(cell, str) and len(cell) > 1 and cell.startswith(_FORMULA) else cell


def _line(record: Mapping[str, object]) -> bytes:
    return json.dumps(record, separators=(",", ":")).encode() + b"\n"


def _row(cells: Sequence[Cell]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerow([_plain(cell) for cell in cells])
    return text.getvalue().encode()

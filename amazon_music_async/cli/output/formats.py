"""The bytes of one record: a JSON line with every field, or a row of a spreadsheet."""

import csv
import io
import json
import re
from collections.abc import Mapping, Sequence
from json.encoder import encode_basestring_ascii as _quoted
from pathlib import Path
from typing import Any, Protocol, TypeAlias, cast

import click
from attrs import frozen

from amazon_music_async import (
    Album,
    Artist,
    Done,
    Failed,
    Found,
    LibraryAlbum,
    LibraryTrack,
    LikedTrack,
    Missing,
    Outcome,
    Played,
    Playlist,
    PlaylistEntry,
    SavedAlbum,
    SavedTrack,
    Track,
    to_dict,
    to_json,
)
from amazon_music_async.cli.messages import visible

AnyOutcome: TypeAlias = Outcome[Any] | Done[Any]
Cell: TypeAlias = str | float | bool | None

_TRACK = "title artists album=album.title albumId=album.id duration releaseDate isrc label mediaType url"
_ALBUM = "title artists trackCount duration releaseDate label url"
_ARTIST = "name followerCount url"
_PLAYLIST = "title description trackCount duration visibility url"

_TABLES: dict[type, tuple[str, str, str]] = {
    # The model: where the item stands in the record, columns of the record, columns of the item.
    Track: ("", "", _TRACK),
    Album: ("", "", _ALBUM),
    LikedTrack: ("node.", "likeState", _TRACK),
    Artist: ("", "", _ARTIST),
    LibraryTrack: ("node.", "purchased uploaded objectId", _TRACK),
    PlaylistEntry: ("node.", "entryId=itemId cursor", _TRACK),
    Played: ("node.", "playedAt", _TRACK),
    Playlist: ("", "", _PLAYLIST),
    SavedTrack: ("track.", "saveState", _TRACK),
    SavedAlbum: ("album.", "saveState", _ALBUM),
    LibraryAlbum: ("node.", "purchased uploaded objectId", _ALBUM),
}

_FORMULA = re.compile("[\\s\u00ad\u200b-\u200f\u2060-\u2064\ufeff]*[=+\\-@\uff1d\uff0b\uff0d\uff20]")
"""What begins a formula, which a spreadsheet would run: also behind spaces, and in full-width characters."""

_UNSAFE = {
    pattern[:1]: re.compile(pattern)
    for pattern in (
        b"\x7f",
        b"\xc2[\x80-\x9f]",
        b"\xd8\x9c",
        b"\xe2(?:\x80[\x8e\x8f\xa8-\xae]|\x81[\xa6-\xa9])",
    )
}
"""UTF-8 of characters that a terminal obeys, or that reorder what is read, and that JSON does not escape.

By their first byte: to look for that first takes a fifth of the time of one search for all of them.
"""

_SUFFIX = re.compile(r"\.(?=\d*[a-z])[a-z0-9]{1,10}$")
"""The end of a name that says how a file is written: ``.2026-11-25`` does not."""

_SUFFIXES = {".jsonl", ".ndjson", ".csv", ".txt", ".log", ".out", ".new", ".tmp", ".fifo", ".pipe"}
"""Those that are true of JSON lines or a table, or say nothing."""


class Format(Protocol):
    """How a record is written."""

    @property
    def head(self) -> bytes:
        """What stands above the first record."""
        ...

    def outcome(self, outcome: AnyOutcome) -> bytes:
        """The record of an id that was asked."""
        ...

    def item(self, item: object) -> bytes:
        """The record of an entry of a list."""
        ...


@frozen
class JsonLines:
    """One object a line; an item in the service's own shape."""

    head: bytes = b""

    def outcome(self, outcome: AnyOutcome) -> bytes:
        """The id asked, its outcome, and the item."""
        match outcome:
            case Found(id, item) if item.__class__ is tuple:
                joined = b",".join(map(_json, item))
                return _visible(b'{"id":%b,"outcome":"found","items":[%b]}\n' % (_quoted(id).encode(), joined))
            case Found(id, item):
                return _visible(b'{"id":%b,"outcome":"found","item":%b}\n' % (_quoted(id).encode(), _json(item)))
            case Missing(id):
                return record_line({"id": id, "outcome": "missing"})
            case Done(_, item):
                return item_line(item)
            case _:
                return failed_record(outcome)

    def item(self, item: object) -> bytes:
        """The item alone."""
        return item_line(item)


@frozen
class Csv:
    """One row of plain cells: the fields people use in a spreadsheet, and nothing that it would run."""

    paths: Mapping[str, Sequence[str]]
    """Each column, and where its value stands in the item."""
    has_outcomes: bool

    @property
    def head(self) -> bytes:
        """The names of the columns."""
        return _row(["id", "outcome", *self.paths, "error"] if self.has_outcomes else list(self.paths))

    def outcome(self, outcome: AnyOutcome) -> bytes:
        """The id asked and its outcome, then the cells of the item."""
        match outcome:
            case Found(id, item) if item.__class__ is tuple:
                return b"".join(_row([id, "found", *self._cells(one), None]) for one in item)
            case Found(id, item):
                return _row([id, "found", *self._cells(item), None])
            case Done(id, item):
                return _row([id, "done", *self._cells(item), None])
            case Missing(id):
                return _row([id, "missing", *(None for _ in self.paths), None])
            case _:
                error = f"{type(outcome.error).__name__}: {outcome.error}"
                return _row([outcome.id, "failed", *(None for _ in self.paths), error])

    def item(self, item: object) -> bytes:
        """The cells of the item."""
        return _row(self._cells(item))

    def _cells(self, item: object) -> list[Cell]:
        record = to_dict(item)
        return [_cell(column, _value(record, path)) for column, path in self.paths.items()]


def failed_record(failed: Failed) -> bytes:
    """The JSON line of an id that failed."""
    error = {"type": type(failed.error).__name__, "message": str(failed.error)}
    return record_line({"id": failed.id, "outcome": "failed", "error": error})


def format_named(path: Path | None, chosen: str | None) -> tuple[str, bool]:
    """The format that the name of an output asks for, unless another one is chosen; and whether it is compressed."""
    name = "" if path is None else path.name.lower()
    compressed = name.endswith(".gz")
    name = name.removesuffix(".gz")
    if (other := _SUFFIX.search(name)) and other[0] not in _SUFFIXES:
        raise click.UsageError(f"{path}: {other[0]} is not written; use .jsonl or .csv, or either with .gz")
    return chosen or ("csv" if name.endswith(".csv") else "jsonl"), compressed


def format_of(name: str, model: type, *, has_outcomes: bool) -> Format:
    """The format called ``name``, for records of one model: of ids and their outcomes, or of entries of a list."""
    if name == "jsonl":
        return JsonLines()
    prefix, own, item = _TABLES[model]
    paths = {} if has_outcomes else {"id": [*prefix.split(".")[:-1], "id"]}
    for before, entries in (("", own), (prefix, item)):
        for entry in entries.split():
            column, _, path = entry.partition("=")
            paths[column] = (before + (path or column)).split(".")
    return Csv(paths, has_outcomes)


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
    if not isinstance(cell, str):
        return cell
    # One such character alone is a title; before others, an apostrophe keeps the spreadsheet from running them.
    return visible(f"'{cell}" if len(cell) > 1 and _FORMULA.match(cell) else cell)


def item_line(item: object) -> bytes:
    """An item as a line of JSON."""
    return _visible(_json(item) + b"\n")


def _json(item: object) -> bytes:
    try:
        return to_json(item)
    except (TypeError, ValueError, OverflowError):
        # A number of more than 64 bits, or half a surrogate pair.
        return json.dumps(to_dict(item)).encode()


def _visible(line: bytes) -> bytes:
    """The line with an escape for each character that a terminal would obey."""
    for first, unsafe in _UNSAFE.items():
        if first in line:
            line = unsafe.sub(_escaped, line)
    return line


def _escaped(found: re.Match[bytes]) -> bytes:
    return f"\\u{ord(found[0].decode()):04x}".encode()


def record_line(record: Mapping[str, object]) -> bytes:
    """A record as a line of JSON."""
    return _visible(json.dumps(record, separators=(",", ":")).encode() + b"\n")


def _row(cells: Sequence[Cell]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerow([_plain(cell) for cell in cells])
    return text.getvalue().encode()

"""One record for each outcome and each item: a line of JSON, or a row for a spreadsheet."""

import csv
import io
from collections.abc import Callable, Mapping
from typing import Protocol, TypeAlias

import orjson
from attrs import frozen

from amazon_music_async import Album, AmazonMusicError, Failed, Found, LibraryAlbum, LikedTrack, Missing, Track, to_dict

Item: TypeAlias = Track | Album | LikedTrack | LibraryAlbum
Cell: TypeAlias = str | float | bool | None

_FORMULA = ("=", "+", "-", "@")
"""What a spreadsheet takes for the beginning of a formula, and would carry out."""


class Format(Protocol):
    """How a record is written."""

    @property
    def head(self) -> bytes:
        """What stands above the first record."""
        ...

    def outcome(self, outcome: "Found[Track] | Found[Album] | Missing | Failed") -> bytes:
        """The record of an id that was asked."""
        ...

    def item(self, item: Item) -> bytes:
        """The record of an entry of a list."""
        ...


@frozen
class JsonLines:
    """An object a line; an item in the service's own shape."""

    head: bytes = b""

    def outcome(self, outcome: "Found[Track] | Found[Album] | Missing | Failed") -> bytes:
        """The id asked, what became of it, and the item."""
        match outcome:
            case Found(id, item):
                return _line({"id": id, "outcome": "found", "item": to_dict(item)})
            case Missing(id):
                return _line({"id": id, "outcome": "missing"})
            case _:
                return failed(outcome.id, outcome.error)

    def item(self, item: Item) -> bytes:
        """The item alone."""
        return _line(to_dict(item))


@frozen
class Csv:
    """A row of plain cells: what people look for in a spreadsheet, not all there is, and nothing that it would run."""

    columns: tuple[str, ...]
    cells: Callable[[Item], Mapping[str, Cell]]

    @property
    def head(self) -> bytes:
        """The names of the columns."""
        return _row(self.columns)

    def outcome(self, outcome: "Found[Track] | Found[Album] | Missing | Failed") -> bytes:
        """The id asked and what became of it stand first."""
        match outcome:
            case Found(id, item):
                cells = {**self.cells(item), "id": id, "outcome": "found"}
            case Missing(id):
                cells = {"id": id, "outcome": "missing"}
            case _:
                error = outcome.error
                cells = {"id": outcome.id, "outcome": "failed", "error": f"{type(error).__name__}: {error}"}
        return self._cells(cells)

    def item(self, item: Item) -> bytes:
        """The cells of the item."""
        return self._cells(self.cells(item))

    def _cells(self, cells: Mapping[str, Cell]) -> bytes:
        return _row([_plain(cells.get(column)) for column in self.columns])


def failed(id: str, error: AmazonMusicError) -> bytes:
    """The record of an id that is worth asking again."""
    what = {"type": type(error).__name__, "message": str(error)}
    return _line({"id": id, "outcome": "failed", "error": what})


def format_of(name: str, kind: type[Item]) -> Format:
    """The format called ``name``, for items of one kind."""
    if name == "jsonl":
        return JsonLines()
    of_list = ("likeState",) if kind is LikedTrack else ("purchased", "uploaded", "objectId")
    first, last = (("id", *of_list), ()) if kind in {LikedTrack, LibraryAlbum} else (("id", "outcome"), ("error",))
    own = _OF_TRACK if kind in {Track, LikedTrack} else _OF_ALBUM
    return Csv((*first, *own, *last), _cells)


_OF_TRACK = ("title", "artists", "album", "albumId", "duration", "releaseDate", "isrc", "label", "mediaType", "url")
_OF_ALBUM = ("title", "artists", "trackCount", "duration", "releaseDate", "label", "url")


def _cells(item: Item) -> dict[str, Cell]:
    match item:
        case LikedTrack(track=track, like_state=like_state):
            return {**_cells(track), "likeState": like_state}
        case LibraryAlbum(album=album):
            own: dict[str, Cell] = {"purchased": item.purchased, "uploaded": item.uploaded, "objectId": item.object_id}
            return {**_cells(album), **own}
        case Track(album=album):
            own = {"isrc": item.isrc, "mediaType": item.media_type}
            return {
                **_common(item),
                **own,
                "album": album.title if album else None,
                "albumId": album.id if album else None,
            }
        case _:
            return {**_common(item), "trackCount": item.track_count}


def _common(item: Track | Album) -> dict[str, Cell]:
    return {
        "id": item.id,
        "title": item.title,
        "artists": "; ".join(artist.name or artist.id for artist in item.artists),
        "duration": item.duration,
        "releaseDate": item.release_date.date().isoformat() if item.release_date else None,
        "label": item.label,
        "url": item.url,
    }


def _plain(cell: Cell) -> Cell:
    # Alone, such a character is a title; before others it is what an apostrophe keeps from being carried out.
    return f"'{cell}" if isinstance(cell, str) and len(cell) > 1 and cell.startswith(_FORMULA) else cell


def _line(record: Mapping[str, object]) -> bytes:
    return orjson.dumps(record, option=orjson.OPT_APPEND_NEWLINE)


def _row(cells: "list[Cell] | tuple[str, ...]") -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerow(cells)
    return text.getvalue().encode()

"""Search in the catalogue: by words with the best match first, by ids, and by ISRC."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final, Literal, TypeAlias

from attrs import define, field, frozen

from amazon_music_async.sandbox.catalogue.catalogue import Catalogue, canonical_isrc
from amazon_music_async.sandbox.catalogue.collection import Collection

Kind: TypeAlias = Literal["tracks", "albums", "artists", "playlists", "stations", "shows"]
SEARCHED: Final = 10_000
"""How many objects of each kind are searched by words, the first of the catalogue; ids and ISRCs find all."""
_TEXTS: Final = ("name", "artistName", "albumName")


@frozen
class SearchFilter:
    """What one filter asks for: ``query`` in this ``field``, or in any text if the field is None."""

    query: str
    field: str | None = None


@frozen
class _Entry:
    """What can be searched of one object."""

    id: str
    fields: Mapping[str, str]
    words: Mapping[str | None, frozenset[str]]
    """The words of each text, and of all texts together under None."""
    released: str


@define
class Search:
    """Finds objects of a catalogue. Each kind is read once, when it is first searched."""

    _catalogue: Catalogue
    _read: dict[Kind, list[_Entry]] = field(factory=dict[Kind, list[_Entry]], init=False)

    def find(self, kind: Kind, filters: Sequence[SearchFilter], sort_by: str = "relevance") -> list[str]:
        """The ids of the objects that match every filter, in this order."""
        scored = [
            (sum(scores), each) for each in self._candidates(kind, filters) if all(scores := _scores(each, filters))
        ]
        match sort_by:
            case "relevance":
                scored.sort(key=lambda found: -found[0])
            case "release":
                scored.sort(key=lambda found: found[1].released, reverse=True)
            case "name":
                scored.sort(key=lambda found: found[1].fields["name"].casefold())
            case _:
                pass  # by popularity: the catalogue's own order
        return [entry.id for _, entry in scored]

    def _candidates(self, kind: Kind, filters: Sequence[SearchFilter]) -> Sequence[_Entry]:
        """The objects that can match: few where an id or an ISRC is asked for, which all of the catalogue have."""
        collection: Collection = getattr(self._catalogue, kind)
        for each in filters:
            if each.field in {"id", "asin"}:
                return [_entry(collection, each.query)] if each.query in collection else []
            if each.field == "isrc":
                found = self._catalogue.tracks_by_isrc(each.query) if kind == "tracks" else []
                return [_entry(collection, id) for id in found]
        if kind not in self._read:
            self._read[kind] = [
                _entry(collection, id) for id in map(collection.id_of, range(min(SEARCHED, collection.size)))
            ]
        return self._read[kind]


def _entry(collection: Collection, id: str) -> _Entry:
    whole = collection.fields(id)
    artists: list[dict[str, Any]] = whole.get("artists") or [{}]
    album: dict[str, Any] = whole.get("album", {})
    fields = {
        "id": id,
        "asin": id,
        "name": str(whole.get("title") or whole["name"]),
        "artistName": artists[0].get("name", ""),
        "artistId": artists[0].get("id", ""),
        "albumName": album.get("title", ""),
        "albumId": album.get("id", ""),
        "isrc": canonical_isrc(whole.get("isrc", "")),
    }
    words: dict[str | None, frozenset[str]] = {text: _words(fields[text]) for text in _TEXTS}
    words[None] = frozenset().union(*words.values())
    return _Entry(id, fields, words, whole.get("releaseDate", ""))


def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", text.casefold()))


def _scores(entry: _Entry, filters: Sequence[SearchFilter]) -> list[float]:
    """How well the object matches each filter; 0 is not at all."""
    return [_score(entry, each) for each in filters]


def _score(entry: _Entry, wanted: SearchFilter) -> float:
    words = entry.words.get(wanted.field)
    if words is None:
        query = canonical_isrc(wanted.query) if wanted.field == "isrc" else wanted.query
        return float(entry.fields.get(wanted.field or "") == query)
    asked = _words(wanted.query)
    found = len(words & asked)
    # Words of the title count more than those of artist and album; words that were not asked for count a little less.
    return found and found + len(entry.words["name"] & asked) / 2 - (len(words) - found) / 100

"""The catalogue: tracks and albums that belong together, each made from its number when asked for."""

from collections.abc import Callable, Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any, TypeAlias

import orjson
from attrs import frozen

from amazon_music_async.sandbox.catalogue.collection import Section
from amazon_music_async.sandbox.catalogue.ids import Ids
from amazon_music_async.sandbox.catalogue.json_templates import ALBUM, TRACK, TRACK_OF_ALBUM
from amazon_music_async.sandbox.catalogue.names import ARTISTS, LABELS, TITLES

_ALBUM_LENGTH = 12
_Samples: TypeAlias = Mapping[str, list[dict[str, Any]]]


@frozen
class _Record:
    """What an album and its tracks share."""

    id: bytes
    title: bytes
    artist: bytes
    name: bytes
    label: bytes
    date: bytes
    image: bytes


def _mixed(number: int) -> int:
    """A hash: neighbours in the catalogue have nothing in common."""
    value = (number + 1) * 0x9E3779B97F4A7C15 & 0xFFFFFFFFFFFFFFFF
    return value ^ value >> 31


class Catalogue:
    """``tracks`` tracks on ``albums`` albums; the same for the same ``seed`` and sizes.

    ``liked`` and ``library`` say how many more must be known for users' lists to be as long as asked for.
    """

    def __init__(self, tracks: int, albums: int, *, liked: int = 0, library: int = 0, seed: int = 0) -> None:
        """Nothing is made yet but the documents' samples."""
        samples: Mapping[str, _Samples] = orjson.loads(
            files("amazon_music_async.sandbox.catalogue").joinpath("samples.json").read_bytes()
        )
        self._track_ids, self._album_ids = Ids.seeded(f"tracks {seed}"), Ids.seeded(f"albums {seed}")
        self._artist_ids = Ids.seeded(f"artists {seed}")
        self._track_samples, self._album_samples = len(_ids(samples["tracks"])), len(_ids(samples["albums"]))
        self._albums_known, self._tracks_known = max(albums, library), max(tracks, liked)
        # The only thing remembered, about 1 MB at most: an album's tracks share it.
        self._record = lru_cache(maxsize=2048)(self._make_record)
        self.albums = Section(
            albums,
            self._albums_known,
            _ids(samples["albums"]),
            _bodies(samples["albums"], self._album),
            self._album_ids,
            self._album,
        )
        self.tracks = Section(
            tracks,
            self._tracks_known,
            _ids(samples["tracks"]),
            _bodies(samples["tracks"], self._track),
            self._track_ids,
            self._track,
        )

    def _made_albums(self) -> int:
        """How many albums are made up: one at least, for the tracks to be on."""
        return max(1, self._albums_known - self._album_samples)

    def _make_record(self, number: int) -> _Record:
        mixed = _mixed(number)
        artist = mixed % 5000
        return _Record(
            id=self._album_ids.id_of(number).encode(),
            title=TITLES[mixed % len(TITLES)],
            artist=self._artist_ids.id_of(artist).encode(),
            name=ARTISTS[artist % len(ARTISTS)],
            label=LABELS[mixed % len(LABELS)],
            date=b"%d-%02d-%02d" % (1958 + mixed % 67, 1 + mixed % 12, 1 + mixed % 28),
            image=b"%d%011x" % (number % 90 + 10, mixed & 0xFFFFFFFFFFF),
        )

    def _shared(self, number: int, id: bytes, title: bytes, record: _Record) -> dict[bytes, object]:
        mixed = _mixed(number)
        return {
            b"id": id,
            b"title": title,
            b"short": title,
            b"date": record.date,
            b"artist": record.artist,
            b"name": record.name,
            b"label": record.label,
            b"image": record.image,
            b"prime": b"true" if mixed & 1 else b"false",
            b"explicit": b"true" if mixed & 6 == 0 else b"false",
        }

    def _track_fields(self, number: int, id: bytes) -> dict[bytes, object]:
        record = self._record(self._album_samples + number % self._made_albums())
        mixed = _mixed(number)
        fields = self._shared(number, id, TITLES[mixed // 7 % len(TITLES)], record)
        fields[b"album"] = record.id
        fields[b"album_title"] = record.title
        fields[b"duration"] = 120 + mixed % 360
        fields[b"isrc"] = b"US%s%07d" % (record.artist[2:5], number % 10_000_000)
        fields[b"media"] = b"VIDEO" if number % 97 == 96 else b"AUDIO"
        return fields

    def _track(self, number: int, id: bytes) -> bytes:
        return TRACK % self._track_fields(number, id)

    def _album(self, number: int, id: bytes) -> bytes:
        record = self._record(number)
        fields = self._shared(number, id, record.title, record)
        first = self._first_track(number)
        numbers = range(first, self._tracks_known, self._made_albums())[:_ALBUM_LENGTH]
        tracks = [TRACK_OF_ALBUM % self._track_fields(each, self._track_ids.id_of(each).encode()) for each in numbers]
        fields[b"tracks"] = b"[%b]" % b",".join(tracks)
        fields[b"track_count"] = len(tracks)
        fields[b"duration"] = 240 * len(tracks)
        return ALBUM % fields

    def _first_track(self, number: int) -> int:
        """The first made-up track that is on the album at ``number``."""
        made = self._made_albums()
        return self._track_samples + (number - self._album_samples - self._track_samples) % made


def _ids(samples: _Samples) -> tuple[str, ...]:
    return tuple(sample["id"] for sample in (*samples["whole"], *samples["partial"]))


def _bodies(samples: _Samples, write: Callable[[int, bytes], bytes]) -> dict[str, bytes]:
    """The samples as the documents print them; where they print a part only, the rest is made up."""
    bodies = {sample["id"]: orjson.dumps(sample) for sample in samples["whole"]}
    for number, sample in enumerate(samples["partial"], start=len(bodies)):
        made: dict[str, Any] = orjson.loads(write(number, sample["id"].encode()))
        title = sample.get("title", made["title"])
        bodies[sample["id"]] = orjson.dumps(made | sample | {"shortTitle": title})
    return bodies

"""The catalogue: tracks, albums and artists that belong together, each made from its number on demand."""

from collections.abc import Callable, Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any, TypeAlias

from attrs import frozen

from amazon_music_async._convert.plain import dumps, loads
from amazon_music_async.sandbox.catalogue.collection import Collection
from amazon_music_async.sandbox.catalogue.ids import Ids
from amazon_music_async.sandbox.catalogue.json_templates import (
    ALBUM,
    ARTIST,
    EPISODE,
    PLAYLIST,
    SHOW,
    STATION,
    TRACK,
    TRACK_OF_ALBUM,
)
from amazon_music_async.sandbox.catalogue.names import ARTISTS, LABELS, TITLES

_TRACKS_OF_ALBUM = 12
_ISRC_SERIALS = 10_000_000
_PLAYLISTS, _STATIONS, _SHOWS = 40, 12, 10
_Samples: TypeAlias = Mapping[str, list[dict[str, Any]]]


@frozen
class _AlbumFacts:
    """What an album and its tracks share."""

    id: bytes
    title: bytes
    artist_id: bytes
    artist_name: bytes
    label: bytes
    date: bytes
    image: bytes


def _hashed(number: int) -> int:
    """A hash, so that neighbours in the catalogue have nothing in common."""
    value = (number + 1) * 0x9E3779B97F4A7C15 & 0xFFFFFFFFFFFFFFFF
    return value ^ value >> 31


def _recording_of(number: int) -> int:
    """The track whose recording this one holds: one track in fifty is the same recording on another album."""
    return number - 1 if number % 50 == 49 else number


def canonical_isrc(isrc: str) -> str:
    """The ISRC in upper case without hyphens, for comparison."""
    return isrc.replace("-", "").upper()


def _isrc(recording: int) -> bytes:
    """The ISRC of a made-up recording: in lower case for one in four, as the service mixes them."""
    return b"%s%07d" % (b"uss1z" if recording % 4 == 3 else b"USS1Z", recording % _ISRC_SERIALS)


class Catalogue:
    """``tracks``, ``albums``, ``artists``, ``playlists``, ``stations`` and podcast ``shows``, each a `Collection`.

    The same seed and sizes give the same catalogue. ``liked`` and ``library`` are the lengths of users' lists, which
    may need more objects than are listed.

    >>> from amazon_music_async.sandbox import Sandbox
    >>> catalogue = Sandbox(tracks=1000, albums=100).catalogue
    >>> catalogue.albums.fields("B0064UPU4G", "title", "trackCount")
    {'title': 'Discovery', 'trackCount': 14}
    """

    def __init__(self, tracks: int, albums: int, *, liked: int = 0, library: int = 0, seed: int = 0) -> None:
        """Only the documents' samples are made now."""
        samples: Mapping[str, _Samples] = loads(
            files("amazon_music_async.sandbox.catalogue").joinpath("samples.json").read_bytes()
        )
        self._track_ids, self._album_ids = Ids.seeded(f"tracks {seed}"), Ids.seeded(f"albums {seed}")
        self._artist_ids, self._show_ids = Ids.seeded(f"artists {seed}"), Ids.seeded(f"shows {seed}")
        self._sample_tracks, self._sample_albums = _count(samples["tracks"]), _count(samples["albums"])
        self._sample_artists = _count(samples["artists"])
        known_albums, known_tracks = max(albums, library), max(tracks, liked)
        self._made_albums = max(1, known_albums - self._sample_albums)  # tracks need at least one
        self._made_artists = min(5000, self._made_albums)
        self._known_tracks = known_tracks
        # All that is cached, 1 MB at most: the tracks of an album share it.
        self._facts = lru_cache(maxsize=2048)(self._make_facts)

        def collection(kind: str, size: int, known: int, ids: Ids, write: Callable[[int, bytes], bytes]) -> Collection:
            return Collection(size, known, _filled_samples(samples[kind], write), ids, write)

        artists = self._sample_artists + self._made_artists
        self.albums = collection("albums", albums, known_albums, self._album_ids, self._album)
        self.tracks = collection("tracks", tracks, known_tracks, self._track_ids, self._track)
        self.artists = collection("artists", artists, artists, self._artist_ids, self._artist)
        self.stations = collection("stations", _STATIONS, _STATIONS, Ids.seeded(f"stations {seed}"), self._station)
        self.playlists = Collection(_PLAYLISTS, _PLAYLISTS, {}, Ids.seeded(f"playlists {seed}"), self._playlist)
        self.shows = Collection(_SHOWS, _SHOWS, {}, self._show_ids, self._show)

    def tracks_by_isrc(self, isrc: str) -> list[str]:
        """The ids of the tracks with this ISRC, whatever its case and hyphens.

        >>> sandbox.catalogue.tracks_by_isrc("us-q4e-13-00686")
        ['B076YT2CBT']
        """
        wanted = canonical_isrc(isrc)
        samples = map(self.tracks.id_of, range(min(self._sample_tracks, self.tracks.known)))
        found = [id for id in samples if canonical_isrc(self.tracks.fields(id).get("isrc", "")) == wanted]
        if wanted.startswith("USS1Z") and len(wanted) == 12 and wanted[5:].isdecimal():
            for recording in range(int(wanted[5:]), self.tracks.known, _ISRC_SERIALS):
                same = (each for each in (recording, recording + 1) if _recording_of(each) == recording)
                found += [self.tracks.id_of(n) for n in same if self._sample_tracks <= n < self.tracks.known]
        return found

    def episodes(self, show: str) -> list[dict[str, Any]]:
        """The episodes of a podcast show, newest first.

        >>> catalogue = sandbox.catalogue
        >>> [episode["title"] for episode in catalogue.episodes(catalogue.shows.ids[0])][:1]
        ['35: Restless "Live"']
        """
        number, id = self.shows.number_of(show) or 0, self.shows.fields(show, "id")["id"]
        made = (
            EPISODE % {b"id": _uuid(number * 1000 + n + 1), b"show": id.encode(), b"number": n, b"title": _title(n)}
            for n in range(35 * (number + 1), 0, -1)
        )
        return [loads(each) for each in made]

    def _make_facts(self, number: int) -> _AlbumFacts:
        mixed = _hashed(number)
        artist = self._sample_artists + mixed % self._made_artists
        return _AlbumFacts(
            id=self._album_ids.id_of(number).encode(),
            title=TITLES[mixed % len(TITLES)],
            artist_id=self._artist_ids.id_of(artist).encode(),
            artist_name=ARTISTS[artist % len(ARTISTS)],
            label=LABELS[mixed % len(LABELS)],
            date=b"%d-%02d-%02d" % (1958 + mixed % 67, 1 + mixed % 12, 1 + mixed % 28),
            image=b"%d%011x" % (number % 90 + 10, mixed & 0xFFFFFFFFFFF),
        )

    def _facts_of_track(self, number: int) -> _AlbumFacts:
        return self._facts(self._sample_albums + number % self._made_albums)

    def _shared_fields(self, number: int, id: bytes, title: bytes, facts: _AlbumFacts) -> dict[bytes, object]:
        mixed = _hashed(number)
        return {
            b"id": id,
            b"title": title,
            b"short": title,
            b"date": facts.date,
            b"artist": facts.artist_id,
            b"name": facts.artist_name,
            b"label": facts.label,
            b"image": facts.image,
            b"prime": b"true" if mixed & 1 else b"false",
            b"explicit": b"true" if mixed & 6 == 0 else b"false",
        }

    def _track_fields(self, number: int, id: bytes) -> dict[bytes, object]:
        facts = self._facts_of_track(number)
        recording = _recording_of(number)
        mixed = _hashed(recording)
        fields = self._shared_fields(number, id, TITLES[mixed // 7 % len(TITLES)], facts)
        fields[b"album"] = facts.id
        fields[b"album_title"] = facts.title
        fields[b"duration"] = 120 + mixed % 360
        fields[b"isrc"] = _isrc(recording)
        fields[b"media"] = b"VIDEO" if number % 97 == 96 else b"AUDIO"
        return fields

    def _track(self, number: int, id: bytes) -> bytes:
        return TRACK % self._track_fields(number, id)

    def _album(self, number: int, id: bytes) -> bytes:
        facts = self._facts(number)
        fields = self._shared_fields(number, id, facts.title, facts)
        first = self._sample_tracks + (number - self._sample_albums - self._sample_tracks) % self._made_albums
        numbers = range(first, self._known_tracks, self._made_albums)[:_TRACKS_OF_ALBUM]
        tracks = [TRACK_OF_ALBUM % self._track_fields(each, self._track_ids.id_of(each).encode()) for each in numbers]
        fields[b"tracks"] = b"[%b]" % b",".join(tracks)
        fields[b"track_count"] = len(tracks)
        fields[b"duration"] = 240 * len(tracks)
        return ALBUM % fields

    def _artist(self, number: int, id: bytes) -> bytes:
        return ARTIST % {b"id": id, b"name": ARTISTS[number % len(ARTISTS)], b"image": b"%012x" % _hashed(number)}

    def _station(self, number: int, id: bytes) -> bytes:
        return STATION % {b"id": id, b"title": ARTISTS[_hashed(number) % len(ARTISTS)], b"image": b"%012x" % number}

    def _playlist(self, number: int, id: bytes) -> bytes:
        return PLAYLIST % {b"id": id, b"title": _title(number + 1000)}

    def _show(self, number: int, _id: bytes) -> bytes:
        # The documents ask by a catalogue id, and the answer holds a UUID.
        return SHOW % {b"id": _uuid(number), b"title": _title(number + 2000)}


def _title(number: int) -> bytes:
    return TITLES[_hashed(number) % len(TITLES)]


def _uuid(number: int) -> bytes:
    digits = b"%016x%016x" % (_hashed(number), _hashed(number + 1 << 20))
    return b"-".join((digits[:8], digits[8:12], b"4" + digits[13:16], b"a" + digits[17:20], digits[20:]))


def _count(samples: _Samples) -> int:
    return len(samples["whole"]) + len(samples["partial"])


def _filled_samples(samples: _Samples, write: Callable[[int, bytes], bytes]) -> dict[str, bytes]:
    """The samples as the documents print them; where they print a part only, the rest is made up."""
    bodies = {sample["id"]: dumps(sample) for sample in samples["whole"]}
    for number, sample in enumerate(samples["partial"], start=len(bodies)):
        made: dict[str, Any] = loads(write(number, sample["id"].encode()))
        whole = made | sample
        if "shortTitle" in made:
            whole["shortTitle"] = whole["title"]
        bodies[sample["id"]] = dumps(whole)
    return bodies

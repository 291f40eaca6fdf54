"""The documents' own samples."""

import json
from pathlib import Path
from typing import Any

from amazon_music_async.models.album import Album
from amazon_music_async.models.artist import Artist
from amazon_music_async.models.library import LibraryAlbum
from amazon_music_async.models.liked import LikedTrack
from amazon_music_async.models.page import Connection, Items
from amazon_music_async.models.saved import SavedAlbum, SavedTrack
from amazon_music_async.models.track import Track

FOLDER = Path(__file__).parent.parent / "samples"

SAMPLES: dict[str, tuple[str, Any]] = {
    "tracks_get": ("track", Track),
    "tracks_get_newer_revision_partial": ("track", Track),
    "tracks_multi": ("tracks", Items[Track]),
    "tracks_like_set": ("setTrackLikeState", LikedTrack),
    "tracks_liked_list": ("user.tracks", Connection[LikedTrack]),
    "albums_get": ("album", Album),
    "albums_get_newer_revision_partial": ("album", Album),
    "albums_multi": ("albums", Items[Album]),
    "artists_get": ("artist", Artist),
    "library_albums_list": ("user.libraryAlbums", Connection[LibraryAlbum]),
    "library_albums_save": ("saveAlbum", SavedAlbum),
    "library_albums_remove": ("removeAlbum", SavedAlbum),
    "library_tracks_save": ("saveTrack", SavedTrack),
    "library_tracks_remove": ("removeTrack", SavedTrack),
}
"""Each sample's name, where under ``data`` its answer lies, and what that is."""


def is_object(data: object) -> bool:
    """Whether JSON is an object; unlike ``isinstance`` in its place, this leaves a type checker's ``Any`` alone."""
    return isinstance(data, dict)


def is_list(data: object) -> bool:
    """Whether JSON is a list."""
    return isinstance(data, list)


def sample(name: str) -> Any:
    """The answer in a sample, as JSON."""
    answer = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))["data"]
    for step in SAMPLES[name][0].split("."):
        answer = answer[step]
    return answer

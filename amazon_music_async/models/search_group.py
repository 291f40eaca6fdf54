"""What a search through everything finds."""

from typing import Any

from attrs import frozen

from amazon_music_async.models.album import Album
from amazon_music_async.models.artist import Artist
from amazon_music_async.models.playlist import Playlist
from amazon_music_async.models.podcast import Episode, PodcastShow
from amazon_music_async.models.sparse_repr import sparse_repr
from amazon_music_async.models.station import Station
from amazon_music_async.models.track import Track
from amazon_music_async.models.user import User


@frozen(kw_only=True)
class Unknown:
    """Something of a type that this library does not know.

    - ``type``: what the service calls it.
    - ``id``: its id, where it has one.
    - ``data``: all that the service sent.

    >>> Unknown(type="Hologram", id=None, data={"_type": "Hologram"}).type
    'Hologram'
    """

    type: str
    id: str | None
    data: dict[str, Any]


Entity = Album | Artist | Episode | Playlist | PodcastShow | Station | Track | User | Unknown
"""Anything that a search finds."""


@frozen(kw_only=True)
class SearchGroup:
    """One group of hits, such as the top hits, the albums or the tracks.

    - ``title``: what the service calls it; ``id``: its name for programs.
    - ``entities``: the hits, in the service's order, of any type.

    >>> top, *others = await music.search.everything("Happy", limit=1)
    >>> top.title, [type(hit).__name__ for hit in top.entities]
    ('Top hits', ['Track'])
    """

    title: str | None = None
    id: str | None = None
    entities: tuple[Entity, ...] = ()

    __repr__ = sparse_repr

"""An artist of the catalogue."""

from attrs import frozen

from amazon_music_async.models.image import Image
from amazon_music_async.models.page import Connection
from amazon_music_async.models.sparse_repr import sparse_repr
from amazon_music_async.models.territory import MusicTerritory


@frozen(kw_only=True)
class Artist:
    """An artist; as a part of a track or an album only ``id``, ``name`` and ``url``.

    - ``id``, ``global_asin``, ``local_asin``: the id (ASIN), and those it has everywhere and in the user's territory.
    - ``name``, ``url``, ``biography``: its name, its page in the web player, and a text about it.
    - ``follower_count``: how many listeners follow it.
    - ``related``: the first page of artists like this one.
    - ``images``: pictures, one for each size and ``image_type``.
    - ``music_territory``: the territory whose catalogue was asked.

    https://developer.amazon.com/docs/music/API_web_artists.html

    >>> artist = await music.artists.get("B01EJ9KLA6")
    >>> artist.name, len(artist.images)
    ('Tash Sultana', 2)
    """

    id: str
    global_asin: str | None = None
    local_asin: str | None = None
    name: str | None = None
    url: str | None = None
    biography: str | None = None
    follower_count: int | None = None
    related: "Connection[Artist] | None" = None
    images: tuple[Image, ...] = ()
    music_territory: MusicTerritory | None = None

    __repr__ = sparse_repr

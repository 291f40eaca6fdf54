"""An artist of the catalogue."""

from attrs import frozen

from amazon_music_async.models.image import Image
from amazon_music_async.models.page import Connection, Edge
from amazon_music_async.models.territory import MusicTerritory


@frozen(kw_only=True)
class Artist:
    """An artist; as a part of a track or an album only id, name and url.

    https://developer.amazon.com/docs/music/API_web_artists.html
    """

    id: str
    global_asin: str | None = None
    local_asin: str | None = None
    name: str | None = None
    url: str | None = None
    follower_count: int | None = None
    related: "Connection[Edge[Artist]] | None" = None
    """Artists like this one."""
    images: tuple[Image, ...] = ()
    music_territory: MusicTerritory | None = None

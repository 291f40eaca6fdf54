"""An album of the catalogue."""

from datetime import datetime

from attrs import field, frozen, resolve_types

from amazon_music_async.models.artist import Artist
from amazon_music_async.models.eligibility import Eligibility
from amazon_music_async.models.image import Image
from amazon_music_async.models.market import Market
from amazon_music_async.models.moment import moment
from amazon_music_async.models.parental_settings import ParentalSettings
from amazon_music_async.models.release import Release
from amazon_music_async.models.territory import MusicTerritory
from amazon_music_async.models.track import Track


@frozen(kw_only=True)
class Album:
    """An album; as a part of a track only id, title and url.

    https://developer.amazon.com/docs/music/API_web_albums.html
    """

    id: str
    global_asin: str | None = None
    local_asin: str | None = None
    title: str | None = None
    short_title: str | None = None
    duration: float | None = None
    """Seconds, of all tracks."""
    url: str | None = None
    release: Release | None = None
    release_date: datetime | None = field(default=None, converter=moment)
    music_territory: MusicTerritory | None = None
    market: Market | None = None
    available_markets: tuple[Market, ...] = ()
    artists: tuple[Artist, ...] = ()
    eligibility: Eligibility | None = None
    parental_settings: ParentalSettings | None = None
    tracks: tuple[Track, ...] = ()
    track_count: int | None = None
    images: tuple[Image, ...] = ()
    label: str | None = None
    audio_qualities: tuple[str, ...] = ()
    """In what qualities it can be heard: ``SD``, ``HD``, ``UHD``, ``360RA``."""


resolve_types(Track, localns={"Album": Album})  # the one circle among the models closes here

"""A track of the catalogue."""

from datetime import datetime
from typing import TYPE_CHECKING

from attrs import field, frozen

from amazon_music_async.models.artist import Artist
from amazon_music_async.models.eligibility import Eligibility
from amazon_music_async.models.image import Image
from amazon_music_async.models.market import Market
from amazon_music_async.models.media_type import MediaType
from amazon_music_async.models.moment import moment
from amazon_music_async.models.parental_settings import ParentalSettings
from amazon_music_async.models.release import Release
from amazon_music_async.models.territory import MusicTerritory

if TYPE_CHECKING:
    # An album has tracks and a track has an album: `Album` is made known to this class where it is defined.
    from amazon_music_async.models.album import Album


@frozen(kw_only=True)
class Track:
    """A track; as a part of an album only id, title and url.

    https://developer.amazon.com/docs/music/API_web_tracks.html
    """

    id: str
    global_asin: str | None = None
    local_asin: str | None = None
    title: str | None = None
    short_title: str | None = None
    duration: float | None = None
    """Seconds."""
    album: "Album | None" = None
    media_type: MediaType | None = None
    release: Release | None = None
    release_date: datetime | None = field(default=None, converter=moment)
    isrc: str | None = None
    artists: tuple[Artist, ...] = ()
    music_territory: MusicTerritory | None = None
    market: Market | None = None
    eligibility: Eligibility | None = None
    parental_settings: ParentalSettings | None = None
    images: tuple[Image, ...] = ()
    label: str | None = None
    url: str | None = None
    preview_url: str | None = None
    audio_qualities: tuple[str, ...] = ()
    """In what qualities it can be heard: ``SD``, ``HD``, ``UHD``, ``360RA``."""

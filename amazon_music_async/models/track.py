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
from amazon_music_async.models.sparse_repr import sparse_repr
from amazon_music_async.models.territory import MusicTerritory

if TYPE_CHECKING:
    # An album has tracks and a track has an album: `Album` is made known to this class where it is defined.
    from amazon_music_async.models.album import Album


@frozen(kw_only=True)
class Track:
    """A track; as a part of an album only ``id``, ``title`` and ``url``, as the hit of a search little more.

    - ``id``, ``global_asin``, ``local_asin``: the id (ASIN), and those it has everywhere and in the user's territory.
    - ``title``, ``short_title``: its title, and without remarks such as ``[Explicit]``.
    - ``duration``: seconds.
    - ``album``: the album, with ``id``, ``title`` and ``url`` alone. ``track_number``: its place there, from 1.
    - ``media_type``: ``AUDIO`` or ``VIDEO``.
    - ``release``, ``release_date``: the dates of its release; ``release_date`` is an aware ``datetime``.
    - ``isrc``: the International Standard Recording Code, 12 letters and digits.
    - ``artists``: with ``id``, ``name`` and ``url`` alone.
    - ``language_of_performance``: the language that is sung.
    - ``music_territory``, ``market``, ``available_markets``: where it was asked for, and where it is available.
    - ``eligibility``, ``parental_settings``: what a listener may do with it, and for whom it is suitable.
    - ``images``: the cover, one for each size.
    - ``label``, ``url``, ``preview_url``: the record label, its page in the web player, a sample of the sound.
    - ``audio_qualities``: in what qualities it is available: ``SD``, ``HD``, ``UHD``, ``360RA``.

    https://developer.amazon.com/docs/music/API_web_tracks.html

    >>> track = await music.tracks.get("B076YT2CBT")
    >>> track.title, track.album.title, track.isrc, track.release_date.year
    ('Happy (From "Despicable Me 2")', 'G I R L', 'USQ4E1300686', 2013)
    """

    id: str
    global_asin: str | None = None
    local_asin: str | None = None
    title: str | None = None
    short_title: str | None = None
    duration: float | None = None
    album: "Album | None" = None
    track_number: int | None = None
    media_type: MediaType | None = None
    release: Release | None = None
    release_date: datetime | None = field(default=None, converter=moment)
    isrc: str | None = None
    artists: tuple[Artist, ...] = ()
    language_of_performance: str | None = None
    music_territory: MusicTerritory | None = None
    market: Market | None = None
    available_markets: tuple[Market, ...] = ()
    eligibility: Eligibility | None = None
    parental_settings: ParentalSettings | None = None
    images: tuple[Image, ...] = ()
    label: str | None = None
    url: str | None = None
    preview_url: str | None = None
    audio_qualities: tuple[str, ...] = ()

    __repr__ = sparse_repr

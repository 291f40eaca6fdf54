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
from amazon_music_async.models.sparse_repr import sparse_repr
from amazon_music_async.models.territory import MusicTerritory
from amazon_music_async.models.track import Track


@frozen(kw_only=True)
class Album:
    """An album; as a part of a track only ``id``, ``title`` and ``url``.

    - ``id``, ``global_asin``, ``local_asin``: the id (ASIN), and those it has everywhere and in the user's territory.
    - ``title``, ``short_title``: its title, and without remarks such as ``[Explicit]``.
    - ``duration``: seconds, of all tracks.
    - ``url``: its page in the web player.
    - ``release``, ``release_date``: the dates of its release; ``release_date`` is an aware ``datetime``.
    - ``music_territory``, ``market``, ``available_markets``: where it was asked for, and where it is available.
    - ``artists``: with ``id``, ``name`` and ``url`` alone.
    - ``eligibility``, ``parental_settings``: what a listener may do with it, and for whom it is suitable.
    - ``tracks``: with ``id``, ``title`` and ``url`` alone. ``track_count``: how many there are.
    - ``images``: the cover, one for each size.
    - ``label``, ``copyright``: the record label, and the line of the copyright.
    - ``format``: the kind of album; seen in the service's own player, not documented.
    - ``audio_qualities``: in what qualities it is available: ``SD``, ``HD``, ``UHD``, ``360RA``.

    https://developer.amazon.com/docs/music/API_web_albums.html

    >>> album = await music.albums.get("B0064UPU4G")
    >>> album.title, album.track_count, album.label, [track.title for track in album.tracks[:2]]
    ('Discovery', 14, 'Daft Life Ltd./ADA France', ['One More Time'])
    """

    id: str
    global_asin: str | None = None
    local_asin: str | None = None
    title: str | None = None
    short_title: str | None = None
    duration: float | None = None
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
    copyright: str | None = None
    format: str | None = None
    audio_qualities: tuple[str, ...] = ()

    __repr__ = sparse_repr


resolve_types(Track, localns={"Album": Album})  # the one circle among the models closes here

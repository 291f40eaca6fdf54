"""A playlist, and the tracks in it."""

from datetime import datetime

from attrs import field, frozen

from amazon_music_async.models.eligibility import Eligibility
from amazon_music_async.models.image import Image
from amazon_music_async.models.moment import moment
from amazon_music_async.models.open_enum import OpenEnum
from amazon_music_async.models.sparse_repr import sparse_repr
from amazon_music_async.models.track import Track
from amazon_music_async.models.user import User


class Visibility(OpenEnum):
    """Who can see a playlist, or a user's profile.

    >>> playlist = await music.playlists.create("Quiet evenings", visibility=Visibility.PUBLIC)
    >>> playlist.visibility
    <Visibility.PUBLIC: 'PUBLIC'>
    """

    PUBLIC = "PUBLIC"
    PRIVATE = "PRIVATE"


@frozen(kw_only=True)
class Playlist:
    """A playlist of a user or of the catalogue, without its tracks: `playlists.tracks` gives these.

    - ``id``: a UUID for a user's playlist, an ASIN for one of the catalogue.
    - ``title``, ``description``, ``url``: its words, and its page in the web player.
    - ``curator``: the user who made it, with ``id`` alone.
    - ``duration``: seconds, of all tracks. ``track_count``: how many there are.
    - ``visibility``: ``PUBLIC`` or ``PRIVATE``.
    - ``last_modified_date``: an aware ``datetime``.
    - ``images``: the cover, one for each size.
    - ``eligibility``: what a listener may do with it.

    https://developer.amazon.com/docs/music/API_web_playlist.html

    >>> (mine,) = await music.playlists.mine().take(1)
    >>> playlist = await music.playlists.get(mine.id)
    >>> playlist.title, playlist.track_count, playlist.visibility
    ('Playlist 1', 25, <Visibility.PRIVATE: 'PRIVATE'>)
    """

    id: str
    title: str | None = None
    description: str | None = None
    curator: User | None = None
    duration: float | None = None
    track_count: int | None = None
    url: str | None = None
    visibility: Visibility | None = None
    last_modified_date: datetime | None = field(default=None, converter=moment)
    images: tuple[Image, ...] = ()
    eligibility: Eligibility | None = None

    __repr__ = sparse_repr


@frozen(kw_only=True)
class PlaylistEntry:
    """One place of a playlist. A track that is in it twice has two entries.

    - ``track``: the track.
    - ``cursor``: the service's name of the place, ``<index>:<entry id>``.
    - ``item_id``: the entry id, where the service says it apart.

    >>> (mine,) = await music.playlists.mine().take(1)
    >>> (entry,) = await music.playlists.tracks(mine.id).take(1)
    >>> entry.track.title, entry.position
    ('Happy (From "Despicable Me 2")', 0)
    """

    track: Track = field(metadata={"wire": ("node",)})
    cursor: str | None = None
    item_id: str | None = None

    @property
    def entry_id(self) -> str | None:
        """The id of the entry, which `playlists.remove` and `playlists.move` take; it stays when the entry moves."""
        return self.item_id or (self.cursor or "").rpartition(":")[2] or None

    @property
    def position(self) -> int | None:
        """The place in the playlist when it was read, from 0; None where the service does not say."""
        index = (self.cursor or "").partition(":")[0]
        return int(index) if index.isdecimal() and index.isascii() else None

    __repr__ = sparse_repr

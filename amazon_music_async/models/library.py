"""What is in a listener's library."""

from attrs import field, frozen

from amazon_music_async.models.album import Album
from amazon_music_async.models.sparse_repr import sparse_repr
from amazon_music_async.models.track import Track


@frozen(kw_only=True)
class LibraryAlbum:
    """An album and how it came into the library.

    - ``album``: the album.
    - ``purchased``, ``uploaded``: whether the listener bought it, or uploaded it.
    - ``object_id``: the library's own id of the entry.

    >>> (entry,) = await music.albums.library().take(1)
    >>> entry.album.title, entry.purchased, entry.uploaded
    ('Discovery', False, False)
    """

    album: Album = field(metadata={"wire": ("node",)})
    purchased: bool | None = None
    uploaded: bool | None = None
    object_id: str | None = None

    __repr__ = sparse_repr


@frozen(kw_only=True)
class LibraryTrack:
    """A track and how it came into the library.

    - ``track``: the track.
    - ``purchased``, ``uploaded``: whether the listener bought it, or uploaded it.
    - ``object_id``: the library's own id of the entry.

    >>> saved = await music.tracks.save("B000VRPGVA")
    >>> (entry,) = await music.tracks.library().take(1)
    >>> entry.track.title, entry.purchased
    ('Hold On Loosely', False)
    """

    track: Track = field(metadata={"wire": ("node",)})
    purchased: bool | None = None
    uploaded: bool | None = None
    object_id: str | None = None

    __repr__ = sparse_repr

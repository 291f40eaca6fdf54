"""What became of something that was put into a library or taken out of it."""

from attrs import frozen

from amazon_music_async.models.album import Album
from amazon_music_async.models.open_enum import OpenEnum
from amazon_music_async.models.sparse_repr import sparse_repr
from amazon_music_async.models.track import Track


class SaveState(OpenEnum):
    """Whether something is in the library now.

    >>> (await music.albums.remove("B0101GQZGA")).save_state is SaveState.REMOVED
    True
    """

    SAVED = "SAVED"
    REMOVED = "REMOVED"


@frozen(kw_only=True)
class SavedTrack:
    """A track that was saved or removed; ``save_state`` says which.

    >>> saved = await music.tracks.save("B000VRPGVA")
    >>> saved.track.id, saved.save_state
    ('B000VRPGVA', <SaveState.SAVED: 'SAVED'>)
    """

    track: Track
    save_state: SaveState | None = None

    __repr__ = sparse_repr


@frozen(kw_only=True)
class SavedAlbum:
    """An album that was saved or removed; ``save_state`` says which.

    >>> saved = await music.albums.save("B0101GQZGA")
    >>> saved.album.id, saved.save_state
    ('B0101GQZGA', <SaveState.SAVED: 'SAVED'>)
    """

    album: Album
    save_state: SaveState | None = None

    __repr__ = sparse_repr

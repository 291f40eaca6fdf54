"""What became of something that was put into a library or taken out of it."""

from attrs import frozen

from amazon_music_async.models.album import Album
from amazon_music_async.models.open_enum import OpenEnum
from amazon_music_async.models.sparse_repr import sparse_repr
from amazon_music_async.models.track import Track


class SaveState(OpenEnum):
    """Whether something is in the library now."""

    SAVED = "SAVED"
    REMOVED = "REMOVED"


@frozen(kw_only=True)
class SavedTrack:
    """A track that was saved or removed; ``save_state`` says which."""

    track: Track
    save_state: SaveState | None = None

    __repr__ = sparse_repr


@frozen(kw_only=True)
class SavedAlbum:
    """An album that was saved or removed; ``save_state`` says which."""

    album: Album
    save_state: SaveState | None = None

    __repr__ = sparse_repr

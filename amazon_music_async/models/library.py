"""An album in a listener's library."""

from attrs import field, frozen

from amazon_music_async.models.album import Album


@frozen(kw_only=True)
class LibraryAlbum:
    """An album and how it came into the library."""

    album: Album = field(metadata={"wire": ("node",)})
    purchased: bool | None = None
    uploaded: bool | None = None
    object_id: str | None = None
    """The library's own id of the entry."""

"""A picture of something in the catalogue."""

from attrs import frozen

from amazon_music_async.models.sparse_repr import sparse_repr


@frozen(kw_only=True)
class Image:
    """One size of a picture.

    - ``url``: where it is.
    - ``height``, ``width``: pixels; the service also sends 0 where it does not know.
    - ``image_type``: what it is for: ``PRIMARY``, ``BACKGROUND`` or ``PROFILE`` in the documents.
    - ``aspect_ratio``: width divided by height; seen in the service's own player, not documented.

    >>> image = (await music.tracks.get("B076YT2CBT")).images[0]
    >>> image.height, image.width
    (1391, 1400)
    """

    url: str | None = None
    height: int | None = None
    width: int | None = None
    image_type: str | None = None
    aspect_ratio: float | None = None

    __repr__ = sparse_repr

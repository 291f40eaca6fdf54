"""A picture of something in the catalogue."""

from attrs import frozen


@frozen(kw_only=True)
class Image:
    """One size of a picture."""

    url: str | None = None
    height: int | None = None
    """Pixels; the service also sends 0 where it does not know."""
    width: int | None = None
    """Pixels; the service also sends 0 where it does not know."""
    image_type: str | None = None
    """What it is for: ``PRIMARY``, ``BACKGROUND`` or ``PROFILE`` in the documents."""

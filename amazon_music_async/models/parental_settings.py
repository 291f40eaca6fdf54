"""For whom something is suitable."""

from attrs import frozen

from amazon_music_async.models.sparse_repr import sparse_repr


@frozen(kw_only=True)
class ParentalSettings:
    """For whom something is suitable; None where the service does not say.

    - ``is_kid_friendly``: it is made for children.
    - ``has_explicit_language``: it holds explicit language.

    >>> (await music.tracks.get("B076YT2CBT")).parental_settings
    ParentalSettings(is_kid_friendly=False, has_explicit_language=False)
    """

    is_kid_friendly: bool | None = None
    has_explicit_language: bool | None = None

    __repr__ = sparse_repr

"""The territory whose catalogue was asked."""

from attrs import frozen

from amazon_music_async.models.sparse_repr import sparse_repr


@frozen(kw_only=True)
class MusicTerritory:
    """The territory whose catalogue was asked.

    - ``code``: two letters: ``US``.
    - ``territory_name``: its name: ``United States``.

    >>> (await music.tracks.get("B076YT2CBT")).music_territory
    MusicTerritory(code='US', territory_name='United States')
    """

    code: str | None = None
    territory_name: str | None = None

    __repr__ = sparse_repr

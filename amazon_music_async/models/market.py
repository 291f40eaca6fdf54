"""The market in which something is available."""

from attrs import frozen

from amazon_music_async.models.sparse_repr import sparse_repr


@frozen(kw_only=True)
class Market:
    """One market.

    - ``id``: two letters: ``US``.
    - ``name``: its name: ``United States``.

    >>> (await music.browse.markets())[0]
    Market(id='US', name='United States')
    """

    id: str
    name: str | None = None

    __repr__ = sparse_repr

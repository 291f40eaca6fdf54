"""A track that was played."""

from datetime import datetime

from attrs import field, frozen

from amazon_music_async.models.moment import moment
from amazon_music_async.models.sparse_repr import sparse_repr
from amazon_music_async.models.track import Track


@frozen(kw_only=True)
class Played:
    """A track and when the user played it.

    - ``track``: the track.
    - ``played_at``: an aware ``datetime``, to the millisecond.

    >>> (played,) = await music.user.recently_played().take(1)
    >>> played.track.title, played.played_at.tzinfo
    ('Velvet Letters', datetime.timezone.utc)
    """

    track: Track = field(metadata={"wire": ("node",)})
    played_at: datetime | None = field(default=None, converter=moment)

    __repr__ = sparse_repr

"""A track that a listener likes or dislikes."""

from attrs import field, frozen

from amazon_music_async.models.open_enum import OpenEnum
from amazon_music_async.models.sparse_repr import sparse_repr
from amazon_music_async.models.track import Track


class LikeState(OpenEnum):
    """Whether a listener likes a track. ``NEUTRAL`` is read, but no documented call sets it.

    >>> (await music.tracks.like("B076YT2CBT")).like_state is LikeState.LIKE
    True
    """

    LIKE = "LIKE"
    DISLIKE = "DISLIKE"
    NEUTRAL = "NEUTRAL"


@frozen(kw_only=True)
class LikedTrack:
    """A track and whether it is liked: an entry of the list of liked tracks, or the answer to a like.

    - ``track``: the track.
    - ``like_state``: the list of liked tracks holds disliked ones too.

    >>> liked = await music.tracks.like("B076YT2CBT")
    >>> liked.track.title, liked.like_state
    ('Happy (From "Despicable Me 2")', <LikeState.LIKE: 'LIKE'>)
    """

    track: Track = field(metadata={"wire": ("node", "track")})  # ``node`` in a list, ``track`` in an answer
    like_state: LikeState | None = None

    __repr__ = sparse_repr

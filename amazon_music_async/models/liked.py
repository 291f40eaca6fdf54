"""A track that a listener has an opinion of."""

from attrs import field, frozen

from amazon_music_async.models.open_enum import OpenEnum
from amazon_music_async.models.track import Track


class LikeState(OpenEnum):
    """A listener's opinion of a track."""

    LIKE = "LIKE"
    DISLIKE = "DISLIKE"


@frozen(kw_only=True)
class LikedTrack:
    """A track and the opinion of it: an entry of the list of liked tracks, or the answer to a new opinion."""

    track: Track = field(metadata={"wire": ("node", "track")})
    """``node`` in a list, ``track`` in the answer to a new opinion."""
    like_state: LikeState | None = None
    """The list of liked tracks holds disliked ones too."""

"""What a listener may do with something in the catalogue."""

from attrs import frozen

from amazon_music_async.models.sparse_repr import sparse_repr


@frozen(kw_only=True)
class PlaybackEligibility:
    """How a playlist may be played.

    - ``can_play_on_demand``: any of its tracks may be chosen.
    - ``shuffle_type``: how it is shuffled: ``INLINE`` in the documents.

    >>> (mine,) = await music.playlists.mine().take(1)
    >>> (await music.playlists.get(mine.id)).eligibility.playback
    PlaybackEligibility(can_play_on_demand=True, shuffle_type='INLINE')
    """

    can_play_on_demand: bool | None = None
    shuffle_type: str | None = None

    __repr__ = sparse_repr


@frozen(kw_only=True)
class Eligibility:
    """What a listener may do; None where the service does not say.

    - ``is_downloadable``, ``is_purchaseable`` (spelled as the service spells it), ``is_previewable``,
      ``is_prime_eligible``: of albums, tracks and playlists.
    - ``playback``, ``playback_subscription_tiers``: of playlists alone.

    >>> (await music.tracks.get("B076YT2CBT")).eligibility
    Eligibility(is_downloadable=True, is_purchaseable=True, is_previewable=True, is_prime_eligible=False)
    """

    is_downloadable: bool | None = None
    is_purchaseable: bool | None = None
    is_previewable: bool | None = None
    is_prime_eligible: bool | None = None
    playback: PlaybackEligibility | None = None
    playback_subscription_tiers: tuple[str, ...] = ()

    __repr__ = sparse_repr

"""What kind of medium a track is."""

from amazon_music_async.models.open_enum import OpenEnum


class MediaType(OpenEnum):
    """The medium of a track.

    >>> MediaType("VIDEO") is MediaType.VIDEO
    True
    >>> MediaType("HOLOGRAM") == "HOLOGRAM"
    True
    """

    AUDIO = "AUDIO"
    VIDEO = "VIDEO"

"""What kind of medium a track is."""

from amazon_music_async.models.open_enum import OpenEnum


class MediaType(OpenEnum):
    """The medium of a track."""

    AUDIO = "AUDIO"
    VIDEO = "VIDEO"

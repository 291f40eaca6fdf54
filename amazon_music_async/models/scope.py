"""What a user can allow an application to do."""

from enum import StrEnum


class Scope(StrEnum):
    """What a login can be asked for, and what an endpoint needs; ``LIBRARY`` includes ``LIBRARY_READ``, and so on.

    >>> Scope.LIBRARY, str(Scope.LIBRARY_READ)
    (<Scope.LIBRARY: 'music::library'>, 'music::library:read')
    """

    CATALOG = "music::catalog"
    FAVORITES = "music::favorites"
    FAVORITES_READ = "music::favorites:read"
    HISTORY = "music::history"
    LIBRARY = "music::library"
    LIBRARY_READ = "music::library:read"
    PLAYBACK = "music::playback"
    PROFILE = "music::profile"
    PROFILE_READ = "music::profile:read"
    RECOMMENDATION = "music::recommendation"

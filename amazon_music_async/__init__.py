"""The public names, each imported when it is first used: a program pays for what it needs."""

from importlib import import_module as _import_module

_HOME = {
    "APIError": "errors",
    "Album": "models.album",
    "Albums": "resources.albums",
    "AmazonMusic": "client",
    "AmazonMusicError": "errors",
    "Answer": "_calls.transport",
    "Artist": "models.artist",
    "AttemptFinished": "events",
    "AuthError": "errors",
    "AuthUnavailable": "errors",
    "Authorization": "auth",
    "BadRequest": "errors",
    "ClientClosed": "errors",
    "ClientOptions": "client",
    "Connection": "models.page",
    "ConnectionFailed": "errors",
    "CookiesShared": "events",
    "DataDrift": "events",
    "DecodeError": "errors",
    "DeviceCode": "auth",
    "Done": "models.outcome",
    "Edge": "models.page",
    "Eligibility": "models.eligibility",
    "Event": "events",
    "Failed": "models.outcome",
    "FileTokenStore": "auth",
    "Forbidden": "errors",
    "Found": "models.outcome",
    "Image": "models.image",
    "InvalidId": "errors",
    "Items": "models.page",
    "KeyringTokenStore": "auth",
    "LibraryAlbum": "models.library",
    "LikeState": "models.liked",
    "LikedTrack": "models.liked",
    "Loader": "_lookups.loader",
    "LoginRequired": "errors",
    "LoginWithAmazon": "auth",
    "Lookup": "models.lookup",
    "Market": "models.market",
    "MediaType": "models.media_type",
    "MemoryTokenStore": "auth",
    "Missing": "models.outcome",
    "MusicTerritory": "models.territory",
    "NotFound": "errors",
    "OnEvent": "events",
    "Outcome": "models.outcome",
    "Page": "_pages.walk",
    "PageInfo": "models.page",
    "Pages": "_pages.walk",
    "PaginationError": "errors",
    "ParentalSettings": "models.parental_settings",
    "RateLimited": "errors",
    "RedisTokenStore": "auth",
    "Release": "models.release",
    "Request": "_calls.request",
    "RequestOptions": "_calls.request",
    "Retry": "_retry",
    "SQLTokenStore": "auth",
    "SaveState": "models.saved",
    "SavedAlbum": "models.saved",
    "SavedTrack": "models.saved",
    "Scope": "auth",
    "ServerError": "errors",
    "StaticToken": "auth",
    "Stats": "events",
    "StoredLogin": "auth",
    "TimedOut": "errors",
    "TokenNotSaved": "events",
    "TokenRenewed": "events",
    "TokenSource": "auth",
    "TokenStore": "auth",
    "Track": "models.track",
    "Tracks": "resources.tracks",
    "Transport": "_calls.transport",
    "TransportError": "errors",
    "Unauthorized": "errors",
    "UnmatchedItem": "events",
    "Unprocessable": "errors",
    "Waiting": "events",
    "__version__": "_version",
    "delete": "_calls.request",
    "from_dict": "_convert.converter",
    "get": "_calls.request",
    "patch": "_calls.request",
    "post": "_calls.request",
    "put": "_calls.request",
    "to_dict": "_convert.write",
    "to_json": "_convert.write",
}
"""Where each of them lives. Type checkers read the same in ``__init__.pyi``; a test compares the two."""

_MODULES = ("auth", "client", "errors", "events", "models", "resources", "sandbox")
"""What ``amazon_music_async.errors`` means without an import of its own."""

__all__ = list(_HOME)  # pyright: ignore[reportUnsupportedDunderAll] - it reads the other file


def __getattr__(name: str) -> object:
    if name in _MODULES:
        return _import_module(f"{__name__}.{name}")
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(_import_module(f"{__name__}.{_HOME[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__

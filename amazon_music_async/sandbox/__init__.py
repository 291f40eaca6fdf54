"""The service, embedded: a real server on loopback that behaves as documented, for development and tests."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from amazon_music_async.sandbox._client import SandboxClientOptions
    from amazon_music_async.sandbox._sandbox import Sandbox
    from amazon_music_async.sandbox.catalogue.catalogue import Catalogue
    from amazon_music_async.sandbox.catalogue.collection import Collection
    from amazon_music_async.sandbox.http.faults import Fault
    from amazon_music_async.sandbox.http.request_log import Received, RequestLog
    from amazon_music_async.sandbox.music.user_list import UserList
    from amazon_music_async.sandbox.music.user_playlist import PlaylistEntry, UserPlaylist
    from amazon_music_async.sandbox.music.users import User
else:
    _MODULES = {
        "Catalogue": "catalogue.catalogue",
        "Collection": "catalogue.collection",
        "Fault": "http.faults",
        "PlaylistEntry": "music.user_playlist",
        "Received": "http.request_log",
        "RequestLog": "http.request_log",
        "Sandbox": "_sandbox",
        "SandboxClientOptions": "_client",
        "User": "music.users",
        "UserList": "music.user_list",
        "UserPlaylist": "music.user_playlist",
    }

    def __getattr__(name: str) -> object:
        """Import the server on first use: pytest imports this package in every run, for its plugin."""
        if name not in _MODULES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)


__all__ = [
    "Catalogue",
    "Collection",
    "Fault",
    "PlaylistEntry",
    "Received",
    "RequestLog",
    "Sandbox",
    "SandboxClientOptions",
    "User",
    "UserList",
    "UserPlaylist",
]

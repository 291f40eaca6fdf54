"""The service, embedded: a real server on loopback that behaves as the documents say, for development and tests."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from amazon_music_async.sandbox._sandbox import Sandbox
    from amazon_music_async.sandbox.http.request_log import Received
else:
    _HOME = {"Received": "http.request_log", "Sandbox": "_sandbox"}

    def __getattr__(name: str) -> object:
        """Import the server at its first use: pytest imports this package in every run, for its plugin."""
        if name not in _HOME:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)


__all__ = ["Received", "Sandbox"]

"""The service, embedded: a real server on loopback that behaves as the documents say, for development and tests."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from amazon_music_async.sandbox._log import Received
    from amazon_music_async.sandbox._sandbox import Sandbox
else:

    def __getattr__(name: str) -> object:
        """Import the server at its first use: pytest imports this package in every run, for its plugin."""
        if name == "Received":
            from amazon_music_async.sandbox._log import Received  # noqa: PLC0415 - see above

            return Received
        if name == "Sandbox":
            from amazon_music_async.sandbox._sandbox import Sandbox  # noqa: PLC0415 - see above

            return Sandbox
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


__all__ = ["Received", "Sandbox"]

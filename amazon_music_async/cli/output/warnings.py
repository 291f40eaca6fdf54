"""What the client warns of while a command runs, in plain words on standard error."""

import logging
import time
from collections.abc import Generator
from contextlib import contextmanager

from amazon_music_async import DataDrift, TokenNotSaved, Waiting
from amazon_music_async.cli.messages import say

_INTERVAL = 5.0
"""Seconds between two lines about waiting: many requests wait at once, and for the same reason."""


class WarningHandler(logging.Handler):
    """Writes one line on standard error for each warning."""

    def __init__(self) -> None:
        """Handle warnings and errors."""
        super().__init__(logging.WARNING)
        self._last_waiting = -_INTERVAL

    def emit(self, record: logging.LogRecord) -> None:
        """Write the line."""
        event = record.args[0] if isinstance(record.args, tuple) and record.args else None
        match event:
            case Waiting():
                now = time.monotonic()
                if now - self._last_waiting >= _INTERVAL:
                    self._last_waiting = now
                    say(f"waiting {event.seconds:.1f} s before another attempt: {event.error}")
            case TokenNotSaved():
                say(f"the login cannot be saved; trying again later: {event.error}")
            case DataDrift():
                say(f"a value that cannot be read is left out: {event.place}: {event.problem}")
            case _:
                say(record.getMessage())


@contextmanager
def show_warnings() -> Generator[None]:
    """Show on standard error what the client warns of."""
    logger, handler = logging.getLogger("amazon_music_async"), WarningHandler()
    logger.addHandler(handler)
    try:
        yield
    finally:
        logger.removeHandler(handler)

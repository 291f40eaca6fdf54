"""What the client reports while a command runs, in words."""

import logging
import time
from collections.abc import Generator
from contextlib import contextmanager

import click

from amazon_music_async import DataDrift, TokenNotSaved, Waiting

_QUIET = 5.0
"""Seconds between two lines about waiting: many calls wait at once, and for the same reason."""


class Notices(logging.Handler):
    """A line on standard error for each warning; above the bar, where there is one."""

    def __init__(self) -> None:
        """Nothing was said yet."""
        super().__init__(logging.WARNING)
        self._waited = -_QUIET

    def emit(self, record: logging.LogRecord) -> None:
        """Say it."""
        event = record.args[0] if isinstance(record.args, tuple) and record.args else None
        match event:
            case Waiting():
                now = time.monotonic()
                if now - self._waited >= _QUIET:
                    self._waited = now
                    click.echo(f"waiting {event.seconds:.1f} s before another attempt: {event.error}", err=True)
            case TokenNotSaved():
                click.echo(f"the renewed login could not be saved, and will be again: {event.error}", err=True)
            case DataDrift():
                click.echo(f"a value of the service was left out: {event.place}: {event.problem}", err=True)
            case _:
                click.echo(record.getMessage(), err=True)


@contextmanager
def notices() -> Generator[None]:
    """Say on standard error what the client warns of."""
    logger, handler = logging.getLogger("amazon_music_async"), Notices()
    logger.addHandler(handler)
    try:
        yield
    finally:
        logger.removeHandler(handler)

"""A command, run: whatever happens, one clear line and an exit status."""

import asyncio
import gc
from collections.abc import Callable, Coroutine

import click

from amazon_music_async import AmazonMusicError, InvalidId, LoginRequired
from amazon_music_async.cli.problems import INTERRUPTED, Problem, Unfinished


def run(work: Coroutine[object, object, None], *, interrupted: Callable[[], str] = lambda: "") -> None:
    """Run to the end; ``interrupted`` knows what to say after Ctrl-C."""
    _spare_the_collector()
    try:
        asyncio.run(_told(work))
    except KeyboardInterrupt:
        click.echo(f"\ninterrupted: {interrupted()}".rstrip(": "), err=True)
        raise SystemExit(INTERRUPTED) from None


async def _told(work: Coroutine[object, object, None]) -> None:
    try:
        await work
    except LoginRequired as error:
        raise Unfinished(f"{error}. Log in again: amazon-music-async login") from None
    except InvalidId as error:
        raise Problem(str(error)) from None
    except AmazonMusicError as error:
        raise Unfinished(f"{type(error).__name__}: {error}") from None


def _spare_the_collector() -> None:
    """Look for garbage rarely: what is collected here lives for one line of output, and holds no circles."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 50)

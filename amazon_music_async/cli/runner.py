"""A command, run: whatever happens, one clear line and an exit status."""

import asyncio
import errno
import gc
import inspect
import signal
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import cast

import click

from amazon_music_async import AmazonMusicError, InvalidId, LoginRequired
from amazon_music_async.cli.exit_status import Problem, Unfinished, reason
from amazon_music_async.cli.output.warnings import notices

_ENDS = {name: getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)}
"""What ends a command as Ctrl-C does: services and terminals that close."""


def run(work: Coroutine[object, object, None], *, interrupted: Callable[[], str] = lambda: "") -> None:
    """Run to the end; ``interrupted`` knows what to say after Ctrl-C."""
    heeding = _heeding(work)
    try:
        _spare_the_collector()
        with notices():
            number = asyncio.run(heeding)
    except KeyboardInterrupt:
        number = signal.SIGINT
    finally:
        for begun in (heeding, work):
            if inspect.getcoroutinestate(begun) == inspect.CORO_CREATED:
                begun.close()  # Ctrl-C was faster: nothing was forgotten.
    if number:
        word = "interrupted" if number == signal.SIGINT else "ended from outside"
        click.echo(f"\n{word}: {interrupted()}".rstrip(": "), err=True)
        raise SystemExit(128 + number)


async def _heeding(work: Coroutine[object, object, None]) -> int:
    """Do the work; the number of the signal that ended it, or 0."""
    loop, task = asyncio.get_running_loop(), cast("asyncio.Task[int]", asyncio.current_task())
    got: list[int] = []

    def end(number: int) -> None:
        got.append(number)
        task.cancel()

    for number in _ENDS.values():
        # Not everywhere, and only in the main thread; and what nohup ignores stays ignored.
        with suppress(NotImplementedError, RuntimeError, ValueError):
            if signal.getsignal(number) == signal.SIG_DFL:
                loop.add_signal_handler(number, end, number)
    try:
        await _told(work)
    except asyncio.CancelledError:
        if not got:
            raise
    return got[0] if got else 0


async def _told(work: Coroutine[object, object, None]) -> None:
    try:
        await work
    except LoginRequired as error:
        raise Unfinished(f"{error}. Log in again: amazon-music-async login") from None
    except InvalidId as error:
        raise Problem(str(error)) from None
    except AmazonMusicError as error:
        raise Unfinished(f"{type(error).__name__}: {error}") from None
    except OSError as error:
        if error.errno == errno.EPIPE:
            raise  # The reader has gone, which is no error.
        raise Problem(f"{error.filename}: {reason(error)}" if error.filename else reason(error)) from None


def _spare_the_collector() -> None:
    """Look for garbage rarely: what is collected here lives for one line of output, and holds no circles."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 50)

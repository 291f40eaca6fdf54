"""Runs a command: however it ends, it leaves one clear line and an exit status."""

import asyncio
import errno
import gc
import inspect
import signal
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import cast

from amazon_music_async import AmazonMusicError, LoginRequired
from amazon_music_async.cli.exit_status import Problem, Unfinished, reason
from amazon_music_async.cli.messages import say
from amazon_music_async.cli.output.warnings import show_warnings

_ENDS = {name: getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)}
"""Signals that end a command as Ctrl-C does: sent by service managers and closing terminals."""


def run(work: Coroutine[object, object, None], *, interrupted: Callable[[], str] = lambda: "") -> None:
    """Run to the end; ``interrupted`` gives the message after Ctrl-C or another signal."""
    running = _until_signal(work)
    try:
        _tune_garbage_collector()
        with show_warnings():
            number = asyncio.run(running)
    except KeyboardInterrupt:
        number = signal.SIGINT
    finally:
        for coroutine in (running, work):
            if inspect.getcoroutinestate(coroutine) == inspect.CORO_CREATED:
                coroutine.close()  # Interrupted before it started; otherwise Python warns that it was never awaited.
    if number:
        word = "interrupted" if number == signal.SIGINT else f"ended by {signal.Signals(number).name}"
        say(f"\n{word}: {interrupted()}".rstrip(": "))
        raise SystemExit(128 + number)


async def _until_signal(work: Coroutine[object, object, None]) -> int:
    """Do the work; return the number of the signal that ended it, or 0."""
    loop, task = asyncio.get_running_loop(), cast("asyncio.Task[int]", asyncio.current_task())
    got: list[int] = []

    def end(number: int) -> None:
        got.append(number)
        task.cancel()

    for number in _ENDS.values():
        # Not on every platform, and only in the main thread; a signal that nohup ignores stays ignored.
        with suppress(NotImplementedError, RuntimeError, ValueError):
            if signal.getsignal(number) == signal.SIG_DFL:
                loop.add_signal_handler(number, end, number)
    try:
        await _with_clear_errors(work)
    except asyncio.CancelledError:
        if not got:
            raise
    return got[0] if got else 0


async def _with_clear_errors(work: Coroutine[object, object, None]) -> None:
    try:
        await work
    except LoginRequired as error:
        raise Unfinished(f"{error}. Log in again: amazon-music-async login") from None
    except AmazonMusicError as error:
        raise Unfinished(f"{type(error).__name__}: {error}") from None
    except OSError as error:
        if error.filename is None and error.errno in {errno.EPIPE, errno.ENOSPC}:
            raise  # The reader of standard output has gone, or its disk is full: said by the group of commands.
        raise Problem(f"{error.filename}: {reason(error)}" if error.filename else reason(error)) from None


def _tune_garbage_collector() -> None:
    """Collect rarely: what a command makes lives until its record is written, and has no reference cycles."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 50)

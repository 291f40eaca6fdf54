"""Work that is finished once begun, even if those who wait for it are cancelled.

A refresh token that rotates is dead the moment the service has read it; the only copy of its successor is in the
answer. Whatever asks for it must therefore outlive its callers, and even the end of the event loop: `asyncio.run`
cancels every task when its main one ends, at Ctrl-C for example.
"""

import asyncio
import copy
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from attrs import define, field

from amazon_music_async.errors import AmazonMusicError

T = TypeVar("T")

GRACE = 5.0
"""Seconds that a program which is ending waits for an answer already asked for."""


class _Uncancellable(asyncio.Task[T]):
    """A task that ignores `cancel`; only its owner can `stop` it."""

    def cancel(self, msg: object = None) -> bool:
        del msg
        return False

    def stop(self) -> None:
        super().cancel()


async def run_uncancelled(work: Coroutine[Any, Any, T]) -> T:
    """What ``work`` returns. A cancellation arrives when it is done, or `GRACE` seconds later."""
    task = _Uncancellable(work)
    try:
        await asyncio.wait({task})
    except asyncio.CancelledError:
        await asyncio.wait({task}, timeout=GRACE)
        await _stopped(task)
        raise
    return task.result()


async def within(seconds: float, work: Coroutine[Any, Any, T]) -> T:
    """What ``work`` returns, or `TimeoutError`; inside `run_uncancelled`, where no other time-out works, too."""
    task = _Uncancellable(work)
    try:
        await asyncio.wait({task}, timeout=seconds)
    finally:
        await _stopped(task)
    if task.cancelled():
        raise TimeoutError(f"no answer within {seconds:.3g} s")
    return task.result()


async def _stopped(task: _Uncancellable[Any]) -> None:
    if not task.done():
        task.stop()
        await asyncio.wait({task})
    _noticed(task)


def _noticed(task: asyncio.Task[Any]) -> None:
    """Take note of a failure that nobody may be left to hear of, or asyncio complains on stderr."""
    if not task.cancelled():
        task.exception()


async def run_detached(work: Coroutine[Any, Any, T]) -> T:
    """What ``work`` returns. When the caller is cancelled, the work goes on without it."""
    return await _answer(_start(work))


@define(eq=False)
class SingleFlight:
    """One piece of work at a time, shared by all who want it; it goes on when they have gone.

    It gives nothing: asyncio shows the result of a task in its log.
    """

    _task: asyncio.Task[None] | None = field(default=None, init=False, repr=False)

    async def join(self, work: Callable[[], Coroutine[Any, Any, None]]) -> bool:
        """Wait for the work going on, or else for ``work``, begun now. True if it was begun now."""
        task = self._task
        begun = task is None or task.done() or task.get_loop() is not asyncio.get_running_loop()
        if task is None or begun:
            self._task = task = _start(work())
        await _answer(task)
        return begun


# The event loop itself refers to its tasks weakly.
_tasks: set[asyncio.Task[Any]] = set()


def _start(work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
    task = asyncio.get_running_loop().create_task(work)
    _tasks.add(task)
    task.add_done_callback(_tasks.discard)
    task.add_done_callback(_noticed)
    return task


async def _answer(task: asyncio.Task[T]) -> T:
    await asyncio.wait({task})
    error = None if task.cancelled() else task.exception()
    if isinstance(error, AmazonMusicError):
        # Each waiter gets its own: callers add to what they catch.
        raise copy.copy(error) from error.__cause__
    return task.result()

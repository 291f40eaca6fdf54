"""Many callers in few calls."""

import asyncio
import copy
from collections.abc import Callable
from typing import Generic, TypeVar

from attrs import define, field

from amazon_music_async._lookups.batch import Ask, Chunk, Identified
from amazon_music_async._validation import checked_id
from amazon_music_async.errors import AmazonMusicError, NotFound
from amazon_music_async.events import Event

T = TypeVar("T", bound=Identified)


@define(eq=False)
class _Wish(Generic[T]):
    """An id that somebody waits for, and all who do."""

    waiters: "set[asyncio.Future[T]]" = field(factory=set[asyncio.Future[T]])
    batch: "_Batch[T] | None" = None
    """None until it is asked for."""


@define(eq=False)
class _Batch(Generic[T]):
    """The wishes of one request."""

    chunk: Chunk[T]
    wishes: "dict[str, _Wish[T]]"
    task: "asyncio.Task[None]"


@define(eq=False)
class Loader(Generic[T]):
    """Turns single look-ups that come together into one request.

    Calls of `get` in the same turn of the event loop, or within ``max_wait`` seconds of the first, travel together,
    at most ``size`` ids in a request. An id asked again while it is under way joins. Nothing is remembered.
    """

    _ask: Ask[T] = field(repr=False, alias="ask")
    _path: str = field(alias="path")
    _size: int = field(alias="size")
    _max_wait: float = field(alias="max_wait")
    _tell: Callable[[Event], object] = field(repr=False, alias="tell")
    _wishes: "dict[str, _Wish[T]]" = field(factory=dict[str, _Wish[T]], init=False, repr=False)
    _waiting: "dict[str, _Wish[T]]" = field(factory=dict[str, _Wish[T]], init=False, repr=False)
    """Those of the wishes that are not asked for yet."""
    _timer: asyncio.Handle | None = field(default=None, init=False, repr=False)

    async def get(self, id: str) -> T:
        """One item.

        `NotFound` when the service does not know the id; who asked for other ids in the same request is not affected.
        What makes the whole request fail is raised to all who wait for it.
        """
        checked_id(id)
        loop = asyncio.get_running_loop()
        wish = self._wishes.get(id)
        if wish is None:
            wish = self._wishes[id] = self._waiting[id] = _Wish()
            self._schedule(loop)
        waiter: asyncio.Future[T] = loop.create_future()
        wish.waiters.add(waiter)
        try:
            return await waiter
        finally:
            wish.waiters.discard(waiter)
            if waiter.done() and not waiter.cancelled():
                # Look at the failure, lest asyncio complain when this task is cancelled just as it comes.
                waiter.exception()
            if not wish.waiters and self._wishes.get(id) is wish:
                self._forget(id, wish)

    def _schedule(self, loop: asyncio.AbstractEventLoop) -> None:
        if len(self._waiting) >= self._size:
            self._send()
        elif self._timer is None:
            self._timer = loop.call_later(self._max_wait, self._send) if self._max_wait else loop.call_soon(self._send)

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _send(self) -> None:
        self._stop_timer()
        wishes, self._waiting = self._waiting, {}
        chunk = Chunk[T](asked=list(wishes), ids=list(wishes))
        task = asyncio.create_task(chunk.settle(self._ask), name="amazon_music_async: loading ids for several callers")
        batch = _Batch(chunk, wishes, task)
        for wish in wishes.values():
            wish.batch = batch
        # A callback, because a task that is cancelled before its first step runs no line of its coroutine.
        task.add_done_callback(lambda _: self._deliver(batch))

    def _deliver(self, batch: _Batch[T]) -> None:
        self._drop(batch)
        batch.chunk.report(self._tell)
        stopped = asyncio.CancelledError() if batch.task.cancelled() else batch.task.exception()
        for id, wish in batch.wishes.items():
            for waiter in wish.waiters:
                if not waiter.done():
                    self._answer(waiter, batch.chunk, id, stopped)

    def _answer(self, waiter: "asyncio.Future[T]", chunk: Chunk[T], id: str, stopped: BaseException | None) -> None:
        item = chunk.found.get(id)
        error = stopped or chunk.failed.get(id) or chunk.error
        if item is not None:
            waiter.set_result(item)
        elif isinstance(stopped, asyncio.CancelledError):
            waiter.cancel()
        elif error is None or id in chunk.missing:
            waiter.set_exception(self._not_found(id))
        elif isinstance(error, AmazonMusicError):
            # A copy for each: an exception raised in two tasks collects the tracebacks of both.
            own = copy.copy(error)
            own.__cause__ = error.__cause__
            waiter.set_exception(own)
        else:
            # A token source's own, perhaps: who knows whether it can be copied.
            waiter.set_exception(error)

    def _not_found(self, id: str) -> NotFound:
        return NotFound(
            404, "RESOURCE_NOT_FOUND", f"nothing is known by the id {id!r}", method="GET", path=f"/{self._path}"
        )

    def _forget(self, id: str, wish: _Wish[T]) -> None:
        """Nobody waits for an id any more: do not ask; or, if nobody waits for its whole request, take that back."""
        batch = wish.batch
        if batch is None:
            del self._wishes[id], self._waiting[id]
            if not self._waiting:
                self._stop_timer()
        elif not any(wish.waiters for wish in batch.wishes.values()):
            self._drop(batch)
            batch.task.cancel()

    def _drop(self, batch: _Batch[T]) -> None:
        """Let nobody join any more."""
        for id, wish in batch.wishes.items():
            if self._wishes.get(id) is wish:
                del self._wishes[id]

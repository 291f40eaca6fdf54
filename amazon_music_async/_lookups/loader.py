"""Single look-ups of many callers, joined into few requests."""

import asyncio
import copy
from collections.abc import Callable
from typing import Generic, TypeVar

from attrs import define, field

from amazon_music_async._lookups.batch import Ask, Identified, LookupBatch, report
from amazon_music_async._validation import checked_id
from amazon_music_async.errors import AmazonMusicError, NotFound
from amazon_music_async.events import Event

T = TypeVar("T", bound=Identified)


@define(eq=False)
class _PendingLoad(Generic[T]):
    """An id that is being loaded, and the callers who wait for it."""

    waiters: "set[asyncio.Future[T]]" = field(factory=set[asyncio.Future[T]])
    request: "_LoadRequest[T] | None" = None
    """The request that asks for it; None before it is sent."""


@define(eq=False)
class _LoadRequest(Generic[T]):
    """One request, and the ids that it asks for."""

    batch: LookupBatch[T]
    loads: "dict[str, _PendingLoad[T]]"
    task: "asyncio.Task[None]"


@define(eq=False)
class Loader(Generic[T]):
    """Joins single look-ups that come together into one request.

    Calls of `get` in the same iteration of the event loop, or within ``max_wait`` seconds of the first, travel in one
    request of at most ``size`` ids. An id that is asked for again while it is under way is not sent twice. Nothing is
    cached.

    >>> import asyncio
    >>> loader = music.tracks.loader()
    >>> tracks = await asyncio.gather(*(loader.get(id) for id in ("B076YT2CBT", "B000VRPGVA", "B076YT2CBT")))
    >>> len(tracks), music.stats.requests
    (3, 1)
    """

    _ask: Ask[T] = field(repr=False, alias="ask")
    _path: str = field(alias="path")
    _size: int = field(alias="size")
    _max_wait: float = field(alias="max_wait")
    _emit: Callable[[Event], object] = field(repr=False, alias="emit")
    _loads: "dict[str, _PendingLoad[T]]" = field(factory=dict[str, _PendingLoad[T]], init=False, repr=False)
    """Every id that somebody waits for."""
    _unsent: "dict[str, _PendingLoad[T]]" = field(factory=dict[str, _PendingLoad[T]], init=False, repr=False)
    """Those of them that no request asks for yet."""
    _timer: asyncio.Handle | None = field(default=None, init=False, repr=False)

    async def get(self, id: str) -> T:
        """Return one item.

        Raises `NotFound` when the service does not know the id; callers who asked for other ids in the same request
        are not affected. A failure of the whole request is raised to all callers who wait for it.

        >>> (await music.tracks.loader().get("B076YT2CBT")).title
        'Happy (From "Despicable Me 2")'
        """
        checked_id(id)
        loop = asyncio.get_running_loop()
        load = self._loads.get(id)
        if load is None:
            load = self._loads[id] = self._unsent[id] = _PendingLoad()
            self._schedule(loop)
        waiter: asyncio.Future[T] = loop.create_future()
        load.waiters.add(waiter)
        try:
            return await waiter
        finally:
            load.waiters.discard(waiter)
            if waiter.done() and not waiter.cancelled():
                # Retrieve the exception, or asyncio logs it when this task is cancelled at the same moment.
                waiter.exception()
            if not load.waiters and self._loads.get(id) is load:
                self._abandon(id, load)

    def _schedule(self, loop: asyncio.AbstractEventLoop) -> None:
        if len(self._unsent) >= self._size:
            self._send()
        elif self._timer is None:
            self._timer = loop.call_later(self._max_wait, self._send) if self._max_wait else loop.call_soon(self._send)

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _send(self) -> None:
        self._stop_timer()
        loads, self._unsent = self._unsent, {}
        batch = LookupBatch[T](self._ask, list(loads), list(loads))
        task = asyncio.create_task(batch.run(), name="amazon_music_async: loading ids for several callers")
        request = _LoadRequest(batch, loads, task)
        for load in loads.values():
            load.request = request
        # A callback, because a task that is cancelled before its first step runs no line of its coroutine.
        task.add_done_callback(lambda _: self._deliver(request))

    def _deliver(self, request: _LoadRequest[T]) -> None:
        self._forget(request)
        report(request.batch.unmatched, self._emit)
        stopped = asyncio.CancelledError() if request.task.cancelled() else request.task.exception()
        for id, load in request.loads.items():
            for waiter in load.waiters:
                if not waiter.done():
                    self._answer(waiter, request.batch, id, stopped)

    def _answer(
        self, waiter: "asyncio.Future[T]", batch: LookupBatch[T], id: str, stopped: BaseException | None
    ) -> None:
        item = batch.found.get(id)
        error = stopped or batch.failed.get(id) or batch.error
        if item is not None:
            waiter.set_result(item)
        elif isinstance(stopped, asyncio.CancelledError):
            waiter.cancel()
        elif error is None or id in batch.missing:
            waiter.set_exception(self._not_found(id))
        elif isinstance(error, AmazonMusicError):
            # A copy for each caller: an exception raised in two tasks collects the tracebacks of both.
            own = copy.copy(error)
            own.__cause__ = error.__cause__
            waiter.set_exception(own)
        else:
            # Not ours, and it may not be copyable.
            waiter.set_exception(error)

    def _not_found(self, id: str) -> NotFound:
        return NotFound(
            404, "RESOURCE_NOT_FOUND", f"nothing is known by the id {id!r}", method="GET", path=f"/{self._path}"
        )

    def _abandon(self, id: str, load: _PendingLoad[T]) -> None:
        """Do not send an id for which nobody waits; cancel a request when nobody waits for any of its ids."""
        request = load.request
        if request is None:
            del self._loads[id], self._unsent[id]
            if not self._unsent:
                self._stop_timer()
        elif not any(load.waiters for load in request.loads.values()):
            self._forget(request)
            request.task.cancel()

    def _forget(self, request: _LoadRequest[T]) -> None:
        """Let no later caller join this request."""
        for id, load in request.loads.items():
            if self._loads.get(id) is load:
                del self._loads[id]

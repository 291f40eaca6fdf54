"""Run several batches of ids at once, within a bound, and give them in order or as they finish."""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterable, Callable, Iterable, Sequence
from typing import Generic, Protocol, TypeVar

from attrs import define, field

from amazon_music_async._lookups.id_source import AsyncIds, Ids, IdSource, SyncIds, checked_ids
from amazon_music_async.errors import AmazonMusicError, AuthError, ClientClosed, Forbidden, Unauthorized
from amazon_music_async.models.outcome import Failed

OutcomeT = TypeVar("OutcomeT")
OutcomeT_co = TypeVar("OutcomeT_co", covariant=True)

OUTAGE = 3
"""The least number of batches in a row that must fail before it is an outage."""
_OF_THE_CLIENT = (Unauthorized, Forbidden, AuthError, ClientClosed)


def fatal(error: AmazonMusicError | None) -> AmazonMusicError | None:
    """Return the error if every later request would fail with it as well, or would not be sent."""
    return error if error is not None and (error.refuses_all or isinstance(error, _OF_THE_CLIENT)) else None


class Batch(Protocol[OutcomeT_co]):
    """Some ids, and the requests that are made for them: a look-up of 100 ids, a write of one, some searches."""

    @property
    def asked(self) -> Sequence[str]:
        """The ids as they were read from the source, one entry for each occurrence."""
        ...

    async def run(self) -> None:
        """Make the requests; every `AmazonMusicError` is kept for `outcomes`, not raised."""
        ...

    def outcomes(self) -> Iterable[OutcomeT_co]:
        """Return one outcome for each occurrence of an id, in the order asked; called once, after `run`."""
        ...

    def fatal(self) -> AmazonMusicError | None:
        """Return the failure that every later batch would meet as well."""
        ...

    def failure(self) -> AmazonMusicError | None:
        """Return why nothing at all was answered, or None if something was."""
        ...

    def sent(self) -> bool:
        """Return whether there was an id that could be sent: without one, the batch says nothing about the service."""
        ...


B = TypeVar("B", bound=Batch[object])


@define(eq=False)
class BoundedBatches(Generic[B]):
    """At most ``concurrency`` batches at a time, the one that the caller works on among them.

    ``make`` turns the ids that were read into a batch. Call `read` before `next`, and `close` at the end. An
    `asyncio.TaskGroup` cannot do this: an async generator that is dropped half way must not leave its body.
    """

    make: Callable[[list[str]], B]
    concurrency: int
    ordered: bool
    source: IdSource = field(init=False)
    _running: "dict[asyncio.Task[None], B]" = field(factory=dict[asyncio.Task[None], B], init=False)
    _finished: "deque[asyncio.Task[None]]" = field(factory=deque[asyncio.Task[None]], init=False)
    _woken: asyncio.Event = field(factory=asyncio.Event, init=False)

    def read(self, ids: Ids, size: int) -> None:
        """Take batches of ``size`` ids from ``ids``."""
        if isinstance(ids, AsyncIterable):
            self.source = AsyncIds(aiter(ids), size, self._woken.set)
        else:
            self.source = SyncIds(iter(ids), size)

    async def next(self) -> B | None:
        """Return the next batch that has run. At the end return None, or raise the source's own exception."""
        while True:
            self._woken.clear()
            if self._start():
                # Let the requests leave before the caller goes to work on what has arrived.
                await asyncio.sleep(0)
            batch = self._take_finished()
            if batch is not None:
                return batch
            if not self._running and self.source.ended:
                if self.source.error is not None:
                    raise self.source.error
                return None
            await self._woken.wait()

    async def close(self) -> list[B]:
        """Cancel all requests and close the source. Return the batches that were not given to the caller."""
        tasks, batches = list(self._running), list(self._running.values())
        self._running.clear()
        for task in tasks:
            task.cancel()
        try:
            await asyncio.gather(*tasks, return_exceptions=True)
        finally:
            # Also when the caller is cancelled a second time, while it waits here.
            await self.source.close()
        return batches

    def _take_finished(self) -> B | None:
        task = next(iter(self._running), None) if self.ordered else next(iter(self._finished), None)
        if task is None or not task.done():
            return None
        if not self.ordered:
            self._finished.popleft()
        batch = self._running.pop(task)
        task.result()
        return batch

    def _start(self) -> bool:
        """Start as many batches as may run; return True if there was one."""
        started = False
        while len(self._running) < self.concurrency and (ids := self.source.take()) is not None:
            batch = self.make(ids)
            task = asyncio.create_task(_run(batch), name="amazon_music_async: a batch of ids")
            self._running[task] = batch
            task.add_done_callback(self._done)
            started = True
        return started

    def _done(self, task: "asyncio.Task[None]") -> None:
        if not self.ordered:
            self._finished.append(task)
        self._woken.set()


async def _run(batch: Batch[object]) -> None:
    await batch.run()


def stream(
    ids: Ids, size: int, make: Callable[[list[str]], Batch[OutcomeT]], concurrency: int, *, ordered: bool
) -> AsyncGenerator[OutcomeT]:
    """Give one outcome for each occurrence of an id, in flat memory: the machinery of all streams.

    ``ids``: any iterable or async iterable of str, endless ones included; it is read ``size`` ids at a time, as fast
    as the outcomes are taken. ``make``: makes a batch of ids that were read. ``concurrency``: the most batches held at
    once. ``ordered``: whether batches are given in the order of their ids, or as they finish.

    A failure that every later batch would meet (`Batch.fatal`) is raised after the outcomes that came before it, with
    the ids that have no outcome yet as ``pending``. So is the failure of an outage: ``concurrency`` batches in a row,
    and at least 3, of which nothing was answered. An exception of the source is raised unchanged after the outcomes
    of all ids read before it. Leaving the generator early cancels the requests in flight.

    A single call on the same client is sent after at most ``concurrency`` calls of the stream: a stream never has more
    calls waiting, and calls are sent in the order in which they were made.
    """
    return _stream(checked_ids(ids), size, BoundedBatches(make, concurrency, ordered))


async def _stream(ids: Ids, size: int, window: BoundedBatches[Batch[OutcomeT]]) -> AsyncGenerator[OutcomeT]:
    window.read(ids, size)
    failed = 0
    failure: AmazonMusicError | None = None
    pending: list[str] = []
    try:
        while failure is None and (batch := await window.next()) is not None:
            failure = batch.fatal()
            for outcome in batch.outcomes():
                if failure is not None and isinstance(outcome, Failed) and outcome.error is failure:
                    pending.append(outcome.id)
                else:
                    yield outcome
            if failure is None and batch.sent():
                error = batch.failure()
                failed = 0 if error is None else failed + 1
                if failed >= max(OUTAGE, window.concurrency):
                    failure = error
    finally:
        left = await window.close()
    if failure is not None:
        pending += [id for batch in left for id in batch.asked]
        failure.pending = (*pending, *window.source.rest())
        raise failure

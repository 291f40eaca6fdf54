"""Several batches under way at once, and no more; handed out in order, or as they finish."""

import asyncio
from collections import deque
from collections.abc import AsyncIterable
from typing import Generic, TypeVar

from attrs import define, field

from amazon_music_async._lookups.batch import Ask, Batch, Identified
from amazon_music_async._lookups.id_source import AsyncBatches, BatchSource, Ids, SyncBatches

T = TypeVar("T", bound=Identified)


@define(eq=False)
class BoundedBatches(Generic[T]):
    """Asks for batches, at most ``concurrency`` at a time, the one in the consumer's hands among them.

    No `asyncio.TaskGroup`: its body must not be left by an async generator that is dropped half way.
    """

    ask: Ask[T]
    concurrency: int
    ordered: bool
    source: BatchSource[T] = field(init=False)
    _running: "dict[asyncio.Task[None], Batch[T]]" = field(factory=dict[asyncio.Task[None], Batch[T]])
    _finished: "deque[asyncio.Task[None]]" = field(factory=deque[asyncio.Task[None]])
    _woken: asyncio.Event = field(factory=asyncio.Event)

    def read(self, ids: Ids, size: int) -> None:
        """Take batches of ``size`` ids from ``ids``."""
        if isinstance(ids, AsyncIterable):
            self.source = AsyncBatches[T](aiter(ids), size, self._woken.set)
        else:
            self.source = SyncBatches[T](iter(ids), size)

    async def next(self) -> Batch[T] | None:
        """The next batch whose ids have been asked; None at the end, when the source's own error is raised."""
        while True:
            self._woken.clear()
            if self._top_up():
                # Let the requests leave before the consumer goes to work on what is there already.
                await asyncio.sleep(0)
            batch = self._resolved()
            if batch is not None:
                return batch
            if not self._running and self.source.ended:
                if self.source.error is not None:
                    raise self.source.error
                return None
            await self._woken.wait()

    async def close(self) -> list[Batch[T]]:
        """Leave nothing behind: no task, no request, no open source. Gives the batches that were not handed out."""
        tasks, batches = list(self._running), list(self._running.values())
        self._running.clear()
        for task in tasks:
            task.cancel()
        try:
            await asyncio.gather(*tasks, return_exceptions=True)
        finally:
            # Also when the consumer is cancelled a second time, while it waits here.
            await self.source.close()
        return batches

    def _resolved(self) -> Batch[T] | None:
        """A batch that may be handed out now."""
        task = next(iter(self._running), None) if self.ordered else next(iter(self._finished), None)
        if task is None or not task.done():
            return None
        if not self.ordered:
            self._finished.popleft()
        batch = self._running.pop(task)
        task.result()
        return batch

    def _top_up(self) -> bool:
        started = False
        while len(self._running) < self.concurrency and (batch := self.source.take()) is not None:
            task = asyncio.create_task(batch.resolve(self.ask), name="amazon_music_async: asking for ids")
            self._running[task] = batch
            task.add_done_callback(self._done)
            started = True
        return started

    def _done(self, task: "asyncio.Task[None]") -> None:
        if not self.ordered:
            self._finished.append(task)
        self._woken.set()

"""Ids from anywhere, a batch at a time, never read further than asked."""

import asyncio
import inspect
from collections.abc import AsyncIterable, AsyncIterator, Callable, Iterable, Iterator
from itertools import islice
from typing import Any, Generic, Protocol, TypeAlias, TypeVar

from attrs import define, field

from amazon_music_async._lookups.batch import Batch, Identified
from amazon_music_async._validation import checked_id, not_a_str
from amazon_music_async.errors import InvalidId

T = TypeVar("T", bound=Identified)
Ids: TypeAlias = Iterable[str] | AsyncIterable[str]

IDLE = 0.05
"""Seconds without a new id after which a batch is sent as it is."""


def checked_ids(ids: Ids) -> Ids:
    """``ids``, if they can be walked: a bare string cannot, though Python would."""
    if isinstance(ids, str | bytes | bytearray):
        raise TypeError(f"many ids are expected, not one {type(ids).__name__}: pass [{ids!r}]")
    if not isinstance(ids, Iterable | AsyncIterable):  # pyright: ignore[reportUnnecessaryIsInstance] - callers without a type checker
        raise TypeError(f"ids come from an iterable or an async iterable, not from {type(ids).__name__}")
    return ids


async def all_ids(ids: Ids) -> list[str]:
    """Each id once, in the order first met, all of them good; a source is read to its end."""
    if not isinstance(ids, AsyncIterable):
        return list(dict.fromkeys(map(checked_id, ids)))
    source = aiter(ids)
    try:
        return list(dict.fromkeys([checked_id(id) async for id in source]))
    finally:
        await _close(source)


async def _close(source: AsyncIterator[str]) -> None:
    close = getattr(source, "aclose", None)
    if close is not None:
        await close()


class BatchSource(Protocol[T]):
    """A source of batches."""

    @property
    def ended(self) -> bool:
        """Whether nothing more will come."""
        ...

    @property
    def error(self) -> BaseException | None:
        """What ended the source, if it was not its end."""
        ...

    def take(self) -> Batch[T] | None:
        """The next batch, or None when there is none now; then ``wake`` is called when that may have changed."""
        ...

    def rest(self) -> list[str]:
        """The ids read that no batch holds yet."""
        ...

    async def close(self) -> None:
        """Read no more, and close the source if it is a generator."""
        ...


def _batch(ids: list[str]) -> Batch[Any]:
    batch: Batch[Any] = Batch(asked=ids)
    for id in dict.fromkeys(ids):
        try:
            batch.ids.append(checked_id(id))
        except InvalidId as error:
            batch.failed[id] = error
    return batch


def _checked_str(id: object) -> str:
    if not isinstance(id, str):
        raise not_a_str(id)
    return id


@define(eq=False)
class SyncBatches(Generic[T]):
    """Batches of a plain iterable, read where they are taken."""

    source: Iterator[str]
    size: int
    ended: bool = False
    error: BaseException | None = None

    def take(self) -> Batch[T] | None:
        """The next batch; None at the end."""
        ids: list[str] = []
        try:
            if not self.ended:
                for id in islice(self.source, self.size):
                    ids.append(_checked_str(id))  # noqa: PERF401 - those read before the source fails are kept
                self.ended = len(ids) < self.size
        except Exception as error:  # noqa: BLE001 - the source's own, which reaches the caller unchanged
            self.ended, self.error = True, error
        return _batch(ids) if ids else None

    def rest(self) -> list[str]:
        """None: what is read goes into the batch that is taken."""
        return []

    async def close(self) -> None:
        """Close the source if it is a generator."""
        self.ended = True
        if inspect.isgenerator(self.source):
            self.source.close()


@define(eq=False)
class AsyncBatches(Generic[T]):
    """Batches of an async iterable. One task reads it, because an async generator may rely on that."""

    source: AsyncIterator[str]
    size: int
    wake: Callable[[], object]
    idle: float = IDLE
    ended: bool = False
    error: BaseException | None = None
    _ids: list[str] = field(factory=list[str])
    _wanted: asyncio.Event = field(factory=asyncio.Event)
    _waiting_since: float = 0.0
    """When the source last gave an id, or was asked for the first after a rest."""
    _stalled: bool = False
    _timer: asyncio.TimerHandle | None = None
    _task: "asyncio.Task[None] | None" = None

    def take(self) -> Batch[T] | None:
        """A batch if one is full, or if the source has stalled or ended with some ids read."""
        if self._task is None:
            self._task = asyncio.create_task(self._read(), name="amazon_music_async: reading ids")
        if self._ids and (self.ended or self._stalled or len(self._ids) >= self.size):
            ids, self._ids = self._ids, []
            self._wanted.clear()
            self._forget_timer()
            return _batch(ids)
        if not self._wanted.is_set():
            self._waiting_since = asyncio.get_running_loop().time()
            self._wanted.set()
        if self._ids and self._timer is None:
            self._set_timer()
        return None

    def _set_timer(self) -> None:
        self._timer = asyncio.get_running_loop().call_at(self._waiting_since + self.idle, self._look)

    def _forget_timer(self) -> None:
        self._stalled = False
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _look(self) -> None:
        """See whether the source has stalled. A callback, because a busy consumer may have kept the source waiting."""
        self._timer = None
        if asyncio.get_running_loop().time() < self._waiting_since + self.idle:
            self._set_timer()
        else:
            self._stalled = True
            self.wake()

    async def _read(self) -> None:
        loop = asyncio.get_running_loop()
        try:
            await self._wanted.wait()
            async for id in self.source:
                self._ids.append(_checked_str(id))
                if self.ended:
                    break  # The source took the cancellation for that of a task of its own, and goes on.
                self._waiting_since, self._stalled = loop.time(), False
                if len(self._ids) == 1 or len(self._ids) >= self.size:
                    self.wake()
                if len(self._ids) >= self.size or not self._wanted.is_set():
                    self._wanted.clear()
                    await self._wanted.wait()
        except BaseException as error:  # noqa: BLE001 - the source's own, which reaches the caller unchanged
            # A source may even raise `CancelledError`, when what it waits for was cancelled.
            self.error = error
        self.ended = True
        self.wake()
        # Here, because a generator may rely on its end, too, being in the task that it began in.
        await _close(self.source)

    def rest(self) -> list[str]:
        """The ids read that no batch holds yet."""
        return list(self._ids)

    async def close(self) -> None:
        """Stop reading, and close the source if it is a generator."""
        self._forget_timer()
        task = self._task
        if task is not None:
            # At its end, it is closing the source already.
            if not self.ended:
                self.ended = True
                task.cancel()
            await asyncio.wait([task])
        self.ended = True
        if task is None or task.cancelled():
            await _close(self.source)
        else:
            task.result()

"""Read ids from any iterable, a batch at a time and never further than needed."""

import asyncio
import inspect
from collections.abc import AsyncIterable, AsyncIterator, Callable, Iterable, Iterator
from typing import Protocol, TypeAlias, cast

from attrs import define, field

from amazon_music_async._validation import abridged, checked_id, id_within, not_a_str
from amazon_music_async.errors import InvalidId

Ids: TypeAlias = Iterable[str] | AsyncIterable[str]

IDLE = 0.05
"""Seconds without a new id after which a batch that is not full is given."""


def checked_ids(ids: object) -> Ids:
    """Return ``ids`` if it can be iterated for ids; a string is a `TypeError`, though Python iterates it."""
    if isinstance(ids, str | bytes | bytearray):
        raise TypeError(f"many ids are expected, not one {type(ids).__name__}: pass [{abridged(ids)}]")
    if not isinstance(ids, Iterable | AsyncIterable):
        within = id_within(ids)
        if within:
            raise TypeError(f"many ids are expected, not one {type(ids).__name__}: pass [… .{within}]")
        raise TypeError(f"ids come from an iterable or an async iterable, not from {type(ids).__name__}")
    return cast("Ids", ids)


def distinct_ids(ids: Iterable[str]) -> list[str]:
    """Return each id once, in the order first met; one that cannot be sent is raised as its `InvalidId`."""
    return list(dict.fromkeys(map(checked_id, ids)))


def sendable_ids(ids: Iterable[str]) -> tuple[list[str], dict[str, InvalidId]]:
    """Return each id once, in the order first met: those that can be sent, and why the others cannot."""
    good: list[str] = []
    bad: dict[str, InvalidId] = {}
    for id in dict.fromkeys(ids):
        try:
            good.append(checked_id(id))
        except InvalidId as error:
            bad[id] = error
    return good, bad


async def all_ids(ids: Ids) -> list[str]:
    """Read ``ids`` to the end and return them as `distinct_ids` does."""
    source = checked_ids(ids)
    if not isinstance(source, AsyncIterable):
        return distinct_ids(source)
    iterator = aiter(source)
    try:
        return distinct_ids([id async for id in iterator])
    finally:
        await _close(iterator)


async def _close(source: AsyncIterator[str]) -> None:
    close = getattr(source, "aclose", None)
    if close is not None:
        await close()


def _checked_str(id: object) -> str:
    if not isinstance(id, str):
        raise not_a_str(id)
    return id


class IdSource(Protocol):
    """Where batches of ids come from."""

    @property
    def ended(self) -> bool:
        """Whether nothing more will come."""
        ...

    @property
    def error(self) -> BaseException | None:
        """The exception that the source raised, if it did not simply end."""
        ...

    def take(self) -> list[str] | None:
        """Return the ids of the next batch, or None if there is none now; then ``wake`` is called when to try again."""
        ...

    def rest(self) -> list[str]:
        """Return the ids that were read but are in no batch yet."""
        ...

    async def close(self) -> None:
        """Stop reading, and close the source if it is a generator."""
        ...


@define(eq=False)
class SyncIds:
    """Batches of a plain iterable, which is read when a batch is taken."""

    source: Iterator[str]
    size: int
    ended: bool = False
    error: BaseException | None = None

    def take(self) -> list[str] | None:
        """Return the ids of the next batch; None at the end."""
        ids: list[str] = []
        try:
            while not self.ended and len(ids) < self.size:
                ids.append(_checked_str(next(self.source)))
        except StopIteration:
            self.ended = True
        except Exception as error:  # noqa: BLE001 - the source's own, which reaches the caller unchanged
            self.ended, self.error = True, error
        return ids or None

    def rest(self) -> list[str]:
        """Return nothing: every id that is read is in a batch at once."""
        return []

    async def close(self) -> None:
        """Close the source if it is a generator."""
        self.ended = True
        if inspect.isgenerator(self.source):
            self.source.close()


@define(eq=False)
class AsyncIds:
    """Batches of an async iterable, which one task reads to its end: an async generator may rely on that."""

    source: AsyncIterator[str]
    size: int
    wake: Callable[[], object]
    idle: float = IDLE
    ended: bool = False
    error: BaseException | None = None
    _ids: list[str] = field(factory=list[str])
    _wanted: asyncio.Event = field(factory=asyncio.Event)
    _waiting_since: float = 0.0
    """When the source last gave an id, or when the first id after a pause was asked for."""
    _stalled: bool = False
    _timer: asyncio.TimerHandle | None = None
    _task: "asyncio.Task[None] | None" = None

    def take(self) -> list[str] | None:
        """Return the ids of a batch if it is full, or if the source has stalled or ended."""
        if self._task is None:
            self._task = asyncio.create_task(self._read(), name="amazon_music_async: reading ids")
        if self._ids and (self.ended or self._stalled or len(self._ids) >= self.size):
            ids, self._ids = self._ids, []
            self._wanted.clear()
            self._stop_timer()
            return ids
        if not self._wanted.is_set():
            self._waiting_since = asyncio.get_running_loop().time()
            self._wanted.set()
        if self._ids and self._timer is None:
            self._start_timer()
        return None

    def _start_timer(self) -> None:
        self._timer = asyncio.get_running_loop().call_at(self._waiting_since + self.idle, self._check_stalled)

    def _stop_timer(self) -> None:
        self._stalled = False
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _check_stalled(self) -> None:
        """Note a stall, if no id came in the meantime.

        A callback looks again, instead of a timeout on the source: a busy caller may have kept the source from running.
        """
        self._timer = None
        if asyncio.get_running_loop().time() < self._waiting_since + self.idle:
            self._start_timer()
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
                    break  # The source swallowed our CancelledError.
                self._waiting_since, self._stalled = loop.time(), False
                if len(self._ids) == 1 or len(self._ids) >= self.size:
                    self.wake()
                if len(self._ids) >= self.size or not self._wanted.is_set():
                    self._wanted.clear()
                    await self._wanted.wait()
        except BaseException as error:  # noqa: BLE001 - the source's own, which reaches the caller unchanged
            # Even a CancelledError may be the source's own, when something that it awaits was cancelled.
            self.error = error
        self.ended = True
        self.wake()
        # In this task, because a generator may rely on ending in the task that it began in.
        await _close(self.source)

    def rest(self) -> list[str]:
        """Return the ids that were read but are in no batch yet."""
        return list(self._ids)

    async def close(self) -> None:
        """Stop reading, and close the source if it is a generator."""
        self._stop_timer()
        task = self._task
        if task is not None:
            # A source that has ended is being closed by the task already.
            if not self.ended:
                self.ended = True
                task.cancel()
            await asyncio.wait([task])
        self.ended = True
        if task is None or task.cancelled():
            await _close(self.source)
        else:
            task.result()

"""Streams that are left early."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator
from contextlib import suppress

import pytest
from attrs import define, field
from fake_clock import turns
from fake_music import FakeCatalogue, ids, others

from amazon_music_async import Outcome, Track
from amazon_music_async._lookups.id_source import Ids


@define(eq=False)
class Endless:
    """Endless sources that note when they are closed."""

    closed: list[bool] = field(factory=list[bool])

    def plain(self) -> Iterator[str]:
        """A generator."""
        try:
            while True:
                yield "B0"
        finally:
            self.closed.append(True)

    async def asynchronous(self) -> AsyncIterator[str]:
        """An async generator that awaits something when it is closed."""
        try:
            while True:
                await asyncio.sleep(0)
                yield "B0"
        finally:
            await asyncio.sleep(0)
            self.closed.append(True)

    async def stalled(self) -> AsyncIterator[str]:
        """An async generator that stops giving ids."""
        try:
            for id in ids(25):
                yield id
            await asyncio.Event().wait()
        finally:
            self.closed.append(True)


SOURCES: list[Callable[[Endless], Ids]] = [Endless.plain, Endless.asynchronous, Endless.stalled]


@define(eq=False)
class Left:
    """A stream whose later requests are never answered."""

    stream: AsyncGenerator[Outcome[Track]]
    catalogue: FakeCatalogue
    source: Endless

    async def check(self) -> None:
        """A few turns later there is no task, no request and no open source."""
        await turns(8)
        assert others() == set()
        assert self.catalogue.in_flight == 0
        assert self.source.closed == [True]


@pytest.fixture(params=SOURCES, ids=lambda make: make.__name__)
async def left(request: pytest.FixtureRequest) -> Left:
    """A stream that will be left."""
    catalogue = FakeCatalogue(gates={number: asyncio.Event() for number in range(1, 100)})
    source = Endless()
    make: Callable[[Endless], Ids] = request.param
    stream = catalogue.lookups(size=10, concurrency=3).stream(make(source), ordered=True)
    return Left(stream, catalogue, source)


async def test_aclose_leaves_no_task_and_no_request(left: Left) -> None:
    """After ``aclose()`` there is no task and no request, without a further turn of the loop."""
    await anext(left.stream)
    await left.stream.aclose()
    assert others() == set()
    assert left.catalogue.in_flight == 0
    await left.check()


async def test_break_leaves_no_task_and_no_request(left: Left) -> None:
    """The generator is dropped, and the event loop closes it."""
    async for _ in left.stream:
        break
    del left.stream
    await left.check()


async def test_an_exception_of_the_consumer_leaves_no_task(left: Left) -> None:
    """The exception of the consumer passes through."""

    async def consume() -> None:
        async for _ in left.stream:
            raise LookupError

    with pytest.raises(LookupError):
        await consume()
    del left.stream
    await left.check()


async def test_a_cancelled_consumer_leaves_no_task(left: Left) -> None:
    """A consumer cancelled while it waits for an outcome leaves no task."""

    async def consume() -> None:
        async for _ in left.stream:
            pass

    task = asyncio.create_task(consume())
    await turns(60)
    assert left.catalogue.in_flight > 0
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    del task
    assert others() == set()
    await left.check()


@pytest.mark.parametrize("later", [0, 1, 2])
async def test_a_consumer_cancelled_twice_leaves_no_task(left: Left, later: int) -> None:
    """The second cancellation comes while the stream cancels its requests."""

    async def consume() -> None:
        async for _ in left.stream:
            pass

    task = asyncio.create_task(consume())
    await turns(60)
    task.cancel()
    await turns(later)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    del task
    await left.check()


async def test_a_source_that_keeps_a_cancellation_to_itself_is_closed_all_the_same() -> None:
    """A source that swallows our CancelledError is closed at its next id."""
    closed: list[bool] = []

    async def source() -> AsyncIterator[str]:
        try:
            yield "B0"
            with suppress(asyncio.CancelledError):
                await asyncio.Event().wait()
            while True:
                await asyncio.sleep(0)
                yield "B1"
        finally:
            closed.append(True)

    stream = FakeCatalogue().lookups(size=1, concurrency=2).stream(source(), ordered=True)
    await anext(stream)
    await turns()
    await stream.aclose()
    assert closed == [True]
    assert others() == set()


async def test_a_source_ends_in_the_task_that_it_began_in() -> None:
    """An async generator is closed in the task that read it: timeouts around a ``yield`` rely on that."""
    tasks: list[asyncio.Task[None] | None] = []

    async def source() -> AsyncIterator[str]:
        tasks.append(asyncio.current_task())
        try:
            while True:
                yield "B0"
        finally:
            tasks.append(asyncio.current_task())

    stream = FakeCatalogue().lookups(size=10).stream(source(), ordered=True)
    await anext(stream)
    await stream.aclose()
    assert len(tasks) == 2
    assert tasks[0] is tasks[1] is not asyncio.current_task()


class Trouble(Exception):
    """A source's own."""


async def badly_closed() -> AsyncIterator[str]:
    """Ids, and an exception when the generator is closed."""
    try:
        while True:
            yield "B0"
    finally:
        raise Trouble


async def test_an_exception_from_closing_the_source_reaches_the_caller() -> None:
    """An exception that the source raises in its ``finally`` is raised by ``aclose()``."""
    stream = FakeCatalogue().lookups(size=10).stream(badly_closed(), ordered=True)
    await anext(stream)
    with pytest.raises(Trouble):
        await stream.aclose()


async def test_a_stream_that_was_never_read_makes_no_task() -> None:
    """Closing a stream before its first outcome does not touch the source."""
    catalogue, source = FakeCatalogue(), Endless()
    stream = catalogue.lookups().stream(source.plain(), ordered=True)
    await stream.aclose()
    assert others() == set()
    assert catalogue.requests == []


async def test_a_stream_read_to_its_end_leaves_no_task() -> None:
    """After the last outcome there is no task."""
    catalogue = FakeCatalogue()
    assert len([outcome async for outcome in catalogue.lookups().stream(ids(1000), ordered=False)]) == 1000
    assert others() == set()


async def test_a_plain_generator_is_closed_when_the_stream_is_left() -> None:
    """Even if the caller still holds it: the stream owns its source."""
    source = Endless()
    generator = source.plain()
    stream = FakeCatalogue().lookups(size=10).stream(generator, ordered=True)
    await anext(stream)
    await stream.aclose()
    assert source.closed == [True]
    with pytest.raises(StopIteration):
        next(generator)

"""Async sources that stall, pause and end."""

import asyncio

import pytest
from attrs import define, field
from fake_clock import FakeClock, turns
from fake_music import AsyncSource, FakeCatalogue, found, ids, told

from amazon_music_async import Outcome, Track, Unauthorized
from amazon_music_async._lookups.id_source import IDLE, AsyncIds


@define(eq=False)
class LoopTime:
    """The loop's clock, which stands until it is set forward; its timers fire in the next turn of the loop."""

    now: float

    def time(self) -> float:
        """Seconds."""
        return self.now


@pytest.fixture
async def clock(monkeypatch: pytest.MonkeyPatch) -> LoopTime:
    """The clock of this test's loop."""
    loop = asyncio.get_running_loop()
    clock = LoopTime(loop.time())
    monkeypatch.setattr(loop, "time", clock.time)
    return clock


@define(eq=False)
class Queue:
    """A source that gives the ids it is fed, and notes when it is closed."""

    ids: "asyncio.Queue[str]"
    closed: bool = False

    def __aiter__(self) -> "Queue":
        """Itself: it is read once."""
        return self

    async def __anext__(self) -> str:
        """The next id fed."""
        return await self.ids.get()

    async def aclose(self) -> None:
        """Note that it is closed."""
        self.closed = True

    def feed(self, ids: list[str]) -> None:
        """Give ids."""
        for id in ids:
            self.ids.put_nowait(id)


@pytest.fixture
async def queue() -> Queue:
    """A source that has stalled from the beginning."""
    return Queue(asyncio.Queue())


async def test_a_source_that_stalls_gets_its_partial_batch_sent(clock: LoopTime, queue: Queue) -> None:
    """A batch that is not full is sent after the idle time, not before."""
    catalogue = FakeCatalogue()
    stream = catalogue.lookups().stream(queue, ordered=True)
    first = asyncio.ensure_future(anext(stream))
    queue.feed(["B0", "B1"])
    await turns()
    assert catalogue.requests == []
    clock.now += IDLE / 2
    queue.feed(["B2"])
    await turns()
    clock.now += IDLE * 0.75
    await turns()
    assert catalogue.requests == []
    clock.now += IDLE
    assert told(await first) == ("B0", "Found")
    assert catalogue.requests == [["B0", "B1", "B2"]]
    await stream.aclose()
    assert queue.closed


async def test_a_source_that_goes_on_after_a_stall_fills_its_batches_again(clock: LoopTime, queue: Queue) -> None:
    """After a stall the next ids are collected into full batches again."""
    catalogue = FakeCatalogue()
    stream = catalogue.lookups(size=10, concurrency=1).stream(queue, ordered=True)
    queue.feed(ids(3))
    first = asyncio.ensure_future(anext(stream))
    await turns()
    clock.now += IDLE
    await first
    queue.feed(ids(23)[3:])
    await turns()
    clock.now += 10 * IDLE
    rest = [told(await anext(stream)) for _ in range(22)]
    assert rest == found(ids(23))[1:]
    assert [len(request) for request in catalogue.requests] == [3, 10, 10]
    await stream.aclose()


async def test_a_busy_consumer_does_not_make_a_source_look_stalled(clock: LoopTime) -> None:
    """A consumer that blocks the loop for longer than the idle time still gets full batches."""
    catalogue = FakeCatalogue()
    outcomes: list[Outcome[Track]] = []
    async for outcome in catalogue.lookups(size=10, concurrency=3).stream(AsyncSource(ids(200)), ordered=True):
        clock.now += 2 * IDLE
        outcomes.append(outcome)
    assert list(map(told, outcomes)) == found(ids(200))
    assert [len(request) for request in catalogue.requests] == [10] * 20


async def test_a_new_id_starts_the_idle_time_again(clock: LoopTime, queue: Queue) -> None:
    """An id that comes after a stall was noticed ends the stall."""
    woken: list[float] = []
    batches: AsyncIds = AsyncIds(queue, 10, lambda: woken.append(clock.time()))
    assert batches.take() is None
    queue.feed(["B0"])
    await turns()
    assert batches.take() is None
    clock.now += IDLE
    await turns()
    assert len(woken) == 2
    queue.feed(["B1"])
    await turns()
    assert batches.take() is None
    assert batches.rest() == ["B0", "B1"]
    clock.now += IDLE
    await turns()
    batch = batches.take()
    assert batch is not None
    assert (batch, batches.rest()) == (["B0", "B1"], [])
    await batches.close()


async def test_ids_read_and_not_asked_are_pending(queue: Queue) -> None:
    """When the client fails, ``pending`` holds ids that are in no batch yet: the source will not give them again."""
    catalogue = FakeCatalogue(failures={0: Unauthorized(401)})
    queue.feed(ids(13))
    stream = catalogue.lookups(size=10, concurrency=2).stream(queue, ordered=True)
    with pytest.raises(Unauthorized) as caught:
        await anext(stream)
    await turns()
    assert [*caught.value.pending, *(queue.ids.get_nowait() for _ in range(queue.ids.qsize()))] == ids(13)


@define(eq=False)
class Counting:
    """A source that gives an id at each turn of the loop."""

    given: list[str] = field(factory=list[str])

    def __aiter__(self) -> "Counting":
        """Itself: it is read once."""
        return self

    async def __anext__(self) -> str:
        """The next id."""
        await asyncio.sleep(0)
        self.given.append(f"B{len(self.given)}")
        return self.given[-1]


async def test_ids_read_while_the_stream_comes_to_its_end_are_pending() -> None:
    """The source is still read while the requests in flight are cancelled; these ids are pending too."""
    catalogue = FakeCatalogue(failures={1: Unauthorized(401)}, gates={0: asyncio.Event()})
    source = Counting()
    with pytest.raises(Unauthorized) as caught:
        await anext(catalogue.lookups(size=3, concurrency=3).stream(source, ordered=False))
    assert sorted(caught.value.pending) == source.given


async def test_a_source_that_cannot_be_closed_needs_not_be() -> None:
    """An async iterator without `aclose` works."""

    class Plain:
        """Two ids, and no `aclose`."""

        ids = iter(["B0", "B1"])

        def __aiter__(self) -> "Plain":
            """Itself."""
            return self

        async def __anext__(self) -> str:
            """The next."""
            for id in self.ids:
                return id
            raise StopAsyncIteration

    outcomes = [told(outcome) async for outcome in FakeCatalogue().lookups().stream(Plain(), ordered=True)]
    assert outcomes == found(["B0", "B1"])


async def test_a_source_that_was_never_read_is_closed_all_the_same(queue: Queue) -> None:
    """A source that was never read is closed without a task."""
    batches: AsyncIds = AsyncIds(queue, 10, print)
    await batches.close()
    assert queue.closed
    assert batches.ended


async def test_a_source_is_closed_even_if_its_reader_never_ran(queue: Queue) -> None:
    """A reader that was cancelled before its first step cannot close the source; `close` does."""
    batches: AsyncIds = AsyncIds(queue, 10, print)
    assert batches.take() is None
    await batches.close()
    assert queue.closed


@define(eq=False)
class Reading:
    """Batches of at most two ids from a queue, in an event loop whose clock stands."""

    queue: Queue
    clock: FakeClock = field(factory=lambda: FakeClock(runs=False))
    batches: AsyncIds = field(init=False)

    def __attrs_post_init__(self) -> None:
        """Begin."""
        self.clock.take_over()
        self.batches = AsyncIds(self.queue, 2, lambda: None)

    async def taken(self, *fed: str) -> list[str] | None:
        """The batch there is after the source has given some ids."""
        self.batches.take()
        self.queue.feed([*fed])
        await turns()
        return self.batches.take()

    async def stalled(self, *fed: str) -> list[str] | None:
        """The batch there is after the source has given some ids, and no more for the idle time."""
        await self.taken(*fed)
        self.clock.advance(IDLE)
        return self.batches.take()


async def test_a_source_is_waited_for_by_one_timer_at_most(queue: Queue) -> None:
    """However often a batch is asked for; and by none when it is given, or when the source is closed."""
    reading = Reading(queue)
    assert await reading.taken("B0") is None
    assert await reading.taken() is None
    assert reading.clock.pending == [1000 + IDLE]
    assert await reading.taken("B1") == ["B0", "B1"]
    assert reading.clock.pending == []
    assert await reading.taken("B2") is None
    assert len(reading.clock.pending) == 1
    await reading.batches.close()
    assert reading.clock.pending == []


async def test_a_source_is_read_one_id_further_while_nobody_asks(queue: Queue) -> None:
    """After a batch that was not full, too."""
    reading = Reading(queue)
    assert await reading.stalled("B0") == ["B0"]
    queue.feed(ids(4)[1:])
    await turns()
    assert reading.batches.rest() == ["B1"]
    await reading.batches.close()


async def test_the_idle_time_begins_when_the_next_batch_is_asked_for(queue: Queue) -> None:
    """A caller who was away for long does not make the source look stalled."""
    reading = Reading(queue)
    assert await reading.stalled("B0") == ["B0"]
    queue.feed(["B1"])
    await turns()
    reading.clock.advance(60)
    assert reading.batches.take() is None
    reading.clock.advance(IDLE / 2)
    assert await reading.taken("B2") == ["B1", "B2"]
    await reading.batches.close()

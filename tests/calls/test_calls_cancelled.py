"""Calls that are cancelled, and clients that are closed, at any moment."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress

import pytest
from fake_clock import FakeClock, turns
from fake_transport import TOKEN, FakeTransport, client, error

from amazon_music_async import AmazonMusic, ClientClosed, Retry, ServerError, Track


def nothing_left(music: AmazonMusic, clock: FakeClock) -> bool:
    """Whether no slot, no timer and no task is left."""
    return (music.stats.in_flight, clock.pending, len(asyncio.all_tasks())) == (0, [], 1)


@asynccontextmanager
async def under_way(
    transport: FakeTransport, steps: int, music: AmazonMusic
) -> AsyncGenerator["list[asyncio.Task[Track]]"]:
    """Three calls that have run for so many turns of the loop."""
    tasks = [asyncio.create_task(music.tracks.get(id)) for id in ("A", "B", "C")]
    await turns(steps)
    yield tasks
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


@pytest.mark.parametrize("steps", range(40))
async def test_a_call_can_be_cancelled_at_any_moment(steps: int) -> None:
    """Queued, in flight, answered, resting: nothing is left behind, and the client stays usable."""
    clock = FakeClock(turns=2)
    transport = FakeTransport(replies=[error(503), error(429), error(429, retry_after=1)], clock=clock)
    async with client(transport, concurrency=1) as music:
        async with under_way(transport, steps, music) as tasks:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

            assert nothing_left(music, clock)

        assert (await music.tracks.get("D")).id == "D"
        assert nothing_left(music, clock)


@pytest.mark.parametrize("steps", range(25))
async def test_cancelling_one_call_harms_no_other(steps: int) -> None:
    """The slot of a cancelled call goes to the next in line."""
    clock = FakeClock(turns=2)
    transport = FakeTransport(clock=clock, latency=0.1)
    async with client(transport, concurrency=1) as music, under_way(transport, steps, music) as (first, second, third):
        first.cancel()
        with suppress(asyncio.CancelledError):
            await first

        assert ((await second).id, (await third).id) == ("B", "C")
        assert nothing_left(music, clock)


@pytest.mark.parametrize("steps", range(40))
async def test_a_client_can_be_closed_at_any_moment(steps: int) -> None:
    """Every call under way ends within a few turns, with its answer or with ClientClosed; no time passes."""
    clock = FakeClock(turns=2)
    transport = FakeTransport(replies=[error(503), error(429), error(429, retry_after=9)], clock=clock)
    music = client(transport, concurrency=1, retry=Retry(first=20.0))
    async with under_way(transport, steps, music) as tasks:
        now, clock.runs = clock.now, False
        await music.close()
        await turns(20)

        assert all(task.done() for task in tasks)
        assert clock.now == now
        assert {type(task.exception()) for task in tasks} <= {ClientClosed, type(None)}
        assert nothing_left(music, clock)
    with pytest.raises(ClientClosed, match=r"^this client is closed$"):
        await music.tracks.get("D")


async def test_closing_ends_what_is_in_flight_queued_and_resting() -> None:
    """One of each: all end with ClientClosed at once."""
    clock = FakeClock()
    transport = FakeTransport(replies=[error(503)], clock=clock)
    music = client(transport, concurrency=1)
    resting = asyncio.create_task(music.tracks.get("A"))
    await turns(5)
    transport.hold()
    flying = asyncio.create_task(music.tracks.get("B"))
    queued = asyncio.create_task(music.tracks.get("C"))
    await turns(5)

    assert (transport.in_flight, music.stats.in_flight) == (1, 1)

    await music.close()
    errors = await asyncio.gather(resting, flying, queued, return_exceptions=True)

    assert [type(failure) for failure in errors] == [ClientClosed] * 3
    assert isinstance(errors[0], ClientClosed)
    assert errors[0].attempts == 1
    assert isinstance(errors[0].__cause__, ServerError)
    assert nothing_left(music, clock)


async def test_a_call_that_was_never_sent_has_taken_no_time() -> None:
    """Turned away from the queue: no attempts, no seconds."""
    transport = FakeTransport()
    transport.hold()
    music = client(transport, concurrency=1)
    calls = [asyncio.create_task(music.tracks.get(id)) for id in ("A", "B")]
    await turns(5)
    await music.close()
    sent, queued = await asyncio.gather(*calls, return_exceptions=True)

    assert isinstance(sent, ClientClosed)
    assert isinstance(queued, ClientClosed)
    assert (sent.attempts, queued.attempts) == (1, 0)
    assert queued.elapsed == 0


async def test_closing_while_the_token_source_thinks_turns_the_caller_away() -> None:
    """Nothing is sent after the end, even if the limiter is pausing."""

    class Slow:
        """A token source that takes its time."""

        thought = asyncio.Event()

        async def token(self, *, rejected: str | None = None) -> str:
            """The token, later."""
            await self.thought.wait()
            return TOKEN

    transport, source = FakeTransport(), Slow()
    clock = FakeClock(runs=False)
    music = client(transport, auth=source, clock=clock)
    call = asyncio.create_task(music.tracks.get("A"))
    await turns(5)
    await music.close()
    source.thought.set()
    with pytest.raises(ClientClosed):
        await call

    assert transport.sent == []
    assert nothing_left(music, clock)


async def test_closing_twice_is_closing_once() -> None:
    """It is not an error to be careful."""
    music = client()
    await music.close()
    await music.close()

    assert "closed" in repr(music)


async def test_a_timeout_around_a_call_is_the_callers() -> None:
    """asyncio.timeout ends a call like any other, and the slot is free again."""
    transport = FakeTransport()
    transport.hold()
    async with client(transport, concurrency=1) as music:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0):
                await music.tracks.get("A")
        transport.release()

        assert (await music.tracks.get("B")).id == "B"


def test_a_client_belongs_to_one_event_loop() -> None:
    """From another loop it says so at once, before it asks for a token or waits for a turn."""
    transport = FakeTransport()
    music = client(transport)
    asyncio.run(_get(music))
    with pytest.raises(ClientClosed, match=r"belongs to another event loop: make one for each loop"):
        asyncio.run(_get(music))

    assert len(transport.sent) == 1


async def _get(music: AmazonMusic) -> Track:
    return await music.tracks.get("A")

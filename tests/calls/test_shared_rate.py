# pyright: reportPrivateUsage=false
"""A client whose rate is not its own."""

import asyncio
from typing import Any

import pytest
from attrs import define, field
from fake_clock import FakeClock, turns
from fake_transport import FakeTransport, client, error

from amazon_music_async import AmazonMusic, ClientClosed, RateLimited, Retry


@define(eq=False)
class Turns:
    """A rate that gives turns when a test says so, and remembers what it is told."""

    rate: float | None = 7.0
    told: list[tuple[object, ...]] = field(factory=list[tuple[object, ...]])
    asked: int = 0
    _next: "asyncio.Future[int] | None" = None

    async def acquire(self) -> int:
        """Wait for `give`; return the number of the turn."""
        assert self._next is None
        self.asked += 1
        self._next = asyncio.get_running_loop().create_future()
        try:
            return await self._next
        finally:
            self._next = None

    async def give(self, failure: Exception | None = None) -> None:
        """Give the turn that was asked for, or fail."""
        assert self._next is not None
        if failure is None:
            self._next.set_result(self.asked)
        else:
            self._next.set_exception(failure)
        await turns()

    async def withdraw(self) -> None:
        """Cancel what was asked for."""
        assert self._next is not None
        self._next.cancel()
        await turns()

    def succeeded(self, turn: Any) -> None:
        """Remember it."""
        self.told.append(("served", turn))

    async def refused(self, turn: Any, retry_after: float | None) -> None:
        """Remember it."""
        self.told.append(("refused", turn, retry_after))


async def started(music: AmazonMusic, *ids: str) -> "list[asyncio.Task[Any]]":
    """Calls that have gone as far as they can."""
    tasks: list[asyncio.Task[Any]] = [asyncio.create_task(music.tracks.get(id)) for id in ids]
    await turns()
    return tasks


async def test_one_turn_at_a_time_is_asked_for_and_whoever_came_first_gets_it() -> None:
    """The others wait in the client's own queue."""
    rate, transport = Turns(), FakeTransport()
    async with client(transport, rate=rate) as music:
        calls = await started(music, "B1", "B2", "B3")

        assert (rate.asked, len(transport.sent), music.stats.in_flight) == (1, 0, 0)

        await rate.give()

        assert (rate.asked, [sent.path for sent in transport.sent]) == (2, ["tracks/B1"])

        await rate.give()
        await rate.give()
        await asyncio.gather(*calls)

    assert [sent.path for sent in transport.sent] == ["tracks/B1", "tracks/B2", "tracks/B3"]
    assert rate.told == [("served", 1), ("served", 2), ("served", 3)]
    assert rate.asked == 3


async def test_no_turn_is_asked_for_that_could_not_be_used() -> None:
    """With all places in flight taken, the next turn would be wasted."""
    rate, transport = Turns(), FakeTransport()
    transport.hold()
    async with client(transport, rate=rate, concurrency=1) as music:
        calls = await started(music, "B1", "B2")
        await rate.give()

        assert (rate.asked, music.stats.in_flight) == (1, 1)

        transport.release()
        await turns()

        assert rate.asked == 2

        await rate.give()
        await asyncio.gather(*calls)


async def test_the_turn_of_a_call_that_was_cancelled_is_the_next_one_s() -> None:
    """It was asked for once, for whoever is first when it comes."""
    rate, transport = Turns(), FakeTransport()
    async with client(transport, rate=rate) as music:
        [lost, kept] = await started(music, "B1", "B2")
        lost.cancel()
        await turns()
        await rate.give()

        assert (await kept).id == "B2"
        assert lost.cancelled()
        assert rate.asked == 1


async def test_a_turn_that_nobody_wants_any_more_is_not_used() -> None:
    """And no other is asked for."""
    rate, transport = Turns(), FakeTransport()
    async with client(transport, rate=rate) as music:
        [lost] = await started(music, "B1")
        lost.cancel()
        await turns()
        await rate.give()

        assert (rate.asked, transport.sent) == (1, [])


async def test_a_refusal_is_told_with_its_pause() -> None:
    """Before the call waits for its next turn."""
    clock = FakeClock()
    rate, transport = Turns(), FakeTransport(replies=[error(429, retry_after=0.01)], clock=clock)
    async with client(transport, rate=rate) as music:
        [call] = await started(music, "B1")
        await rate.give()

        [(what, turn, pause)] = rate.told

        assert (what, turn) == ("refused", 1)
        assert pause == pytest.approx(0.01, abs=0.01)

        await clock.sleep(1.0)
        await rate.give()
        await call

    assert rate.told[1:] == [("served", 2)]


async def test_a_refusal_that_asks_for_no_pause_is_told_without_one() -> None:
    """The rate alone says when the next request leaves."""
    rate, transport = Turns(), FakeTransport(replies=[error(429)])
    async with client(transport, rate=rate, retry=Retry.none()) as music:
        [call] = await started(music, "B1")
        await rate.give()
        with pytest.raises(RateLimited):
            await call

    assert rate.told == [("refused", 1, None)]


async def test_a_user_who_is_refused_while_others_are_served_is_no_sign_of_the_rate() -> None:
    """The first refusal may be one; after that the others are served."""
    rate, transport = Turns(), FakeTransport(lambda sent: error(429) if sent.token == "bad" else error(404))
    async with client(transport, rate=rate, retry=Retry.none()) as music:
        bad = music.as_user("bad")
        for who in (music, bad, music, bad):
            [call] = await started(who, "B1")
            await rate.give()
            await asyncio.wait([call])
            call.exception()

    assert rate.told == [("served", 1), ("refused", 2, None), ("served", 3)]


async def test_close_ends_the_wait_for_a_turn() -> None:
    """Calls end with `ClientClosed`, and nothing is asked for any more."""
    rate = Turns()
    music = client(FakeTransport(), rate=rate)
    [call] = await started(music, "B1")
    await music.close()
    with pytest.raises(ClientClosed):
        await call

    assert (rate.asked, rate._next) == (1, None)


async def test_a_rate_that_fails_fails_the_call() -> None:
    """With its own exception; the next call asks again."""
    rate = Turns()
    async with client(FakeTransport(), rate=rate) as music:
        [call] = await started(music, "B1")
        await rate.give(ZeroDivisionError("of the rate"))
        with pytest.raises(ZeroDivisionError, match="of the rate"):
            await call
        [call] = await started(music, "B1")
        await rate.give()

        assert (await call).id == "B1"


async def test_a_rate_that_is_cancelled_cancels_the_call() -> None:
    """As if the call had awaited it."""
    rate = Turns()
    async with client(FakeTransport(), rate=rate) as music:
        [call] = await started(music, "B1")
        await rate.withdraw()
        with pytest.raises(asyncio.CancelledError):
            await call


def test_the_rate_shown_is_that_of_all() -> None:
    """Not what this client would have found alone."""
    assert client(rate=Turns()).stats.rate == 7.0


def test_a_hint_is_for_a_rate_of_one_s_own() -> None:
    """A shared rate remembers, and takes a hint itself."""
    with pytest.raises(TypeError, match="give the hint to the RedisRate"):
        client(rate=Turns(), rate_hint=3.0)


@pytest.mark.parametrize("rate", [Turns, "20", object()])
def test_a_rate_is_a_number_or_an_instance_with_three_methods(rate: Any) -> None:
    """A class, or anything else, is refused."""
    with pytest.raises(TypeError, match=r"rate= is a number of requests a second"):
        client(rate=rate)

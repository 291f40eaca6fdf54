"""Where requests wait for their turn."""

import pytest
from limiter_callers import callers


async def test_first_come_first_served() -> None:
    """Callers get their turn in the order in which they came."""
    async with callers() as them:
        await them.come("a", "b", "c")
        await them.go("a")
        await them.go("b")

        assert them.let_in == ["a", "b", "c"]


async def test_what_is_sent_again_goes_first() -> None:
    """A request that was already sent came before those that still wait, among its like in order."""
    async with callers() as them:
        await them.come("a", "fresh")
        await them.come("again 1", "again 2", again=True)
        for name in ("a", "again 1", "again 2"):
            await them.go(name)

        assert them.let_in == ["a", "again 1", "again 2", "fresh"]


async def test_nobody_overtakes_who_waits() -> None:
    """A newcomer queues behind the others, even at the moment when a place is free."""
    async with callers(rate=10.0) as them:
        await them.come("a")
        await them.go("a")
        await them.come("b")
        await them.pass_by(0.01)
        await them.come("c")
        await them.pass_by(0.1)
        await them.go("b")
        await them.pass_by(0.1)

        assert them.let_in == ["a", "b", "c"]


@pytest.mark.parametrize("again", [True, False])
async def test_nobody_overtakes_who_waits_for_a_timer_that_is_late(again: bool) -> None:
    """A busy program looks at its timers late: the time has come, and nobody who waits was let in yet."""
    async with callers() as them:
        them.limiter.pause(1.0)
        await them.come("a", again=again)
        them.clock.now += 1.0
        await them.come("b")

        assert them.let_in == ["a"]


async def test_no_more_than_the_limit_are_under_way() -> None:
    """The number in flight is counted, and so is its peak."""
    async with callers(limit=3) as them:
        await them.come("a", "b", "c", "d")

        assert them.let_in == ["a", "b", "c"]
        assert them.limiter.stats.in_flight == 3

        await them.go("b")

        assert them.let_in == ["a", "b", "c", "d"]
        assert (them.limiter.stats.in_flight, them.limiter.stats.peak_in_flight) == (3, 3)

        for name in ("a", "c", "d"):
            await them.go(name)
        await them.come("e")

        assert (them.limiter.stats.in_flight, them.limiter.stats.peak_in_flight) == (1, 3)


async def test_turns_are_as_far_apart_as_the_rate_says() -> None:
    """At 10 a second the limiter lets one through every tenth of a second."""
    async with callers(limit=9, rate=10.0) as them:
        await them.come("a", "b", "c")

        assert them.let_in == ["a"]
        assert not them.turns_taken["a"].bound

        await them.pass_by(0.05)

        assert them.let_in == ["a"]

        await them.pass_by(0.05)

        assert them.let_in == ["a", "b"]
        assert them.turns_taken["b"].bound

        await them.pass_by(0.1)

        assert them.let_in == ["a", "b", "c"]


async def test_a_timer_in_time_does_not_quicken_the_rate() -> None:
    """What is forgiven to a timer that is late is no present to one that is not: ten a second stay ten."""
    async with callers(limit=20, rate=10.0) as them:
        await them.come(*"abcdefghijklmno")
        await them.pass_by(0.98)

        assert them.let_in == list("abcdefghij")


async def test_a_pause_holds_everybody() -> None:
    """Nobody is let through before the pause ends, then all are, in order."""
    async with callers(limit=5) as them:
        them.limiter.pause(2.0)
        await them.come("a", "b")
        await them.come("c", again=True)
        await them.pass_by(1.9)

        assert them.let_in == []

        await them.pass_by(0.1)

        assert them.let_in == ["c", "a", "b"]


async def test_a_pause_is_no_longer_than_asked() -> None:
    """Two pauses at once last as long as the longer one; a shorter one shortens nothing."""
    async with callers(limit=5) as them:
        them.limiter.pause(2.0)
        them.limiter.pause(1.0)
        await them.come("a")
        await them.pass_by(1.5)

        assert them.let_in == []

        await them.pass_by(0.5)

        assert them.let_in == ["a"]


async def test_a_pause_that_begins_while_others_wait_holds_them() -> None:
    """The timer that was set for the rate does not let anybody through a pause."""
    async with callers(limit=5, rate=10.0) as them:
        await them.come("a", "b")
        them.limiter.pause(1.0)
        await them.pass_by(0.5)

        assert them.let_in == ["a"]

        await them.pass_by(0.5)

        assert them.let_in == ["a", "b"]


async def test_a_refusal_is_counted_and_slows() -> None:
    """429 makes the rate fall once for all that were under way; other answers do not."""
    async with callers(limit=5) as them:
        await them.come("a", "b", "c", "d")
        await them.pass_by(0.1)

        assert not await them.go("c", 500)
        assert await them.go("a", 429)
        assert not await them.go("b", 429)
        assert not await them.go("d", None)
        assert them.limiter.stats.throttled == 2
        assert them.limiter.pace.rate == 10


async def test_a_failing_service_does_not_show_what_it_could_serve() -> None:
    """Answers that were held back by the rate let it climb; failures of the service, however quick, do not."""
    async with callers(limit=5, rate=10.0) as them:
        await them.come("a", "b", "c")
        await them.pass_by(0.2)

        assert them.turns_taken["c"].bound

        await them.go("b", 503)
        await them.go("c", 500)

        assert them.limiter.pace.rate == 10.0

        await them.go("a")
        await them.come("d", "e")
        await them.pass_by(0.2)
        await them.go("e")

        assert (them.limiter.pace.rate or 0.0) > 10.0


@pytest.mark.parametrize(("rate", "held"), [(None, 0.1), (1000.0, 0.02)])
async def test_nobody_slips_through_before_a_refusal_is_read(rate: float | None, held: float) -> None:
    """After a 429 the next one waits for a turn at the new rate, and at least until all can have been paused."""
    async with callers(limit=5, rate=rate) as them:
        for number in range(16 if rate else 1):
            await them.come(f"{number}")
            await them.go(f"{number}", 200 if rate else None)
            await them.pass_by(0.001)
        await them.come("refused")
        await them.go("refused", 429)
        await them.come("next")
        await them.pass_by(held - 0.002)

        assert them.let_in[-1] == "refused"

        await them.pass_by(0.004)

        assert them.let_in[-1] == "next"

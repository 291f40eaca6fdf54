"""Leaving the limiter before one's turn: cancelled, or turned away at the end."""

import asyncio

import pytest
from fake_clock import turns
from hypothesis import given, strategies as st
from limiter_callers import Callers, callers

from amazon_music_async._calls.limiter import Limiter
from amazon_music_async.errors import ClientClosed


async def test_a_call_cancelled_in_the_queue_leaves_no_gap() -> None:
    """The next in line gets the turn, and nothing is left behind."""
    async with callers() as them:
        await them.come("a", "b", "c")
        await them.lose("b")
        await them.go("a")

        assert them.let_in == ["a", "c"]

        await them.go("c")

        assert (them.limiter.stats.in_flight, them.waiting) == (0, 0)


async def test_a_call_cancelled_with_a_turn_in_hand_gives_it_back() -> None:
    """Cancelled between being let through and noticing it: the turn goes to the next."""
    async with callers() as them:
        await them.come("a", "b", "c")
        them.limiter.succeeded(them.turns_taken.pop("a"))  # b has its turn, and has not run since
        await them.lose("b")
        await turns(3)

        assert them.let_in == ["a", "c"]
        assert them.limiter.stats.in_flight == 1


async def test_a_call_cancelled_in_a_pause_keeps_no_other_waiting() -> None:
    """Without anybody left the timer is dropped."""
    async with callers(rate=0.2) as them:
        await them.come("first")
        await them.go("first")
        await them.come("a")

        assert len(them.clock.pending) == 1

        await them.lose("a")

        assert (them.clock.pending, them.waiting) == ([], 0)


async def test_closing_turns_away_all_who_wait() -> None:
    """Queued, resting, or about to come: all end at once, and nothing is left behind."""
    async with callers() as them:
        await them.come("a", "b")
        await them.come("c", again=True)
        sleep = asyncio.create_task(them.limiter.sleep(30.0))
        await turns(3)
        them.limiter.close(lambda: ClientClosed("closed"))
        await them.come("d")
        gone = await asyncio.gather(
            them.tasks["b"], them.tasks["c"], them.tasks["d"], sleep, them.limiter.sleep(1.0), return_exceptions=True
        )

        assert [str(error) for error in gone] == ["closed"] * 5
        assert {type(error) for error in gone} == {ClientClosed}
        assert (them.waiting, them.clock.pending) == (0, [])

        await them.go("a")

        assert them.limiter.stats.in_flight == 0


async def test_closing_takes_a_turn_back_that_nobody_has_noticed() -> None:
    """A caller let through in the same turn of the loop as the end is turned away as well."""
    async with callers() as them:
        await them.come("a", "b")
        them.limiter.succeeded(them.turns_taken.pop("a"))
        them.limiter.close(lambda: ClientClosed("closed"))

        with pytest.raises(ClientClosed):
            await them.tasks["b"]

        assert them.limiter.stats.in_flight == 0


async def test_closing_harms_nobody_who_has_just_left() -> None:
    """A waiter that was cancelled, or a sleep that has just ended, is left alone."""
    async with callers() as them:
        await them.come("a", "b")
        sleep = asyncio.create_task(them.limiter.sleep(1.0))
        await turns(3)
        them.clock.advance(1.0)
        them.tasks["b"].cancel()
        them.limiter.close(lambda: ClientClosed("closed"))

        await sleep
        with pytest.raises(asyncio.CancelledError):
            await them.tasks["b"]


async def test_a_rest_holds_one_caller_only() -> None:
    """Others go on meanwhile; a cancelled sleep leaves no timer."""
    async with callers() as them:
        sleep = asyncio.create_task(them.limiter.sleep(2.0))
        await them.come("a")

        assert them.let_in == ["a"]
        assert not sleep.done()

        await them.pass_by(2.0)

        assert sleep.done()

        lost = asyncio.create_task(them.limiter.sleep(2.0))
        await turns(3)
        lost.cancel()
        await turns(3)

        assert (them.clock.pending, them.waiting) == ([], 0)


async def test_a_rest_is_woken_once() -> None:
    """A timer that comes late, after the sleep was cancelled, harms nobody."""
    async with callers() as them:
        sleep = asyncio.create_task(them.limiter.sleep(2.0))
        await turns(3)
        sleep.cancel()
        them.clock.advance(2.0)

        with pytest.raises(asyncio.CancelledError):
            await sleep


async def test_without_a_clock_the_event_loop_is_the_clock() -> None:
    """Outside of tests time is the event loop's."""
    limiter = Limiter(2)

    turn = await limiter.acquire()
    await limiter.sleep(0.001)

    assert turn.sent_at <= limiter.now() == pytest.approx(asyncio.get_running_loop().time(), abs=1.0)


Step = tuple[str, int, float]

STEPS = st.lists(
    st.tuples(
        st.sampled_from(["come", "again", "go", "refuse", "pause", "fail", "lose", "cut", "pass"]),
        st.integers(0, 9),
        st.floats(0, 3),
    ),
    max_size=60,
)


async def follow(them: Callers, steps: list[Step]) -> int:
    """Do what ``steps`` say; how many came."""
    came = 0
    for what, number, seconds in steps:
        inside, outside = list(them.turns_taken), [name for name, task in them.tasks.items() if not task.done()]
        if what in {"come", "again"}:
            came += 1
            await them.come(str(came), user=number, again=what == "again")
        elif what == "go" and inside:
            await them.go(inside[number % len(inside)])
        elif what in {"refuse", "pause"} and inside:
            await them.refuse(inside[number % len(inside)], number, seconds if what == "pause" else None)
        elif what == "fail" and inside:
            del them.turns_taken[inside[number % len(inside)]]
            them.limiter.release()
            await turns(3)
        elif what == "cut" and inside and outside:
            them.limiter.succeeded(them.turns_taken.pop(inside[number % len(inside)]))
            await them.lose(outside[number % len(outside)])
        elif what == "lose" and outside:
            await them.lose(outside[number % len(outside)])
        elif what == "pass":
            await them.pass_by(seconds)

        assert them.limiter.stats.in_flight == len(them.turns_taken) <= them.limit
    return came


@given(limit=st.integers(1, 3), steps=STEPS)
def test_on_any_schedule_the_limit_holds_and_everybody_gets_through(limit: int, steps: list[Step]) -> None:
    """Never more than the limit; whoever is not cancelled gets a turn; no turn and no timer is lost."""

    async def play() -> None:
        async with callers(limit) as them:
            came = await follow(them, steps)
            for _ in range(4 * came + 4):
                for name in list(them.turns_taken):
                    await them.go(name)
                await them.pass_by(30.0)
            lost = sum(task.cancelled() for task in them.tasks.values())

            assert len(them.let_in) + lost == came
            assert (them.limiter.stats.in_flight, them.waiting, them.clock.pending) == (0, 0, [])

    asyncio.run(play())

# pyright: reportPrivateUsage=false
"""Where requests wait for their turn."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress

import pytest
from attrs import define, field
from fake_clock import FakeClock, turns
from hypothesis import given
from hypothesis import strategies as st

from amazon_music_async._gate import Gate, Turn
from amazon_music_async._pace import Pace
from amazon_music_async.errors import ClientClosed


@define(eq=False)
class Callers:
    """Callers of a gate, who note when they get their turn."""

    limit: int = 1
    rate: float | None = None
    clock: FakeClock = field(factory=lambda: FakeClock(runs=False))
    let_in: list[str] = field(factory=list[str])
    turns_taken: dict[str, Turn] = field(factory=dict[str, Turn])
    tasks: dict[str, "asyncio.Task[None]"] = field(factory=dict[str, "asyncio.Task[None]"])
    gate: Gate = field(init=False)

    def __attrs_post_init__(self) -> None:
        """Open the gate."""
        self.gate = Gate(self.limit, clock=self.clock, pace=Pace(rate=self.rate))

    async def come(self, *names: str, again: bool = False) -> None:
        """Let callers come one after the other, and go as far as they can."""
        for name in names:
            self.tasks[name] = asyncio.create_task(self._enter(name, again=again))
            await turns(3)

    async def _enter(self, name: str, *, again: bool) -> None:
        self.turns_taken[name] = await self.gate.enter(again=again)
        self.let_in.append(name)

    async def go(self, name: str, status: int | None = 200) -> bool:
        """Let a caller give its turn back."""
        slowed = self.gate.leave(self.turns_taken.pop(name), status)
        await turns(3)
        return slowed

    async def pass_by(self, seconds: float) -> None:
        """Let time pass."""
        self.clock.advance(seconds)
        await turns(3)

    async def lose(self, name: str) -> None:
        """Cancel a caller."""
        self.tasks[name].cancel()
        with suppress(asyncio.CancelledError):
            await self.tasks[name]

    @property
    def waiting(self) -> int:
        """How many futures the gate still holds."""
        return len(self.gate._again) + len(self.gate._fresh) + len(self.gate._resting)


@asynccontextmanager
async def callers(limit: int = 1, rate: float | None = None) -> AsyncGenerator[Callers]:
    """Callers of a gate, none of whom is left behind."""
    those = Callers(limit, rate)
    yield those
    for task in those.tasks.values():
        task.cancel()
    await asyncio.gather(*those.tasks.values(), return_exceptions=True)


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


async def test_no_more_than_the_limit_are_under_way() -> None:
    """The number in flight is counted, and so is its peak."""
    async with callers(limit=3) as them:
        await them.come("a", "b", "c", "d")

        assert them.let_in == ["a", "b", "c"]
        assert them.gate.stats.in_flight == 3

        await them.go("b")

        assert them.let_in == ["a", "b", "c", "d"]
        assert (them.gate.stats.in_flight, them.gate.stats.peak_in_flight) == (3, 3)


async def test_turns_are_as_far_apart_as_the_rate_says() -> None:
    """At 10 a second the gate lets one through every tenth of a second."""
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


async def test_a_pause_holds_everybody() -> None:
    """Nobody is let through before the pause ends, then all are, in order."""
    async with callers(limit=5) as them:
        them.gate.pause(2.0)
        await them.come("a", "b")
        await them.come("c", again=True)
        await them.pass_by(1.9)

        assert them.let_in == []

        await them.pass_by(0.1)

        assert them.let_in == ["c", "a", "b"]


async def test_a_pause_is_no_longer_than_asked() -> None:
    """Two pauses at once last as long as the longer one; a shorter one shortens nothing."""
    async with callers(limit=5) as them:
        them.gate.pause(2.0)
        them.gate.pause(1.0)
        await them.come("a")
        await them.pass_by(1.5)

        assert them.let_in == []

        await them.pass_by(0.5)

        assert them.let_in == ["a"]


async def test_a_pause_that_begins_while_others_wait_holds_them() -> None:
    """The timer that was set for the rate does not let anybody through a pause."""
    async with callers(limit=5, rate=10.0) as them:
        await them.come("a", "b")
        them.gate.pause(1.0)
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
        assert them.gate.stats.throttled == 2
        assert them.gate.pace.rate == 10


async def test_who_is_cancelled_in_the_queue_leaves_no_gap() -> None:
    """The next in line gets the turn, and nothing is left behind."""
    async with callers() as them:
        await them.come("a", "b", "c")
        await them.lose("b")
        await them.go("a")

        assert them.let_in == ["a", "c"]

        await them.go("c")

        assert (them.gate.stats.in_flight, them.waiting) == (0, 0)


async def test_who_is_cancelled_with_a_turn_in_hand_gives_it_back() -> None:
    """Cancelled between being let through and noticing it: the turn goes to the next."""
    async with callers() as them:
        await them.come("a", "b", "c")
        them.gate.leave(them.turns_taken.pop("a"), 200)  # b has its turn, and has not run since
        await them.lose("b")
        await turns(3)

        assert them.let_in == ["a", "c"]
        assert them.gate.stats.in_flight == 1


async def test_who_is_cancelled_in_a_pause_keeps_nobody_waiting() -> None:
    """Without anybody left the timer is dropped."""
    async with callers() as them:
        them.gate.pause(5.0)
        await them.come("a")

        assert len(them.clock.pending) == 1

        await them.lose("a")

        assert (them.clock.pending, them.waiting) == ([], 0)


async def test_closing_turns_away_all_who_wait() -> None:
    """Queued, resting, or about to come: all end at once, and nothing is left behind."""
    async with callers() as them:
        await them.come("a", "b")
        await them.come("c", again=True)
        rest = asyncio.create_task(them.gate.rest(30.0))
        await turns(3)
        them.gate.close(lambda: ClientClosed("closed"))
        await them.come("d")
        gone = await asyncio.gather(
            them.tasks["b"], them.tasks["c"], them.tasks["d"], rest, them.gate.rest(1.0), return_exceptions=True
        )

        assert [str(error) for error in gone] == ["closed"] * 5
        assert {type(error) for error in gone} == {ClientClosed}
        assert (them.waiting, them.clock.pending) == (0, [])

        await them.go("a")

        assert them.gate.stats.in_flight == 0


async def test_closing_takes_a_turn_back_that_nobody_has_noticed() -> None:
    """A caller let through in the same turn of the loop as the end is turned away as well."""
    async with callers() as them:
        await them.come("a", "b")
        them.gate.leave(them.turns_taken.pop("a"), 200)
        them.gate.close(lambda: ClientClosed("closed"))

        with pytest.raises(ClientClosed):
            await them.tasks["b"]

        assert them.gate.stats.in_flight == 0


async def test_closing_harms_nobody_who_has_just_left() -> None:
    """A waiter that was cancelled, or a rest that has just ended, is left alone."""
    async with callers() as them:
        await them.come("a", "b")
        rest = asyncio.create_task(them.gate.rest(1.0))
        await turns(3)
        them.clock.advance(1.0)
        them.tasks["b"].cancel()
        them.gate.close(lambda: ClientClosed("closed"))

        await rest
        with pytest.raises(asyncio.CancelledError):
            await them.tasks["b"]


async def test_a_rest_holds_one_caller_only() -> None:
    """Others go on meanwhile; a cancelled rest leaves no timer."""
    async with callers() as them:
        rest = asyncio.create_task(them.gate.rest(2.0))
        await them.come("a")

        assert them.let_in == ["a"]
        assert not rest.done()

        await them.pass_by(2.0)

        assert rest.done()

        lost = asyncio.create_task(them.gate.rest(2.0))
        await turns(3)
        lost.cancel()
        await turns(3)

        assert (them.clock.pending, them.waiting) == ([], 0)


async def test_a_rest_is_woken_once() -> None:
    """A timer that comes late, after the rest was cancelled, harms nobody."""
    async with callers() as them:
        rest = asyncio.create_task(them.gate.rest(2.0))
        await turns(3)
        rest.cancel()
        them.clock.advance(2.0)

        with pytest.raises(asyncio.CancelledError):
            await rest


async def test_without_a_clock_the_event_loop_is_the_clock() -> None:
    """Outside of tests time is the event loop's."""
    gate = Gate(2)
    gate.pause(0.001)

    turn = await gate.enter()
    await gate.rest(0.001)

    assert turn.sent_at <= gate.now() == pytest.approx(asyncio.get_running_loop().time(), abs=1.0)


Step = tuple[str, int, float]

STEPS = st.lists(
    st.tuples(
        st.sampled_from(["come", "again", "go", "refuse", "lose", "cut", "pass", "pause"]),
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
            await them.come(str(came), again=what == "again")
        elif what in {"go", "refuse"} and inside:
            await them.go(inside[number % len(inside)], 429 if what == "refuse" else 200)
        elif what == "cut" and inside and outside:
            them.gate.leave(them.turns_taken.pop(inside[number % len(inside)]), 200)
            await them.lose(outside[number % len(outside)])
        elif what == "lose" and outside:
            await them.lose(outside[number % len(outside)])
        elif what == "pass":
            await them.pass_by(seconds)
        elif what == "pause":
            them.gate.pause(seconds)

        assert them.gate.stats.in_flight == len(them.turns_taken) <= them.limit
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
                await them.pass_by(3.0)
            lost = sum(task.cancelled() for task in them.tasks.values())

            assert len(them.let_in) + lost == came
            assert (them.gate.stats.in_flight, them.waiting, them.clock.pending) == (0, 0, [])

    asyncio.run(play())

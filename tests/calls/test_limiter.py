# pyright: reportPrivateUsage=false
"""Where requests wait for their turn."""

import asyncio

import pytest
from limiter_callers import callers

from amazon_music_async.errors import ClientClosed


async def test_first_come_first_served() -> None:
    """Callers get their turn in the order in which they came."""
    async with callers() as them:
        await them.come("a", "b", "c")
        await them.go("a")
        await them.go("b")

        assert them.let_in == ["a", "b", "c"]


async def test_a_request_that_is_sent_again_goes_first() -> None:
    """A request that was already sent came before those that still wait, among its like in order."""
    async with callers() as them:
        await them.come("a", "fresh")
        await them.come("again 1", "again 2", again=True)
        for name in ("a", "again 1", "again 2"):
            await them.go(name)

        assert them.let_in == ["a", "again 1", "again 2", "fresh"]


async def test_no_call_overtakes_one_that_waits() -> None:
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
async def test_no_call_overtakes_one_that_waits_for_a_late_timer(again: bool) -> None:
    """A busy program looks at its timers late: the time has come, and nobody who waits was let in yet."""
    async with callers(limit=3, rate=1.0) as them:
        await them.come("first")
        await them.come("a", again=again)
        them.clock.now += 1.0
        await them.come("b")

        assert them.let_in == ["first", "a"]


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

        await them.pass_by(0.051)

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


async def test_a_pause_that_is_asked_of_the_only_user_holds_everybody() -> None:
    """Nobody is let through before the pause ends; then the first who waits."""
    async with callers(limit=5) as them:
        await them.come("refused", "a", "b")
        await them.come("c", "d", "e")
        for name in ("refused", "a", "b"):
            await them.refuse(name, retry_after=2.0)
        await them.pass_by(1.9)

        assert them.let_in == ["refused", "a", "b", "c", "d"]

        await them.pass_by(0.2)

        assert them.let_in == ["refused", "a", "b", "c", "d", "e"]


async def test_a_pause_that_is_asked_of_one_user_holds_others_for_a_second() -> None:
    """Then another user's request is tried; if that user was served before, its refusal makes all wait in full."""
    async with callers(limit=5) as them:
        await them.come("a", user=1)
        await them.come("b", user=2)
        await them.pass_by(0.1)
        await them.refuse("a", 1, 20.0)
        await them.go("b", 2)
        await them.come("c", user=2)
        await them.pass_by(1.1)

        assert them.let_in == ["a", "b", "c"]

        await them.refuse("c", 2, 20.0)
        await them.come("d", user=3)
        await them.pass_by(19.0)

        assert them.let_in == ["a", "b", "c"]

        await them.pass_by(1.1)

        assert them.let_in == ["a", "b", "c", "d"]


async def test_users_who_were_never_served_do_not_confirm_a_pause() -> None:
    """Two users who are always refused make nobody else wait for more than a second after each."""
    async with callers(limit=5) as them:
        await them.come("a", user=1)
        await them.come("b", user=2)
        await them.refuse("a", 1, 20.0)
        await them.come("c", user=3)
        await them.pass_by(0.5)
        await them.refuse("b", 2, 20.0)
        await them.pass_by(1.1)

        assert them.let_in == ["a", "b", "c"]


async def test_a_user_refused_while_others_are_served_waits_alone() -> None:
    """The first refusal slows all; once others were served, the next one of that user is its own matter."""
    async with callers(limit=5) as them:
        await them.come("a", user=1)

        assert not await them.refuse("a", 1)

        await them.pass_by(1.0)
        await them.come("b", user=2)
        await them.go("b", 2)
        await them.pass_by(1.0)
        rate = them.limiter.rate.rate
        await them.come("a again", user=1)

        assert await them.refuse("a again", 1, 20.0)
        assert them.limiter.rate.rate == rate


async def test_only_the_users_answered_last_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of ten, the one whose answer is oldest is forgotten first: its next refusal counts as a first one."""
    monkeypatch.setattr("amazon_music_async._calls.limiter._REMEMBERED", 10)
    async with callers(limit=50) as them:
        for user in range(1, 13):
            await them.come(f"{user}", f"{user} again", user=user)
            await them.pass_by(2.0)
        for user in range(1, 12):
            await them.refuse(f"{user}", user)
        await them.go("12", 12)

        assert len(them.limiter._users) == 10
        assert not await them.refuse("1 again", 1)
        assert await them.refuse("11 again", 11)


async def test_a_user_who_is_told_to_stay_away_is_not_sent() -> None:
    """All its calls fail, those in the queue at once, until no more than their patience is left."""
    async with callers() as them:
        await them.come("a", "b", "c")
        await them.lose("c")
        them.limiter.shut(0, 3600.0, lambda left: ClientClosed(f"{left:.0f} s"))
        gone = await asyncio.gather(them.tasks["b"], them.limiter.acquire(), return_exceptions=True)

        assert [str(error) for error in gone] == ["3600 s", "3600 s"]

        await them.refuse("a")
        await them.pass_by(3571.0)
        await them.come("d", patience=28.0)
        await them.come("e", patience=30.0)

        assert them.let_in == ["a", "e"]
        with pytest.raises(ClientClosed, match="29 s"):
            await them.tasks["d"]


async def test_a_user_who_is_told_to_stay_away_stops_no_other() -> None:
    """Its calls leave the queue, wherever they are in it; others keep their places."""
    async with callers(limit=2) as them:
        await them.come("a", user=1)
        await them.come("b", user=2)
        await them.come("c", user=2)
        await them.come("d", user=1)
        await them.come("e", user=2, again=True)
        await them.come("f", user=1, again=True)
        them.limiter.shut(1, 3600.0, lambda left: ClientClosed(f"{left:.0f} s"))
        gone = await asyncio.gather(them.tasks["d"], them.tasks["f"], return_exceptions=True)

        assert [str(error) for error in gone] == ["3600 s", "3600 s"]

        await them.go("a")
        await them.go("b")

        assert them.let_in == ["a", "b", "e", "c"]


async def test_whose_patience_is_longer_stays_in_the_queue() -> None:
    """Two calls of one user may have different patience: only the one that would wait too long fails."""
    async with callers() as them:
        await them.come("a")
        await them.come("patient", patience=60.0)
        await them.come("hasty", patience=10.0)
        them.limiter.shut(0, 40.0, lambda left: ClientClosed(f"{left:.0f} s"))
        with pytest.raises(ClientClosed, match="40 s"):
            await them.tasks["hasty"]
        await them.go("a")

        assert them.let_in == ["a", "patient"]


async def test_only_users_who_must_still_stay_away_are_remembered() -> None:
    """A service with many users is not filled with those who were told so long ago."""
    async with callers() as them:
        for user, seconds in ((1, 60.0), (2, 90.0), (3, 3600.0)):
            them.limiter.shut(user, seconds, lambda left: ClientClosed(f"{left:.0f} s"))

        assert list(them.limiter._shut) == [1, 2, 3]

        await them.pass_by(90.0)
        them.limiter.shut(4, 60.0, lambda left: ClientClosed(f"{left:.0f} s"))

        assert list(them.limiter._shut) == [3, 4]


async def test_a_call_after_a_queue_that_gave_up_was_not_held_back() -> None:
    """The rate held a request that was cancelled; the next one comes a minute later and waits for nothing."""
    async with callers(rate=10.0) as them:
        await them.come("first")
        await them.go("first")
        await them.come("held")
        await them.lose("held")
        await them.pass_by(60.0)
        await them.come("later")

        assert not them.turns_taken["later"].bound


async def test_a_failing_service_does_not_show_what_it_could_serve() -> None:
    """What was lost or failed gives its turn back, and leaves the rate as it is."""
    async with callers() as them:
        await them.come("a", "b")
        await them.refuse("a")
        await them.pass_by(1.0)
        rate = them.limiter.rate.rate
        them.turns_taken.pop("b")
        them.limiter.release()

        assert them.limiter.rate.rate == rate
        assert them.limiter.stats.in_flight == 0

# pyright: reportPrivateUsage=false
"""How long a call waits before it is made again, and who waits with it."""

import asyncio
from contextlib import suppress
from typing import Any

import pytest
from fake_clock import FakeClock, turns
from fake_transport import TOKEN, FakeTransport, Reply, Sent, Tokens, answer, client, error, item, sent_by

from amazon_music_async import (
    AmazonMusic,
    APIError,
    BadRequest,
    ConnectionFailed,
    RateLimited,
    Retry,
    ServerError,
    TimedOut,
    Track,
)
from amazon_music_async.events import AttemptFinished, Event


async def test_pauses_are_drawn_by_the_policy() -> None:
    """Full jitter: half of 0.5, 1, 2 and 4 seconds with random numbers that are always a half."""
    transport = FakeTransport(lambda _: error(503), clock=FakeClock())
    async with client(transport) as music:
        with pytest.raises(ServerError) as caught:
            await music.tracks.get("A")

        assert caught.value.elapsed == pytest.approx(0.25 + 0.5 + 1 + 2)
        assert music.stats.waited == pytest.approx(3.75)

    assert caught.value.attempts == len(transport.sent) == 5
    assert str(caught.value).endswith("(after 5 attempts in 3.8 s)")


async def test_the_last_failure_leads_to_the_ones_before() -> None:
    """The chain of causes tells the story, each with its number and its time."""
    transport = FakeTransport(replies=[ConnectionFailed("lost"), error(502), TimedOut("late")])
    async with client(transport, retry=Retry(attempts=3)) as music:
        with pytest.raises(TimedOut) as caught:
            await music.tracks.get("A")

    second = caught.value.__cause__
    assert isinstance(second, ServerError)
    first = second.__cause__
    assert isinstance(first, ConnectionFailed)
    assert first.__cause__ is None
    assert [failure.attempts for failure in (first, second, caught.value)] == [1, 2, 3]
    assert [failure.elapsed for failure in (first, second, caught.value)] == pytest.approx([0, 0.25, 0.75])
    assert all(failure.__context__ is None for failure in (first, second, caught.value))


@pytest.mark.parametrize(("retry_after", "waited"), [("7", 7.25), ("0", 0.25), ("-3", 0.25), ("soon", 0.25)])
@pytest.mark.parametrize("status", [429, 503])
async def test_the_service_is_taken_at_its_word(status: int, retry_after: str, waited: float) -> None:
    """Retry-After is waited for, and a drawn pause after it; what cannot be read is as if nothing was said."""
    clock = FakeClock()
    transport = FakeTransport(replies=[error(status, retry_after=retry_after)], clock=clock)
    async with client(transport) as music:
        await music.tracks.get("A")

    assert clock.now - 1000 == pytest.approx(waited, abs=0.101)


@pytest.mark.parametrize("status", [429, 503])
async def test_a_pause_that_is_too_long_refuses_all_calls(status: int) -> None:
    """So say the failures of the call that was sent and of the next, which is not; a short pause refuses one call."""
    transport = FakeTransport(replies=[error(status, retry_after=after) for after in ("1", "31")])
    failures: list[APIError] = []
    async with client(transport, retry=Retry.none()) as music:
        for _ in range(3):
            with pytest.raises(APIError) as caught:
                await music.tracks.get("A")
            failures.append(caught.value)

    assert [failure.refuses_all for failure in failures] == [False, True, True]
    assert len(transport.sent) == 2


async def test_an_error_object_sent_with_200_paces_as_429_does() -> None:
    """The code says THROTTLED: the attempt counts as refused, is made again, and the event says 429."""
    throttled = answer(body=b'{"error": {"status": "429", "code": "THROTTLED", "message": "slower"}}')
    events: list[Event] = []
    async with client(FakeTransport(replies=[throttled, item("A")]), on_event=events.append) as music:
        assert (await music.tracks.get("A")).id == "A"
        assert music.stats.throttled == 1

    assert [event.status for event in events if isinstance(event, AttemptFinished)] == [429, 200]


async def test_the_rate_makes_nobody_wait_longer_than_the_longest_pause() -> None:
    """However often it refuses: with ``longest`` at a fifth of a second, ten attempts begin within two seconds."""
    clock = FakeClock()
    transport = FakeTransport(replies=[error(429)] * 9, clock=clock)
    async with client(transport, retry=Retry(attempts=10, first=0.01, longest=0.2)) as music:
        await music.tracks.get("A")

    assert clock.now - 1000 <= 9 * 0.2 + 0.001


async def test_a_date_to_wait_for_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """Retry-After as a date, against the wall clock."""
    clock = FakeClock()
    monkeypatch.setattr("time.time", clock.time)
    transport = FakeTransport(replies=[error(503, retry_after="Thu, 01 Jan 1970 00:16:48 GMT")], clock=clock)
    async with client(transport) as music:
        await music.tracks.get("A")

    assert clock.now == pytest.approx(1008.25)


REFUSALS = {
    "429": error(429, retry_after=31),
    "another code": error(429, retry_after=31, code="MAX_CONCURRENCY_REACHED"),
    "503": error(503, retry_after=31),
    "200": answer(body=b'{"error": {"code": "THROTTLED"}}', headers={"Retry-After": "31"}),
}


@pytest.mark.parametrize("refusal", REFUSALS.values(), ids=REFUSALS)
async def test_no_call_waits_longer_than_the_longest_pause(refusal: Reply) -> None:
    """Beyond ``longest`` the error is raised at once with ``retry_after``; later ones are not sent, and say when."""
    clock = FakeClock()
    transport = FakeTransport(replies=[refusal], clock=clock)
    async with client(transport) as music:
        with pytest.raises(APIError) as caught:
            await music.tracks.get("A")
        with pytest.raises(APIError, match=r"not sent: the service asked to wait until .* UTC") as later:
            await music.tracks.get("B")

        assert (caught.value.retry_after, later.value.retry_after) == (31, 31)

        clock.now += 2.0
        await music.tracks.get("B")

    assert len(transport.sent) == 2


async def test_a_user_who_must_stay_away_fails_at_once_and_others_are_served() -> None:
    """Retry-After: 3600 for one user: its calls fail, those in the queue too; others do not wait for an hour."""
    clock = FakeClock()

    def reply(sent: Sent) -> Reply:
        return error(429, retry_after=3600) if sent.token == "busy" else item(sent.path.removeprefix("tracks/"))

    transport = FakeTransport(reply, clock=clock, latency=0.05)
    async with client(transport, concurrency=1) as music:
        busy = music.as_user("busy")
        calls = [user.tracks.get(id) for id in "ABC" for user in (busy, music)]
        got = await asyncio.gather(*calls, return_exceptions=True)

        assert [failure.retry_after for failure in got[::2] if isinstance(failure, RateLimited)] == [3600] * 3
        assert [track.id for track in got[1::2] if isinstance(track, Track)] == ["A", "B", "C"]
        assert sum(sent.token == "busy" for sent in transport.sent) == 1
        assert clock.now - 1000 < 2


async def test_a_refusal_pauses_all_callers() -> None:
    """After a 429 nobody sends before the pause is over, also not who had not been refused."""
    clock = FakeClock()
    times: list[float] = []

    def reply(_: object) -> Reply:
        times.append(clock.now)
        return error(429, retry_after=5) if len(times) == 1 else item("A")

    async with client(FakeTransport(reply, clock=clock), concurrency=1) as music:
        await asyncio.gather(*(music.tracks.get(id) for id in ("A", "B", "C")))

    assert times[0] == 1000
    assert min(times[1:]) == 1005
    assert len(times) == 4


@pytest.mark.parametrize("options", [{"retry": Retry.none()}, {"retry": Retry(deadline=1.0)}])
async def test_a_refusal_that_ends_its_call_pauses_the_others_all_the_same(options: Any) -> None:
    """What the service asked for holds for the client, whether this call goes on or not."""
    clock = FakeClock()
    transport = FakeTransport(replies=[error(429, retry_after=5)], clock=clock)
    async with client(transport, **options) as music:
        with pytest.raises(RateLimited):
            await music.tracks.get("A")

        assert clock.now == 1000

        await music.tracks.get("B")

    assert clock.now == 1005


async def test_of_several_refused_together_the_first_slows_the_others() -> None:
    """Each rests as its own policy says; the rate falls once."""
    transport = FakeTransport(replies=[error(429)] * 4, clock=FakeClock(), latency=0.05)
    async with client(transport) as music:
        await asyncio.gather(*(music.tracks.get(f"B{number}") for number in range(4)))

        assert music.stats.throttled == 4
        assert music.stats.requests == 8


async def test_another_failure_makes_one_call_wait() -> None:
    """A 503 that does not say when to return holds nobody but the call that met it."""
    transport = FakeTransport(replies=[error(503)], clock=FakeClock())
    async with client(transport) as music:
        slow = asyncio.create_task(music.tracks.get("A"))
        await asyncio.sleep(0)
        await music.tracks.get("B")

        assert not slow.done()

        await slow

    assert [path for _, path in sent_by(transport)] == ["tracks/A", "tracks/B", "tracks/A"]


async def test_the_deadline_counts_attempts_and_pauses() -> None:
    """No attempt begins, and none lasts, beyond the deadline."""
    transport = FakeTransport(lambda _: error(503), clock=FakeClock(), latency=3.0)
    async with client(transport, retry=Retry(attempts=99, first=4.0, deadline=10.0), timeout=5.0) as music:
        with pytest.raises(ServerError) as caught:
            await music.tracks.get("A")

    # 3 s, a pause of 2 s, 3 s: a pause of 4 s would end too late.
    assert caught.value.elapsed == pytest.approx(8)
    assert [sent.seconds for sent in transport.sent] == [5.0, 5.0]


async def test_the_last_attempt_has_only_the_time_that_is_left() -> None:
    """The time-out of an attempt shrinks with the deadline."""
    transport = FakeTransport(replies=[error(503)], clock=FakeClock(), latency=3.0)
    async with client(transport, retry=Retry(first=4.0, deadline=9.0)) as music:
        await music.tracks.get("A")

    assert [sent.seconds for sent in transport.sent] == [9.0, 4.0]


async def test_queueing_does_not_count_for_the_deadline() -> None:
    """The deadline starts at the first send: ten calls of 3 seconds, one after the other, all arrive."""
    clock = FakeClock()
    transport = FakeTransport(clock=clock, latency=3.0)
    async with client(transport, concurrency=1, retry=Retry(deadline=4.0)) as music:
        await asyncio.gather(*(music.tracks.get(f"B{number}") for number in range(10)))

    assert clock.now == 1030
    assert {sent.seconds for sent in transport.sent} == {4.0}


async def test_a_failure_tells_its_time_from_the_first_send() -> None:
    """Time in the queue before it is nobody's fault."""
    clock = FakeClock()
    transport = FakeTransport(replies=[item("A"), error(400)], clock=clock, latency=3.0)
    async with client(transport, concurrency=1) as music:
        first = asyncio.create_task(music.tracks.get("A"))
        await asyncio.sleep(0)
        with pytest.raises(BadRequest) as caught:
            await music.tracks.get("B")
        await first

    assert (caught.value.attempts, caught.value.elapsed) == (1, 3.0)


@pytest.mark.parametrize(
    ("refusals", "concurrency", "held"),
    [
        ([error(503, retry_after=5)], 1, 5.1),
        ([error(429, retry_after=5)], 1, 5.1),
        ([error(429, retry_after=1), error(429, retry_after=9)], 2, 9.1),
    ],
    ids=["unavailable", "too many", "the second asks for more"],
)
async def test_a_user_who_was_not_refused_waits_only_where_all_must(
    refusals: list[Reply], concurrency: int, held: float
) -> None:
    """Too many requests are everybody's affair, each refusal at its word, and so is a 503 that says when to return."""
    clock = FakeClock()
    sent_at: dict[str, float] = {}

    def noted(sent: Sent) -> float:
        sent_at.setdefault(sent.path, clock.now - 1000)
        return 0.1

    transport = FakeTransport(replies=refusals, clock=clock, latency=noted)
    async with client(transport, concurrency=concurrency) as music:
        await asyncio.gather(*map(music.tracks.get, "ABC"))

    assert held <= sent_at["tracks/C"] + 1e-6 < held + 0.5


async def test_another_code_than_throttled_is_no_sign_of_the_rate() -> None:
    """MAX_CONCURRENCY_REACHED with 429 makes one call wait, and no rate is learned from it."""
    reached = answer(429, body=b'{"error": {"status": "429", "code": "MAX_CONCURRENCY_REACHED", "message": "two"}}')
    async with client(FakeTransport(replies=[reached, item("A")], clock=FakeClock())) as music:
        await music.tracks.get("A")

        assert music.stats.rate is None
        assert music.stats.throttled == 1


async def test_views_with_one_token_are_one_user() -> None:
    """A view made for each request is told from no other; a pause that is asked of it holds for all of them in full."""
    clock = FakeClock()
    transport = FakeTransport(replies=[error(429, retry_after=5)], clock=clock)
    async with client(transport) as music:
        refused = asyncio.create_task(music.as_user(TOKEN).tracks.get("A"))
        await turns()
        await music.tracks.get("B")
        await refused

        assert clock.now - 1000 >= 5


async def test_a_user_whose_token_is_renewed_stays_the_same() -> None:
    """Who renews it is known by the token source, not by the token."""
    transport = FakeTransport(replies=[error(401), item("A")], clock=FakeClock())
    async with client(transport, auth=Tokens(["old", "new"])) as music:
        await music.tracks.get("A")
        await music.with_options(timeout=1.0).tracks.get("B")

        assert music._sender.state.limiter.rate.alone


@pytest.mark.parametrize("retry_after", [None, 20])
async def test_no_user_is_starved_by_users_who_are_always_refused(retry_after: int | None) -> None:
    """Beside three of them, whoever calls first, a user who calls once a second is served most of the time."""
    clock = FakeClock()

    def reply(sent: Sent) -> Reply:
        return error(429, retry_after=retry_after) if sent.token.startswith("bad") else item("A")

    async def call(music: AmazonMusic) -> int:
        served = 0
        while clock.now < 1060:
            with suppress(RateLimited):
                served += bool(await music.tracks.get("A"))
            await clock.sleep(1.0)
        return served

    async with client(FakeTransport(reply, clock=clock, latency=0.05), concurrency=16) as music:
        users = [f"bad {number}" for number in range(3)] + [f"good {number}" for number in range(10)]
        served = await asyncio.gather(*(call(music.as_user(user.replace(" ", "-"))) for user in users))

    assert served[:3] == [0, 0, 0]
    assert sum(served[3:]) >= 0.6 * 10 * 60 / 1.05

# pyright: reportPrivateUsage=false
"""A rate that processes share: what each of them does."""

import asyncio
import logging
from collections.abc import Generator
from typing import Any

import pytest
import servers
from fake_clock import FakeClock, turns
from fake_transport import FakeTransport
from redis.asyncio import Redis
from timed_redis import TimedRedis, timed_redis

from amazon_music_async import AmazonMusic, RateNotShared, RedisRate
from amazon_music_async.events import Event


@pytest.fixture
def redis(redis_server: servers.RedisServer) -> Generator[TimedRedis]:
    """An empty Redis with the clock of the event loop."""
    with timed_redis(redis_server) as empty:
        yield empty


@pytest.fixture
async def clock(monkeypatch: pytest.MonkeyPatch) -> FakeClock:
    """A clock that nobody waits for, and random numbers that are none."""
    monkeypatch.setattr("random.random", lambda: 0.5)
    clock = FakeClock()
    clock.take_over()
    return clock


async def test_each_process_waits_once_for_its_turn(redis: TimedRedis, clock: FakeClock) -> None:
    """Turns are a gap apart, whoever takes them, at one round trip each."""
    rates = [RedisRate(redis, hint=5.0) for _ in range(3)]
    start, times = clock.now, list[float]()

    async def take(rate: RedisRate) -> None:
        await rate.acquire()
        times.append(clock.now - start)

    await asyncio.gather(*(take(rate) for rate in rates))

    assert times == pytest.approx([0.0, 0.2, 0.4], abs=1e-5)
    assert redis.asked == 3


async def test_two_clients_of_a_process_reserve_one_turn_at_a_time(redis: TimedRedis, clock: FakeClock) -> None:
    """So little is promised when a refusal comes."""
    rate = RedisRate(redis, hint=5.0)
    await rate.acquire()
    waiting = [asyncio.create_task(rate.acquire()) for _ in range(2)]
    clock.runs = False
    await turns(40)

    assert redis.asked <= 2

    clock.advance(0.2)
    await turns(40)

    assert redis.asked <= 3

    for task in waiting:
        task.cancel()
    await asyncio.wait(waiting)


async def test_answers_travel_with_the_next_turn(redis: TimedRedis, clock: FakeClock) -> None:
    """The rate grows from them."""
    rate = RedisRate(redis, hint=5.0)
    for _ in range(60):
        rate.succeeded(await rate.acquire())

    assert redis.asked == 60
    assert rate.rate is not None
    assert rate.rate > 20.0


async def test_the_next_turn_is_asked_for_late(redis: TimedRedis, clock: FakeClock) -> None:
    """While others have theirs: half of the time that passes between two turns."""
    rate = RedisRate(redis, hint=1.0)
    await rate.acquire()
    await rate.acquire()
    before = clock.now
    await rate.acquire()

    assert redis.now - before == pytest.approx(0.5, abs=1e-3)
    assert clock.now - before == pytest.approx(1.0, abs=1e-3)


async def test_the_first_answer_after_a_fall_is_told_at_once(redis: TimedRedis, clock: FakeClock) -> None:
    """The others wait for it, so nothing is put off."""
    rate = RedisRate(redis, hint=1.0)
    await rate.refused(await rate.acquire(), None)
    turn = await rate.acquire()
    before = clock.now
    rate.succeeded(turn)
    asking = asyncio.create_task(rate.acquire())
    clock.runs = False
    await turns(5)

    assert redis.asked == 4
    assert clock.now == before

    asking.cancel()
    await asyncio.wait([asking])


async def test_a_refusal_lowers_the_rate_of_all_and_its_pause_is_theirs(redis: TimedRedis, clock: FakeClock) -> None:
    """Another process gets its turn after the pause."""
    rates = [RedisRate(redis, hint=5.0) for _ in range(2)]
    await rates[0].refused(await rates[0].acquire(), 3.0)
    before = clock.now
    await rates[1].acquire()

    assert clock.now - before == pytest.approx(3.0, abs=1e-3)
    assert rates[1].rate == rates[0].rate


async def test_while_nothing_is_served_a_process_asks_again(redis: TimedRedis, clock: FakeClock) -> None:
    """It gets its turn after the probe of another."""
    first, second = RedisRate(redis), RedisRate(redis)
    await first.refused(await first.acquire(), None)
    await clock.sleep(20.0)
    await first.acquire()
    probing = asyncio.create_task(first.acquire())
    await turns(5)
    before = redis.asked
    await second.acquire()
    await probing

    assert redis.asked - before >= 2


async def test_without_redis_each_process_goes_on_with_its_part(
    redis: TimedRedis, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    """It says so once, not the first turn at the same time as the others."""
    events: list[Event] = []
    rate, other = RedisRate(redis, hint=8.0, on_event=events.append), RedisRate(redis)
    await other.acquire()
    await rate.acquire()
    redis.away = True
    before = clock.now
    with caplog.at_level(logging.WARNING, "amazon_music_async"):
        turn = await rate.acquire()
        rate.succeeded(turn)
        first = clock.now - before
        rate.succeeded(await rate.acquire())

        second = clock.now - before - first
        await clock.sleep(2.0)
        await rate.acquire()  # asks Redis again, in vain

    assert first == pytest.approx(0.05 + 0.1, abs=0.06)
    assert second == pytest.approx(1 / 5.0, abs=0.01)
    assert events == [RateNotShared(error="ConnectionError: nobody listens", rate=5.0)]
    assert len(caplog.records) == 1
    assert rate.rate == pytest.approx(10.0, abs=0.5)


async def test_a_refusal_without_redis_lowers_the_part(redis: TimedRedis, clock: FakeClock) -> None:
    """Whether its turn was given by Redis or not."""
    rate = RedisRate(redis, hint=8.0)
    turn = await rate.acquire()
    redis.away = True
    await rate.refused(turn, None)
    lower = rate.rate
    turn = await rate.acquire()
    rate.succeeded(turn)
    await rate.refused(await rate.acquire(), None)

    assert lower == pytest.approx(0.8 * 8.0)
    assert rate.rate is not None
    assert rate.rate < 0.8 * 8.0


async def test_redis_is_asked_again_after_a_second(redis: TimedRedis, clock: FakeClock) -> None:
    """When it is back, its rate is that of all; restarted, it begins with what the processes found meanwhile."""
    events: list[Event] = []
    rate = RedisRate(redis, hint=20.0, on_event=events.append)
    await rate.acquire()
    redis.away = True
    for _ in range(10):
        rate.succeeded(await rate.acquire())
    found = rate.rate
    redis.forget()
    redis.away = False
    before = redis.asked
    await clock.sleep(1.1)
    await rate.acquire()

    assert redis.asked == before + 1
    assert rate._own is None
    assert rate.rate == pytest.approx(found)

    redis.away = True
    await rate.acquire()

    assert len(events) == 2


class Silent:
    """A server that does not answer."""

    async def eval(self, script: str, numkeys: int, /, *keys_and_args: object) -> str:
        """Wait for ever."""
        await asyncio.Event().wait()
        return ""


async def test_a_server_that_does_not_answer_is_away(clock: FakeClock) -> None:
    """After half a second."""
    events: list[Event] = []
    rate = RedisRate(Silent(), on_event=events.append)
    before = clock.now
    await rate.acquire()

    assert clock.now - before == pytest.approx(0.5, abs=0.11)
    assert events == [RateNotShared(error="TimeoutError: ", rate=10.0)]


class Refusing:
    """A server that refuses the password, asked by a client that tries again until its time is over."""

    async def eval(self, script: str, numkeys: int, /, *keys_and_args: object) -> str:
        """Wait before the next attempt."""
        try:
            self._connect()
        except ConnectionError:
            await asyncio.Event().wait()
        return ""

    def _connect(self) -> None:
        raise ConnectionError("invalid username-password pair")


async def test_the_reason_of_attempts_in_vain_is_told(clock: FakeClock) -> None:
    """A wrong password is named, not that the time was over."""
    events: list[Event] = []
    await RedisRate(Refusing(), on_event=events.append).acquire()

    assert events == [RateNotShared(error="ConnectionError: invalid username-password pair", rate=10.0)]


@pytest.mark.parametrize("decode", [False, True], ids=["bytes", "str"])
async def test_a_client_has_the_rate_that_redis_keeps(redis_server: servers.RedisServer, decode: bool) -> None:
    """With a real server, its own clock, and either kind of client."""
    async with Redis(unix_socket_path=redis_server.socket, decode_responses=decode) as redis:
        await redis.eval("redis.call('FLUSHALL')", 0)
        rate = RedisRate(redis, name="mine", hint=50.0, most=60.0)
        async with AmazonMusic("token", api_key="key", transport=FakeTransport(), rate=rate) as music:
            await music.tracks.get_many(f"B{number}" for number in range(400))

            assert music.stats.rate == rate.rate == pytest.approx(50.0, rel=0.01)
            assert await redis.exists("{mine}", "{mine}:processes") == 2

    assert repr(rate) == f"RedisRate('{{mine}}', rate={rate.rate})"


@pytest.mark.parametrize(
    ("options", "error", "words"),
    [
        ({"redis": None}, TypeError, "redis is an asyncio client of Redis, not NoneType"),
        ({"name": 1}, TypeError, "name= is a str, not int"),
        ({"name": ""}, ValueError, "name= is empty"),
        ({"most": 0}, ValueError, "most= must be more than 0"),
        ({"hint": "5"}, TypeError, "hint= is a number of requests a second, not str"),
        ({"on_event": 1}, TypeError, "on_event= is a plain function"),
    ],
)
def test_wrong_use_is_named(options: dict[str, Any], error: type[Exception], words: str) -> None:
    """Before anything is asked."""
    with pytest.raises(error, match=words):
        RedisRate(**(dict[str, Any](redis=Silent()) | options))

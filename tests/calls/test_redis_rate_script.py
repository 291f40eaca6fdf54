# pyright: reportPrivateUsage=false
"""The script that shares a rate, in a real Redis at times that a test says."""

from collections.abc import Generator
from random import Random

import pytest
import servers
from timed_redis import TimedRedis, timed_redis

from amazon_music_async._calls import adaptive_rate
from amazon_music_async._calls.adaptive_rate import AdaptiveRate


@pytest.fixture
def redis(redis_server: servers.RedisServer) -> Generator[TimedRedis]:
    """An empty Redis at the time 1000."""
    with timed_redis(redis_server) as empty:
        yield empty


def turn(redis: TimedRedis, process: str, *served: float, first: float = 10.0) -> float:
    """Reserve a turn for a process, which reports turns that were served; return when it is."""
    answers = [value for each in served for value in (each, 1)]
    return redis.ask(process, "", "", *answers, first=first)[1]


def refuse(redis: TimedRedis, process: str, refused: float, pause: float | str = "") -> float:
    """Report a refusal; return the rate."""
    return redis.ask(process, refused, pause)[4]


@pytest.mark.parametrize("seed", range(4))
def test_one_process_gets_the_turns_that_it_would_give_itself(
    redis: TimedRedis, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From its first refusal on, the script is `AdaptiveRate`, in the form in which each fall is a whole one."""
    monkeypatch.setattr(adaptive_rate, "_LEAST_FALL", 1.0)
    random, rate, now = Random(seed), AdaptiveRate(), 1000.0
    answers: list[float] = []
    for number in range(300):
        redis.now = now
        due, bound = rate.opens_at, rate.opens_at > now
        _, sent_at, waited, _, learned, _ = redis.ask("a", "", "", *answers)

        assert waited == bound
        assert sent_at == pytest.approx(max(now, due), abs=2e-3)
        assert learned == pytest.approx(rate.rate or 10.0, rel=1e-3)

        rate.sent(sent_at, bound=bound)
        now = redis.now = sent_at + random.uniform(0.01, 0.3)
        if number == 0 or random.random() < 0.04:
            pause = random.choice([None, None, 2.0])
            rate.refused(now, sent_at, pause)
            redis.ask("a", sent_at, "" if pause is None else pause)
            now += 0.001
            answers = []
        else:
            now += random.choice([0.0, 0.0, 0.0, 1.0])
            rate.succeeded(now, sent_at, bound=bound)
            answers = [sent_at, int(bound)]


def test_the_turns_of_all_processes_are_as_far_apart_as_the_rate_says(redis: TimedRedis) -> None:
    """Three that ask at once get one after the other."""
    assert [turn(redis, process, first=5.0) for process in "abc"] == [1000.0, 1000.2, 1000.4]


def test_the_rate_falls_once_for_all_turns_that_were_promised(redis: TimedRedis) -> None:
    """Promises that are refused after the fall were made before it."""
    turns = {process: turn(redis, process) for process in "abcd"}
    redis.now = turns["a"] + 0.01
    fallen = refuse(redis, "a", turns["a"])

    assert fallen < 10.0

    redis.now = turns["d"] + 0.01

    assert [refuse(redis, process, turns[process]) for process in "bcd"] == [fallen] * 3


def test_a_refusal_after_that_lowers_the_rate_again(redis: TimedRedis) -> None:
    """Once something was served in between."""
    first = turn(redis, "a")
    fallen = refuse(redis, "a", first)
    redis.now = served = turn(redis, "a")
    refused = turn(redis, "b", served)
    redis.now = refused + 0.01

    assert refuse(redis, "b", refused) < fallen


def test_a_pause_that_one_was_asked_for_is_one_of_all(redis: TimedRedis) -> None:
    """Others get their next turns after it."""
    refuse(redis, "a", turn(redis, "a"), 7.0)

    assert turn(redis, "b") == 1007.0
    assert turn(redis, "c") > 1007.0


def test_processes_are_counted_that_had_a_turn_within_a_minute(redis: TimedRedis) -> None:
    """One that ended is forgotten."""
    turn(redis, "a")
    turn(redis, "b")

    assert redis.ask("b", "", "")[5] == 2

    redis.now += 61.0
    turn(redis, "b")

    assert redis.ask("b", "", "")[5] == 1


def test_an_empty_server_begins_with_the_rate_that_it_is_offered(redis: TimedRedis) -> None:
    """After a restart the others knew it; a rate that is there stays."""
    assert redis.ask("a", "", "", first=40.0)[4] == 40.0
    assert redis.ask("b", "", "", first=3.0)[4] == 40.0


def test_the_rate_exceeds_nobody_s_ceiling(redis: TimedRedis) -> None:
    """Neither at first nor later."""
    assert redis.ask("a", "", "", ceiling=4.0)[4] == 4.0

    redis.now = served = turn(redis, "a")
    for _ in range(200):
        redis.now += 1.0
        served = redis.ask("a", "", "", served, 1, ceiling=4.0)[1]

    assert redis.ask("a", "", "", ceiling=4.0)[4] == 4.0
    assert redis.ask("b", "", "", ceiling=3.0)[4] == 3.0


def test_while_nothing_is_served_there_is_one_probe_at_a_time(redis: TimedRedis) -> None:
    """The others ask again when it was sent; so nobody is promised a turn in a minute."""
    refuse(redis, "a", turn(redis, "a"))
    redis.now += 20.0
    wait, probe, *_ = redis.ask("a", "", "")

    assert (wait, probe) == (0.0, 1020.0)

    wait, probe, *_ = redis.ask("b", "", "")

    assert 7.0 < wait < 9.0
    assert probe == redis.now + wait

    wait, turn_of_c, *_ = redis.ask("c", "", "")

    assert wait == pytest.approx(probe - redis.now, abs=1e-5)
    assert turn_of_c == 0


def test_when_something_is_served_again_nobody_waits_for_a_probe(redis: TimedRedis) -> None:
    """The next turns follow one after the other."""
    refuse(redis, "a", turn(redis, "a"))
    redis.now += 20.0
    served = turn(redis, "a")
    far = turn(redis, "b")
    redis.now += 0.1
    soon = turn(redis, "c", served)

    assert far - redis.now > 5.0
    assert soon - redis.now <= 0.5


def test_the_first_fall_is_to_what_was_served_of_late(redis: TimedRedis) -> None:
    """The rate multiplies until then, so what was served seconds before counts for half."""
    redis.now = sent_at = turn(redis, "a")
    for _ in range(60):
        redis.now = sent_at = turn(redis, "a", sent_at)

    assert redis.now == pytest.approx(1001.3, abs=0.1)
    assert refuse(redis, "a", turn(redis, "a", sent_at)) == pytest.approx(0.8 * 40, abs=8)


def test_an_unused_rate_is_forgotten_in_an_hour(redis: TimedRedis) -> None:
    """Both keys expire."""
    turn(redis, "a")

    assert [redis.server.ttl(key) for key in ("rate", "processes")] == [3600, 3600]

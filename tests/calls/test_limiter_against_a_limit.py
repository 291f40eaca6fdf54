"""The limiter against a service that allows so many requests a second."""

from collections.abc import Callable
from random import Random

import pytest
from fake_clock import FakeClock
from fake_transport import FakeTransport, Reply, Sent, answer, client, error
from token_bucket import SEEDS, Bucket, ask

from amazon_music_async import Answer, Retry, Stats


async def load(
    rate: Callable[[float], float], number: int, seed: int, low: float, high: float, retry_after: int | None = None
) -> tuple[Stats, float]:
    """What a client with 16 in flight has done, and how long it took."""
    clock, random = FakeClock(), Random(seed)
    bucket = Bucket(clock, rate, refusal=error(429, retry_after=retry_after))
    transport = FakeTransport(bucket.answer, clock=clock, latency=lambda _: random.uniform(low, high))
    async with client(transport, concurrency=16, random=random.random) as music:
        await ask(music, number)
        return music.stats, clock.time() - 1000.0


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(("low", "high"), [(0.002, 0.002), (0.02, 0.08), (0.3, 0.3), (0.002, 0.3)])
async def test_a_steady_limit_is_found_and_kept(seed: int, low: float, high: float) -> None:
    """200 requests at 40 a second: at most 40 refused, done within 1.5 times the ideal 5 seconds."""
    stats, seconds = await load(lambda _: 40.0, 200, seed, low, high)

    assert stats.requests - stats.throttled == 200
    assert stats.throttled <= 40
    assert seconds <= 7.5
    assert stats.peak_in_flight <= 16


@pytest.mark.parametrize("seed", SEEDS)
async def test_a_limit_that_drops_and_comes_back_is_followed(seed: int) -> None:
    """100 a second, 10 for five seconds, 100 again: nothing is lost, little refused, little time wasted."""
    stats, seconds = await load(lambda now: 10.0 if 2.0 <= now < 7.0 else 100.0, 600, seed, 0.02, 0.08)

    # Ideal: 200 in the first 2 seconds, 50 in the next 5, 350 in another 3.5.
    assert stats.requests - stats.throttled == 600
    assert stats.throttled <= 60
    assert seconds <= 1.5 * 10.5


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("retry_after", [1, 5])
async def test_a_pause_that_is_asked_for_does_not_lead_to_the_next(seed: int, retry_after: int) -> None:
    """200 requests at 40 a second, each refusal with a Retry-After: the time after the pause is not one of success."""
    stats, seconds = await load(lambda _: 40.0, 200, seed, 0.02, 0.08, retry_after)

    assert stats.requests - stats.throttled == 200
    assert stats.throttled <= 20
    assert seconds <= 5 + 7 * retry_after


NGINX = answer(status=503, headers={"Retry-After": "1"}, body=b"<html><head><title>503 Service Temporarily Unavailable")
"""What nginx's limit_req says with an `add_header Retry-After 1 always`."""


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("burst", [1.0, 5.0])
@pytest.mark.parametrize("refusal", [error(429, retry_after=1), NGINX], ids=["429", "nginx"])
async def test_a_job_ends_whole_whatever_status_names_the_limit(refusal: Answer, burst: float, seed: int) -> None:
    """10,000 ids at 10 requests a second, where each refusal asks for a second: all arrive, and soon."""
    clock, random = FakeClock(), Random(seed)
    bucket = Bucket(clock, lambda _: 10.0, burst, refusal)
    transport = FakeTransport(bucket.answer, clock=clock, latency=lambda _: random.uniform(0.02, 0.08))
    async with client(transport, concurrency=16, random=random.random) as music:
        lookup = await music.tracks.get_many(f"B{number}" for number in range(10_000))

        assert music.stats.requests < 2 * 100

    assert len(lookup) == 10_000
    assert clock.time() - 1000.0 <= 2.5 * 10.0


async def test_an_outage_is_not_taken_for_a_fast_service() -> None:
    """Five seconds of 503 from a service that allows 40 a second: no more is sent than it had allowed."""
    clock, random = FakeClock(), Random(1)
    bucket = Bucket(clock, lambda _: 40.0)
    outage: list[float] = []

    def answer(sent: Sent) -> Reply:
        if 1002 <= clock.time() < 1007:
            outage.append(clock.time())
            return error(503)
        return bucket.answer(sent)

    transport = FakeTransport(answer, clock=clock, latency=lambda _: random.uniform(0.02, 0.08))
    async with client(transport, concurrency=16, random=random.random, retry=Retry(attempts=20)) as music:
        await ask(music, 200)

    assert len(outage) <= 1.5 * 5 * 40

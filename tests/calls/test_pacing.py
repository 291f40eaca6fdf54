"""How well the rate is found, with bounds for what it costs; ``benchmarks/pacing.py`` has more kinds of limits."""

import asyncio
from random import Random

from fake_clock import FakeClock
from fake_transport import FakeTransport, client
from token_bucket import Bucket, ask


async def job(bucket: Bucket, number: int, seed: int, processes: int = 1) -> float:
    """Do a job of so many requests in processes that know nothing of each other; return the seconds that it takes."""
    clock, random = bucket.clock, Random(seed)
    transport = FakeTransport(bucket.answer, clock=clock, latency=lambda _: random.uniform(0.045, 0.055))

    async def process() -> None:
        async with client(transport, concurrency=16, random=random.random) as music:
            await ask(music, number // processes)

    await asyncio.gather(*(process() for _ in range(processes)))
    return clock.time() - 1000.0


async def test_a_service_without_bursts_is_asked_at_its_pace() -> None:
    """Five a second, never two at once: within 1.5 times the ideal, and once it is found, one of twenty is refused."""
    bucket = Bucket(FakeClock(), lambda _: 5.0, burst=1.0)
    seconds = await job(bucket, 200, seed=1)

    assert seconds <= 1.5 * 200 / 5
    assert sum(second > 15 for second in bucket.refused_at) <= 0.05 * 200


async def test_a_limit_that_falls_to_a_hundredth_is_followed() -> None:
    """500 a second, after three seconds 5: within 1.3 times the ideal."""
    bucket = Bucket(FakeClock(), lambda now: 500.0 if now < 3 else 5.0, burst=50.0, tokens=50.0)
    # Sixteen in flight, 50 ms each: 320 a second at most. Then 50 at once, and 200 at 5 a second.
    seconds = await job(bucket, 3 * 320 + 50 + 200, seed=1)

    assert seconds <= 1.3 * (3 + 200 / 5)


async def test_processes_that_share_nothing_share_a_limit() -> None:
    """Ten of them under 50 a second: within 1.3 times the time that one would need which knew the limit."""
    bucket = Bucket(FakeClock(), lambda _: 50.0)
    seconds = await job(bucket, 3000, seed=1, processes=10)

    assert seconds <= 1.3 * 3000 / 50

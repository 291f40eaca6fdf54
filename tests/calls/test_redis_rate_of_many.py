"""Many clients with one rate against a service that allows so many requests a second, on a clock that takes no time."""

import asyncio
from collections import Counter
from random import Random

import pytest
import servers
from fake_clock import FakeClock
from fake_transport import FakeTransport, Reply, Sent, client, error, everything
from timed_redis import timed_redis

from amazon_music_async import RedisRate


@pytest.mark.parametrize("number", [4, 12])
async def test_clients_that_share_a_rate_are_seldom_refused(redis_server: servers.RedisServer, number: int) -> None:
    """480 requests at 20 a second: few refused, little time lost, and each client has its share."""
    clock, random = FakeClock(), Random(1)
    clock.take_over()
    tokens, filled_at, refused = 5.0, clock.now, 0
    served: Counter[str] = Counter()

    def answer(sent: Sent) -> Reply:
        nonlocal tokens, filled_at, refused
        tokens, filled_at = min(5.0, tokens + (clock.now - filled_at) * 20.0), clock.now
        if tokens < 1:
            refused += 1
            return error(429)
        tokens -= 1
        if clock.now < 1015.0:
            served[sent.path.partition("x")[0]] += 1
        return everything(sent)

    with timed_redis(redis_server) as redis:

        async def work(name: int) -> None:
            transport = FakeTransport(answer, clock=clock, latency=lambda _: random.uniform(0.02, 0.03))
            async with client(transport, rate=RedisRate(redis), random=random.random) as music:
                await asyncio.gather(*(music.tracks.get(f"B{name}x{each}") for each in range(480 // number)))

        await asyncio.gather(*map(work, range(number)))

        assert redis.asked <= 1.2 * (480 + refused)

    assert refused <= 0.1 * 480
    assert clock.now - 1000.0 <= 1.3 * 480 / 20.0
    assert min(served.values()) >= 0.5 * max(served.values())
    assert len(served) == number

"""How long a job goes on while the service refuses it, on a clock that nobody waits for."""

from itertools import product
from random import Random

import pytest
from attrs import fields
from fake_clock import FakeClock
from fake_transport import FakeTransport, Reply, Sent, client, error, everything
from token_bucket import SEEDS

from amazon_music_async import Found
from amazon_music_async.cli import main
from amazon_music_async.cli.connection import Connection


def of_a_job() -> Connection:
    """The settings of a job that names none."""
    options = main.commands["tracks"].make_context("tracks", ["B0"]).params
    return Connection(**{field.name: options[field.name] for field in fields(Connection)})


@pytest.mark.parametrize(("quota", "seed"), [*product([5, 20], SEEDS), (300, 0)])
async def test_a_quota_per_minute_is_waited_out(quota: int, seed: int) -> None:
    """Although the service does not say when it ends, no id fails."""
    job, clock = of_a_job(), FakeClock()
    minute, used = 0, 0

    def answer(sent: Sent) -> Reply:
        nonlocal minute, used
        if minute != clock.now // 60:
            minute, used = int(clock.now // 60), 0
        used += 1
        return everything(sent) if used <= quota else error(429, code="THROTTLED")

    transport = FakeTransport(answer, clock=clock, latency=0.05)
    ids = [f"B{number}" for number in range(100 * (3 * quota + 1))]
    async with client(transport, retry=job.retry, concurrency=job.concurrency, random=Random(seed).random) as music:
        outcomes = [outcome async for outcome in music.tracks.stream(ids)]

    assert len(outcomes) == len(ids)
    assert {type(outcome) for outcome in outcomes} == {Found}

"""How long a single call waits beside a bulk job on the same client."""

import asyncio
from itertools import count

from fake_clock import FakeClock
from fake_transport import Answering, FakeTransport, Sent, client, error, everything

from amazon_music_async import AmazonMusic, Answer, Retry

CONCURRENCY = 4


async def single_call(transport: FakeTransport, music: AmazonMusic) -> list[Sent]:
    """Make a single call in the midst of a bulk job; return what was sent from then on, up to that call."""

    async def bulk() -> None:
        async for _ in music.tracks.stream(f"B{number}" for number in count()):
            if len(transport.sent) >= 5 * CONCURRENCY:
                busy.set()

    busy = asyncio.Event()
    job = asyncio.create_task(bulk())
    await busy.wait()
    before = len(transport.sent)
    assert (await music.tracks.get("SINGLE")).id == "SINGLE"
    job.cancel()
    await asyncio.gather(job, return_exceptions=True)
    at = next(at for at, sent in enumerate(transport.sent) if sent.path == "tracks/SINGLE")
    return transport.sent[before:at]


def limited(clock: FakeClock, per_second: int) -> Answering:
    """A service that refuses what comes sooner than its rate allows."""
    last = 0.0

    def reply(sent: Sent) -> Answer:
        nonlocal last
        if clock.now - last < 1 / per_second:
            return error(429, code="THROTTLED")
        last = clock.now
        return everything(sent)

    return reply


async def test_a_single_call_waits_for_one_answer_beside_a_bulk_job() -> None:
    """A stream has at most ``concurrency`` calls in flight, and none in front of a call that waits."""
    clock = FakeClock()
    transport = FakeTransport(clock=clock, latency=0.1)
    music = client(transport, clock=clock, concurrency=CONCURRENCY)
    started = clock.now
    sent = await single_call(transport, music)
    assert len(sent) <= CONCURRENCY
    assert clock.now - started <= 0.1 * (5 + 3)
    await music.close()


async def test_at_most_concurrency_calls_go_before_a_single_call_while_throttled() -> None:
    """However slow the service's rate is, only calls that a stream has made already are sent first."""
    clock = FakeClock()
    transport = FakeTransport(limited(clock, 5), clock=clock, latency=0.05)
    music = client(transport, clock=clock, concurrency=CONCURRENCY, retry=Retry(attempts=20))
    sent = await single_call(transport, music)
    assert len({str(request.url) for request in sent}) <= CONCURRENCY
    await music.close()

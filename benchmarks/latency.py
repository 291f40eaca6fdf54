"""Against a service that is 80 milliseconds away: wall clock against what no client can beat."""

import asyncio
from collections.abc import Awaitable, Callable
from math import ceil
from statistics import median

import bodies
from measure import API_KEY, Result, Size, local_server, script, timed

from amazon_music_async import AmazonMusic

_LATENCY = 80


async def benchmark(size: Size) -> list[Result]:
    """Seconds; each is the median of three, because only the clock on the wall counts here."""
    with local_server() as address:
        results = [await _look_ups(address(_LATENCY), size, in_flight) for in_flight in (8, 16)]
        return results + await _walks(address(_LATENCY), size)


def _client(base: str, in_flight: int) -> AmazonMusic:
    return AmazonMusic("token", api_key=API_KEY, base_url=base, concurrency=in_flight)


async def _seconds(run: Callable[[], Awaitable[object]], size: Size) -> float:
    if size.rounds > 1:
        await run()
    return median([(await timed(run)).wall for _ in range(min(3, size.rounds))])


async def _look_ups(base: str, size: Size, in_flight: int) -> Result:
    asked = bodies.ids(size.ids)
    bound = ceil(size.ids / bodies.PAGE / in_flight) * _LATENCY / 1000
    async with _client(base, in_flight) as music:
        seconds = await _seconds(lambda: music.tracks.get_many(asked), size)
    return Result(f"{size.ids:,} ids at {_LATENCY} ms", f"{in_flight} in flight", seconds, "s", seconds / bound, 1.15)


async def _walks(base: str, size: Size) -> list[Result]:
    part = f"{size.pages} pages at {_LATENCY} ms"
    bound = size.pages * _LATENCY / 1000
    async with _client(base, 8) as music:

        async def walk(*, prefetch: bool, work: float = 0.0) -> None:
            pages = 0
            async for page in music.tracks.liked(prefetch=prefetch).by_page():
                assert len(page.items) == bodies.PAGE
                await asyncio.sleep(work)
                pages += 1
                if pages == size.pages:
                    break

        plain = await _seconds(lambda: walk(prefetch=False), size)
        ahead = await _seconds(lambda: walk(prefetch=True), size)
        slow = await _seconds(lambda: walk(prefetch=False, work=_LATENCY / 1000), size)
        slow_ahead = await _seconds(lambda: walk(prefetch=True, work=_LATENCY / 1000), size)
    return [
        Result(part, "one after the other", plain, "s", plain / bound, 1.10),
        Result(part, "prefetch=True", ahead, "s", ahead / bound, 1.05),
        Result(part, "with a consumer as slow as the network", slow, "s", slow / bound),
        Result(part, "the same with prefetch=True: times faster", slow_ahead, "s", slow / slow_ahead, least=1.8),
    ]


if __name__ == "__main__":
    script(benchmark)

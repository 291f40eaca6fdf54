"""A stream of 1,000,000 ids: how much more memory than after its first 1,000, and how fast."""

import resource
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from measure import API_KEY, Result, Size, local_server, script

from amazon_music_async import AmazonMusic

_LEVEL = 1_000
"""Ids after which the level is read."""
_EVERY = 1_000


def resident() -> float:
    """Megabytes of memory that this process has now; the peak so far where the system does not tell."""
    status = Path("/proc/self/statm")
    if status.exists():
        return int(status.read_text().split()[1]) * resource.getpagesize() / 2**20
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (2**20 if sys.platform == "darwin" else 2**10)


def _ids(count: int) -> Iterator[str]:
    return (f"B{number:09d}" for number in range(count))


async def benchmark(size: Size) -> list[Result]:
    """Megabytes of growth, and ids a second."""
    level = highest = 0.0
    number = 0
    with local_server() as address:
        async with AmazonMusic("token", api_key=API_KEY, base_url=address(0)) as music:
            start = time.perf_counter()
            async for _ in music.tracks.stream(_ids(size.streamed)):
                number += 1
                if number == _LEVEL:
                    level = resident()
                elif number % _EVERY == 0:
                    highest = max(highest, resident())
            seconds = time.perf_counter() - start
    part = f"stream of {size.streamed:,} ids"
    return [
        Result(part, "level after 1,000 ids", level, "MB"),
        Result(part, "growth from there to the highest", highest - level, "MB", most=10),
        Result(part, "ids a second", number / seconds, "ids/s"),
    ]


if __name__ == "__main__":
    script(benchmark)

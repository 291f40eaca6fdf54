"""300,000 tracks kept: what each costs and takes, against dicts that are kept in a list; each in a fresh process."""

import asyncio
import subprocess
import sys
import time
from statistics import median

import aiohttp
import bodies
from look_ups import IN_FLIGHT, floor
from measure import API_KEY, Result, Size, local_server, script
from memory import resident

from amazon_music_async import AmazonMusic

_ROUNDS = 3


async def _kept(who: str, base: str, count: int) -> None:
    """Print the processor seconds of looking up so many tracks, and the bytes that keeping them takes."""
    asked = bodies.ids(count)
    async with (
        aiohttp.ClientSession() as session,
        AmazonMusic("token", api_key=API_KEY, base_url=base, concurrency=IN_FLIGHT) as music,
    ):
        await floor(session, base, asked[: bodies.PAGE])
        await music.tracks.get_many(asked[: bodies.PAGE])
        before, start = resident(), time.process_time()
        kept = await (floor(session, base, asked) if who == "dicts" else music.tracks.get_many(asked))
        print(time.process_time() - start, (resident() - before) * 2**20, len(kept))


def _measured(who: str, base: str, count: int) -> tuple[float, float]:
    command = [sys.executable, __file__, who, base, str(count)]
    run = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 - our own
    seconds, taken, kept = run.stdout.split()
    assert int(kept) == count
    return float(seconds) / count, float(taken) / count


async def benchmark(size: Size) -> list[Result]:
    """Microseconds of processor time and bytes of memory, a track."""
    runs: dict[str, list[tuple[float, float]]] = {"dicts": [], "get_many": []}
    with local_server() as address:
        for _ in range(_ROUNDS if size.rounds > 1 else 1):
            for who, measured in runs.items():
                measured.append(await asyncio.to_thread(_measured, who, address(0), size.kept))
    (floor_cpu, floor_bytes), (cpu, taken) = (
        (median(seconds for seconds, _ in measured), median(taken for _, taken in measured))
        for measured in runs.values()
    )
    part = f"{size.kept:,} tracks kept"
    return [
        Result(part, "aiohttp + orjson (the floor)", floor_cpu * 1e6, "µs/track", 1.0),
        Result(part, "get_many", cpu * 1e6, "µs/track", cpu / floor_cpu, most=1.0),
        Result(part, "memory of the dicts", floor_bytes, "bytes/track", 1.0),
        Result(part, "memory of the models", taken, "bytes/track", taken / max(floor_bytes, 1), most=0.6),
    ]


if __name__ == "__main__":
    if len(sys.argv) > 1 and not sys.argv[1].startswith("-"):
        asyncio.run(_kept(sys.argv[1], sys.argv[2], int(sys.argv[3])))
    else:
        script(benchmark)

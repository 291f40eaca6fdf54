"""Look-ups of 10,000 tracks, 8 requests in flight: processor time of the client against the floor.

The floor is aiohttp and `orjson.loads` to plain dicts, kept in a list: same bodies, same server, same run.
"""

import asyncio
import gc
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

import aiohttp
import bodies
import orjson
from measure import API_KEY, Contender, Result, Size, interleaved, local_server, script
from yarl import URL

from amazon_music_async import AmazonMusic

IN_FLIGHT = 8
_HEADERS = {"x-api-key": API_KEY, "Authorization": "Bearer token", "Accept": "application/json"}


async def floor(session: aiohttp.ClientSession, base: str, asked: list[str]) -> list[dict[str, Any]]:
    """What nobody can go below without another HTTP library or another JSON parser."""
    found: list[dict[str, Any]] = []
    chunks = iter([asked[at : at + bodies.PAGE] for at in range(0, len(asked), bodies.PAGE)])

    async def work() -> None:
        for chunk in chunks:
            url = URL(f"{base}/tracks?ids={','.join(chunk)}", encoded=True)
            async with session.get(url, headers=_HEADERS) as response:
                found.extend(orjson.loads(await response.read())["data"]["tracks"])

    await asyncio.gather(*(work() for _ in range(IN_FLIGHT)))
    return found


def contenders(session: aiohttp.ClientSession, music: AmazonMusic, base: str, asked: list[str]) -> dict[str, Contender]:
    """The floor, and the ways that the library offers."""

    async def get_many() -> object:
        lookup = await music.tracks.get_many(asked)
        assert len(lookup) == len(asked)
        return lookup

    async def stream() -> None:
        count = 0
        async for _ in music.tracks.stream(asked):
            count += 1
        assert count == len(asked)

    async def like_the_command_line() -> None:
        with _rare_collections():
            await stream()

    return {
        "aiohttp + orjson (the floor)": lambda: floor(session, base, asked),
        "get_many": get_many,
        "stream": stream,
        "stream, as the command line runs": like_the_command_line,
    }


@contextmanager
def _rare_collections() -> Generator[None]:
    """As the command line runs: everything loaded is frozen, the collector comes seldom."""
    threshold = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(100_000, 50, 50)
    try:
        yield
    finally:
        gc.set_threshold(*threshold)
        gc.unfreeze()


_MOST = {"get_many": 1.3, "stream": 1.15, "stream, as the command line runs": 1.0}


async def benchmark(size: Size) -> list[Result]:
    """Microseconds of processor time a track."""
    asked = bodies.ids(size.ids)
    with local_server() as address:
        base = address(0)
        async with (
            aiohttp.ClientSession() as session,
            AmazonMusic("token", api_key=API_KEY, base_url=base, concurrency=IN_FLIGHT) as music,
        ):
            costs = await interleaved(size.rounds, contenders(session, music, base, asked))
    least = next(iter(costs.values())).cpu
    return [
        Result("look-ups", name, cost.cpu / size.ids * 1e6, "µs/track", cost.cpu / least, _MOST.get(name))
        for name, cost in costs.items()
    ]


if __name__ == "__main__":
    script(benchmark)

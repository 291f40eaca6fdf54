"""One track, one request at a time: processor time against the same request through bare aiohttp."""

import aiohttp
import orjson
from measure import API_KEY, Result, Size, interleaved, local_server, script
from yarl import URL

from amazon_music_async import AmazonMusic

_TIMES = 300
"""Requests in one measured run."""
_HEADERS = {"x-api-key": API_KEY, "Authorization": "Bearer token", "Accept": "application/json"}
_ID = "B0042GBQS8"


async def benchmark(size: Size) -> list[Result]:
    """Microseconds of processor time a request."""
    times = _TIMES if size.rounds > 1 else 3
    with local_server() as address:
        base = address(0)
        async with (
            aiohttp.ClientSession() as session,
            AmazonMusic("token", api_key=API_KEY, base_url=base) as music,
        ):

            async def bare() -> None:
                for _ in range(times):
                    async with session.get(URL(f"{base}/tracks/{_ID}", encoded=True), headers=_HEADERS) as response:
                        orjson.loads(await response.read())

            async def ours() -> None:
                for _ in range(times):
                    await music.tracks.get(_ID)

            costs = await interleaved(size.rounds, {"bare aiohttp + orjson": bare, "tracks.get": ours})
    floor = costs["bare aiohttp + orjson"].cpu
    most = {"tracks.get": 1.3}
    return [
        Result("a single track", name, cost.cpu / times * 1e6, "µs", cost.cpu / floor, most.get(name))
        for name, cost in costs.items()
    ]


if __name__ == "__main__":
    script(benchmark)

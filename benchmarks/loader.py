"""A loader: 500 gets of 250 ids in one turn of the loop make 3 requests; what a get costs beyond them."""

import asyncio
from collections.abc import Sequence

import bodies
from measure import API_KEY, Result, Size, interleaved, local_server, script

from amazon_music_async import AmazonMusic, Items, Loader, Track, get

_GETS, _IDS = 500, 250


async def benchmark(size: Size) -> list[Result]:
    """Microseconds of processor time a get, without what its share of the requests costs by itself."""
    asked = bodies.ids(_IDS)
    with local_server() as address:
        async with AmazonMusic("token", api_key=API_KEY, base_url=address(0)) as music:

            async def ask(ids: Sequence[str]) -> Items[Track]:
                return await music.send(get("tracks", at="tracks", into=Items[Track], query={"ids": ",".join(ids)}))

            async def requests() -> object:
                return await asyncio.gather(*(ask(asked[at : at + bodies.PAGE]) for at in range(0, _IDS, bodies.PAGE)))

            async def gets() -> object:
                loader: Loader[Track] = music.tracks.loader()
                return await asyncio.gather(*(loader.get(asked[number % _IDS]) for number in range(_GETS)))

            before = music.stats.requests
            await gets()
            made = music.stats.requests - before
            costs = await interleaved(size.rounds, {"requests": requests, "gets": gets})
    beyond = (costs["gets"].cpu - costs["requests"].cpu) / _GETS * 1e6
    return [
        Result("loader, 500 gets of 250 ids", "requests made", made, "requests", most=3),
        Result("loader, 500 gets of 250 ids", "a get, beyond the requests", beyond, "µs", most=60),
    ]


if __name__ == "__main__":
    script(benchmark)

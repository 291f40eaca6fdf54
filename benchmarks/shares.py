"""Where the time goes: one request of ``get_many`` and of ``stream``, and one ``get``, taken apart.

aiohttp without a line of ours, the bytes read and checked, and the models made of them are each measured by themselves;
the garbage collector by leaving it out. What is left is the rest of the library, and what the parts cost more in place
than by themselves: while it waits for the network, the processor forgets them.
"""

import asyncio
import gc
from collections.abc import Mapping
from typing import Any

import aiohttp
import bodies
import msgspec
from look_ups import IN_FLIGHT
from measure import API_KEY, Contender, Cost, Result, Size, interleaved, local_server, script
from yarl import URL

from amazon_music_async import AmazonMusic, Items, Track
from amazon_music_async._convert.read_body import read_body
from amazon_music_async._convert.read_fast import compiled

_GETS = 300
"""Calls of ``get`` in one measured run."""
_HEADERS = {"x-api-key": API_KEY, "Authorization": "Bearer token", "Accept": "application/json"}


def _whole(music: AmazonMusic, asked: list[str]) -> dict[str, Contender]:
    async def get_many() -> object:
        return await music.tracks.get_many(asked)

    async def stream() -> None:
        async for _ in music.tracks.stream(asked):
            pass

    async def get() -> None:
        for id in asked:
            await music.tracks.get(id)

    return {"get_many": get_many, "stream": stream, "get": get}


def _parts(session: aiohttp.ClientSession, answers: Mapping[str, bytes], into: Any, width: int) -> dict[str, Contender]:
    """What is measured by itself. ``answers``: by their URLs. ``width``: how many requests in flight."""
    fast: Any = compiled(Track)
    found: Any = fast.twin if into is Track else list.__class_getitem__(fast.twin)
    decode = msgspec.json.Decoder(msgspec.defstruct("Answer", [("data", dict.__class_getitem__((str, found)))])).decode

    async def sent_and_received() -> None:
        urls = iter(answers)

        async def work() -> None:
            for url in urls:
                async with session.get(URL(url, encoded=True), headers=_HEADERS) as response:
                    await response.read()

        await asyncio.gather(*(work() for _ in range(width)))

    async def bytes_read() -> None:
        for body in answers.values():
            decode(body)

    async def models_made() -> None:
        for body in answers.values():
            read_body(body, "tracks|track", into)

    return {"aiohttp": sent_and_received, "bytes": bytes_read, "models": _uncollected(models_made)}


def _uncollected(run: Contender) -> Contender:
    async def without_the_collector() -> object:
        gc.disable()
        try:
            return await run()
        finally:
            gc.enable()

    return without_the_collector


def _rows(way: str, costs: Mapping[str, Cost], requests: int) -> list[Result]:
    names = (way, f"{way}, uncollected", "aiohttp", "bytes", "models")
    whole, uncollected, sent, read, made = (costs[name].cpu / requests * 1e6 for name in names)
    parts = {
        "all of it": whole,
        "aiohttp alone: sent and received": sent,
        "bytes read and checked": read,
        "models made of them": made - read,
        "the garbage collector": whole - uncollected,
        "the rest of the library": uncollected - sent - made,
    }
    return [Result(f"one request of {way}", name, part, "µs") for name, part in parts.items()]


async def benchmark(size: Size) -> list[Result]:
    """Microseconds of processor time a request."""
    ids = bodies.ids(size.ids)
    chunks = [ids[at : at + bodies.PAGE] for at in range(0, len(ids), bodies.PAGE)]
    single = ids[: _GETS if size.rounds > 1 else 3]
    results: list[Result] = []
    with local_server() as address:
        base = address(0)
        pages = {f"{base}/tracks?ids={','.join(part)}": bodies.tracks([id.encode() for id in part]) for part in chunks}
        tracks = {f"{base}/tracks/{id}": bodies.track(id.encode()) for id in single}
        for ways, asked, answers, into, width in (
            (("get_many", "stream"), ids, pages, Items[Track], IN_FLIGHT),
            (("get",), single, tracks, Track, 1),
        ):
            async with (
                aiohttp.ClientSession() as session,
                AmazonMusic("token", api_key=API_KEY, base_url=base) as music,
            ):
                whole = {way: run for way, run in _whole(music, asked).items() if way in ways}
                without = {f"{way}, uncollected": _uncollected(run) for way, run in whole.items()}
                costs = await interleaved(size.rounds, whole | without | _parts(session, answers, into, width))
            for way in ways:
                results += _rows(way, costs, len(answers))
    return results


if __name__ == "__main__":
    script(benchmark)

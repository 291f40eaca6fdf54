"""Peers, each against a local server speaking its own API: bodies of the same size per track.

Tekore, spotifyaio and spotipy (synchronous, in threads) speak to Spotify, whose answers hold 50 tracks at most. Httpx
and pydantic are what people write by hand: models like ours, and the same answers as ours. None of them is a
dependency: what is not installed is left out.
"""

import asyncio
import importlib
import sys
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from importlib.metadata import PackageNotFoundError, version
from types import SimpleNamespace
from typing import Any

import aiohttp
import bodies
import by_hand
from look_ups import IN_FLIGHT, contenders, floor
from measure import API_KEY, Contender, Cost, Result, Size, interleaved, local_server, script
from yarl import URL

from amazon_music_async import AmazonMusic

Ask = Callable[[list[str]], Awaitable[list[object]]]
"""Asks for 50 tracks."""

_OURS = "ours, get_many"
_LEAST = {"tekore": 8.0, "spotifyaio": 1.8}
"""How many times faster than each of them ours should be."""


@asynccontextmanager
async def tekore(base: str) -> AsyncGenerator[Ask]:
    """Its asynchronous client, which sends the chunks of one call one after the other: so we send them ourselves."""
    library: Any = importlib.import_module("tekore")
    importlib.import_module("tekore._client.base").prefix = base + "/"  # type: ignore[attr-defined]
    client = library.Spotify("token", sender=library.AsyncSender(), asynchronous=True)
    yield client.tracks
    await client.close()


@asynccontextmanager
async def spotifyaio(base: str) -> AsyncGenerator[Ask]:
    """Its client has no look-up of tracks; the top tracks of an artist are the same tracks in the same answer."""
    library: Any = importlib.import_module("spotifyaio.spotify")

    def build(**_: object) -> URL:
        """It knows no address but Spotify's."""
        return URL(base)

    library.URL = SimpleNamespace(build=build)
    async with aiohttp.ClientSession() as session:
        client = library.SpotifyClient(session=session)
        client.authenticate("token")

        async def ask(asked: list[str]) -> list[object]:
            tracks: list[object] = await client.get_artist_top_tracks(asked[0])
            return tracks

        yield ask


@asynccontextmanager
async def spotipy(base: str) -> AsyncGenerator[Ask]:
    """Synchronous, plain dicts: a thread for each request in flight."""
    library: Any = importlib.import_module("spotipy")
    client = library.Spotify(auth="token")
    client.prefix = base + "/"

    async def ask(asked: list[str]) -> list[object]:
        tracks: list[object] = (await asyncio.to_thread(client.tracks, asked))["tracks"]
        return tracks

    yield ask


@asynccontextmanager
async def httpx(base: str) -> AsyncGenerator[Ask]:
    """Models that pydantic validates, of the answers that ours reads too."""
    library: Any = importlib.import_module("httpx")
    envelope = by_hand.answer()
    async with library.AsyncClient(headers={"x-api-key": API_KEY, "Authorization": "Bearer token"}) as client:

        async def ask(asked: list[str]) -> list[object]:
            response = await client.get(f"{base.removesuffix('/spotify')}/tracks?ids={','.join(asked)}")
            tracks: list[object] = envelope.model_validate_json(response.content).data.tracks
            return tracks

        yield ask


def installed(name: str) -> str | None:
    """The version of a distribution, if it is there."""
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _run(ask: Ask, asked: list[str]) -> Contender:
    async def run() -> list[object]:
        found: list[object] = []
        chunks = iter([asked[at : at + bodies.SPOTIFY_PAGE] for at in range(0, len(asked), bodies.SPOTIFY_PAGE)])

        async def work() -> None:
            for chunk in chunks:
                found.extend(await ask(chunk))

        await asyncio.gather(*(work() for _ in range(IN_FLIGHT)))
        assert len(found) == len(asked)
        return found

    return run


async def benchmark(size: Size) -> list[Result]:
    """Microseconds of processor time a track, and tracks a second."""
    asked = bodies.ids(size.ids)
    async with AsyncExitStack() as stack:
        base = stack.enter_context(local_server())(0)
        session = await stack.enter_async_context(aiohttp.ClientSession())
        music = AmazonMusic("token", api_key=API_KEY, base_url=base, concurrency=IN_FLIGHT)
        await stack.enter_async_context(music)
        runs = {
            "aiohttp + orjson (the floor)": lambda: floor(session, base, asked),
            _OURS: contenders(session, music, base, asked)["get_many"],
            **{name: _run(ask, asked) for name, ask in await _peers(base, stack)},
        }
        costs = await interleaved(size.rounds, runs)
    ours_bytes = len(bodies.tracks([id.encode() for id in asked[: bodies.PAGE]])) / bodies.PAGE
    return [
        Result("a track on the wire", "Amazon's shape", ours_bytes, "bytes"),
        Result("a track on the wire", "Spotify's shape", len(bodies.spotify()) / bodies.SPOTIFY_PAGE, "bytes"),
        *(Result("against peers", name, cost.cpu / size.ids * 1e6, "µs/track") for name, cost in costs.items()),
        *(_speed(name, cost, costs[_OURS], size.ids) for name, cost in costs.items()),
    ]


async def _peers(base: str, stack: AsyncExitStack) -> list[tuple[str, Ask]]:
    """Those that are installed, each with its version."""
    peers: list[tuple[str, Ask]] = []
    for peer, *others in ((tekore,), (spotifyaio,), (spotipy,), (httpx, "pydantic")):
        versions = {name: installed(name) for name in (peer.__name__, *others)}
        if None in versions.values():
            print(f"{' or '.join(versions)} is not installed: left out", file=sys.stderr)
            continue
        ask = await stack.enter_async_context(peer(base.removesuffix("v1") + "v1/spotify"))
        peers.append((" + ".join(f"{name} {number}" for name, number in versions.items()), ask))
    return peers


def _speed(name: str, cost: Cost, ours: Cost, count: int) -> Result:
    aim = _LEAST.get(name.partition(" ")[0])
    ratio = None if aim is None else cost.wall / ours.wall
    return Result("tracks a second", name, count / cost.wall, "tracks/s", ratio, least=aim)


if __name__ == "__main__":
    script(benchmark)

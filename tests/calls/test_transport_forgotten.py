# pyright: reportPrivateUsage=false
"""A client that is never closed gives one warning, and leaves no connection open."""

import asyncio
import gc
import logging
import warnings
from collections.abc import Callable, Coroutine, Generator
from concurrent.futures import Future
from contextlib import contextmanager
from threading import Event, Thread
from typing import Any

import aiohttp
import pytest
from fake_transport import API_KEY, TOKEN
from raw_server import RawServer, raw_server, response

from amazon_music_async import AmazonMusic

TRACK = response(b'{"data": {"track": {"id": "A"}}}')


def client(url: str, **options: Any) -> AmazonMusic:
    """A client of a server on loopback."""
    return AmazonMusic(TOKEN, api_key=API_KEY, base_url=url, **options)


async def use(**options: Any) -> AmazonMusic:
    """A client with an open connection."""
    async with raw_server(TRACK) as server:
        music = client(server.url, **options)
        await music.tracks.get("A")
        return music


def complaints(caught: list[warnings.WarningMessage]) -> list[str]:
    """What was warned of."""
    return [f"{warning.category.__name__}: {warning.message}" for warning in caught]


FORGOTTEN = ["ResourceWarning: unclosed AmazonMusic: use `async with` or `await music.close()`"]


async def test_an_unclosed_client_warns_once_while_the_loop_runs() -> None:
    """One ResourceWarning, and the connections are closed."""
    async with raw_server(TRACK) as server:
        music = client(server.url)
        await music.tracks.get("A")
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            del music
            gc.collect()

        assert complaints(caught) == FORGOTTEN
        await server.idle()


@contextmanager
def elsewhere() -> Generator[RawServer]:
    """A server in another thread, which lives longer than the client's event loop."""
    started, stopped = Future[RawServer](), asyncio.Event()

    async def run() -> None:
        async with raw_server(TRACK) as server:
            started.set_result(server)
            await stopped.wait()

    loop = asyncio.new_event_loop()
    thread = Thread(target=loop.run_until_complete, args=(run(),))
    thread.start()
    try:
        yield started.result(5)
    finally:
        loop.call_soon_threadsafe(stopped.set)
        thread.join()
        loop.close()


async def keep(url: str) -> AmazonMusic:
    """Forget to close a client, and hand it on."""
    music = client(url)
    await music.tracks.get("A")
    return music


async def drop(url: str) -> None:
    """Forget to close a client, and drop it at the very end."""
    music = client(url)
    await asyncio.gather(*(music.tracks.get(id) for id in ("A", "B", "C")))


@pytest.mark.parametrize("forget", [keep, drop])
@pytest.mark.parametrize("debug", [False, True])
def test_an_unclosed_client_warns_once_after_the_loop_has_ended(
    forget: Callable[[str], Coroutine[Any, Any, object]], debug: bool, caplog: pytest.LogCaptureFixture
) -> None:
    """One ResourceWarning, from us, none from aiohttp or asyncio beside it, and no connection stays open."""
    with elsewhere() as server:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            left = asyncio.run(forget(server.url), debug=debug)
            del left
            gc.collect()

        assert complaints(caught) == FORGOTTEN
        # On a busy machine asyncio's debug mode also warns of callbacks that took long.
        assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []

        for _ in range(5000):
            if not server.open:
                break
            Event().wait(0.001)

        assert server.open == 0


async def test_a_client_that_was_closed_or_never_used_does_not_warn() -> None:
    """Neither does one whose session is lent."""
    async with aiohttp.ClientSession() as session:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            music = await use()
            await music.close()
            lent, fresh = await use(session=session), client("http://localhost:9")
            del music, lent, fresh
            gc.collect()

    assert complaints(caught) == []

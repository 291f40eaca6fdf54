"""What a server sends on an idle connection is not the answer to the next request."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest
from raw_calls import client
from raw_server import RawServer, Wire, raw_server, response

from amazon_music_async import AmazonMusic, Track, post

FAREWELL = response(b"<h1>408</h1>", "Connection: close", status="408 Request Time-out")
FAREWELL_KEPT = response(b"", status="408 Request Time-out")
WITHOUT_END = b"HTTP/1.0 408 Request Time-out\r\nContent-Type: text/html\r\n\r\n<h1>408</h1>"
STRAY = response(b'{"data": {"track": {"id": "STRAY"}}}')
UNSOLICITED = {"408": FAREWELL, "408 kept alive": FAREWELL_KEPT, "408 without an end": WITHOUT_END, "200": STRAY}


def answered(wire: Wire) -> bytes:
    """A track with the id that was asked for."""
    id = wire.request.split(b" ", 2)[1].rpartition(b"/")[2]
    return response(b'{"data": {"track": {"id": "%s"}}}' % id)


@asynccontextmanager
async def idle_connection(unsolicited: bytes, **options: Any) -> AsyncGenerator[tuple[RawServer, AmazonMusic]]:
    """A client with one idle connection, on which ``unsolicited`` has arrived."""
    wires: list[Wire] = []

    async def answer(wire: Wire) -> None:
        wires.append(wire)
        await wire.send(answered(wire))

    async with raw_server(answer) as server, client(server.url, concurrency=1, **options) as music:
        await music.tracks.get("A")
        await wires[0].send(unsolicited)
        for _ in range(10):
            await asyncio.sleep(0)  # one turn of the loop would do: the bytes are in the client's socket
        yield server, music


@pytest.mark.parametrize("unsolicited", UNSOLICITED.values(), ids=UNSOLICITED)
async def test_a_connection_that_received_something_while_idle_is_not_used(unsolicited: bytes) -> None:
    """The next request goes out on a new connection, and only there."""
    async with idle_connection(unsolicited) as (server, music):
        assert (await music.tracks.get("B")).id == "B"
        assert (len(server.requests), server.connections) == (2, 2)
        assert music.stats.retries == 0


async def test_a_post_is_not_sent_on_such_a_connection() -> None:
    """A POST is never sent twice, so it needs a connection that will answer it."""
    async with idle_connection(STRAY) as (server, music):
        assert (await music.send(post("tracks/B", at="track", into=Track))).id == "B"
        assert len(server.requests) == 2


async def test_a_408_on_a_lent_session_is_retried() -> None:
    """A lent session gives out such a connection: the 408 is not the answer, and the next attempt gets another."""
    async with aiohttp.ClientSession() as session, idle_connection(FAREWELL, session=session) as (server, music):
        assert (await music.tracks.get("B")).id == "B"
        assert music.stats.retries == 1
        assert server.connections == 2


async def test_the_timeout_holds_for_a_body_that_began_before_its_request() -> None:
    """A 408 without a length that never ends: the attempt times out, releases its place, and is retried."""
    async with (
        aiohttp.ClientSession() as session,
        idle_connection(WITHOUT_END, session=session, timeout=0.1) as (server, music),
    ):
        async with asyncio.timeout(5):
            assert (await music.tracks.get("B")).id == "B"

        assert music.stats.in_flight == 0
        assert music.stats.retries == 1
        assert server.connections == 2

"""What a server sends on an idle connection is not the answer to the next request."""

import asyncio
import re
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import fake_transport
import pytest
from fake_transport import FakeTransport, items
from raw_calls import client
from raw_server import RawServer, Wire, raw_server, response

from amazon_music_async import AmazonMusic, DecodeError, Track, post

FAREWELL = response(b"<h1>408</h1>", "Connection: close", status="408 Request Time-out")
FAREWELL_KEPT = response(b"", status="408 Request Time-out")
WITHOUT_END = b"HTTP/1.0 408 Request Time-out\r\nContent-Type: text/html\r\n\r\n<h1>408</h1>"
STRAY = response(b'{"data": {"track": {"id": "STRAY"}}}')
UNSOLICITED = {"408": FAREWELL, "408 kept alive": FAREWELL_KEPT, "408 without an end": WITHOUT_END, "200": STRAY}


def answered(wire: Wire) -> bytes:
    """A track with the id that was asked for."""
    id = re.split(rb"[/=]", wire.request.split(b" ", 2)[1])[-1]
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


@asynccontextmanager
async def shifted_connection(**options: Any) -> AsyncGenerator[tuple[RawServer, AmazonMusic]]:
    """A client of a server which, from its second answer on, sends the answers of its first connection one too late."""
    late: dict[asyncio.StreamWriter, bytes] = {}

    async def answer(wire: Wire) -> None:
        said = answered(wire)
        if wire.writer in late:
            said, late[wire.writer] = late[wire.writer], said
        elif not late:
            late[wire.writer] = STRAY
        await wire.send(said)

    async with raw_server(answer) as server, client(server.url, concurrency=1, **options) as music:
        assert (await music.tracks.get("A")).id == "A"
        yield server, music


async def failed_look_up(music: AmazonMusic) -> None:
    """A look-up of one id, which is answered with the item of another request."""
    with pytest.raises(DecodeError, match="no item has an id that was asked for"):
        await music.tracks.get_many(["B"])


async def test_a_connection_that_gives_the_answer_to_another_request_is_not_used_again() -> None:
    """All its later answers would be shifted, too."""
    async with shifted_connection() as (server, music):
        await failed_look_up(music)
        assert [(await music.tracks.get(id)).id for id in "CDE"] == ["C", "D", "E"]
        assert (len(server.requests), server.connections) == (5, 2)


async def test_a_transport_of_its_own_kind_looks_after_its_own_connections() -> None:
    """A look-up that is answered with other items fails over any transport."""
    async with fake_transport.client(FakeTransport(lambda _: items(["STRAY"]))) as music:
        await failed_look_up(music)


async def test_the_connections_of_a_lent_session_are_left_alone() -> None:
    """They may be in use by others."""
    async with aiohttp.ClientSession() as session, shifted_connection(session=session) as (server, music):
        await failed_look_up(music)
        assert (await music.tracks.get("C")).id == "B"
        assert server.connections == 1

"""What a lent session raises of its own: SOCKS proxies, client middlewares, other event loops."""

import asyncio
import traceback
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager, closing
from typing import Any

import aiohttp
import pytest
from aiohttp_socks import ProxyConnector
from fake_clock import turns
from fake_transport import API_KEY, TOKEN
from raw_calls import TRACK, client
from raw_server import Wire, raw_server, response

from amazon_music_async import (
    AmazonMusicError,
    AuthUnavailable,
    ClientClosed,
    ConnectionFailed,
    LoginWithAmazon,
    Retry,
    TransportError,
)

Handler = Callable[[aiohttp.ClientRequest], Awaitable[aiohttp.ClientResponse]]


class Flaky(Exception):
    """An exception of a middleware's own."""


async def fail(request: aiohttp.ClientRequest, _: Handler) -> aiohttp.ClientResponse:
    """A client middleware that fails before anything is sent."""
    del request
    raise Flaky("no signature to be had") from KeyError("key")


async def mistaken(request: aiohttp.ClientRequest, _: Handler) -> aiohttp.ClientResponse:
    """A client middleware with a mistake in it."""
    del request
    raise IndexError("mine")


async def talkative(request: aiohttp.ClientRequest, _: Handler) -> aiohttp.ClientResponse:
    """A client middleware that puts the headers into its exception."""
    raise Flaky({name: str(value) for name, value in request.headers.items()})


async def failed_by(middleware: Any, **options: Any) -> tuple[AmazonMusicError, int]:
    """How a call over a session with ``middleware`` fails, and after how many attempts."""
    async with (
        aiohttp.ClientSession(middlewares=[middleware]) as session,
        client("http://localhost:9/v1", session=session, **options) as music,
    ):
        with pytest.raises(AmazonMusicError) as caught:
            await music.tracks.get("A")

        assert music.stats.in_flight == 0
        return caught.value, music.stats.requests


async def test_a_middleware_that_fails_is_retried_and_named() -> None:
    """ConnectionFailed after all attempts; the middleware's exception is the cause, with its own cause and line."""
    error, attempts = await failed_by(fail)

    assert type(error) is ConnectionFailed
    assert "the connection failed: Flaky: no signature to be had" in str(error)
    assert attempts == 3
    assert isinstance(error.__cause__, Flaky)
    assert isinstance(error.__cause__.__cause__, KeyError)
    assert [frame.name for frame in traceback.extract_tb(error.__cause__.__traceback__)] == ["fail"]


async def test_a_middleware_with_a_mistake_is_not_retried() -> None:
    """An IndexError would come again."""
    error, attempts = await failed_by(mistaken)

    assert type(error) is TransportError
    assert "the request could not be sent: IndexError: mine" in str(error)
    assert attempts == 1


async def test_an_exception_that_shows_the_token_is_not_kept() -> None:
    """Neither the message nor the cause shows it."""
    error, _ = await failed_by(talkative, retry=Retry.none())

    assert error.__cause__ is None
    assert TOKEN not in str(error)
    assert API_KEY not in str(error)


async def test_the_trace_of_a_middleware_does_not_show_the_token() -> None:
    """Frames of aiohttp are left out: their variables hold the headers."""
    error, _ = await failed_by(fail)
    shown = "".join(traceback.TracebackException.from_exception(error.__cause__ or error, capture_locals=True).format())

    assert "no signature to be had" in shown
    assert TOKEN not in shown


async def test_the_ids_that_arrived_are_kept_when_a_middleware_fails() -> None:
    """get_many gives what it has and what is left, as with any other failure."""
    sent = 0

    async def second_fails(request: aiohttp.ClientRequest, handler: Handler) -> aiohttp.ClientResponse:
        nonlocal sent
        sent += 1
        if sent > 1:
            raise Flaky("too many")
        return await handler(request)

    many = [f"B{number}" for number in range(101)]
    body = b'{"data": {"tracks": [%s]}}' % b",".join(b'{"id": "%s"}' % id.encode() for id in many[:100])
    async with (
        raw_server(response(body)) as server,
        aiohttp.ClientSession(middlewares=[second_fails]) as session,
        client(server.url, session=session, concurrency=1) as music,
    ):
        with pytest.raises(ConnectionFailed) as caught:
            await music.tracks.get_many(many)

    assert caught.value.partial is not None
    assert len(caught.value.partial) == 100
    assert caught.value.pending == ("B100",)


def test_a_session_of_another_event_loop_is_a_transport_error() -> None:
    """It is a RuntimeError of aiohttp or asyncio, which would come again."""

    async def use(session: aiohttp.ClientSession, url: str) -> AmazonMusicError:
        async with client(url, session=session) as music:
            with pytest.raises(TransportError) as caught:
                await music.tracks.get("A")

            assert music.stats.requests == 1
            return caught.value

    async def main() -> None:
        async with raw_server(response(TRACK)) as server, aiohttp.ClientSession() as session:
            error = await asyncio.to_thread(lambda: asyncio.run(use(session, server.url)))

            assert type(error) is TransportError
            assert isinstance(error.__cause__, RuntimeError)

    asyncio.run(main())


async def test_a_session_closed_while_a_call_waits_for_a_connection_loses_nothing() -> None:
    """What the call waits for is cancelled, not the call: it ends with an error of ours, and the ids are pending."""
    arrived = asyncio.Event()

    async def hang(wire: Wire) -> None:
        arrived.set()
        await wire.hang()

    session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=1))
    async with raw_server(hang) as server, client(server.url, session=session) as music:
        first = asyncio.create_task(music.tracks.get("A"))
        await arrived.wait()
        waiting = asyncio.create_task(music.tracks.get_many(["B", "C"]))
        await turns()
        await session.close()
        with pytest.raises(ClientClosed, match="session that was lent to this client is closed"):
            await first
        with pytest.raises(ClientClosed) as caught:
            await waiting

    assert caught.value.pending == ("B", "C")


@asynccontextmanager
async def socks_server(reply: bytes) -> AsyncGenerator[str]:
    """A SOCKS5 proxy that answers the greeting, then ``reply``, and hangs up."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with closing(writer):
            await reader.readexactly(3)
            writer.write(reply)

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield f"socks5://127.0.0.1:{server.sockets[0].getsockname()[1]}"


async def through(proxy: str) -> tuple[AmazonMusicError, int]:
    """How a call through a SOCKS proxy fails, and after how many attempts."""
    async with (
        aiohttp.ClientSession(connector=ProxyConnector.from_url(proxy)) as session,
        client("http://localhost:9/v1", session=session) as music,
    ):
        with pytest.raises(AmazonMusicError) as caught:
            await music.tracks.get("A")

        return caught.value, music.stats.requests


@pytest.mark.parametrize(
    "reply",
    [b"", b"\x05", b"\x05\x00", b"\x05\xff", b"\x05\x00\x05\x05\x00\x01\x7f\x00\x00\x01\x00\x09"],
    ids=["killed", "cut off", "killed later", "login", "refused"],
)
async def test_a_socks_proxy_that_fails_is_a_failed_connection(reply: bytes) -> None:
    """However aiohttp-socks puts it: it is retried, and its exception is the cause."""
    async with socks_server(reply) as proxy:
        error, attempts = await through(proxy)

        assert type(error) is ConnectionFailed
        assert attempts == 3
        assert error.__cause__ is not None
        assert type(error.__cause__).__module__.startswith(("aiohttp_socks", "python_socks", "asyncio"))


async def test_a_socks_proxy_that_is_gone_is_a_failed_connection() -> None:
    """Nobody listens there."""
    async with socks_server(b"") as proxy:
        pass
    error, attempts = await through(proxy)

    assert type(error) is ConnectionFailed
    assert "ProxyConnectionError" in str(error)
    assert attempts == 3


async def test_a_login_survives_whatever_its_session_raises() -> None:
    """The login service could not be reached for now: AuthUnavailable, after all attempts."""
    async with aiohttp.ClientSession(middlewares=[fail]) as session:
        login = LoginWithAmazon(
            "client",
            "secret",
            refresh_token="Atzr|refresh",
            session=session,
            token_url="http://localhost:9/token",
            retry=Retry(attempts=2, first=1e-6),
        )
        with pytest.raises(AuthUnavailable, match="Flaky: no signature to be had") as caught:
            await login.token()

    assert caught.value.attempts == 2

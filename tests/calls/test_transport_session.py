# pyright: reportPrivateUsage=false
"""How long sessions and connections live."""

import asyncio
import gc
import weakref
from typing import Any
from weakref import WeakKeyDictionary

import aiohttp
import pytest
from aiohttp.abc import AbstractResolver, ResolveResult
from fake_transport import API_KEY, TOKEN
from raw_server import RawServer, Wire, raw_server, response

from amazon_music_async import AmazonMusic, ClientClosed, CookiesShared, Event, Retry
from amazon_music_async._calls.transport import AiohttpTransport

TRACK = response(b'{"data": {"track": {"id": "A"}}}')


transports = WeakKeyDictionary[AmazonMusic, AiohttpTransport]()


def client(url: str, *, session: aiohttp.ClientSession | None = None, **options: Any) -> AmazonMusic:
    """A client of a server on loopback."""
    transport = AiohttpTransport(session)
    music = AmazonMusic(TOKEN, api_key=API_KEY, base_url=url, transport=transport, **options)
    transports[music] = transport
    return music


def owned(music: AmazonMusic) -> aiohttp.ClientSession | None:
    """The session that a client has opened for itself."""
    return transports[music]._owned


async def test_a_session_is_opened_at_the_first_call_and_closed_at_the_end() -> None:
    """A client that is never used opens nothing; one that was leaves no connection."""
    async with raw_server(TRACK) as server:
        async with client(server.url) as music:
            assert owned(music) is None

            await music.tracks.get("A")
            session = owned(music)
            await music.tracks.get("B")

            assert session is not None
            assert owned(music) is session

        assert session.closed
        await music.close()
        await server.idle()

        assert (server.connections, server.open) == (1, 0)


async def test_connections_are_kept_and_no_more_than_needed() -> None:
    """8 in flight, 8 connections, whatever the number of calls."""
    async with raw_server(TRACK) as server, client(server.url) as music:
        await asyncio.gather(*(music.tracks.get(f"B{number}") for number in range(40)))

        assert server.connections <= 8
        assert music.stats.peak_in_flight == 8


async def test_a_lent_session_is_used_and_never_closed() -> None:
    """Its headers are sent, and it stays open when the client closes."""
    async with raw_server(TRACK) as server, aiohttp.ClientSession(headers={"X-Mine": "yes"}) as session:
        async with client(server.url, session=session) as music:
            await music.tracks.get("A")

            assert owned(music) is None

        assert not session.closed
        assert b"X-Mine: yes" in server.requests[0]


async def test_views_of_a_lent_session_that_keeps_cookies_are_reported_once() -> None:
    """What is set in an answer to one user would be sent with the requests of another."""
    events: list[Event] = []
    async with aiohttp.ClientSession() as session, client("http://localhost:9", session=session) as quiet:
        music = client("http://localhost:9", session=session, on_event=events.append)
        music.as_user("another")
        music.as_user("third")
        quiet.with_options(timeout=1.0)

    assert events == [CookiesShared(jar="CookieJar")]


async def test_a_lent_session_without_a_cookie_jar_keeps_users_apart() -> None:
    """As the README advises: no event, and no cookie goes from one to the other."""
    events: list[Event] = []
    cookie = response(b'{"data": {"track": {"id": "A"}}}', "Set-Cookie: who=me; Path=/")
    async with (
        raw_server(cookie) as server,
        aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session,
        client(server.url, session=session, on_event=events.append) as music,
    ):
        await music.tracks.get("A")
        await music.as_user("another").tracks.get("A")

    assert not any(isinstance(event, CookiesShared) for event in events)
    assert all(b"cookie" not in request.lower() for request in server.requests)


async def test_the_tracing_of_a_lent_session_works() -> None:
    """A TraceConfig sees every attempt."""
    seen: list[str] = []
    trace = aiohttp.TraceConfig()

    async def note(*args: Any) -> None:
        seen.append(type(args[2]).__name__)

    trace.on_request_start.append(note)
    trace.on_request_end.append(note)
    async with (
        raw_server(TRACK) as server,
        aiohttp.ClientSession(trace_configs=[trace]) as session,
        client(server.url, session=session) as music,
    ):
        await music.tracks.get("A")

    assert seen == ["TraceRequestStartParams", "TraceRequestEndParams"]


async def test_a_call_on_a_closed_lent_session_names_the_session() -> None:
    """It is a ClientClosed that says which session is closed."""
    session = aiohttp.ClientSession()
    await session.close()
    async with client("http://localhost:9", session=session) as music:
        with pytest.raises(ClientClosed, match="the aiohttp session that was lent to this client is closed"):
            await music.tracks.get("A")


async def test_a_closed_client_opens_no_session() -> None:
    """A call after close is ClientClosed, for the transport by itself as well."""
    async with raw_server(TRACK) as server:
        music = client(server.url)
        await music.tracks.get("A")
        await music.close()
        with pytest.raises(ClientClosed):
            await music.tracks.get("A")
        with pytest.raises(ClientClosed):
            await transports[music].send("GET", server.url, {}, None, 1.0)

        assert owned(music) is None
        assert len(server.requests) == 1


async def hang(wire: Wire) -> None:
    """Never answer."""
    await wire.hang()


async def arrived(server: RawServer, number: int) -> None:
    """Wait until so many requests are with the server."""
    async with asyncio.timeout(5):
        while len(server.requests) < number:  # noqa: ASYNC110 - the shortest way that needs nothing of the server
            await asyncio.sleep(0)


@pytest.mark.parametrize("lent", [False, True])
async def test_closing_ends_requests_in_flight(lent: bool) -> None:
    """Calls end with ClientClosed at once, their connections are gone, the lent session stays open."""
    async with raw_server(hang) as server, aiohttp.ClientSession() as session:
        music = client(server.url, session=session if lent else None, concurrency=2)
        calls = [asyncio.create_task(music.tracks.get(id)) for id in ("A", "B", "C")]
        await arrived(server, 2)
        async with asyncio.timeout(1):
            await music.close()
            errors = await asyncio.gather(*calls, return_exceptions=True)
            await server.idle()

        assert [str(failure) for failure in errors] == ["this client is closed"] * 3
        assert {type(failure) for failure in errors} == {ClientClosed}
        assert music.stats.in_flight == 0
        assert [task.cancelling() for task in calls] == [0, 0, 0]
        assert not session.closed


async def test_closing_ends_a_connection_attempt() -> None:
    """The client does not wait for a host that does not answer."""

    class Nowhere(AbstractResolver):
        """A resolver that never finds out."""

        async def resolve(self, *_: object, **__: object) -> list[ResolveResult]:
            """Wait."""
            never: asyncio.Future[list[ResolveResult]] = asyncio.get_running_loop().create_future()
            return await never

        async def close(self) -> None:
            """Do nothing."""

    connector = aiohttp.TCPConnector(resolver=Nowhere())
    async with aiohttp.ClientSession(connector=connector) as session:
        music = client("https://example.invalid", session=session)
        call = asyncio.create_task(music.tracks.get("A"))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        await music.close()
        async with asyncio.timeout(1):
            with pytest.raises(ClientClosed):
                await call


async def test_a_caller_cancelled_while_the_client_closes_stays_cancelled() -> None:
    """CancelledError of the caller does not become ClientClosed."""
    async with raw_server(hang) as server:
        music = client(server.url)
        call = asyncio.create_task(music.tracks.get("A"))
        await arrived(server, 1)
        closing = asyncio.create_task(music.close())
        await asyncio.sleep(0)
        call.cancel()
        await closing
        with pytest.raises(asyncio.CancelledError):
            await call


async def test_a_cancelled_call_closes_its_connection() -> None:
    """Nothing is left in flight, and the client stays usable."""
    slow = iter([True, False])

    async def answer(wire: Wire) -> None:
        await (wire.hang() if next(slow) else wire.send(TRACK))

    async with raw_server(answer) as server, client(server.url, concurrency=1) as music:
        call = asyncio.create_task(music.tracks.get("A"))
        await arrived(server, 1)
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call

        assert (await music.tracks.get("B")).id == "A"
        assert music.stats.in_flight == 0


def test_each_event_loop_can_have_a_client_of_its_own() -> None:
    """Twenty asyncio.run in a row, each with its own client, leave no task behind."""

    async def once() -> None:
        async with raw_server(TRACK) as server, client(server.url) as music:
            await asyncio.gather(*(music.tracks.get(id) for id in ("A", "B", "C")))

            assert len(asyncio.all_tasks()) == 1 + server.open

    for _ in range(20):
        asyncio.run(once())


def test_an_event_loop_that_ends_during_calls_leaves_none_in_flight() -> None:
    """The calls are cancelled by asyncio.run, and the client closes without a warning."""

    async def leave() -> AmazonMusic:
        async with raw_server(hang) as server, client(server.url, retry=Retry.none()) as music:
            tasks = [asyncio.create_task(music.tracks.get(id)) for id in ("A", "B")]
            await arrived(server, len(tasks))
            return music

    assert asyncio.run(leave()).stats.in_flight == 0


async def test_many_clients_leave_nothing_behind() -> None:
    """Three hundred clients opened, used and closed: no client, no task, no connection is left."""
    async with raw_server(TRACK) as server:
        left = weakref.WeakSet[Any]()
        for _ in range(300):
            async with client(server.url) as music:
                await music.tracks.get("A")
                left |= {music, transports[music], owned(music)}
            del music
        await server.idle()
        gc.collect()

        assert len(left) == 0
        assert server.open == 0
        assert len(asyncio.all_tasks()) == 1

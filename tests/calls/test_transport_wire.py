# pyright: reportPrivateUsage=false
"""Requests as they are sent, and broken answers, over real sockets."""

import asyncio
import json

import aiohttp
import pytest
from fake_transport import API_KEY, TOKEN
from raw_calls import CURT, TRACK, client, failure
from raw_server import Wire, raw_server, response

from amazon_music_async import (
    AmazonMusic,
    APIError,
    ConnectionFailed,
    Retry,
    TimedOut,
    Track,
    TransportError,
    get,
    put,
)


async def test_a_request_has_the_documented_path_query_and_headers() -> None:
    """Ids are separated by commas, and no other header is added."""
    async with raw_server(response(TRACK)) as server, client(server.url, language="de-de") as music:
        await music.send(
            get("tracks/{}", "A&ä", at="track", into=Track, query={"ids": "A,B", "cursor": "x=/+ &", "f[a] &": 1})
        )
        head = server.requests[0].decode().split("\r\n")

    assert head[0] == "GET /v1/tracks/A%26%C3%A4?ids=A,B&cursor=x%3D%2F%2B%20%26&f[a]%20%26=1 HTTP/1.1"
    headers = dict(line.split(": ", 1) for line in head[1:-2])
    assert headers.pop("Host").startswith("127.0.0.1:")
    assert headers.pop("User-Agent").startswith("amazon-music-async/")
    assert headers.pop("Accept-Encoding").startswith("gzip, deflate")
    assert headers == {
        "Authorization": f"Bearer {TOKEN}",
        "x-api-key": API_KEY,
        "Accept": "application/json",
        "Accept-Language": "de-de",
    }


async def test_only_a_request_with_a_body_has_a_content_type() -> None:
    """A JSON body is sent as application/json; a PUT without a body has no such header."""
    async with raw_server(response(TRACK)) as server, client(server.url) as music:
        await music.send(put("tracks", at="track", into=Track, json={"likeState": "LIKE"}))
        await music.send(put("tracks", at="track", into=Track))
        full, empty = (request.decode() for request in server.requests)

    assert "\r\nContent-Type: application/json\r\n" in full
    assert full.endswith('\r\n\r\n{"likeState":"LIKE"}')
    assert "content-type" not in empty.lower()


async def test_a_redirect_is_not_followed() -> None:
    """The token is never sent to another host."""
    async with raw_server(response(TRACK)) as elsewhere:
        error, requests = await failure(response(b"", f"Location: {elsewhere.url}/tracks/A", status="307 Go"))

        assert elsewhere.requests == []

    assert isinstance(error, APIError)
    assert (error.status, requests) == (307, 1)
    assert elsewhere.url in str(error)


async def test_the_clients_own_session_keeps_no_cookie() -> None:
    """Users share a session: a cookie of one is not sent with the requests of another."""
    async with raw_server(response(TRACK, "Set-Cookie: who=me; Path=/")) as server, client(server.url) as music:
        await music.tracks.get("A")
        await music.as_user("another").tracks.get("A")

        assert all(b"cookie" not in request.lower() for request in server.requests)
        assert server.connections == 1


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        (response(TRACK, length=100), "cut before the last byte"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{", "cut before the last byte"),
        (b"HTTP/1.1 200 OK\r\nContent-", "without an answer"),
        (b"", "without an answer"),
    ],
)
async def test_an_answer_that_is_cut_off_is_retried(answers: bytes, words: str) -> None:
    """Half a body, half a head, nothing: ConnectionFailed, after all attempts."""

    async def cut(wire: Wire) -> None:
        await wire.send(answers)
        wire.writer.close()

    error, requests = await failure(cut)

    assert type(error) is ConnectionFailed
    assert words in str(error)
    assert error.attempts == 3
    assert requests >= 3


async def test_a_connection_that_is_reset_is_retried() -> None:
    """The next attempt goes out on a new connection."""
    resets = iter([True, True, False])

    async def answer(wire: Wire) -> None:
        if next(resets):
            wire.reset()
        else:
            await wire.send(response(TRACK))

    async with raw_server(answer) as server, client(server.url) as music:
        assert (await music.tracks.get("A")).id == "A"


async def test_a_refused_connection_names_the_host() -> None:
    """ConnectionFailed names host and port."""
    async with raw_server(b"") as server:
        url = server.url
    async with client(url) as music:
        with pytest.raises(ConnectionFailed, match=r"^GET /tracks/A -> no connection to 127\.0\.0\.1:\d+: ") as caught:
            await music.tracks.get("A")

    assert caught.value.attempts == 3


@pytest.mark.parametrize(
    "start", [b"", b"HTTP/1.1 200 OK\r\n", response(b"{", length=100)], ids=["nothing", "half a head", "half a body"]
)
async def test_an_answer_that_does_not_end_times_out(start: bytes) -> None:
    """The time-out counts from connecting to the last byte; then the connection is closed."""

    async def hang(wire: Wire) -> None:
        await wire.send(start)
        await wire.hang()

    error, requests = await failure(hang, timeout=0.3, retry=Retry(attempts=2, first=1e-6))

    assert type(error) is TimedOut
    assert str(error).startswith("GET /tracks/A -> no complete answer within 0.3 s (after 2 attempts")
    assert requests == 2


async def test_a_body_that_trickles_times_out() -> None:
    """Bytes that keep arriving do not extend the time-out."""

    async def trickle(wire: Wire) -> None:
        await wire.send(response(b"", length=10**9))
        while not wire.writer.is_closing():
            await wire.send(b" " * 10)
            await asyncio.sleep(0)

    error, _ = await failure(trickle, timeout=0.1, retry=Retry.none(), max_body=10**9)

    assert type(error) is TimedOut


async def test_a_refusal_carries_status_code_message_and_retry_after() -> None:
    """The names of headers are read in any case."""
    said = json.dumps({"error": {"code": "BUSY", "message": "later"}}).encode()
    error, _ = await failure(response(said, "rEtRy-AfTeR: 99", status="429 Slow down"))

    assert isinstance(error, APIError)
    assert (error.status, error.code, error.message, error.retry_after) == (429, "BUSY", "later", 99)


@pytest.mark.parametrize(
    ("status", "kind", "words", "attempts"),
    [
        ("502 Bad Gateway", ConnectionFailed, "the proxy refused the connection: 502", 3),
        ("403 Forbidden", TransportError, "the proxy refused the connection: 403", 1),
        ("407 Proxy Authentication Required", TransportError, r"the proxy refused the login \(407\)", 1),
    ],
)
async def test_a_proxy_that_refuses_is_named(
    status: str, kind: type[TransportError], words: str, attempts: int
) -> None:
    """What a proxy says is not the service's answer: it is retried, unless it would be the same again."""
    async with (
        raw_server(response(b"", status=status)) as proxy,
        aiohttp.ClientSession(proxy=proxy.url) as session,
        AmazonMusic(TOKEN, api_key=API_KEY, session=session, retry=CURT) as music,
    ):
        with pytest.raises(TransportError, match=f"GET /tracks/A -> {words}") as caught:
            await music.tracks.get("A")

    assert type(caught.value) is kind
    assert caught.value.attempts == attempts
    assert TOKEN.encode() not in b"".join(proxy.requests)

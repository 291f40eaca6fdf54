"""The edge to aiohttp: its failures become ours, and take no secret along."""

import asyncio
import ssl
from types import SimpleNamespace
from typing import Any, cast

import aiohttp
import pytest
from aiohttp.client_reqrep import ConnectionKey
from fake_http import fake_http
from fake_transport import API_KEY, TOKEN
from yarl import URL

from amazon_music_async import (
    AmazonMusic,
    AmazonMusicError,
    ConnectionFailed,
    DecodeError,
    Retry,
    TimedOut,
)

TRACK = URL("https://api.music.amazon.dev/v1/tracks/A")
KEY = cast("ConnectionKey", SimpleNamespace(host="api.music.amazon.dev", port=443, is_ssl=True, ssl=True))
ASKED = cast("Any", SimpleNamespace(real_url=TRACK, headers={"Authorization": f"Bearer {TOKEN}"}))


def client(**options: Any) -> AmazonMusic:
    """A client of the real address."""
    filled: dict[str, Any] = {"retry": Retry.none(), **options}
    return AmazonMusic(TOKEN, api_key=API_KEY, **filled)


async def test_the_default_address_is_the_services() -> None:
    """Without base_url requests go to the service."""
    with fake_http() as service:
        service.get(TRACK, payload={"data": {"track": {"id": "A"}}})
        async with client() as music:
            assert (await music.tracks.get("A")).id == "A"


FAILURES: list[tuple[Exception, type[AmazonMusicError], str]] = [
    (aiohttp.ServerDisconnectedError(), ConnectionFailed, "the server closed the connection without an answer"),
    (aiohttp.ClientPayloadError("x"), ConnectionFailed, "the connection was cut before the last byte of the answer"),
    (aiohttp.ClientConnectionError("x"), ConnectionFailed, "the connection failed (ClientConnectionError)"),
    (
        aiohttp.ClientConnectorError(KEY, OSError(111, "refused")),
        ConnectionFailed,
        "no connection to api.music.amazon.dev:443: [Errno 111] refused",
    ),
    (
        aiohttp.ClientConnectorCertificateError(KEY, ssl.SSLCertVerificationError("expired")),
        ConnectionFailed,
        "no connection to api.music.amazon.dev:443: ('expired',)",
    ),
    (aiohttp.ClientOSError(104, "reset"), ConnectionFailed, "the connection failed: reset"),
    (ConnectionResetError(), ConnectionFailed, "the connection failed: ConnectionResetError"),
    (BrokenPipeError(32, "broken pipe"), ConnectionFailed, "the connection failed: broken pipe"),
    (aiohttp.ConnectionTimeoutError(), TimedOut, "no complete answer within 30 s"),
    (aiohttp.SocketTimeoutError(), TimedOut, "no complete answer within 30 s"),
    (TimeoutError(), TimedOut, "no complete answer within 30 s"),
    (
        aiohttp.ClientResponseError(ASKED, (), status=400, message=f"bad {TOKEN}"),
        DecodeError,
        "the answer is not HTTP that can be read (ClientResponseError) @ $",
    ),
    (
        aiohttp.ClientHttpProxyError(ASKED, (), status=502, message="x"),
        ConnectionFailed,
        "the proxy refused the connection: 502",
    ),
]


@pytest.mark.parametrize(("theirs", "ours", "words"), FAILURES)
async def test_a_failure_of_aiohttp_becomes_ours(theirs: Exception, ours: type[AmazonMusicError], words: str) -> None:
    """In words of ours, and without aiohttp's exception hanging on to it."""
    with fake_http() as service:
        service.get(TRACK, exception=theirs)
        async with client() as music:
            with pytest.raises(AmazonMusicError) as caught:
                await music.tracks.get("A")

    assert type(caught.value) is ours
    assert str(caught.value) == f"GET /tracks/A -> {words}"
    assert (caught.value.__cause__, caught.value.__context__) == (None, None)


async def test_a_call_that_is_cancelled_is_cancelled() -> None:
    """CancelledError is nobody's failure."""
    with fake_http() as service:
        service.get(TRACK, exception=asyncio.CancelledError())
        async with client() as music:
            with pytest.raises(asyncio.CancelledError):
                await music.tracks.get("A")

            assert music.stats.in_flight == 0


async def test_what_is_no_failure_of_a_connection_is_not_hidden() -> None:
    """A mistake of ours, or of a borrowed session's owner, is not disguised as bad luck."""
    with fake_http() as service:
        service.get(TRACK, exception=RuntimeError("mine"))
        async with client(retry=Retry()) as music:
            with pytest.raises(RuntimeError, match="mine"):
                await music.tracks.get("A")

            assert music.stats.in_flight == 0
            assert music.stats.requests == 1

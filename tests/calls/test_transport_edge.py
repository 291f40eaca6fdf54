"""Exceptions of aiohttp become errors of the library, without secrets."""

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
    TransportError,
)

TRACK = URL("https://api.music.amazon.dev/v1/tracks/A")
KEY = cast("ConnectionKey", SimpleNamespace(host="api.music.amazon.dev", port=443, is_ssl=True, ssl=True))
ASKED = cast("Any", SimpleNamespace(real_url=TRACK, headers={"Authorization": f"Bearer {TOKEN}"}))


def client(**options: Any) -> AmazonMusic:
    """A client of the real address."""
    filled: dict[str, Any] = {"retry": Retry.none(), **options}
    return AmazonMusic(TOKEN, api_key=API_KEY, **filled)


async def test_requests_go_to_the_service_by_default() -> None:
    """Without base_url requests go to the service."""
    with fake_http() as service:
        service.get(TRACK, payload={"data": {"track": {"id": "A"}}})
        async with client() as music:
            assert (await music.tracks.get("A")).id == "A"


class Unlucky(Exception):
    """An exception of another library."""


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
        TransportError,
        "the certificate of api.music.amazon.dev:443 is not trusted: ('expired',)",
    ),
    (aiohttp.ClientOSError(104, "reset"), ConnectionFailed, "the connection failed: reset"),
    (ConnectionResetError(), ConnectionFailed, "the connection failed: ConnectionResetError"),
    (BrokenPipeError(32, "broken pipe"), ConnectionFailed, "the connection failed: broken pipe"),
    (aiohttp.ConnectionTimeoutError(), TimedOut, "no complete answer within 30 s"),
    (aiohttp.SocketTimeoutError(), TimedOut, "no complete answer within 30 s"),
    (TimeoutError(), TimedOut, "no complete answer within 30 s"),
    (
        aiohttp.ClientResponseError(ASKED, (), status=400, message=f"Duplicate 'Server' header found: {TOKEN}"),
        DecodeError,
        "the answer is not HTTP that can be read: Duplicate 'Server' header found: *** @ $",
    ),
    (
        aiohttp.ClientHttpProxyError(ASKED, (), status=502, message="x"),
        ConnectionFailed,
        "the proxy refused the connection: 502",
    ),
    (
        aiohttp.ClientHttpProxyError(ASKED, (), status=407, message="x"),
        TransportError,
        "the proxy refused the login (407): check the user and the password of the proxy",
    ),
    (
        aiohttp.ClientResponseError(ASKED, (), status=400),
        DecodeError,
        "the answer is not HTTP that can be read: ClientResponseError @ $",
    ),
    (EOFError("early"), ConnectionFailed, "the connection failed: EOFError: early"),
    (Unlucky("mine"), ConnectionFailed, "the connection failed: Unlucky: mine"),
    (RuntimeError("mine"), TransportError, "the request could not be sent: RuntimeError: mine"),
]


@pytest.mark.parametrize(("theirs", "ours", "words"), FAILURES)
async def test_whatever_a_session_raises_becomes_an_error_of_the_library(
    theirs: Exception, ours: type[AmazonMusicError], words: str
) -> None:
    """Its message is the library's; its cause is never an exception of aiohttp, which holds the token."""
    with fake_http() as service:
        service.get(TRACK, exception=theirs)
        async with client() as music:
            with pytest.raises(AmazonMusicError) as caught:
                await music.tracks.get("A")

    assert type(caught.value) is ours
    assert str(caught.value) == f"GET /tracks/A -> {words}"
    kept = not isinstance(theirs, aiohttp.ClientError) and type(theirs) is not TimeoutError
    assert caught.value.__cause__ is (theirs if kept else None)
    assert caught.value.__context__ is None


async def test_a_cancelled_call_raises_cancelled_error() -> None:
    """CancelledError does not become an error of the library."""
    with fake_http() as service:
        service.get(TRACK, exception=asyncio.CancelledError())
        async with client() as music:
            with pytest.raises(asyncio.CancelledError):
                await music.tracks.get("A")

            assert music.stats.in_flight == 0


@pytest.mark.parametrize(("theirs", "attempts"), [(Unlucky("mine"), 3), (OSError(), 3), (RuntimeError("mine"), 1)])
async def test_an_exception_of_python_itself_is_not_retried(theirs: Exception, attempts: int) -> None:
    """A RuntimeError is a mistake and would come again; an exception of another library may not."""
    with fake_http() as service:
        service.get(TRACK, exception=theirs, repeat=True)
        async with client(retry=Retry(attempts=3, first=1e-6)) as music:
            with pytest.raises(TransportError):
                await music.tracks.get("A")

            assert music.stats.in_flight == 0
            assert music.stats.requests == attempts


@pytest.mark.parametrize(
    "theirs",
    [
        aiohttp.ClientHttpProxyError(ASKED, (), status=407, message="x"),
        aiohttp.ClientConnectorCertificateError(KEY, ssl.SSLCertVerificationError("expired")),
    ],
    ids=["proxy login", "certificate"],
)
async def test_a_refused_proxy_login_and_an_untrusted_certificate_are_not_retried(theirs: Exception) -> None:
    """Another attempt would end in the same way."""
    with fake_http() as service:
        service.get(TRACK, exception=theirs, repeat=True)
        async with client(retry=Retry(first=1e-6)) as music:
            with pytest.raises(TransportError):
                await music.tracks.get("A")

            assert music.stats.requests == 1

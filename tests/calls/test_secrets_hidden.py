# pyright: reportPrivateUsage=false
"""No secret in anything that a failure can print."""

import logging
import pickle
import traceback
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any
from urllib.parse import quote

import aiohttp
import attrs
import orjson
import pytest
from fake_http import fake_http
from fake_transport import FakeTransport, Reply, Sent, Tokens, answer, client, error
from raw_server import Handler, Wire, raw_server, response

from amazon_music_async import AmazonMusic, AmazonMusicError, AuthError, DecodeError, Forbidden, Retry
from amazon_music_async.events import Event

OPAQUE = "opaque/token+of~the=user"
TOKEN = "Atza|IwEBIsecretsecretsecret"
API_KEY = "amzn1.application.secretkeysecretkey"
BASE = "https://api.example.com/v1"
NAKED = ("opaque", "IwEBI", "secretkey")
"""What must not be found anywhere: parts of the secrets, so that half of one is found as well."""


def family(failure: BaseException) -> Iterator[BaseException]:
    """An exception, what it came from, and what came from that."""
    seen: list[BaseException] = []
    left: list[BaseException | None] = [failure]
    while left:
        one = left.pop()
        if one is not None and one not in seen:
            seen.append(one)
            yield one
            left += [one.__cause__, one.__context__]


def printed(failure: BaseException) -> str:
    """All that anybody could print of a failure, the variables of its frames included."""
    variables = traceback.TracebackException.from_exception(failure, capture_locals=True)
    parts = ["".join(variables.format()), str(pickle.dumps(failure))]
    for one in family(failure):
        parts += [str(one), repr(one), repr(one.args), repr(vars(one)), repr(getattr(one, "__notes__", ()))]
    return "\n".join(parts)


def assert_clean(text: str) -> None:
    """No secret, nor a part of one, is in it."""
    for secret in NAKED:
        at = text.find(secret)
        assert at < 0, f"found {secret!r}: …{text[max(0, at - 200) : at + 60]}…"


async def assert_calls_are_clean(music: AmazonMusic, events: list[Event], log: pytest.LogCaptureFixture) -> None:
    """Make calls that fail, and check everything that can be printed."""
    for call in (music.tracks.get("A"), music.tracks.get_many(["A", "B"]), music.tracks.liked().take(3)):
        try:
            assert_clean(repr(await call))
        except AmazonMusicError as failure:
            assert_clean(printed(failure))
    assert_clean(repr([events, *map(attrs.asdict, events)]))
    assert_clean("\n".join([log.text, *(repr(vars(record)) for record in log.records)]))
    assert_clean(repr([music, music.tracks, music.stats]))


def echo(token: str) -> str:
    """The secrets, as a service may repeat them."""
    return f"Bearer {token} {API_KEY} {quote(token, safe='')} Atzr|IwEBIrefresh Atza%7CIwEBIother"


def echoed(token: str) -> bytes:
    """The documented error object, with secrets wherever there are words."""
    said = echo(token)
    fields: dict[str, object] = dict.fromkeys(("code", "message", "url", "reference"), said)
    return orjson.dumps({"error": {**fields, "payload": {said: [{"a": said}]}}})


def refused(status: int, token: str) -> Reply:
    """A refusal with the documented error object."""
    return answer(status=status, body=echoed(token))


REPLIES: dict[str, Callable[[str], Reply]] = {
    **{str(status): partial(refused, status) for status in (400, 401, 403, 404, 422, 429, 500, 503)},
    "gateway": lambda token: answer(status=403, body=orjson.dumps({"message": echo(token)})),
    "word": lambda token: answer(status=401, body=orjson.dumps({"error": echo(token)})),
    "html": lambda token: answer(status=502, body=f"<html><title>{echo(token)}</title>{echo(token)}".encode()),
    "entities": lambda token: answer(
        status=502, body=echo(token).replace("|", "&#124;").replace("/", "&#x2F;").encode()
    ),
    "cut": lambda token: answer(status=502, body=b"x" * 270 + echo(token).encode()),
    "redirect": lambda token: answer(status=302, body=b"", headers={"Location": f"https://x/?{echo(token)}"}),
    "retry after": lambda token: error(429, None, retry_after=echo(token)),
    "no json": lambda token: answer(body=echo(token).encode()),
    "wrong type": lambda token: answer(dict.fromkeys(("track", "tracks", "user"), echo(token))),
    "wrong field": lambda token: answer({"track": {"id": 7, echo(token): 1}, "tracks": [{echo(token): 1}]}),
    "no value": lambda token: answer({echo(token): 1}),
}


@pytest.mark.parametrize("token", [OPAQUE, TOKEN])
@pytest.mark.parametrize("reply", REPLIES.values(), ids=REPLIES)
async def test_no_answer_reveals_a_secret(
    reply: Callable[[str], Reply], token: str, caplog: pytest.LogCaptureFixture
) -> None:
    """The service repeats token and key in its answers; no error, event or log line shows them."""
    caplog.set_level(logging.DEBUG)
    events: list[Event] = []
    transport = FakeTransport(lambda sent: reply(sent.token))
    music = client(transport, auth=token, api_key=API_KEY, on_event=events.append, retry=Retry(attempts=2))
    async with music:
        await assert_calls_are_clean(music, events, caplog)

    assert events


ECHO = echo(OPAQUE)


async def test_data_drift_is_reported_without_values(caplog: pytest.LogCaptureFixture) -> None:
    """The event names types and places only."""
    caplog.set_level(logging.DEBUG)
    events: list[Event] = []
    odd = answer({"track": {"id": "A", "title": [ECHO], "album": ECHO, "artists": {ECHO: ECHO}, "duration": ECHO}})
    async with client(FakeTransport(lambda _: odd), on_event=events.append) as music:
        await music.tracks.get("A")

    assert len(events) >= 4
    assert_clean(f"{events}{caplog.text}")


async def test_a_rejected_token_is_not_shown_when_the_next_is_rejected_as_well() -> None:
    """The service may name the old token in its answer to the new one."""

    def reply(sent: Sent) -> Reply:
        return error(401, f"{OPAQUE} was refused, now {sent.token}")

    async with client(FakeTransport(reply), auth=Tokens([OPAQUE, "opaque-second"])) as music:
        with pytest.raises(AmazonMusicError) as caught:
            await music.tracks.get("A")

    assert_clean(printed(caught.value))


async def test_an_unusable_token_is_not_quoted() -> None:
    """The error does not show what the token source gave."""
    async with client(auth=Tokens([f"{TOKEN}\n"])) as music:
        with pytest.raises(AuthError) as caught:
            await music.tracks.get("A")

    assert_clean(printed(caught.value))


ASKED: Any = aiohttp.RequestInfo(None, "GET", {"Authorization": f"Bearer {TOKEN}", "x-api-key": API_KEY})  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType] - enough of one
THEIRS: list[Exception] = [
    aiohttp.ClientResponseError(ASKED, (), status=400, message=ECHO, headers={"a": ECHO}),  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType] - as above
    aiohttp.ClientHttpProxyError(ASKED, (), status=400, message=ECHO),
    aiohttp.ServerDisconnectedError(ECHO),
    aiohttp.ClientPayloadError(ECHO),
    aiohttp.ClientConnectionError(ECHO),
    aiohttp.SocketTimeoutError(ECHO),
    ConnectionResetError(ECHO),
]


@pytest.mark.parametrize("theirs", THEIRS, ids=[type(failure).__name__ for failure in THEIRS])
async def test_no_exception_of_aiohttp_is_kept(theirs: Exception, caplog: pytest.LogCaptureFixture) -> None:
    """They hold the headers of the request, the token among them."""
    caplog.set_level(logging.DEBUG)
    events: list[Event] = []
    with fake_http() as service:
        for url in ("tracks/A", "tracks?ids=A,B", "me/tracks?limit=3", "me/tracks?limit=100"):
            service.get(f"{BASE}/{url}", exception=theirs, repeat=True)
        retry = Retry(attempts=2, first=1e-6)
        async with AmazonMusic(OPAQUE, api_key=API_KEY, base_url=BASE, retry=retry, on_event=events.append) as music:
            await assert_calls_are_clean(music, events, caplog)


async def reset(wire: Wire) -> None:
    """Drop the connection."""
    wire.reset()


HANDLERS: dict[str, Handler | bytes] = {
    "reset": reset,
    "half a body": response(ECHO.encode(), length=9999),
    "bad header": b"HTTP/1.1 200 OK\r\nContent-Length: " + ECHO.encode() + b"\r\n\r\n",
    "bad status": ECHO.encode() + b"\r\n\r\n",
    "bad encoding": response(ECHO.encode(), "Content-Encoding: gzip"),
    "too large": response(ECHO.encode() * 100),
    "echoed head": response(
        echoed(OPAQUE), f"X-Echo: {ECHO}", f"Set-Cookie: {ECHO}", status="403 " + ECHO.replace("\n", "")
    ),
}


@pytest.mark.parametrize("handler", HANDLERS.values(), ids=HANDLERS)
async def test_no_broken_answer_reveals_a_secret(handler: Handler | bytes, caplog: pytest.LogCaptureFixture) -> None:
    """Over real sockets, with aiohttp's own log at its most talkative."""
    caplog.set_level(logging.DEBUG)
    events: list[Event] = []
    options: dict[str, Any] = {"retry": Retry(attempts=2, first=1e-6), "timeout": 0.2, "max_body": 4000}
    async with (
        raw_server(handler) as server,
        AmazonMusic(OPAQUE, api_key=API_KEY, base_url=server.url, on_event=events.append, **options) as music,
    ):
        await assert_calls_are_clean(music, events, caplog)


@pytest.mark.parametrize("token", ["t", "token"])
async def test_a_short_word_as_token_changes_no_message(token: str) -> None:
    """With the token of somebody's tests, the message of a refusal and the place of an error are as they should be."""
    replies = [error(403, message="The token has expired."), answer({"track": {"title": "Happy"}})]
    async with client(FakeTransport(replies=replies), auth=token) as music:
        with pytest.raises(Forbidden) as refused:
            await music.tracks.get("A")
        with pytest.raises(DecodeError) as flawed:
            await music.tracks.get("A")

    assert refused.value.message == "The token has expired."
    assert flawed.value.place == "$.data.track.id"

# pyright: reportPrivateUsage=false
"""Variables, results and parts of secrets: what error trackers, debuggers and asyncio's log show."""

import asyncio
import json
import os
import pickle
import reprlib
import traceback
from collections.abc import Awaitable, Callable
from io import StringIO
from typing import Any

import aiohttp
import pytest
import sentry_sdk
from fake_transport import FakeTransport, Tokens, answer, client, error
from rich.console import Console
from rich.traceback import Traceback
from sentry_sdk.envelope import Envelope
from sentry_sdk.transport import Transport

from amazon_music_async import (
    AmazonMusic,
    AmazonMusicError,
    APIError,
    AuthError,
    AuthUnavailable,
    ClientClosed,
    ConnectionFailed,
    DecodeError,
    InvalidId,
    LoginRequired,
    LoginWithAmazon,
    PaginationError,
    Retry,
    StaticToken,
    StoredLogin,
    TimedOut,
    TransportError,
)
from amazon_music_async._redaction import Secret, concealed, scrub

TOKEN = "opaque/token+of~the=user" + "x" * 100
API_KEY = "amzn1.application.secretkeysecretkey" + "y" * 100
CLIENT_SECRET, REFRESH_TOKEN = "clientsecret-0", "Atzr|IwEBIrefresh"
NAKED = ("opaque", "secretkey", "clientsecret", "IwEBI", "xxxx", "yyyy")
"""Parts of the secrets, so that half of one is found as well."""


def calls(reply: Any, **options: Any) -> Callable[[], Awaitable[object]]:
    """A look-up, answered in this way; the client is not closed, so that nothing else can fail."""
    transport = FakeTransport(lambda _: reply)
    music = client(transport, auth=options.pop("auth", TOKEN), api_key=API_KEY, retry=Retry.none(), **options)
    return lambda: music.tracks.get("A")


def lists(reply: Any) -> Callable[[], Awaitable[object]]:
    """A walk, answered in this way."""
    music = client(FakeTransport(lambda _: reply), auth=TOKEN, api_key=API_KEY)
    return lambda: music.tracks.liked().take(500)


def closed() -> Callable[[], Awaitable[object]]:
    """A call after the end."""
    music = client(auth=TOKEN, api_key=API_KEY)

    async def call() -> object:
        await music.close()
        return await music.tracks.get("A")

    return call


def login() -> LoginWithAmazon:
    """A login whose service nobody runs."""
    return LoginWithAmazon(
        "client", CLIENT_SECRET, refresh_token=REFRESH_TOKEN, token_url="http://localhost:9/x", retry=Retry.none()
    )


def refused(status: int) -> Callable[[], Callable[[], Awaitable[object]]]:
    """A look-up that is refused in words that repeat the token."""
    return lambda: calls(error(status, TOKEN))


ENDLESS = answer({"user": {"tracks": {"edges": [], "pageInfo": {"hasNextPage": True, "token": None}}}})
ECHO = answer({"track": {"id": 7, TOKEN: API_KEY}})

FAILURES: dict[str, tuple[type[AmazonMusicError], Callable[[], Callable[[], Awaitable[object]]]]] = {
    **{str(status): (APIError, refused(status)) for status in (302, 400, 401, 403, 404, 422, 429, 500)},
    "connection": (ConnectionFailed, lambda: calls(ConnectionFailed("lost"))),
    "time-out": (TimedOut, lambda: calls(TimeoutError())),
    "mistake": (TransportError, lambda: calls(RuntimeError(TOKEN))),
    "not documented": (DecodeError, lambda: calls(ECHO)),
    "not JSON": (DecodeError, lambda: calls(answer(body=TOKEN.encode()))),
    "no next page": (PaginationError, lambda: lists(ENDLESS)),
    "id": (InvalidId, lambda: lambda: client(auth=TOKEN, api_key=API_KEY).tracks.get("a,b")),
    "closed": (ClientClosed, closed),
    "token": (AuthError, lambda: calls(ECHO, auth=Tokens([f"{TOKEN}\n"]))),
    "bytes": (AuthError, lambda: calls(ECHO, auth=Tokens([TOKEN.encode()]))),  # type: ignore[list-item]  # pyright: ignore[reportArgumentType] - a source without types
    "login": (LoginRequired, lambda: calls(ECHO, auth=Tokens([LoginRequired("invalid_grant")]))),
    "login unavailable": (AuthUnavailable, lambda: calls(ECHO, auth=login())),
    "real session": (ConnectionFailed, lambda: unanswered),
}


async def unanswered() -> object:
    """A call over a real session, to a port where nobody listens."""
    async with AmazonMusic(
        concealed(TOKEN), api_key=concealed(API_KEY), base_url="http://localhost:9", retry=Retry.none()
    ) as music:
        return await music.tracks.get("A")


async def failed(call: Callable[[], Awaitable[object]]) -> Exception | None:
    """How a call ends; this frame, which is shown too, holds no secret."""
    try:
        await call()
    except Exception as failure:  # noqa: BLE001 - looked at by the test
        return failure
    return None


def assert_clean(text: str) -> None:
    """No secret, nor a part of one, is in it."""
    for naked in NAKED:
        at = text.find(naked)
        assert at < 0, f"found {naked!r}: …{text[max(0, at - 300) : at + 60]}…"


each_failure = pytest.mark.parametrize(("kind", "make"), FAILURES.values(), ids=FAILURES)


@each_failure
async def test_no_variable_of_a_frame_holds_a_secret(
    kind: type[AmazonMusicError], make: Callable[[], Callable[[], Awaitable[object]]]
) -> None:
    """The frames of every error, from the caller's down, as `traceback` shows them with their variables."""
    failure = await failed(make())

    assert isinstance(failure, kind)
    shown = "".join(traceback.TracebackException.from_exception(failure, capture_locals=True).format())
    assert "self = " in shown or "id = " in shown
    assert_clean(shown)


@pytest.mark.parametrize("name", ["429", "connection", "real session"])
async def test_rich_shows_no_secret(name: str) -> None:
    """With ``show_locals``: it shows the first characters of a long str."""
    failure = await failed(FAILURES[name][1]())
    assert failure
    console = Console(file=StringIO(), width=400)
    console.print(
        Traceback.from_exception(type(failure), failure, failure.__traceback__, show_locals=True, extra_lines=0)
    )

    assert isinstance(console.file, StringIO)
    assert_clean(console.file.getvalue())


class Recorder(Transport):
    """Keeps what Sentry would send."""

    def __init__(self) -> None:
        """Nothing yet."""
        super().__init__()
        self.sent: list[str] = []

    def capture_envelope(self, envelope: Envelope) -> None:
        """Keep one event."""
        self.sent.append(envelope.serialize().decode())


@each_failure
async def test_sentry_receives_no_secret(
    kind: type[AmazonMusicError], make: Callable[[], Callable[[], Awaitable[object]]]
) -> None:
    """With its defaults Sentry sends the variables of all frames."""
    failure = await failed(make())
    assert isinstance(failure, kind)
    recorder = Recorder()
    tracker = sentry_sdk.Client("http://key@localhost/1", transport=recorder, default_integrations=False)
    with sentry_sdk.new_scope() as scope:
        scope.set_client(tracker)
        scope.capture_exception(failure)
    tracker.close()

    assert len(recorder.sent) == 1
    assert '"vars"' in recorder.sent[0]
    assert_clean(recorder.sent[0])


def wrong_option() -> object:
    """A client with an option that is none."""
    return AmazonMusic(concealed(TOKEN), api_key=concealed(API_KEY), base_url="ftp://localhost")


def wrong_token_of_a_view() -> object:
    """A view for a token that no header can carry."""
    return client().as_user(os.environ["SPOILT"])


def wrong_option_of_a_view() -> object:
    """A view with a good token and a time-out that is none."""
    return client().as_user(os.environ["GOOD"], timeout=-1.0)


def wrong_option_beside_the_environment() -> object:
    """A client by arguments and the environment."""
    return AmazonMusic.from_env(os.environ["GOOD"], api_key=os.environ["GOOD"], timeout=-1.0)


def wrong_token_in_the_environment() -> object:
    """A login by the environment, with a token that no form should carry."""
    return AmazonMusic.from_env(api_key=os.environ["GOOD"])


def nothing_but_a_secret_in_the_environment() -> object:
    """A login by an environment without a client id."""
    return LoginWithAmazon.from_env()


def spoilt_static_token() -> object:
    """A token that no header can carry."""
    return StaticToken(os.environ["SPOILT"])


def spoilt_secret() -> object:
    """A client secret that no form should carry, and a good refresh token."""
    return LoginWithAmazon("client", os.environ["SPOILT"], refresh_token=os.environ["GOOD"])


def login_of_nobody() -> object:
    """Good secrets, and no client id."""
    return LoginWithAmazon("", os.environ["GOOD"], refresh_token=os.environ["GOOD"])


def wrong_option_of_a_login() -> object:
    """Good secrets, and a time-out that is none."""
    return LoginWithAmazon("client", os.environ["GOOD"], refresh_token=os.environ["GOOD"], timeout=-1.0)


@pytest.mark.parametrize(
    "make",
    [
        spoilt_static_token,
        spoilt_secret,
        login_of_nobody,
        wrong_option_of_a_login,
        wrong_option,
        wrong_token_of_a_view,
        wrong_option_of_a_view,
        wrong_option_beside_the_environment,
        wrong_token_in_the_environment,
        nothing_but_a_secret_in_the_environment,
    ],
)
def test_a_wrong_argument_shows_no_secret(make: Callable[[], object], monkeypatch: pytest.MonkeyPatch) -> None:
    """The frames of constructors hold token, key and the whole environment, too."""
    monkeypatch.setenv("GOOD", TOKEN)
    monkeypatch.setenv("SPOILT", f"{TOKEN} x")
    monkeypatch.setenv("AMAZON_MUSIC_CLIENT_SECRET", CLIENT_SECRET)
    monkeypatch.setenv("AMAZON_MUSIC_REFRESH_TOKEN", f"{REFRESH_TOKEN} x")
    monkeypatch.delenv("AMAZON_MUSIC_TOKEN", raising=False)
    if make is wrong_token_in_the_environment:
        monkeypatch.setenv("AMAZON_MUSIC_CLIENT_ID", "client")
    with pytest.raises(ValueError) as caught:  # noqa: PT011 - which one is no matter
        make()

    shown = traceback.TracebackException.from_exception(caught.value, capture_locals=True)
    del shown.stack[0]  # this frame
    assert_clean("".join(shown.format()))


async def test_the_result_of_a_renewal_is_not_shown() -> None:
    """The log of asyncio prints the result of the task that renews the token."""
    assert "***" in reprlib.repr(await StaticToken(TOKEN).token())

    logged_in = StoredLogin(refresh_token=REFRESH_TOKEN, access_token=TOKEN)

    async def renewed() -> str | None:
        return logged_in.access_token

    task = asyncio.ensure_future(renewed())
    await task

    assert "result=***" in repr(task)


def test_a_secret_is_a_str_in_all_but_its_repr() -> None:
    """It can be sent, compared, stored and pickled as any other str."""
    secret = Secret("opaque")

    assert repr(secret) == "***"
    assert repr([secret]) == "[***]"
    assert repr(secret[:3]) == repr(secret[0]) == "***"
    assert (secret, str(secret), f"{secret}", secret[:3]) == ("opaque", "opaque", "opaque", "opa")
    assert type(str(secret)) is str
    assert hash(secret) == hash("opaque")
    assert json.dumps(secret) == '"opaque"'
    assert pickle.loads(pickle.dumps(secret)) == "opaque"
    assert scrub("an opaque word", secret) == "an *** word"


@pytest.mark.parametrize("value", [None, 7, b"opaque", StaticToken("x")])
def test_only_a_str_is_concealed(value: object) -> None:
    """Anything else stays what it is, and is refused elsewhere."""
    assert concealed(value) is value


async def test_aiohttp_sends_a_secret_as_it_is() -> None:
    """It is opened where the request is written, and nowhere before."""
    headers = {"Authorization": Secret(f"Bearer {TOKEN}")}
    async with aiohttp.ClientSession() as session:
        request = session._prepare_headers(headers)

    assert_clean(repr(request))
    assert request["Authorization"] == f"Bearer {TOKEN}"

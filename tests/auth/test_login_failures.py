"""A renewal that fails: for now, or for good; and what is said about it."""

import asyncio
import logging
import traceback
from collections.abc import Callable, Iterator

import aiohttp
import pytest
from aiohttp import web
from login_service import CLIENT_ID, CLIENT_SECRET, FIRST, Clock, LoginService, MakeLogin, login_class, refusal

from amazon_music_async._retry import Retry
from amazon_music_async.auth import LoginWithAmazon
from amazon_music_async.auth._time import Time
from amazon_music_async.errors import AuthError, AuthUnavailable, ClientClosed, LoginRequired
from amazon_music_async.events import Event, Waiting


async def test_invalid_grant_asks_for_the_user(service: LoginService, make_login: MakeLogin) -> None:
    """A refresh token that is dead is a LoginRequired, after one request, without the token in its description."""
    service.alive = "Atzr|another"
    with pytest.raises(LoginRequired, match=r"^invalid_grant: dead: \*\*\*$") as caught:
        await make_login().token()

    assert caught.value.error == "invalid_grant"
    assert caught.value.description == "dead: ***"
    assert service.renewals == 1


@pytest.mark.parametrize("error", ["invalid_client", "unauthorized_client", "unsupported_grant_type", "invalid_scope"])
async def test_other_refusals_are_for_the_programmer(service: LoginService, make_login: MakeLogin, error: str) -> None:
    """Any other refusal is an AuthError, neither of the user's nor of the service's making."""
    service.replies.append(refusal(error, "why", 401))
    with pytest.raises(AuthError, match=f"^{error}: why$") as caught:
        await make_login().token()

    assert type(caught.value) is AuthError


Reply = Callable[[], web.Response | str]

PASSING: list[tuple[Reply, str]] = [
    (lambda: web.Response(status=500), "HTTP 500"),
    (lambda: web.Response(status=503, text="<html>busy</html>"), "HTTP 503"),
    (lambda: refusal("invalid_grant", "not really", 502), "HTTP 502: invalid_grant: not really"),
    (lambda: refusal("slow", None, 429), "HTTP 429: slow"),
    (lambda: refusal("idle", None, 408), "HTTP 408: idle"),
    (lambda: refusal("servererror"), "HTTP 400: servererror"),
    (lambda: refusal("ServerError", "oops", 400), "HTTP 400: ServerError: oops"),
    (lambda: web.Response(text="<html>Atza|proxy</html>"), "HTTP 200 with an answer that cannot be understood"),
    (lambda: web.Response(status=403, text="no"), "HTTP 403 with an answer that cannot be understood"),
    (lambda: web.json_response({"message": "no"}, status=404), "HTTP 404 with an answer that cannot be understood"),
    (lambda: web.json_response([1]), "HTTP 200 with an answer that cannot be understood"),
    (lambda: web.Response(text="[" * 100_000), "HTTP 200 with an answer that cannot be understood"),
    (lambda: web.Response(text='{"access_token": "Atza|1"}' + " " * 2**20), "HTTP 200 with an answer that cannot"),
    (lambda: web.json_response({"access_token": "a b"}), "HTTP 200 with an answer that cannot be understood"),
    (lambda: web.json_response({"access_token": 7}), "HTTP 200 with an answer that cannot be understood"),
    (lambda: web.json_response({"error": {"code": 1}}), "HTTP 200 with an answer that cannot be understood"),
    (
        lambda: web.Response(status=307, headers={"Location": "http://127.0.0.1:9/"}),
        "HTTP 307 with an answer that cannot be understood",
    ),
    (lambda: "drop", "ServerDisconnectedError: Server disconnected"),
]


@pytest.mark.parametrize(("reply", "said"), PASSING)
async def test_a_failure_for_now_is_tried_again_and_then_unavailable(
    service: LoginService, make_login: MakeLogin, clock: Clock, reply: Reply, said: str
) -> None:
    """What fails for now is tried again by the policy; then it is an AuthUnavailable that says what happened."""
    service.replies += [reply() for _ in range(3)]
    login = make_login()
    with pytest.raises(AuthUnavailable) as caught:
        await login.token()

    assert (caught.value.description or "").startswith(said)
    assert (caught.value.attempts, caught.value.elapsed) == (3, 1.5)
    assert caught.value.__context__ is None
    assert clock.slept == [0.5, 1.0]
    assert await login.token() == "Atza|4"


async def test_a_service_that_cannot_be_reached_is_unavailable(service: LoginService, make_login: MakeLogin) -> None:
    """A login service that refuses the connection is an AuthUnavailable."""
    service.url = "http://127.0.0.1:9/auth/o2/token"
    with pytest.raises(AuthUnavailable, match="ClientConnectorError") as caught:
        await make_login(attempts=1).token()

    assert caught.value.error == "unavailable"
    assert caught.value.__context__ is None


async def test_an_answer_that_does_not_come_is_a_failure_for_now(service: LoginService, make_login: MakeLogin) -> None:
    """An attempt ends after the seconds it is given."""
    service.gate.clear()
    with pytest.raises(AuthUnavailable, match=r"no answer within 0\.01 s"):
        await make_login(attempts=1, timeout=0.01).token()


async def test_an_attempt_ends_with_the_deadline(service: LoginService) -> None:
    """What the policy allows for all attempts is not exceeded by one."""
    service.gate.clear()
    login = LoginWithAmazon(
        CLIENT_ID, refresh_token="Atzr|0", token_url=service.url, retry=Retry(deadline=0.01), timeout=5.0
    )
    with pytest.raises(AuthUnavailable, match=r"no answer within 0\.01 s"):
        await login.token()


async def test_retry_after_is_obeyed(service: LoginService, make_login: MakeLogin, clock: Clock) -> None:
    """Retry-After is slept through, with a drawn pause on top; one that is too long is told, not slept."""
    service.replies.append(web.Response(status=429, headers={"Retry-After": "7"}))
    login = make_login()
    old = await login.token()

    assert clock.slept == [7.5]

    service.replies.append(web.Response(status=503, headers={"Retry-After": "3600"}))
    with pytest.raises(AuthUnavailable, match=r"HTTP 503 \[retry after 3600 s\]"):
        await login.token(rejected=old)

    assert clock.slept == [7.5]


async def test_a_service_that_names_an_end_is_left_alone_until_then(service: LoginService, clock: Clock) -> None:
    """Renewals before that time fail at once and say when it is; when it is near, they are sent again."""
    service.replies.append(web.Response(status=429, headers={"Retry-After": "3600"}))
    timed = login_class(Time(clock=clock, monotonic=clock, sleep=clock.sleep))
    login = timed(CLIENT_ID, CLIENT_SECRET, refresh_token=FIRST, token_url=service.url)
    with pytest.raises(AuthUnavailable, match=r"HTTP 429 \[retry after 3600 s\]"):
        await login.token()
    clock.now += 600
    with pytest.raises(
        AuthUnavailable, match="not sent: the login service asked to wait until 1970-01-12 14:46:40 UTC"
    ):
        await login.token()

    assert service.renewals == 1

    clock.now += 2980
    assert await login.token() == "Atza|2"


@pytest.mark.parametrize("bad", [b"\x01", b"\xe9", b"\\ud800"])
async def test_one_bad_character_does_not_cost_the_login(
    service: LoginService, make_login: MakeLogin, bad: bytes
) -> None:
    """The refresh token is spent, and the only copy of the next one is in that answer."""
    body = b'{"access_token": "Atza|new", "refresh_token": "Atzr|new", "token_type": "%s"}' % bad
    service.replies.append(web.Response(body=body))
    assert await make_login().token() == "Atza|new"


async def test_pauses_are_reported(service: LoginService, make_login: MakeLogin, events: list[Event]) -> None:
    """A pause before another attempt is an event."""
    service.replies.append(web.Response(status=500))
    await make_login().token()

    assert events == [
        Waiting(reason="retry", seconds=0.5, method="POST", path="/auth/o2/token", attempt=1, error="HTTP 500")
    ]


async def test_a_closed_session_is_told(make_login: MakeLogin) -> None:
    """A borrowed session that was closed meanwhile is a ClientClosed."""
    session = aiohttp.ClientSession()
    await session.close()
    with pytest.raises(ClientClosed):
        await make_login(session=session).token()


def broken(error: Exception) -> aiohttp.ClientSession:
    """A lent session whose middleware fails with ``error``, each time because of another one."""

    async def fail(request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType) -> aiohttp.ClientResponse:
        del request, handler
        raise error from KeyError("what led to it")

    return aiohttp.ClientSession(middlewares=[fail])


@pytest.mark.parametrize(
    "error", [RuntimeError("another loop"), asyncio.IncompleteReadError(b"", 2), ValueError("bad"), EOFError("cut off")]
)
async def test_whatever_a_lent_session_raises_is_unavailable(make_login: MakeLogin, error: Exception) -> None:
    """Proxies and middlewares raise what they like: an AuthUnavailable has it for its cause, without any frame."""
    async with broken(error) as session:
        with pytest.raises(AuthUnavailable, match=type(error).__name__) as caught:
            await make_login(session=session).token()

    assert caught.value.__cause__ is error
    assert error.__traceback__ is None
    assert isinstance(error.__cause__, KeyError)
    assert caught.value.attempts == 3


async def test_a_cause_that_shows_a_secret_is_left_out(make_login: MakeLogin) -> None:
    """An exception that prints what was sent is no cause."""
    async with broken(ValueError(f"cannot send {CLIENT_SECRET}")) as session:
        with pytest.raises(AuthUnavailable, match=r"ValueError: cannot send \*\*\*") as caught:
            await make_login(session=session).token()

    assert caught.value.__cause__ is caught.value.__context__ is None


def everything_said(error: BaseException | None) -> Iterator[str]:
    """All that an exception, and whatever it refers to, could print."""
    while error is not None:
        yield "".join(traceback.format_exception(error))
        yield repr(error)
        yield repr(vars(error))
        error = error.__cause__ or error.__context__


@pytest.mark.parametrize("reply", [row[0] for row in PASSING])
async def test_no_secret_is_ever_told(
    service: LoginService,
    make_login: MakeLogin,
    caplog: pytest.LogCaptureFixture,
    events: list[Event],
    reply: Reply,
) -> None:
    """Neither errors, nor what they refer to, nor log records at the lowest level, nor events hold a secret."""
    caplog.set_level(logging.DEBUG)
    refresh_token = "rotten/refresh+token"
    echo = f"{refresh_token} {CLIENT_SECRET} rotten%2Frefresh%2Btoken Atza|granted"
    service.replies += [reply(), reply(), refusal("invalid_grant", echo)]
    login = make_login(refresh_token=refresh_token)
    with pytest.raises(AuthError) as caught:
        await login.token()

    said = "\n".join([*everything_said(caught.value), caplog.text, repr(events), repr(login), str(vars(type(login)))])

    assert "rotten" not in said
    assert CLIENT_SECRET not in said
    assert "granted" not in said
    assert CLIENT_ID in said

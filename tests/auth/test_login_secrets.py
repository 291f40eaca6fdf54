"""No variable in the frames of a failed login holds a secret."""

import traceback
from collections.abc import Awaitable, Callable
from functools import partial

import pytest
from aiohttp import web
from login_service import Clock, LoginService, MakeLogin, StubbornStore, refusal

from amazon_music_async import AuthError, LoginWithAmazon, StoredLogin

CODE, DEVICE_CODE, USER_CODE = "authorization-code-1", "device-code-1", "user-code-1"
REFRESH_TOKEN, ACCESS_TOKEN = "refresh/token+1", "access/token+1"
SECRETS = ("client-secret-0123456789", CODE, DEVICE_CODE, USER_CODE, REFRESH_TOKEN, ACCESS_TOKEN)
REDIRECT = "http://localhost:8123/callback"


async def failed(call: Callable[[], Awaitable[object]]) -> str:
    """The failure of a call, with the variables of all frames; those of this one hold no secret."""
    try:
        await call()
    except AuthError as error:
        return "".join(traceback.TracebackException.from_exception(error, capture_locals=True).format())
    return ""


def login(make_login: MakeLogin, store: StubbornStore | None = None) -> LoginWithAmazon:
    """A login with a refresh token."""
    return make_login(store, refresh_token=REFRESH_TOKEN, attempts=1)


def renewed(make_login: MakeLogin) -> Callable[[], Awaitable[object]]:
    """A renewal."""
    return login(make_login).token


def unsaved(make_login: MakeLogin) -> Callable[[], Awaitable[object]]:
    """A renewal with a store that cannot be read."""
    store = StubbornStore(StoredLogin(refresh_token=REFRESH_TOKEN, access_token=ACCESS_TOKEN))
    store.failing.add("load")
    return login(make_login, store).token


def exchanged(make_login: MakeLogin, **changes: str) -> Callable[[], Awaitable[object]]:
    """The end of a login in the browser."""
    music = login(make_login)
    waiting = music.authorization(REDIRECT, ["profile"])
    query = {"code": CODE, "state": waiting.state, **changes}
    back = f"{REDIRECT}?{'&'.join(f'{name}={value}' for name, value in query.items())}"
    return lambda: music.exchange(back, waiting)


def linked(make_login: MakeLogin) -> Callable[[], Awaitable[object]]:
    """A login on another device."""
    music = login(make_login)

    async def link() -> object:
        device = await music.device(["profile"])
        await music.wait_for(device)
        return device

    return link


def revoked(make_login: MakeLogin) -> Callable[[], Awaitable[object]]:
    """A logout."""
    return login(make_login).revoke


def device_codes() -> web.Response:
    """What the service answers to begin a login on another device."""
    codes = {"user_code": USER_CODE, "device_code": DEVICE_CODE}
    return web.json_response({**codes, "verification_uri": "https://amazon.com/us/code", "interval": 1})


CALLS: dict[str, Callable[[MakeLogin], Callable[[], Awaitable[object]]]] = {
    "renewal": renewed,
    "store": unsaved,
    "code": exchanged,
    "wrong state": partial(exchanged, state="another"),
    "user says no": partial(exchanged, error="access_denied"),
    "device": linked,
    "logout": revoked,
}


@pytest.mark.parametrize("status", [400, 503])
@pytest.mark.parametrize("make", CALLS.values(), ids=CALLS)
async def test_no_variable_of_a_login_holds_a_secret(
    service: LoginService,
    make_login: MakeLogin,
    clock: Clock,
    make: Callable[[MakeLogin], Callable[[], Awaitable[object]]],
    status: int,
) -> None:
    """Whatever a login was about to do, and whether it is refused or unavailable."""
    if make is linked:
        service.replies.append(device_codes())
    service.replies.append(refusal("invalid_client", "no", status))

    shown = await failed(make(make_login))

    assert "self = " in shown
    for secret in SECRETS:
        assert secret not in shown

"""Logging in with the browser."""

import asyncio
import base64
import hashlib
from collections.abc import Callable
from typing import cast
from urllib.parse import parse_qs

import pytest
from login_service import CLIENT_ID, CLIENT_SECRET, Clock, LoginService, MakeLogin, StubbornStore
from yarl import URL

from amazon_music_async.auth import Authorization, LoginWithAmazon, MemoryTokenStore, Scope, StoredLogin
from amazon_music_async.errors import AuthError, LoginRequired

REDIRECT = "http://localhost:8123/callback"


def callback(waiting: Authorization, **query: str) -> str:
    """The address that the user comes back to."""
    pairs = {"code": "secret-code", "state": waiting.state} | query
    return f"{REDIRECT}?{'&'.join(f'{name}={value}' for name, value in pairs.items() if value)}"


def begin(login: LoginWithAmazon) -> Authorization:
    """A login begun."""
    return login.authorization(REDIRECT, [Scope.CATALOG, Scope.LIBRARY, "profile", Scope.CATALOG])


def test_the_user_is_sent_to_a_page_with_a_challenge() -> None:
    """The page's address names the client, the scopes, the way back, a state, and the challenge of the verifier."""
    waiting = begin(LoginWithAmazon(CLIENT_ID, region="eu"))
    page, _, query = waiting.url.partition("?")
    digest = hashlib.sha256(waiting.verifier.encode()).digest()

    assert page == "https://eu.account.amazon.com/ap/oa"
    assert parse_qs(query) == {
        "client_id": [CLIENT_ID],
        "scope": ["music::catalog music::library profile"],
        "response_type": ["code"],
        "redirect_uri": [REDIRECT],
        "state": [waiting.state],
        "code_challenge": [base64.urlsafe_b64encode(digest).decode().rstrip("=")],
        "code_challenge_method": ["S256"],
    }
    assert 43 <= len(waiting.verifier) <= 128
    assert waiting.verifier not in repr(waiting)


def test_no_two_logins_are_alike() -> None:
    """Each login has a state and a verifier of its own."""
    login = LoginWithAmazon(CLIENT_ID)
    one, two = begin(login), begin(login)

    assert one.state != two.state
    assert one.verifier != two.verifier


def test_a_page_with_a_query_keeps_it() -> None:
    """A login page whose address has a query already gets more of it."""
    login = LoginWithAmazon(CLIENT_ID, authorize_url="https://example.com/login?tenant=1")

    assert begin(login).url.startswith("https://example.com/login?tenant=1&client_id=")


@pytest.mark.parametrize("client_secret", [CLIENT_SECRET, None])
async def test_a_code_is_exchanged_for_a_login(
    service: LoginService, make_login: MakeLogin, client_secret: str | None
) -> None:
    """The code is sent with the verifier, and the secret if there is one; the login is saved with its scopes."""
    store = MemoryTokenStore(StoredLogin(refresh_token="Atzr|old"))
    login = make_login(store, client_secret=client_secret)
    waiting = begin(login)
    await login.exchange(callback(waiting), waiting)

    secret = {"client_secret": client_secret} if client_secret else {}

    assert service.forms == [
        {
            "grant_type": "authorization_code",
            "code": "secret-code",
            "redirect_uri": REDIRECT,
            "code_verifier": waiting.verifier,
            "client_id": CLIENT_ID,
            **secret,
        }
    ]
    assert await login.token() == "Atza|1"
    assert login.saved
    assert login.scopes == frozenset({"music::catalog", "music::library", "profile"})
    assert (await store.load() or StoredLogin()).refresh_token == "Atzr|1"
    assert service.renewals == 1


async def test_without_a_refresh_token_the_old_one_is_forgotten(
    service: LoginService, make_login: MakeLogin, clock: Clock
) -> None:
    """A new login without a refresh token never renews with one of the login before."""
    service.rotates = False
    login = make_login(client_secret=None)
    waiting = begin(login)
    await login.exchange(callback(waiting), waiting)
    clock.now += 3600
    with pytest.raises(LoginRequired, match="none is given without a client secret"):
        await login.token()

    assert service.renewals == 1


async def test_a_login_mends_a_store_that_cannot_be_read(make_login: MakeLogin) -> None:
    """Logging in anew works when the store cannot be read: the new login takes its place."""
    store = StubbornStore()
    store.failing = {"load"}
    login = make_login(store)
    waiting = begin(login)
    await login.exchange(callback(waiting), waiting)

    assert login.saved


REFUSED: list[tuple[Callable[[Authorization], str], str]] = [
    (lambda waiting: callback(waiting, state="other"), "invalid_state"),
    (lambda waiting: callback(waiting, state=""), "invalid_state"),
    (lambda waiting: callback(waiting) + f"&state={waiting.state}", "invalid_state"),
    (lambda waiting: callback(waiting, state="%C3%A9"), "invalid_state"),
    (lambda waiting: callback(waiting, code=""), "invalid_callback"),
    (lambda waiting: callback(waiting) + "&code=second-secret-code", "invalid_callback"),
    (lambda waiting: callback(waiting).replace("/callback", "/elsewhere"), "invalid_callback"),
    (lambda waiting: callback(waiting, code="", error="access_denied"), "access_denied"),
    (lambda waiting: callback(waiting, error="access_denied&error=x"), "invalid_callback"),
    (lambda waiting: callback(waiting, error="access_denied", state="other"), "invalid_state"),
]


@pytest.mark.parametrize(("back", "error"), REFUSED)
async def test_a_callback_that_is_not_ours_is_refused(
    service: LoginService, make_login: MakeLogin, back: Callable[[Authorization], str], error: str
) -> None:
    """A callback with another state, with an error, without one code or at another path is refused, nothing is sent."""
    login = make_login()
    waiting = begin(login)
    with pytest.raises(AuthError) as caught:
        await login.exchange(back(waiting), waiting)

    assert caught.value.error == error
    assert "secret-code" not in str(caught.value)
    assert service.renewals == 0


async def test_a_callback_is_text(make_login: MakeLogin) -> None:
    """The URL of a web framework is refused as what it is."""
    login = make_login()
    waiting = begin(login)
    with pytest.raises(TypeError, match="callback_url is a str, not URL"):
        await login.exchange(cast("str", URL(callback(waiting))), waiting)


async def test_the_user_says_no(make_login: MakeLogin) -> None:
    """What the login page says of its refusal is in the error, without what looks like a token."""
    login = make_login()
    waiting = begin(login)
    back = callback(waiting, error="access_denied", error_description="User+said+no%1B[2Jto+Atza%7Cx")
    with pytest.raises(AuthError, match=r"^access_denied: User said no \[2Jto Atza\|\*\*\*$"):
        await login.exchange(back, waiting)


async def test_a_way_back_to_the_root_matches_with_and_without_its_slash(make_login: MakeLogin) -> None:
    """A browser adds the slash that the way back lacks; the path alone is a callback, too."""
    login = make_login()
    waiting = login.authorization("https://example.com", [Scope.CATALOG])
    await login.exchange(f"/?code=secret-code&state={waiting.state}", waiting)

    assert await login.token() == "Atza|1"


async def test_a_cancelled_exchange_goes_on(service: LoginService, make_login: MakeLogin) -> None:
    """A code can be spent once: when the caller is cancelled, the login it brings is kept."""
    service.gate.clear()
    login = make_login()
    waiting = begin(login)
    task = asyncio.create_task(login.exchange(callback(waiting), waiting))
    await service.spent.wait()
    task.cancel()
    await asyncio.wait([task])
    service.gate.set()

    assert task.cancelled()
    assert await login.token() == "Atza|1"
    assert service.renewals == 1


@pytest.mark.parametrize(
    ("scopes", "error"), [([], ValueError), ([""], ValueError), (["a b"], ValueError), ("profile", TypeError)]
)
def test_scopes_that_cannot_be_asked_for(scopes: list[str], error: type[Exception]) -> None:
    """No scopes, an empty one, one with white space, or a bare string are refused at once."""
    with pytest.raises(error, match="scope"):
        LoginWithAmazon(CLIENT_ID).authorization(REDIRECT, scopes)


def test_the_way_back_is_safe() -> None:
    """A way back without https is refused, unless it leads to this machine."""
    with pytest.raises(ValueError, match=r"redirect_uri must be an https URL .*, not http://example\.com"):
        LoginWithAmazon(CLIENT_ID).authorization("http://example.com/callback", [Scope.CATALOG])

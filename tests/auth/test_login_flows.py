"""Logging in: in the browser, on another device, and out again."""

import asyncio
import base64
import hashlib
from collections.abc import Callable
from urllib.parse import parse_qs

import pytest
from aiohttp import web
from login_service import CLIENT_ID, CLIENT_SECRET, Clock, LoginService, MakeLogin, StubbornStore, refusal

from amazon_music_async.auth import Authorization, DeviceCode, LoginWithAmazon, MemoryTokenStore, Scope, StoredLogin
from amazon_music_async.errors import AuthError, AuthUnavailable, LoginRequired

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


def code_pair(**changes: object) -> web.Response:
    """The answer to a device that asks for a code, as the documents print it."""
    answer: dict[str, object] = {
        "user_code": "EXAMPLE",
        "device_code": "00000000-0000-0000-0000-000000000000",
        "verification_uri": "https://amazon.com/us/code",
        "expires_in": 600,
        "interval": 30,
    }
    return web.json_response(answer | changes)


async def linking(service: LoginService, login: LoginWithAmazon, *replies: web.Response) -> DeviceCode:
    """A code for a device, and what the polls will be answered."""
    service.replies += [code_pair(), *replies]
    return await login.device([Scope.CATALOG])


async def test_a_device_shows_a_code(service: LoginService, make_login: MakeLogin, clock: Clock) -> None:
    """A device asks for a code with its client id and scopes; the code itself is in no repr."""
    device = await linking(service, make_login(client_secret=None))

    assert service.paths == ["/auth/o2/create/codepair"]
    assert service.forms == [{"response_type": "device_code", "client_id": CLIENT_ID, "scope": "music::catalog"}]
    assert (device.user_code, device.verification_uri) == ("EXAMPLE", "https://amazon.com/us/code")
    assert (device.expires_in, device.interval, device.expires_at) == (600, 30, clock.now + 600)
    assert "EXAMPLE" not in repr(device)
    assert device.device_code not in repr(device)


async def test_a_code_without_numbers_has_the_documented_ones(service: LoginService, make_login: MakeLogin) -> None:
    """Where the service says no numbers, or none that make sense, the documented ones hold."""
    service.replies.append(code_pair(expires_in=None, interval=-1))
    device = await make_login().device([Scope.CATALOG])

    assert (device.expires_in, device.interval) == (600, 30)


async def test_half_a_code_is_no_code(service: LoginService, make_login: MakeLogin) -> None:
    """An answer without a user code is a failure for now."""
    service.replies += [code_pair(user_code=None)] * 1
    with pytest.raises(AuthUnavailable):
        await make_login(attempts=1).device([Scope.CATALOG])


async def test_a_device_waits_for_its_user(service: LoginService, make_login: MakeLogin, clock: Clock) -> None:
    """The service is asked at its interval, more slowly when it says so, until the user has typed in the code."""
    login = make_login(refresh_token=None)
    pending = (refusal("authorization_pending"), refusal("slow_down"), refusal("authorization_pending"))
    device = await linking(service, login, *pending)
    await login.wait_for(device)

    assert clock.slept == [30, 30, 35, 35]
    assert (
        service.forms[1:]
        == [{"grant_type": "device_code", "device_code": device.device_code, "user_code": "EXAMPLE"}] * 4
    )
    assert await login.token() == "Atza|5"
    assert login.scopes == frozenset({"music::catalog"})


async def test_a_code_that_is_not_typed_in_expires(service: LoginService, make_login: MakeLogin, clock: Clock) -> None:
    """When the time of the code is over, the wait ends by itself."""
    login = make_login()
    device = await linking(service, login, *(refusal("authorization_pending") for _ in range(20)))
    with pytest.raises(LoginRequired, match="expired_token"):
        await login.wait_for(device)

    assert clock.now == device.expires_at
    assert service.renewals == 21


@pytest.mark.parametrize("error", ["invalid_code_pair", "expired_token"])
async def test_a_code_that_the_service_has_forgotten_ends_the_wait(
    service: LoginService, make_login: MakeLogin, error: str
) -> None:
    """A code that the service does not know, or no longer, asks for another login."""
    login = make_login()
    device = await linking(service, login, refusal(error, "gone"))
    with pytest.raises(LoginRequired, match=f"{error}: gone"):
        await login.wait_for(device)


async def test_a_refusal_ends_the_wait(service: LoginService, make_login: MakeLogin) -> None:
    """When the user says no, the wait ends with what the service says."""
    login = make_login()
    device = await linking(service, login, refusal("access_denied"))
    with pytest.raises(AuthError, match="access_denied") as caught:
        await login.wait_for(device)

    assert not isinstance(caught.value, LoginRequired)


async def test_a_wait_that_was_cancelled_can_be_taken_up_again(service: LoginService, make_login: MakeLogin) -> None:
    """A wait cancelled at the very moment when the user is done loses nothing: another one finds the login."""
    login = make_login(refresh_token=None)
    device = await linking(service, login)
    service.spent.clear()
    service.gate.clear()
    wait = asyncio.create_task(login.wait_for(device))
    await service.spent.wait()
    wait.cancel()
    await asyncio.wait([wait])
    service.gate.set()

    assert wait.cancelled()
    assert await login.token() == "Atza|2"

    await login.wait_for(device)

    assert service.renewals == 2


async def test_logging_out_revokes_and_clears(service: LoginService, make_login: MakeLogin) -> None:
    """Logging out revokes the refresh token in the store, clears the store, and forgets what was given."""
    store = MemoryTokenStore()
    login = make_login(store)
    await login.token()
    await login.revoke()

    assert service.paths[-1] == "/auth/o2/token/revoke"
    assert service.forms[-1] == {"token": "Atzr|1", "client_id": CLIENT_ID, "client_secret": CLIENT_SECRET}
    assert await store.load() is None
    assert login.scopes is None
    assert not login.saved
    with pytest.raises(LoginRequired):
        await login.token()


async def test_an_access_token_alone_is_revoked(service: LoginService, make_login: MakeLogin) -> None:
    """Without a refresh token it is the access token that is revoked; an empty answer will do."""
    service.replies.append(web.Response())
    login = make_login(MemoryTokenStore(StoredLogin(access_token="Atza|only")), client_secret=None)
    await login.revoke()

    assert service.forms == [{"token": "Atza|only", "client_id": CLIENT_ID}]


async def test_nothing_is_revoked_where_nobody_is_logged_in(service: LoginService, make_login: MakeLogin) -> None:
    """Logging out without a login sends nothing."""
    await make_login(refresh_token=None).revoke()

    assert service.renewals == 0


async def test_a_dead_login_can_be_revoked(service: LoginService, make_login: MakeLogin) -> None:
    """A refresh token that is dead already is as good as revoked."""
    service.replies.append(refusal("invalid_grant"))
    store = MemoryTokenStore(StoredLogin(refresh_token="Atzr|dead"))
    await make_login(store).revoke()

    assert await store.load() is None


@pytest.mark.parametrize("reply", [refusal("invalid_client"), web.Response(status=503)])
async def test_a_revocation_that_fails_is_told_after_clearing(
    service: LoginService, make_login: MakeLogin, reply: web.Response
) -> None:
    """When the service does not revoke, the store is cleared all the same, and the error says so."""
    service.replies.append(reply)
    store = MemoryTokenStore(StoredLogin(refresh_token="Atzr|0"))
    with pytest.raises(AuthError):
        await make_login(store, attempts=1).revoke()

    assert await store.load() is None

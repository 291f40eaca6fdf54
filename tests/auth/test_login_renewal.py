"""A login that renews itself: when, how often, and for whom."""

import asyncio

import aiohttp
import pytest
from aiohttp import web
from login_service import (
    CLIENT_ID,
    CLIENT_SECRET,
    Clock,
    LoginService,
    MakeLogin,
    StubbornStore,
    refusal,
    serving,
)

from amazon_music_async.auth import LoginWithAmazon, MemoryTokenStore, StoredLogin, TokenSource
from amazon_music_async.errors import AuthUnavailable, LoginRequired


async def test_the_first_call_renews(service: LoginService, make_login: MakeLogin) -> None:
    """The first call spends the refresh token it was given, with the client's id and secret."""
    source: TokenSource = make_login()

    assert await source.token() == "Atza|1"
    assert service.forms == [
        {
            "grant_type": "refresh_token",
            "refresh_token": "Atzr|0",
            "client_id": CLIENT_ID,
            "client_secret": CLIENT_SECRET,
        }
    ]


async def test_a_token_serves_until_shortly_before_its_end(
    service: LoginService, make_login: MakeLogin, clock: Clock
) -> None:
    """A token serves until one minute before its end, then it is renewed."""
    login = make_login()
    await login.token()
    clock.now += 3539

    assert await login.token() == "Atza|1"

    clock.now += 1

    assert await login.token() == "Atza|2"
    assert service.renewals == 2


async def test_a_short_life_is_not_all_margin(service: LoginService, make_login: MakeLogin, clock: Clock) -> None:
    """A token that lives for a minute serves for three quarters of it."""
    service.expires_in = "60"
    login = make_login()
    await login.token()
    clock.now += 44

    assert await login.token() == "Atza|1"

    clock.now += 1

    assert await login.token() == "Atza|2"


@pytest.mark.parametrize("expires_in", ["null", '"soon"', "true", "[]", "1e999", "1" + "0" * 400, "0", "-1", '"0"'])
async def test_a_token_without_an_end_serves_until_it_is_rejected(
    service: LoginService, make_login: MakeLogin, clock: Clock, expires_in: str
) -> None:
    """A token of which the service does not say when it ends, or nothing sensible, serves until it is rejected."""
    service.replies.append(web.Response(text=f'{{"access_token": "Atza|1", "expires_in": {expires_in}}}'))
    login = make_login()
    await login.token()
    clock.now += 1e6

    assert await login.token() == "Atza|1"
    assert await login.token(rejected="Atza|1") == "Atza|2"


async def test_a_refresh_token_that_does_not_rotate_is_kept(service: LoginService, make_login: MakeLogin) -> None:
    """When no refresh token comes with an answer, the old one stays."""
    service.rotates = False
    login = make_login()
    old = await login.token()
    await login.token(rejected=old)

    assert [form["refresh_token"] for form in service.forms] == ["Atzr|0", "Atzr|0"]


async def test_each_waiter_has_an_error_of_its_own(service: LoginService, make_login: MakeLogin) -> None:
    """Two waiters of one renewal that fails get equal errors, not the same one: callers add to what they catch."""
    service.replies.append(refusal("invalid_grant", "gone"))
    login = make_login()
    one, two = await asyncio.gather(login.token(), login.token(), return_exceptions=True)

    assert isinstance(one, LoginRequired)
    assert isinstance(two, LoginRequired)
    assert one is not two
    assert str(one) == str(two) == "invalid_grant: gone"
    assert service.renewals == 1


async def test_a_failure_is_not_remembered(service: LoginService, make_login: MakeLogin) -> None:
    """After a renewal that failed, the next call tries again."""
    service.replies.append(refusal("invalid_grant"))
    login = make_login()
    with pytest.raises(LoginRequired):
        await login.token()

    assert await login.token() == "Atza|2"


async def test_a_renewal_that_fails_within_the_margin_costs_nothing(
    service: LoginService, make_login: MakeLogin, clock: Clock
) -> None:
    """When the login service is down, a token serves to its last second."""
    login = make_login(attempts=1)
    await login.token()
    clock.now += 3599
    service.replies += [refusal("servererror", status=503), refusal("servererror", status=503)]

    assert await login.token() == "Atza|1"

    clock.now += 1
    with pytest.raises(AuthUnavailable):
        await login.token()


async def test_without_any_login_the_user_is_asked_for(make_login: MakeLogin) -> None:
    """Without a refresh token and with an empty store, only the user can help."""
    with pytest.raises(LoginRequired, match="nobody has logged in"):
        await make_login(refresh_token=None).token()


async def test_without_a_refresh_token_a_login_ends(service: LoginService, make_login: MakeLogin, clock: Clock) -> None:
    """A login without a refresh token serves to its last second; then the error says why it cannot be renewed."""
    store = MemoryTokenStore(StoredLogin(access_token="Atza|only", expires_at=clock.now + 10))
    login = make_login(store, refresh_token=None)

    assert await login.token() == "Atza|only"

    clock.now += 10
    with pytest.raises(LoginRequired, match="none is given without a client secret"):
        await login.token()

    assert service.renewals == 0


async def test_the_login_of_another_client_is_not_spent(service: LoginService, make_login: MakeLogin) -> None:
    """A stored login that another client id made is refused before it is sent."""
    store = MemoryTokenStore(StoredLogin(refresh_token="Atzr|theirs", client_id="another"))
    with pytest.raises(LoginRequired, match="made by client id 'another'"):
        await make_login(store).token()

    assert service.renewals == 0


async def test_scopes_are_known_when_the_service_or_the_store_says_so(
    service: LoginService, make_login: MakeLogin
) -> None:
    """The scopes are not known before the first token, then those of the answer, and they are stored."""
    service.scope = "music::catalog music::library"
    store = MemoryTokenStore()
    login, again = make_login(store), make_login(store)

    assert login.scopes is None

    await login.token()
    await again.token()

    assert again.scopes == login.scopes == {"music::catalog", "music::library"}
    assert service.renewals == 1


async def test_scopes_separated_by_commas_are_read(service: LoginService, make_login: MakeLogin) -> None:
    """Spaces are the standard's, commas and both together are understood."""
    service.scope = "music::catalog,music::library, profile"
    login = make_login()
    await login.token()

    assert sorted(login.scopes or ()) == ["music::catalog", "music::library", "profile"]


async def test_no_task_has_a_token_for_its_result(service: LoginService, make_login: MakeLogin) -> None:
    """Asyncio shows the result of a slow task in its log: no task of a renewal shows a token."""
    service.gate.clear()
    waiter = asyncio.create_task(make_login().token())
    await service.spent.wait()
    tasks = [task for task in asyncio.all_tasks() if "amazon_music_async" in str(task) and task is not waiter]
    service.gate.set()
    await waiter

    assert len(tasks) == 3
    assert all(task.done() for task in tasks)
    assert "Atz" not in "".join(map(repr, tasks))


async def test_a_borrowed_session_is_used_and_stays_open(make_login: MakeLogin) -> None:
    """A session that was lent, even one that raises for each bad status, is used, and not closed."""
    async with aiohttp.ClientSession(raise_for_status=True) as session:
        assert await make_login(session=session).token() == "Atza|1"
        assert not session.closed


def test_one_login_serves_one_event_loop_after_another(clock: Clock) -> None:
    """Two logins that share a store serve one event loop after another."""
    service, store = LoginService(), StubbornStore()
    logins: list[LoginWithAmazon] = []

    async def tokens() -> set[str]:
        async with serving(service):
            logins.extend(MakeLogin(service, clock, [])(store) for _ in range(2 - len(logins)))
            return set(await asyncio.gather(*(login.token() for login in logins * 2)))

    assert asyncio.run(tokens()) == {"Atza|1"}
    clock.now += 4000
    assert asyncio.run(tokens()) == {"Atza|2"}

"""Logging out."""

import pytest
from aiohttp import web
from login_service import CLIENT_ID, CLIENT_SECRET, LoginService, MakeLogin, refusal

from amazon_music_async.auth import MemoryTokenStore, StoredLogin
from amazon_music_async.errors import AuthError, LoginRequired


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


async def test_nothing_is_revoked_without_a_login(service: LoginService, make_login: MakeLogin) -> None:
    """Logging out without a login sends nothing."""
    await make_login(refresh_token=None).revoke()

    assert service.renewals == 0


async def test_a_dead_login_can_be_revoked(service: LoginService, make_login: MakeLogin) -> None:
    """A refresh token that is dead already is as good as revoked."""
    service.replies.append(refusal("Invalid_Grant"))
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

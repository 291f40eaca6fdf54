"""What a login in memory and a login in the store are to each other."""

import pytest
from login_service import Clock, LoginService, MakeLogin, StubbornStore

from amazon_music_async.auth import Scope, StoredLogin

CALLBACK = "http://localhost:8123/callback"


async def test_a_new_login_that_is_not_saved_is_not_given_up_for_the_old_one(make_login: MakeLogin) -> None:
    """Whoever has just logged in stays logged in, and the new login is saved as soon as it can be."""
    store = StubbornStore(StoredLogin(refresh_token="Atzr|old"))
    login = make_login(store)
    begun = login.authorization(CALLBACK, [Scope.CATALOG])
    store.failing = {"save"}
    await login.exchange(f"{CALLBACK}?code=secret-code&state={begun.state}", begun)
    store.failing = set()

    assert await login.token() == "Atza|1"
    assert await store.load() == StoredLogin(
        refresh_token="Atzr|1",
        access_token="Atza|1",
        expires_at=1_003_600.0,
        expires_in=3600.0,
        scopes=frozenset({Scope.CATALOG}),
        client_id=login.client_id,
    )


async def test_a_login_that_the_store_holds_is_not_written_back(make_login: MakeLogin, clock: Clock) -> None:
    """A login is saved once, not by everybody who reads it."""
    store = StubbornStore(StoredLogin(access_token="Atza|stored", expires_at=clock.now + 600))
    login = make_login(store)

    assert await login.token() == "Atza|stored"
    assert login.saved

    await login.token(rejected=None)

    assert "save" not in store.calls


@pytest.mark.parametrize(("left", "token"), [(61, "Atza|stored"), (60, "Atza|1")])
async def test_a_login_of_unknown_length_is_renewed_a_minute_before_its_end(
    service: LoginService, make_login: MakeLogin, clock: Clock, left: int, token: str
) -> None:
    """Not every store keeps the seconds for which a token was given; its end is enough."""
    stored = StoredLogin(refresh_token="Atzr|0", access_token="Atza|stored", expires_at=clock.now + left)

    assert await make_login(StubbornStore(stored)).token() == token

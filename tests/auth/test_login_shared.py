"""Logins that several share whose stores do not exclude each other, or cannot be written."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import pytest
from login_service import Clock, LoginService, MakeLogin

from amazon_music_async.auth import MemoryTokenStore, StoredLogin, _login_state
from amazon_music_async.errors import AuthError, LoginRequired
from amazon_music_async.events import Event, TokenNotSaved


class RowStore:
    """A store made anew for each request, with a lock that excludes nobody else: as many write them."""

    def __init__(self, rows: dict[str, StoredLogin]) -> None:
        """Keep the login in ``rows``."""
        self.rows = rows

    async def load(self) -> StoredLogin | None:
        """What was saved last."""
        return self.rows.get("anna")

    async def save(self, login: StoredLogin) -> None:
        """Keep ``login``."""
        self.rows["anna"] = login

    async def clear(self) -> None:
        """Keep nothing any more."""

    @asynccontextmanager
    async def lock(self) -> AsyncGenerator[None]:
        """Exclude nobody."""
        yield


@pytest.fixture
def clock() -> Clock:
    """A clock whose pauses leave the event loop time for what is under way."""

    class Slow(Clock):
        async def sleep(self, seconds: float) -> None:
            await super().sleep(seconds)
            for _ in range(200):
                await asyncio.sleep(0)

    return Slow()


async def test_stores_made_anew_for_each_request_lose_no_login(service: LoginService, make_login: MakeLogin) -> None:
    """Four requests at once spend the same refresh token; the refused find in the store what the first has got."""
    rows = {"anna": StoredLogin(refresh_token="Atzr|0")}
    tokens = await asyncio.gather(*(make_login(RowStore(rows)).token() for _ in range(4)))

    assert set(tokens) == {"Atza|1"}
    assert rows["anna"].refresh_token == service.alive


class LateStore(RowStore):
    """A store in which somebody else saves a login between two looks at it."""

    def __init__(self, *logins: StoredLogin | None) -> None:
        """Show ``logins`` one after the other, then the last for ever."""
        super().__init__({})
        self.logins = list(logins)

    async def load(self) -> StoredLogin | None:
        """What is there now."""
        return self.logins.pop(0) if len(self.logins) > 1 else self.logins[0]


SPENT = StoredLogin(refresh_token="Atzr|spent")


async def test_a_newer_refresh_token_in_the_store_is_spent(
    service: LoginService, make_login: MakeLogin, clock: Clock
) -> None:
    """A refresh token that turns out to be spent is not the end: the one that was saved meanwhile is tried."""
    login = make_login(LateStore(SPENT, SPENT, None, StoredLogin(refresh_token="Atzr|0")))

    assert await login.token() == "Atza|2"
    assert clock.slept == [0.0, 0.2, 0.6]
    assert [form["refresh_token"] for form in service.forms] == ["Atzr|spent", "Atzr|0"]


async def test_a_refresh_token_that_nobody_renewed_asks_for_the_user(
    service: LoginService, make_login: MakeLogin, clock: Clock
) -> None:
    """When the store holds nothing newer for two seconds, only the user can help."""
    with pytest.raises(LoginRequired, match="invalid_grant"):
        await make_login(LateStore(SPENT)).token()

    assert clock.slept == [0.0, 0.2, 0.6, 1.2]
    assert service.renewals == 1


async def test_a_login_that_nobody_shares_is_not_looked_for(make_login: MakeLogin, clock: Clock) -> None:
    """Without a store, nobody else can have renewed the login: the user is asked for at once."""
    with pytest.raises(LoginRequired, match="invalid_grant"):
        await make_login(refresh_token="Atzr|spent").token()

    assert clock.slept == []


async def test_a_store_that_hangs_does_not_hang_the_login(
    make_login: MakeLogin, events: list[Event], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A save that waits for what its own lock holds ends as a failure that says so; the token serves."""

    class Hanging(RowStore):
        async def save(self, login: StoredLogin) -> None:
            await asyncio.Event().wait()

    monkeypatch.setattr(_login_state, "_PATIENCE", 0.01)
    login = make_login(Hanging({}))

    assert await login.token() == "Atza|1"
    assert not login.saved
    assert events == [TokenNotSaved(error="store_failed: cannot write it: TimeoutError: no answer within 0.01 s")]


class ReadOnly(MemoryTokenStore):
    """A store that can only be read."""

    locked = 0

    @asynccontextmanager
    async def lock(self) -> AsyncGenerator[None]:
        """Refuse."""
        self.locked += 1
        raise AuthError("store_read_only", "it is on a CD")
        yield


NOT_SAVED = TokenNotSaved(error="store_read_only: it is on a CD")


async def test_a_login_that_can_only_be_read_serves_and_says_so(
    make_login: MakeLogin, clock: Clock, events: list[Event]
) -> None:
    """A fresh token on a volume that cannot be written is used; an event says that nothing can be saved."""
    store = ReadOnly(StoredLogin(refresh_token="Atzr|0", access_token="Atza|kept", expires_at=clock.now + 3600))
    login = make_login(store)

    assert [await login.token() for _ in range(3)] == ["Atza|kept"] * 3
    assert events == [NOT_SAVED]


async def test_a_login_that_can_only_be_read_is_renewed_in_memory(make_login: MakeLogin, events: list[Event]) -> None:
    """A login on a volume that cannot be written is renewed all the same; it is not saved, and nothing hammers it."""
    store = ReadOnly(StoredLogin(refresh_token="Atzr|0"))
    login = make_login(store)

    assert [await login.token() for _ in range(3)] == ["Atza|1"] * 3
    assert not login.saved
    assert await login.token(rejected="Atza|1") == "Atza|2"
    assert events == [NOT_SAVED] * 2
    assert store.locked == 2

"""A login and its store: which of them counts, and what happens when the store fails."""

import asyncio
import logging

import pytest
from login_service import Clock, LoginService, MakeLogin, StubbornStore, refusal

from amazon_music_async.auth import LoginWithAmazon, MemoryTokenStore, StoredLogin
from amazon_music_async.errors import AmazonMusicError, AuthError, LoginRequired
from amazon_music_async.events import Event, TokenNotSaved


async def test_the_store_wins_over_the_refresh_token_given(service: LoginService, make_login: MakeLogin) -> None:
    """What the store holds is spent, not the refresh token that was given."""
    service.alive = "Atzr|stored"
    login = make_login(MemoryTokenStore(StoredLogin(refresh_token="Atzr|stored")), refresh_token="Atzr|given")

    assert await login.token() == "Atza|1"


async def test_a_stored_access_token_is_used_while_it_lasts(
    service: LoginService, make_login: MakeLogin, clock: Clock
) -> None:
    """An access token in the store serves without any request."""
    kept = StoredLogin(refresh_token="Atzr|0", access_token="Atza|stored", expires_at=clock.now + 100)

    assert await make_login(MemoryTokenStore(kept)).token() == "Atza|stored"
    assert service.renewals == 0


async def test_the_rotated_refresh_token_is_saved_before_the_new_token_is_used(make_login: MakeLogin) -> None:
    """When the new access token is given out, the rotated refresh token is in the store, and the lock is free."""
    store = StubbornStore()
    login = make_login(store)
    await login.token()

    assert store.calls == ["lock", "load", "save", "unlock"]
    assert (await store.load() or StoredLogin()).refresh_token == "Atzr|1"
    assert login.saved


async def test_a_login_that_another_has_renewed_is_taken_from_the_store(
    service: LoginService, make_login: MakeLogin
) -> None:
    """Of two logins that share a store, one renews, and the other finds the new token."""
    store = MemoryTokenStore()
    one, two = make_login(store), make_login(store)
    old = await one.token()
    await two.token()

    assert await one.token(rejected=old) == "Atza|2"
    assert await two.token(rejected=old) == "Atza|2"
    assert service.renewals == 2


async def test_two_logins_at_once_take_turns(service: LoginService, make_login: MakeLogin) -> None:
    """Two logins that share a store and renew at once spend no refresh token twice."""
    store = MemoryTokenStore()
    tokens = await asyncio.gather(*(make_login(store).token() for _ in range(10)))

    assert set(tokens) == {"Atza|1"}
    assert service.renewals == 1


async def test_a_failed_save_is_reported_and_tried_again(
    make_login: MakeLogin, events: list[Event], caplog: pytest.LogCaptureFixture
) -> None:
    """When a save fails, the login serves from memory, an event and a warning say so, and the next call saves it."""
    store = StubbornStore()
    store.failing = {"save"}
    login = make_login(store)

    assert await login.token() == "Atza|1"
    assert not login.saved
    assert events == [TokenNotSaved(error="store_failed: cannot write it: OSError: no save for *** and ***")]
    assert [record.levelno for record in caplog.records] == [logging.WARNING]

    assert await login.token() == "Atza|1"
    assert len(events) == 2

    store.failing = set()

    assert await login.token() == "Atza|1"
    assert login.saved
    assert (await store.load() or StoredLogin()).refresh_token == "Atzr|1"

    store.calls.clear()
    await login.token()

    assert store.calls == []


async def test_a_rotated_refresh_token_that_is_not_saved_is_not_lost(
    service: LoginService, make_login: MakeLogin
) -> None:
    """With a store that cannot be written, one renewal after another succeeds."""
    store = StubbornStore(StoredLogin(refresh_token="Atzr|0"))
    store.failing = {"save"}
    login = make_login(store)
    for number in range(1, 5):
        assert await login.token(rejected=f"Atza|{number - 1}") == f"Atza|{number}"

    assert service.renewals == 4


async def test_a_newer_login_in_the_store_wins_over_one_that_was_not_saved(
    service: LoginService, make_login: MakeLogin
) -> None:
    """If somebody logs in anew while a login is not saved, theirs counts."""
    store = StubbornStore(StoredLogin(refresh_token="Atzr|0"))
    store.failing = {"save"}
    login = make_login(store)
    await login.token()
    store.failing = set()
    await store.save(StoredLogin(refresh_token="Atzr|theirs", access_token="Atza|theirs"))

    assert await login.token(rejected="Atza|1") == "Atza|theirs"
    assert service.renewals == 1
    assert login.saved


async def test_a_login_cleared_by_somebody_else_is_not_resurrected(make_login: MakeLogin, clock: Clock) -> None:
    """If somebody logs out, the login in memory is not saved again."""
    store = MemoryTokenStore(StoredLogin(refresh_token="Atzr|0"))
    login = make_login(store, refresh_token=None)
    await login.token()
    await store.clear()
    clock.now += 4000
    with pytest.raises(LoginRequired):
        await login.token()

    assert await store.load() is None


@pytest.mark.parametrize("failing", ["lock", "load", "unlock"])
async def test_a_store_that_fails_is_an_error_without_secrets(make_login: MakeLogin, failing: str) -> None:
    """Whatever a store raises becomes an AuthError, and nothing that it refers to holds a secret."""
    store = StubbornStore()
    store.failing = {failing}
    login = make_login(store)
    if failing == "unlock":
        assert await login.token() == "Atza|1"
        return
    with pytest.raises(AuthError, match=rf"store_failed: cannot \w+ it: OSError: no {failing}") as caught:
        await login.token()

    assert "Atzr|0" not in str(caught.value)
    assert caught.value.__context__ is None


async def test_an_error_of_the_store_that_is_ours_already_stays(make_login: MakeLogin) -> None:
    """An AmazonMusicError of a store reaches the caller as it is."""

    class Corrupt(MemoryTokenStore):
        async def load(self) -> StoredLogin | None:
            raise AuthError("store_corrupt", "here")

    with pytest.raises(AmazonMusicError, match=r"^store_corrupt: here$"):
        await make_login(Corrupt()).token()


async def test_a_store_that_fails_takes_no_good_token_away(
    make_login: MakeLogin, clock: Clock, events: list[Event]
) -> None:
    """While the store cannot be locked, a token serves to its last second, and what is not saved is reported."""
    store = StubbornStore()
    store.failing = {"save"}
    login = make_login(store)
    await login.token()
    events.clear()
    store.failing = {"lock"}

    assert await login.token() == "Atza|1"
    assert events == [TokenNotSaved(error="store_failed: cannot lock it: OSError: no lock for *** and ***")]

    store.failing = set()
    await login.token()
    clock.now += 3590
    events.clear()
    store.failing = {"lock"}

    assert await login.token() == "Atza|1"
    assert events == []


async def test_a_listener_that_fails_harms_nobody(service: LoginService, caplog: pytest.LogCaptureFixture) -> None:
    """A listener that raises does not cost the token."""

    def listen(_: Event) -> None:
        raise ValueError("deaf")

    store = StubbornStore()
    store.failing = {"save"}
    login = LoginWithAmazon("id", "secret", refresh_token="Atzr|0", store=store, token_url=service.url, on_event=listen)

    assert await login.token() == "Atza|1"
    assert "on_event failed" in caplog.text


class SmallStore(MemoryTokenStore):
    """A store with room for one token."""

    async def save(self, login: StoredLogin) -> None:
        """Keep the refresh token of ``login``."""
        await super().save(StoredLogin(refresh_token=login.refresh_token, client_id=login.client_id))


async def test_a_field_that_a_small_store_leaves_out_is_not_lost(
    service: LoginService, make_login: MakeLogin, clock: Clock
) -> None:
    """With a store of refresh tokens alone, too, an access token serves to its last second when the service is down."""
    login = make_login(SmallStore(), attempts=1)
    await login.token()
    clock.now += 3599
    service.replies.append(refusal("servererror", status=503))

    assert await login.token() == "Atza|1"
    assert await login.token() == "Atza|3"
    assert service.forms[-1]["refresh_token"] == "Atzr|1"

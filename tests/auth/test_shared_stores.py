# pyright: reportPrivateUsage=false
"""What all stores have in common that many users and processes share."""

import asyncio
import gc
from collections.abc import AsyncGenerator, Callable

import pytest
from login_service import Clock, LoginService, MakeLogin
from shared_stores import SharedStore, opened

from amazon_music_async.auth import RedisTokenStore, StoredLogin
from amazon_music_async.errors import AuthError, AuthUnavailable

LOGIN = StoredLogin(
    refresh_token="Atzr|kept",
    access_token="Atza|kept",
    expires_at=1_700_000_000.123456,
    expires_in=3600.0,
    scopes=frozenset({"music::catalog", "music::library"}),
    client_id="amzn1.one",
)


@pytest.fixture
async def store_of(url: str, request: pytest.FixtureRequest) -> AsyncGenerator[Callable[[str], SharedStore]]:
    """Makes stores, for users whom no other test knows."""
    async with opened(url, wait=5.0) as make:
        yield lambda user: make(f"{user} of {request.node.name}")


StoreOf = Callable[[str], SharedStore]


async def test_a_saved_login_is_loaded(store_of: StoreOf) -> None:
    """A saved login comes back the same, to the last digit; nothing is there before, and nothing after `clear`."""
    store = store_of("anna")

    assert await store.load() is None

    for login in (LOGIN, StoredLogin(access_token="Atza|only"), StoredLogin(refresh_token="Atzr|only")):
        await store.save(login)

        assert await store_of("anna").load() == login

    await store.clear()
    await store.clear()

    assert await store.load() is None


async def test_each_user_has_a_login(store_of: StoreOf) -> None:
    """What is saved for one user is not seen by another, whose name holds anything a name may hold."""
    users = ["anna", "Anna", "a'; drop table amazon_music_logins; --", "{ä}%:*"]
    for user in users:
        await store_of(user).save(StoredLogin(refresh_token=f"Atzr|{users.index(user)}"))

    kept = [await store_of(user).load() or StoredLogin() for user in users]

    assert [login.refresh_token for login in kept] == ["Atzr|0", "Atzr|1", "Atzr|2", "Atzr|3"]


async def test_one_at_a_time_holds_the_lock(store_of: StoreOf) -> None:
    """The lock excludes other tasks, those with the same store and those with another one for the same user."""
    one, two = store_of("anna"), store_of("anna")
    inside = 0

    async def enter(store: SharedStore) -> int:
        nonlocal inside
        async with store.lock():
            inside += 1
            most = inside
            await store.load()
            inside -= 1
            await store.save(LOGIN)
        return most

    assert await asyncio.gather(*(enter(store) for store in (one, one, two))) == [1, 1, 1]


async def test_users_do_not_wait_for_each_other(store_of: StoreOf) -> None:
    """While one user's login is locked, all others can be locked, saved and cleared."""
    async with store_of("anna").lock(), store_of("ben").lock():
        await store_of("carl").save(LOGIN)
        await store_of("carl").clear()


async def test_the_holder_of_the_lock_saves_as_often_as_it_likes(store_of: StoreOf) -> None:
    """Whoever holds the lock can load, save and clear, in tasks of its own as well, and waits for nobody."""
    store = store_of("anna")
    async with store.lock():
        for number in range(3):
            await asyncio.create_task(store.save(StoredLogin(refresh_token=f"Atzr|{number}")))

            assert await store.load() == StoredLogin(refresh_token=f"Atzr|{number}")

        await store.clear()

        assert await store.load() is None


async def test_a_store_without_the_lock_waits_to_save(store_of: StoreOf) -> None:
    """While another holds the lock, a save fails in the end, and says how long it has waited for whose login."""
    other = store_of("anna")
    other._wait = 0.01
    async with store_of("anna").lock():
        with pytest.raises(AuthUnavailable, match=r"holds the login of 'anna .*': waited 0\.01 s") as caught:
            await other.save(LOGIN)

    assert caught.value.error == "store_busy"


async def test_a_task_that_outlives_the_lock_does_not_hold_it(store_of: StoreOf) -> None:
    """A task that was started under the lock, and goes on after it, takes the lock for itself when it saves."""
    store = store_of("anna")
    go = asyncio.Event()

    async def late() -> None:
        await go.wait()
        await store.save(LOGIN)

    async with store.lock():
        task = asyncio.create_task(late())
    async with store.lock():
        go.set()
        await store.save(StoredLogin(refresh_token="Atzr|first"))
    await task

    assert await store.load() == LOGIN


# Cancelled while they connect, aiosqlite and asyncpg leave the connection to the garbage collector.
@pytest.mark.filterwarnings("ignore:.*:pytest.PytestUnraisableExceptionWarning", "ignore:unclosed:ResourceWarning")
async def test_a_waiter_that_is_cancelled_leaves_the_lock_free(store_of: StoreOf) -> None:
    """Who is cancelled while waiting for the lock, or while taking it, leaves it free."""

    async def take() -> None:
        async with store_of("anna").lock():
            pass

    for number_of_turns in range(0, 60, 6):
        async with store_of("anna").lock():
            waiter = asyncio.create_task(take())
            for _ in range(number_of_turns):
                await asyncio.sleep(0)
            waiter.cancel()
            await asyncio.wait([waiter])
    await take()
    # What is left of a connection that was cancelled while it was made is complained of here, not in another test.
    gc.collect()


async def test_logins_made_anew_for_each_request_renew_once(
    store_of: StoreOf, service: LoginService, make_login: MakeLogin
) -> None:
    """Ten requests at once, each with a store and a login of its own, spend one refresh token."""
    tokens = await asyncio.gather(*(make_login(store_of("anna")).token() for _ in range(10)))

    assert set(tokens) == {"Atza|1"}
    assert (await store_of("anna").load() or StoredLogin()).refresh_token == service.alive


async def test_a_login_is_renewed_again_and_again(
    store_of: StoreOf, service: LoginService, make_login: MakeLogin, clock: Clock
) -> None:
    """Each renewal finds what the last one has saved, and logging out leaves nothing."""
    login = make_login(store_of("anna"))
    for number in range(1, 4):
        assert await login.token() == f"Atza|{number}"

        clock.now += 4000

    assert login.saved

    await login.revoke()

    assert await store_of("anna").load() is None
    assert service.paths[-1].endswith("/revoke")


@pytest.mark.parametrize(("user", "wait", "words"), [("", 1.0, "user_id is empty"), ("anna", 0.0, "wait= must be")])
async def test_values_that_make_no_sense_are_refused(url: str, user: str, wait: float, words: str) -> None:
    """A user has a name, and a wait some seconds."""
    async with opened(url, wait=wait) as make:
        with pytest.raises(ValueError, match=words):
            make(user)


async def test_a_user_is_a_str(store_of: StoreOf) -> None:
    """A number would be another key for some databases, and none for others."""
    store = store_of("anna")
    given = store._redis if isinstance(store, RedisTokenStore) else store._engine
    kind: type = type(store)
    with pytest.raises(TypeError, match="user_id is a str, not int"):
        kind(given, 7)


async def test_a_damaged_login_is_an_error_that_names_its_place(store_of: StoreOf) -> None:
    """What holds no login is an AuthError that names the place, and prints nothing of what is there."""
    store = store_of("anna")
    await store._write("Atzr|kept, in no JSON")
    with pytest.raises(AuthError, match=r"TokenStore\(.*anna.* does not hold a login") as caught:
        await store.load()

    assert caught.value.error == "store_corrupt"
    assert "kept" not in str(caught.value)

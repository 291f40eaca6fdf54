# pyright: reportPrivateUsage=false
"""Logins kept in Redis: a lock that expires, and saves that come late."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import suppress

import pytest
import servers
from redis.asyncio import Redis
from redis.exceptions import ConnectionError as RedisConnectionError

from amazon_music_async.auth import RedisTokenStore, StoredLogin, redis_token_store
from amazon_music_async.errors import AuthUnavailable

OLD, NEW = StoredLogin(refresh_token="Atzr|old"), StoredLogin(refresh_token="Atzr|new")


@pytest.fixture(params=[False, True], ids=["bytes", "str"])
async def redis(redis_server: servers.RedisServer, request: pytest.FixtureRequest) -> AsyncGenerator[Redis]:
    """A client of an empty Redis."""
    async with Redis(unix_socket_path=redis_server.socket, decode_responses=request.param) as client:
        await client.eval("redis.call('FLUSHALL')", 0)
        yield client


async def test_both_keys_of_a_user_live_in_one_place(redis: Redis) -> None:
    """In a cluster, a script may use keys of one slot alone: what is in braces decides."""
    store = RedisTokenStore(redis, "anna", prefix="mine")
    async with store.lock():
        await store.save(OLD)

        assert await redis.exists("mine:{anna}", "mine:{anna}:lock") == 2
        assert await redis.eval("return redis.call('DBSIZE')", 0) == 2


async def test_a_lock_is_extended_while_it_is_held(redis: Redis) -> None:
    """A renewal that takes longer than the lock lasts keeps it."""
    store = RedisTokenStore(redis, "anna", expiry=1.5)
    async with store.lock():
        left = await redis.pttl(store._lock)
        # It falls, and rises again.
        while (now := await redis.pttl(store._lock)) <= left:
            assert now > 0
            left = now


async def test_the_lock_of_a_process_that_died_expires(redis: Redis) -> None:
    """A lock that nobody extends is free after its expiry."""
    store = RedisTokenStore(redis, "anna", expiry=0.02)
    await store._run(redis_token_store._TAKE, [store._lock, store._login], "dead", store._milliseconds)
    async with store.lock():
        assert await store.load() is None


class Deaf:
    """A client that answers where it is cancelled while it extends a lock."""

    def __init__(self, redis: Redis) -> None:
        """Nothing is extended yet."""
        self.redis = redis
        self.extending = asyncio.Event()

    async def eval(self, script: str, numkeys: int, /, *keys_and_args: str) -> object:
        """Run a script, or swallow the cancellation."""
        if script is redis_token_store._EXTEND:
            self.extending.set()
            with suppress(asyncio.CancelledError):
                await asyncio.Event().wait()
            return 1
        return await self.redis.eval(script, numkeys, *keys_and_args)


async def test_a_client_that_swallows_a_cancellation_does_not_keep_the_lock(redis: Redis) -> None:
    """redis-py does so under Python 3.11, whose `asyncio.wait_for` returns a result that came with the cancellation."""
    client = Deaf(redis)
    store = RedisTokenStore(client, "anna", expiry=0.3)
    async with asyncio.timeout(20), store.lock():
        await client.extending.wait()

    assert not await redis.exists(store._lock)


async def test_a_lock_that_is_released_is_not_extended_again(redis: Redis) -> None:
    """Extending ends with the release, not only with its cancellation."""
    released = asyncio.Event()
    released.set()
    store = RedisTokenStore(redis, "anna")
    async with asyncio.timeout(5):
        await store._extend("mark", released)


async def test_a_lock_that_another_holds_is_neither_extended_nor_freed(redis: Redis) -> None:
    """Whoever has lost the lock leaves it to its new holder."""
    store = RedisTokenStore(redis, "anna")
    async with store.lock():
        await redis.set(store._lock, "another")
        await store._run(redis_token_store._EXTEND, [store._lock], "mine", 1)

    assert await redis.get(store._lock) in {"another", b"another"}
    assert await redis.pttl(store._lock) == -1


async def test_a_late_holder_saves_what_nobody_else_has(redis: Redis) -> None:
    """A holder whose lock has expired has the only copy of a rotated refresh token: it is saved."""
    late, next_ = RedisTokenStore(redis, "anna"), RedisTokenStore(redis, "anna")
    async with late.lock():
        await redis.delete(late._lock)
        async with next_.lock():
            await late.save(OLD)

            assert await next_.load() == OLD

            await next_.save(NEW)

    assert await late.load() == NEW


@pytest.mark.parametrize("logs_out", [False, True])
async def test_a_late_holder_replaces_nothing_that_a_later_one_has_saved(redis: Redis, *, logs_out: bool) -> None:
    """What a later holder has saved, or cleared, stays."""
    late, next_ = RedisTokenStore(redis, "anna"), RedisTokenStore(redis, "anna")
    async with late.lock():
        await redis.delete(late._lock)
        await (next_.clear() if logs_out else next_.save(NEW))
        with pytest.raises(AuthUnavailable, match="another process has saved a newer login") as caught:
            await late.save(OLD)

    assert caught.value.error == "store_changed"
    assert await late.load() == (None if logs_out else NEW)


async def test_the_state_of_a_user_who_has_logged_out_is_forgotten(redis: Redis) -> None:
    """The count of locks of a user without a login expires, and stays once there is a login again."""
    store = RedisTokenStore(redis, "anna")
    await store.save(OLD)

    assert await redis.ttl(store._login) == -1

    await store.clear()

    assert 0 < await redis.ttl(store._login) <= 86_400

    await store.save(NEW)

    assert await redis.ttl(store._login) == -1


class Away:
    """A client of a server that can go away."""

    def __init__(self, redis: Redis) -> None:
        """It is there."""
        self.redis = redis
        self.away = False
        self.refused = asyncio.Event()

    async def eval(self, script: str, numkeys: int, /, *keys_and_args: str) -> object:
        """Run a script, or fail."""
        if self.away:
            self.refused.set()
            raise RedisConnectionError("away")
        return await self.redis.eval(script, numkeys, *keys_and_args)


async def test_a_server_that_is_away_for_a_while_costs_no_lock(redis: Redis) -> None:
    """What cannot be extended now may be later; what cannot be freed expires."""
    client = Away(redis)
    store = RedisTokenStore(client, "anna", expiry=0.05)
    async with store.lock():
        client.away = True
        await client.refused.wait()
        client.away = False
        await store.save(OLD)
        client.away = True

    client.away = False

    assert await store.load() == OLD

    async with store.lock():
        await store.save(NEW)


def test_a_value_that_is_no_client_is_refused() -> None:
    """An address is no client; that is said at once."""
    with pytest.raises(TypeError, match="redis is an asyncio client of Redis, not str"):
        RedisTokenStore("redis://localhost", "anna")  # type: ignore[arg-type] # pyright: ignore[reportArgumentType]


async def test_the_repr_names_the_key(redis: Redis) -> None:
    """The repr tells where the login is."""
    assert repr(RedisTokenStore(redis, "anna")) == "RedisTokenStore('amazon-music-login:{anna}')"

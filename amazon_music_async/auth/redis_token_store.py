"""Logins kept in Redis or Valkey, a key for each user."""

import asyncio
import random
import secrets
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from typing import Any, Protocol, cast

from amazon_music_async._validation import check_kind, checked_seconds
from amazon_music_async.auth._file_lock import busy
from amazon_music_async.auth._lock_holder import LockHolder
from amazon_music_async.auth._stored_login_json import read, written
from amazon_music_async.auth.token_store import StoredLogin
from amazon_music_async.errors import AuthError, AuthUnavailable

_TAKE = """
if redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2]) then
    return redis.call('HINCRBY', KEYS[2], 'taken', 1)
end
return 0
"""
_EXTEND = "return redis.call('GET', KEYS[1]) == ARGV[1] and redis.call('PEXPIRE', KEYS[1], ARGV[2])"
_RELEASE = "return redis.call('GET', KEYS[1]) == ARGV[1] and redis.call('DEL', KEYS[1])"
_LOAD = "return redis.call('HGET', KEYS[1], 'login')"
_SAVE = """
if tonumber(redis.call('HGET', KEYS[1], 'saved') or 0) > tonumber(ARGV[1]) then
    return 0
end
redis.call('HSET', KEYS[1], 'saved', ARGV[1])
if ARGV[2] == '' then
    redis.call('HDEL', KEYS[1], 'login')
    redis.call('EXPIRE', KEYS[1], ARGV[3])
else
    redis.call('HSET', KEYS[1], 'login', ARGV[2])
    redis.call('PERSIST', KEYS[1])
end
return 1
"""
_EVERY = 0.05
"""Seconds between two looks at a lock that somebody else holds, half of them at random."""
_ANSWER = 10.0
"""Seconds to wait for an answer of the server about the lock."""
_FORGET = 86400
"""Seconds after which the count of locks of a user who has logged out is forgotten."""

_HOLDER: LockHolder[int] = LockHolder()


class RedisClient(Protocol):
    """What is needed of ``redis.asyncio.Redis`` or ``valkey.asyncio.Valkey``.

    >>> store = RedisTokenStore(redis, "anna")
    """

    def eval(self, script: str, numkeys: int, /, *keys_and_args: Any) -> Any:
        """Run a Lua script: an awaitable.

        >>> await redis.eval("return redis.call('INCR', KEYS[1])", 1, "count")
        1
        """
        ...


class RedisTokenStore:
    """A `TokenStore` in Redis or Valkey, which many users and processes share.

    Needs the extra ``redis``. It is light: make one for each user, or for each request.

    - ``redis``: an asyncio client of redis-py (or of valkey), yours to configure and to close.
    - ``user_id``: whose login it is: a part of the keys.
    - ``prefix``: what the keys begin with.
    - ``wait``: seconds to wait while another task or process renews this login; then `AuthUnavailable`.
    - ``expiry``: seconds after which the lock of a process that died is free. A living one extends it.

    A server without an append-only file (``appendonly yes``) loses logins when it restarts. Tokens are kept as they
    are: who can read the keys can act as their users.

    >>> store = RedisTokenStore(redis, "anna")
    >>> login = LoginWithAmazon(client_id, client_secret, store=store, refresh_token=sandbox.refresh_token)
    >>> token = await login.token()
    >>> store
    RedisTokenStore('amazon-music-login:{anna}')
    """

    def __init__(
        self,
        redis: RedisClient,
        user_id: str,
        *,
        prefix: str = "amazon-music-login",
        wait: float = 30.0,
        expiry: float = 10.0,
    ) -> None:
        """Check what is given; the server is not asked yet."""
        if not callable(getattr(redis, "eval", None)):
            raise TypeError(f"redis is an asyncio client of Redis, not {type(redis).__name__}")
        for name, value in (("user_id", user_id), ("prefix", prefix)):
            check_kind(value, str, f"{name} is a str")
            if not value:
                raise ValueError(f"{name} is empty")
        self.user_id = user_id
        self._redis = redis
        # In a cluster, what is in braces decides where a key lives: both keys live in one place.
        self._login = f"{prefix}:{{{user_id}}}"
        self._lock = f"{self._login}:lock"
        self._wait = checked_seconds(wait, "wait=")
        self._expiry = checked_seconds(expiry, "expiry=")

    def __repr__(self) -> str:
        """Where, not what."""
        return f"RedisTokenStore({self._login!r})"

    async def load(self) -> StoredLogin | None:
        """What was saved last; None when nothing is kept. A key that holds no login is an `AuthError`.

        >>> store = RedisTokenStore(redis, "anna")
        >>> await store.load() is None
        True
        """
        found = cast("bytes | str | None", await self._run(_LOAD, [self._login]))
        if found is None:
            return None
        login = read(found.decode(errors="replace") if isinstance(found, bytes) else found)
        if login is None:
            raise AuthError("store_corrupt", f"{self!r} does not hold a login: delete the key, and log in again")
        return login

    async def save(self, login: StoredLogin) -> None:
        """Keep ``login``.

        Even if this lock has expired: a refresh token that rotated has no other copy. Only what a later holder of the
        lock has saved is not replaced: that is an `AuthUnavailable`.

        >>> store = RedisTokenStore(redis, "anna")
        >>> await store.save(StoredLogin(refresh_token="secret"))
        >>> (await store.load()).refresh_token
        ***
        """
        await self._write(written(login))

    async def clear(self) -> None:
        """Keep nothing any more.

        >>> store = RedisTokenStore(redis, "anna")
        >>> await store.clear()
        """
        await self._write("")

    @asynccontextmanager
    async def lock(self) -> AsyncGenerator[None]:
        """Exclude everybody else who shares the login, in all processes.

        >>> store = RedisTokenStore(redis, "anna")
        >>> async with store.lock():
        ...     login = await store.load() is None
        """
        mark = secrets.token_hex(16)
        try:
            number = await self._taken(mark)
            released = asyncio.Event()
            extending = asyncio.create_task(self._extend(mark, released))
            try:
                with _HOLDER.holding(self, number):
                    yield
            finally:
                # The client may swallow the cancellation: wait_for of Python 3.11 does where a result comes with it.
                released.set()
                extending.cancel()
                await asyncio.wait([extending])
        finally:
            # Failing that, it expires.
            with suppress(Exception):
                async with asyncio.timeout(_ANSWER):
                    await self._run(_RELEASE, [self._lock], mark)

    async def _taken(self, mark: str) -> int:
        """The number of this lock: each one that is taken has a higher one."""
        end = asyncio.get_running_loop().time() + self._wait
        while True:
            async with asyncio.timeout(_ANSWER):
                number = await self._run(_TAKE, [self._lock, self._login], mark, self._milliseconds)
            if number:
                return int(number)
            if asyncio.get_running_loop().time() >= end:
                raise busy(f"the login of {self.user_id!r}", self._wait)
            await asyncio.sleep(_EVERY * (0.5 + random.random() / 2))  # noqa: S311 - no secret

    async def _extend(self, mark: str, released: asyncio.Event) -> None:
        while not released.is_set():
            await asyncio.sleep(self._expiry / 3)
            # A server that is away for a moment may be back for the next.
            with suppress(Exception):
                await self._run(_EXTEND, [self._lock], mark, self._milliseconds)

    async def _write(self, text: str) -> None:
        number = _HOLDER.of(self)
        if number is None:
            async with self.lock():
                await self._write(text)
        elif not await self._run(_SAVE, [self._login], number, text, _FORGET):
            raise AuthUnavailable("store_changed", "another process has saved a newer login")

    async def _run(self, script: str, keys: list[str], *arguments: object) -> Any:
        return await self._redis.eval(script, len(keys), *keys, *arguments)

    @property
    def _milliseconds(self) -> int:
        return max(1, round(self._expiry * 1000))

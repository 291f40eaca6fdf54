"""What is kept of a login, and what a place to keep it must be able to do."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Protocol

from attrs import define, field, frozen

from amazon_music_async._redaction import secret_or_none


@frozen(kw_only=True)
class StoredLogin:
    """One user's login, as it was last renewed.

    ``expires_at``: seconds since the epoch; None when the service did not say. ``expires_in``: the seconds for which
    the access token was given. ``scopes``: what the user allowed; None when it is not known.

    >>> StoredLogin(refresh_token="secret", expires_at=1764072000.0, client_id="amzn1.application-oa2-client.1")
    StoredLogin(expires_at=1764072000.0, expires_in=None, scopes=None, client_id='amzn1.application-oa2-client.1')
    """

    refresh_token: str | None = field(default=None, repr=False, converter=secret_or_none)
    access_token: str | None = field(default=None, repr=False, converter=secret_or_none)
    expires_at: float | None = None
    expires_in: float | None = None
    scopes: frozenset[str] | None = None
    client_id: str | None = None


READ_ONLY = "store_read_only"
"""The ``error`` of an `AuthError` that says: what is kept here can be read, not locked and not written."""


class TokenStore(Protocol):
    """Keeps one user's login from one run to the next. One object may serve several tasks at once.

    `LoginWithAmazon` takes ``lock``, and while it holds it calls ``load``, then ``save`` or ``clear``, one after the
    other: in the task that took the lock, or in one that this task has started. So they never wait for the lock, and
    they use what it holds: with a lock on a row, the very connection and transaction that has locked it, because any
    other one would wait for that row for ever. ``save`` commits; the lock may end with it.

    The lock is the user's, not the object's: it excludes other objects for the same user, and other processes. Where
    it cannot, a login is renewed by two at once; whose refresh token was spent already reads the store again, for two
    seconds, and goes on with what the other has saved.

    Whatever these methods raise becomes an `AuthError`, without secrets; so does a ``load``, ``save`` or ``clear`` that
    takes more than 30 seconds. A failed ``save`` is a `TokenNotSaved` event and is tried again. A store that can only
    be read raises ``AuthError("store_read_only")`` in ``lock``.

    >>> import asyncio
    >>> from contextlib import asynccontextmanager
    >>> class RowStore:
    ...     turns = {}
    ...     def __init__(self, rows, user):
    ...         self.rows, self.user = rows, user
    ...     async def load(self):
    ...         return self.rows.get(self.user)
    ...     async def save(self, login):
    ...         self.rows[self.user] = login
    ...     async def clear(self):
    ...         self.rows.pop(self.user, None)
    ...     @asynccontextmanager
    ...     async def lock(self):
    ...         async with self.turns.setdefault(self.user, asyncio.Lock()):
    ...             yield
    >>> rows = {}
    >>> store = RowStore(rows, "anna")
    >>> login = LoginWithAmazon(client_id, client_secret, store=store, refresh_token=sandbox.refresh_token)
    >>> token = await login.token()
    >>> "anna" in rows
    True
    """

    async def load(self) -> StoredLogin | None:
        """What was saved last; None when nothing is kept.

        >>> store: TokenStore = MemoryTokenStore()
        >>> await store.load() is None
        True
        """
        ...

    async def save(self, login: StoredLogin) -> None:
        """Keep ``login`` in place of what was kept; when this returns, it is safe.

        >>> store: TokenStore = MemoryTokenStore()
        >>> await store.save(StoredLogin(refresh_token="secret"))
        >>> (await store.load()).refresh_token
        ***
        """
        ...

    async def clear(self) -> None:
        """Keep nothing any more.

        >>> store: TokenStore = MemoryTokenStore()
        >>> await store.clear()
        """
        ...

    def lock(self) -> AbstractAsyncContextManager[None]:
        """Exclude everybody else who shares this login, in all processes, while it is read, renewed and saved.

        Wait for a bounded time, and let the system end the lock of a process that dies.

        >>> store: TokenStore = MemoryTokenStore()
        >>> async with store.lock():
        ...     login = await store.load() is None
        """
        ...


@define(eq=False)
class MemoryTokenStore:
    """A `TokenStore` that lasts as long as the process.

    >>> store = MemoryTokenStore()
    >>> login = LoginWithAmazon(client_id, client_secret, store=store, refresh_token=sandbox.refresh_token)
    >>> token = await login.token()
    >>> store
    MemoryTokenStore()
    """

    _login: StoredLogin | None = field(default=None, alias="login", repr=False)
    _lock: asyncio.Lock = field(factory=asyncio.Lock, init=False, repr=False)
    _loop: asyncio.AbstractEventLoop | None = field(default=None, init=False, repr=False)

    async def load(self) -> StoredLogin | None:
        """What was saved last; None when nothing is kept.

        >>> store = MemoryTokenStore()
        >>> await store.load() is None
        True
        """
        return self._login

    async def save(self, login: StoredLogin) -> None:
        """Keep ``login`` in place of what was kept.

        >>> store = MemoryTokenStore()
        >>> await store.save(StoredLogin(refresh_token="secret"))
        >>> (await store.load()).refresh_token
        ***
        """
        self._login = login

    async def clear(self) -> None:
        """Keep nothing any more.

        >>> store = MemoryTokenStore()
        >>> await store.clear()
        """
        self._login = None

    @asynccontextmanager
    async def lock(self) -> AsyncGenerator[None]:
        """Exclude all other tasks of the event loop.

        >>> store = MemoryTokenStore()
        >>> async with store.lock():
        ...     login = await store.load() is None
        """
        loop = asyncio.get_running_loop()
        if self._loop is not loop:
            # An asyncio.Lock belongs to the loop that first waited for it; that loop may be gone.
            self._loop, self._lock = loop, asyncio.Lock()
        async with self._lock:
            yield

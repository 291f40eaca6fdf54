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
    """

    refresh_token: str | None = field(default=None, repr=False, converter=secret_or_none)
    access_token: str | None = field(default=None, repr=False, converter=secret_or_none)
    expires_at: float | None = None
    expires_in: float | None = None
    scopes: frozenset[str] | None = None
    client_id: str | None = None


class TokenStore(Protocol):
    """Keeps one user's login from one run to the next.

    Whatever these methods raise becomes an `AuthError`, without secrets; a failed ``save`` is a `TokenNotSaved` event
    and is tried again.
    """

    async def load(self) -> StoredLogin | None:
        """What was saved last; None when nothing is kept."""
        ...

    async def save(self, login: StoredLogin) -> None:
        """Keep ``login`` in place of what was kept; when this returns, it is safe."""
        ...

    async def clear(self) -> None:
        """Keep nothing any more."""
        ...

    def lock(self) -> AbstractAsyncContextManager[None]:
        """Exclude everybody else who shares this login, in all processes, while it is read, renewed and saved."""
        ...


@define(eq=False)
class MemoryTokenStore:
    """A `TokenStore` that lasts as long as the process."""

    _login: StoredLogin | None = field(default=None, alias="login", repr=False)
    _lock: asyncio.Lock = field(factory=asyncio.Lock, init=False, repr=False)
    _loop: asyncio.AbstractEventLoop | None = field(default=None, init=False, repr=False)

    async def load(self) -> StoredLogin | None:
        """What was saved last; None when nothing is kept."""
        return self._login

    async def save(self, login: StoredLogin) -> None:
        """Keep ``login`` in place of what was kept."""
        self._login = login

    async def clear(self) -> None:
        """Keep nothing any more."""
        self._login = None

    @asynccontextmanager
    async def lock(self) -> AsyncGenerator[None]:
        """Exclude all other tasks of the event loop."""
        loop = asyncio.get_running_loop()
        if self._loop is not loop:
            # An asyncio.Lock belongs to the loop that first waited for it; that loop may be gone.
            self._loop, self._lock = loop, asyncio.Lock()
        async with self._lock:
            yield

"""The login in memory and the login in the store, and which of them counts."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from math import inf
from typing import TypeVar

from attrs import define, field

from amazon_music_async._events import EventDispatcher
from amazon_music_async._redaction import shown
from amazon_music_async.auth._uncancellable import within
from amazon_music_async.auth.token_store import READ_ONLY, StoredLogin, TokenStore
from amazon_music_async.errors import AmazonMusicError, AuthError
from amazon_music_async.events import TokenNotSaved

T = TypeVar("T")

REREADS = (0.0, 0.2, 0.6, 1.2)
"""Seconds before each look for what somebody else may have renewed, where a refresh token turned out to be spent."""
_PATIENCE = 30.0
"""Seconds to wait for a store to read, write or clear a login."""


@define(eq=False, kw_only=True)
class LoginState:
    """Holds one login. All its coroutines but `exclusive` are to be awaited while that is held."""

    store: TokenStore = field(repr=False)
    seed: str | None = field(repr=False)
    """The refresh token to begin with, as long as the store holds nothing."""
    margin: float
    clock: Callable[[], float]
    """Seconds since the epoch."""
    monotonic: Callable[[], float]
    rereads: tuple[float, ...]
    sleep: Callable[[float], Awaitable[object]]
    reporter: EventDispatcher
    login: StoredLogin | None = field(default=None, init=False, repr=False)
    saved: bool = field(default=True, init=False)
    """Whether the store holds what the memory holds."""
    read_only: bool = field(default=False, init=False)
    """Whether the store could only be read when it was last locked."""
    _stored: StoredLogin | None = field(default=None, init=False, repr=False)
    """What the store held when it was last read."""
    _deadline: float = field(default=inf, init=False)
    """The end of the access token in memory on the monotonic clock."""

    @property
    def settled(self) -> bool:
        """Whether nothing is left to be saved, or nothing can be."""
        return self.saved or self.read_only

    def usable(self, rejected: str | None, *, to_the_last: bool = False) -> str | None:
        """The access token in memory, if it was not rejected and lasts a while, or ``to_the_last`` second.

        One that cannot be renewed is always good to the last.
        """
        login = self.login
        if login is None or login.access_token is None or login.access_token == rejected:
            return None
        if login.expires_at is None:
            return login.access_token
        if to_the_last or login.refresh_token is None:
            margin = 0.0
        else:
            # Of a token with a short life a whole minute would be all of it.
            margin = min(self.margin, (login.expires_in or 4 * self.margin) / 4)
        # A clock that was set back would have it last too long, and so would a monotonic one that stood still meanwhile
        # because the machine slept.
        left = min(login.expires_at - self.clock(), self._deadline - self.monotonic())
        return login.access_token if left > margin else None

    async def read(self) -> None:
        """Take up what the store holds, unless it is still what the unsaved login in memory was made from."""
        stored = await self._answered("read", self.store.load)
        if not self.saved and stored == self._stored:
            return
        self._stored, self.saved = stored, True
        if stored and self.login and stored.access_token is None and stored.refresh_token == self.login.refresh_token:
            return  # Not every store has room for both tokens.
        self._hold(stored or (StoredLogin(refresh_token=self.seed) if self.seed else None))

    async def read_newer(self) -> bool:
        """Look for a login that somebody else has renewed; True if there was one, which is then taken up.

        Not all locks exclude everybody. Who was first to spend the refresh token may not have saved the next one yet.
        """
        spent = self.login and self.login.refresh_token
        for pause in self.rereads:
            await self.sleep(pause)
            await self.read()
            if self._stored and self._stored.refresh_token not in {None, spent}:
                return True
        return False

    async def expect_new_login(self) -> None:
        """Note what the store holds, which another login is about to replace, even if it cannot be read."""
        try:
            self._stored = await self._answered("read", self.store.load)
        except AmazonMusicError:
            self._stored = None

    async def keep(self, login: StoredLogin) -> None:
        """Hold ``login``, and save it; failing that, hold it until it can be saved."""
        self._hold(login)
        self.saved = False
        await self.flush()

    async def flush(self) -> None:
        """Save what is not saved. A failure is reported, not raised: the login itself is good."""
        if self.settled or self.login is None:
            return
        login = self.login
        try:
            await self._answered("write", lambda: self.store.save(login))
        except AmazonMusicError as error:
            self.report(error)
        else:
            self._stored, self.saved = login, True

    async def clear(self) -> None:
        """Hold nothing, here and in the store, and forget what to begin with."""
        self.login, self.seed, self.saved, self._stored = None, None, True, None
        await self._answered("clear", self.store.clear)

    def _hold(self, login: StoredLogin | None) -> None:
        before, self.login = self.login, login
        if login is None or login.expires_at is None:
            self._deadline = inf
        elif before is None or before.access_token != login.access_token:
            # Who saved it may have had another idea of the time.
            left = min(login.expires_at - self.clock(), login.expires_in or inf)
            self._deadline = self.monotonic() + left

    def report(self, error: AmazonMusicError) -> None:
        """Say that the login in memory is not saved."""
        self.reporter.emit(TokenNotSaved(error=str(error)))

    @asynccontextmanager
    async def exclusive(self) -> AsyncGenerator[None]:
        """Hold the store's lock; without one, if the store can only be read: that is reported."""
        lock: AbstractAsyncContextManager[None] = nullcontext()
        try:
            lock = await self._guarded("lock", self._locked)
            self.read_only = False
        except AuthError as error:
            if error.error != READ_ONLY:
                raise
            self.read_only = True
            self.report(error)
        try:
            yield
        finally:
            await self._guarded("unlock", lambda: lock.__aexit__(None, None, None))

    async def _locked(self) -> AbstractAsyncContextManager[None]:
        lock = self.store.lock()
        await lock.__aenter__()
        return lock

    async def _answered(self, what: str, work: Callable[[], Awaitable[T]]) -> T:
        """What ``work`` returns within a bounded time: a renewal may not be cancelled, and so would hang for ever."""

        async def answer() -> T:
            return await work()

        return await self._guarded(what, lambda: within(_PATIENCE, answer()))

    async def _guarded(self, what: str, work: Callable[[], Awaitable[T]]) -> T:
        """What ``work`` returns; whatever a store raises becomes an `AuthError` that holds no secret."""
        try:
            return await work()
        except AmazonMusicError:
            raise
        except Exception as error:  # noqa: BLE001 - stores are anybody's
            problem = f"{type(error).__name__}: {error}"
        secrets = (self.seed, *((self.login.refresh_token, self.login.access_token) if self.login else ()))
        raise AuthError("store_failed", f"cannot {what} it: {shown(problem, *filter(None, secrets))}")

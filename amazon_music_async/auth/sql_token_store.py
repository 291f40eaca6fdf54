"""Logins kept in a SQL database, a row for each user."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from amazon_music_async._validation import check_kind, checked_seconds
from amazon_music_async.auth._lock_holder import LockHolder
from amazon_music_async.auth._stored_login_json import read, written
from amazon_music_async.auth.token_store import StoredLogin
from amazon_music_async.errors import AuthError, AuthUnavailable

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

    from amazon_music_async.auth._sql_rows import Row

_HOLDER: "LockHolder[Row]" = LockHolder()


class SQLTokenStore:
    """A `TokenStore` in a table of a PostgreSQL or SQLite database, which many users and processes share.

    Needs the extra ``sql``, and the driver of the engine (``asyncpg``, ``psycopg``, ``aiosqlite``). It is light: make
    one for each user, or for each request.

    - ``engine``: a SQLAlchemy ``AsyncEngine``, yours to configure and to dispose of. With SQLite, give it
      ``poolclass=NullPool``.
    - ``user_id``: whose login it is: the key of the row.
    - ``wait``: seconds to wait while another task or process renews this login; then `AuthUnavailable`.

    On PostgreSQL the row is locked in a transaction that lasts as long as the renewal: one connection of the pool for
    each renewal under way. On SQLite, whose write lock would stop all users, a lock file for each user takes its place,
    in the folder ``DATABASE.locks``. Tokens are kept as they are: who can read the table can act as its users.

    >>> from sqlalchemy.ext.asyncio import create_async_engine
    >>> from sqlalchemy.pool import NullPool
    >>> engine = create_async_engine("sqlite+aiosqlite:///logins.db", poolclass=NullPool)
    >>> await SQLTokenStore.create_table(engine)
    >>> store = SQLTokenStore(engine, "anna")
    >>> login = LoginWithAmazon(client_id, client_secret, store=store, refresh_token=sandbox.refresh_token)
    >>> token = await login.token()
    """

    def __init__(self, engine: "AsyncEngine", user_id: str, *, wait: float = 30.0) -> None:
        """Check what is given; the database is not asked yet."""
        _check(engine)
        check_kind(user_id, str, "user_id is a str")
        if not user_id:
            raise ValueError("user_id is empty")
        self.user_id = user_id
        self._engine = engine
        self._wait = checked_seconds(wait, "wait=")

    def __repr__(self) -> str:
        """Where, not what."""
        return f"SQLTokenStore({self._engine.url.database!r}, {self.user_id!r})"

    @staticmethod
    async def create_table(engine: "AsyncEngine") -> None:
        """Create the table ``amazon_music_logins`` (``user_id text primary key, login text``), unless it is there.

        >>> await SQLTokenStore.create_table(engine)
        """
        from amazon_music_async.auth import _sql_rows  # noqa: PLC0415 - only who has the extra comes here

        _check(engine)
        await _sql_rows.create_table(engine)

    async def load(self) -> StoredLogin | None:
        """What was saved last; None when nothing is kept. A row that holds no login is an `AuthError`.

        >>> store = SQLTokenStore(engine, "anna")
        >>> await store.load() is None
        True
        """
        text = await (_HOLDER.of(self) or self._row()).load()
        if text is None:
            return None
        login = read(text)
        if login is None:
            raise AuthError("store_corrupt", f"{self!r} does not hold a login: delete the row, and log in again")
        return login

    async def save(self, login: StoredLogin) -> None:
        """Keep ``login``; when this returns, it is committed.

        >>> store = SQLTokenStore(engine, "anna")
        >>> await store.save(StoredLogin(refresh_token="secret"))
        >>> (await store.load()).refresh_token
        ***
        """
        await self._write(written(login))

    async def clear(self) -> None:
        """Delete the row.

        >>> store = SQLTokenStore(engine, "anna")
        >>> await store.clear()
        """
        await self._write(None)

    @asynccontextmanager
    async def lock(self) -> AsyncGenerator[None]:
        """Exclude everybody else who shares the row, in all processes, until something is saved or the block ends.

        >>> store = SQLTokenStore(engine, "anna")
        >>> async with store.lock():
        ...     login = await store.load() is None
        """
        from amazon_music_async.auth._sql_rows import locked_row  # noqa: PLC0415 - as above

        async with locked_row(self._engine, self.user_id, self._wait) as row:
            with _HOLDER.holding(self, row):
                yield

    def _row(self) -> "Row":
        from amazon_music_async.auth._sql_rows import Row  # noqa: PLC0415 - as above

        return Row(self._engine, self.user_id)

    async def _write(self, text: str | None) -> None:
        row = _HOLDER.of(self)
        if row is None:
            async with self.lock():
                await self._write(text)
        elif not await row.write(text):
            await self._write_again(row.loaded, text)

    async def _write_again(self, before: str | None, text: str | None) -> None:
        """Write to a row whose transaction was lost with its connection, unless somebody else has written since."""
        from amazon_music_async.auth._sql_rows import locked_row  # noqa: PLC0415 - as above

        async with locked_row(self._engine, self.user_id, self._wait) as row:
            if await row.load() not in {before, text}:
                raise AuthUnavailable("store_changed", "another login was saved while the connection was lost")
            await row.write(text)


def _check(engine: object) -> None:
    try:
        from sqlalchemy.ext.asyncio import AsyncEngine  # noqa: PLC0415 - it need not be installed
    except ImportError as error:
        raise ImportError("SQLTokenStore needs the extra: pip install amazon-music-async[sql]") from error
    if not isinstance(engine, AsyncEngine):
        raise TypeError(f"engine is a SQLAlchemy AsyncEngine, not {type(engine).__name__}")
    if engine.dialect.name not in {"postgresql", "sqlite"}:
        raise ValueError(f"engine is one of PostgreSQL or SQLite, not {engine.dialect.name}")

"""A row for each user's login, and the statements on it that PostgreSQL and SQLite understand alike."""

import hashlib
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import cast

from attrs import define, field
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from amazon_music_async._redaction import Secret, concealed
from amazon_music_async.auth._file_lock import busy, file_lock

_CREATE = text("create table if not exists amazon_music_logins (user_id text primary key, login text)")
_LOAD = text("select login from amazon_music_logins where user_id = :user_id")
_SAVE = text(
    "insert into amazon_music_logins (user_id, login) values (:user_id, :login) "
    "on conflict (user_id) do update set login = excluded.login"
)
_CLEAR = text("delete from amazon_music_logins where user_id = :user_id")
_MAKE = text("insert into amazon_music_logins (user_id) values (:user_id) on conflict do nothing")
_LOCK = text("select login from amazon_music_logins where user_id = :user_id for update")
_PATIENCE = text("select set_config('lock_timeout', :milliseconds, true)")
_ONE_CREATES = text("select pg_advisory_xact_lock(hashtext('amazon_music_logins'))")
_FILE = text("select file from pragma_database_list where name = 'main'")
_CREATION = 30.0
"""Seconds to wait for another process that creates the table of a SQLite database."""
_LOCK_NOT_AVAILABLE = "55P03"
"""https://www.postgresql.org/docs/current/errcodes-appendix.html"""


@define(eq=False)
class Row:
    """One user's row: on the connection whose transaction has locked it, or else on one for each statement."""

    engine: AsyncEngine
    user_id: str
    connection: AsyncConnection | None = None
    loaded: str | None = field(default=None, init=False, repr=False)
    """What the row held when it was last read."""

    async def load(self) -> str | None:
        """What is kept."""
        if self.connection is None:
            async with self.engine.connect() as connection:
                return await self._load(connection)
        self.loaded = await self._load(self.connection)
        return self.loaded

    async def write(self, login: str | None) -> bool:
        """Keep ``login``, or nothing: committed when this returns. False if the connection with the lock was lost.

        Servers and proxies end a transaction in which nothing happens, while the login service takes its time. asyncpg
        may then raise an error of its own, which SQLAlchemy does not know.
        """
        if self.connection is None:
            async with self.engine.connect() as connection:
                await self._write(connection, login)
            return True
        try:
            await self._write(self.connection, login)
        except Exception as error:
            if isinstance(error, DBAPIError) and not error.connection_invalidated:
                raise
            await self.connection.invalidate()
            return False
        return True

    async def _load(self, connection: AsyncConnection) -> str | None:
        found: object = (await connection.execute(_LOAD, {"user_id": self.user_id})).scalar()
        return cast("str | None", concealed(found))

    async def _write(self, connection: AsyncConnection, login: str | None) -> None:
        if login is None:
            await connection.execute(_CLEAR, {"user_id": self.user_id})
        else:
            # SQLAlchemy shows the parameters in its log and in its errors.
            await connection.execute(_SAVE, {"user_id": self.user_id, "login": Secret(login)})
        await connection.commit()


async def create_table(engine: AsyncEngine) -> None:
    """Create the table if it does not exist; several processes may do so at the same time."""
    if engine.dialect.name == "sqlite":
        async with (
            _locked_beside_sqlite(engine, "table", "the table of logins", _CREATION),
            engine.connect() as connection,
        ):
            # Readers do not wait for a writer, nor a writer for them. SQLite changes this at once or not at all.
            await connection.exec_driver_sql("pragma journal_mode = wal")
            await connection.execute(_CREATE)
            await connection.commit()
    else:
        async with engine.begin() as connection:
            # "if not exists" fails when another process creates the same table at the same time.
            await connection.execute(_ONE_CREATES)
            await connection.execute(_CREATE)


@asynccontextmanager
async def locked_row(engine: AsyncEngine, user_id: str, wait: float) -> AsyncGenerator[Row]:
    """The row of ``user_id``, for nobody else to lock; `AuthUnavailable` after ``wait`` seconds."""
    lock = _beside_sqlite if engine.dialect.name == "sqlite" else _in_postgresql
    async with lock(engine, user_id, wait) as row:
        yield row


@asynccontextmanager
async def _in_postgresql(engine: AsyncEngine, user_id: str, wait: float) -> AsyncGenerator[Row]:
    async with engine.connect() as connection:
        # A stricter level would fail, after the wait, because the row has changed meanwhile.
        await connection.execution_options(isolation_level="READ COMMITTED")
        try:
            await connection.execute(_PATIENCE, {"milliseconds": str(max(1, round(wait * 1000)))})
            await connection.execute(_MAKE, {"user_id": user_id})
            await connection.execute(_LOCK, {"user_id": user_id})
        except DBAPIError as error:
            if getattr(error.orig, "sqlstate", None) != _LOCK_NOT_AVAILABLE:
                raise
            raise busy(f"the login of {user_id!r}", wait) from None
        yield Row(engine, user_id, connection)


@asynccontextmanager
async def _beside_sqlite(engine: AsyncEngine, user_id: str, wait: float) -> AsyncGenerator[Row]:
    # SQLite's own lock is one for all users: held while the login service answers, it would stop them all.
    name = hashlib.sha256(user_id.encode()).hexdigest()[:32]
    async with _locked_beside_sqlite(engine, name, f"the login of {user_id!r}", wait):
        yield Row(engine, user_id)


@asynccontextmanager
async def _locked_beside_sqlite(engine: AsyncEngine, name: str, what: str, wait: float) -> AsyncGenerator[None]:
    """Hold the lock of this name in the folder beside the database's file."""
    async with engine.connect() as connection:
        database: object = (await connection.execute(_FILE)).scalar()
    if not (database and isinstance(database, str)):
        raise ValueError("SQLTokenStore needs a database in a file: processes cannot share one in memory")
    async with file_lock(Path(database).with_name(Path(database).name + ".locks") / f"{name}.lock", what, wait):
        yield

# pyright: reportPrivateUsage=false
"""Logins kept in a SQL database: what PostgreSQL does, and what SQLite."""

import asyncio
import sys
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
import servers
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from amazon_music_async.auth import SQLTokenStore, StoredLogin
from amazon_music_async.errors import AuthUnavailable

OLD, NEW = StoredLogin(refresh_token="Atzr|old"), StoredLogin(refresh_token="Atzr|new")


@pytest.fixture
async def sqlite(tmp_path: Path) -> AsyncGenerator[AsyncEngine]:
    """A SQLite database without a table."""
    engine = create_async_engine(f"sqlite+aiosqlite:///{tmp_path / 'logins.db'}", poolclass=NullPool)
    yield engine
    await engine.dispose()


@pytest.fixture
async def postgres(postgres_server: servers.PostgresServer) -> AsyncGenerator[AsyncEngine]:
    """A PostgreSQL database with the table, and with a single connection at a time."""
    engine = create_async_engine(postgres_server.url, pool_size=1, max_overflow=0, pool_timeout=5)
    await SQLTokenStore.create_table(engine)
    yield engine
    await engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
async def either(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncGenerator[AsyncEngine]:
    """A database of either kind without a table."""
    url = f"sqlite+aiosqlite:///{tmp_path / 'logins.db'}"
    if request.param == "postgresql":
        server: servers.PostgresServer = request.getfixturevalue("postgres_server")
        url = server.url
    engine = create_async_engine(url, poolclass=NullPool)
    await execute(engine, "drop table if exists amazon_music_logins")
    yield engine
    await execute(engine, "drop table amazon_music_logins")
    await engine.dispose()


async def execute(engine: AsyncEngine, statement: str) -> None:
    """Execute a statement in a transaction of its own."""
    async with engine.begin() as connection:
        await connection.execute(text(statement))


async def test_many_processes_may_create_the_table_at_once(either: AsyncEngine) -> None:
    """Creating the table again, even at the same time, does nothing."""
    await asyncio.gather(*(SQLTokenStore.create_table(either) for _ in range(32)))
    await SQLTokenStore(either, "anna").save(OLD)
    await SQLTokenStore.create_table(either)

    assert await SQLTokenStore(either, "anna").load() == OLD


async def test_without_the_table_the_error_names_it(sqlite: AsyncEngine) -> None:
    """Who has not created the table reads its name."""
    with pytest.raises(DBAPIError, match="amazon_music_logins"):
        await SQLTokenStore(sqlite, "anna").load()


async def test_without_the_table_nothing_can_be_locked(either: AsyncEngine) -> None:
    """Who has not created the table reads its name; on SQLite as soon as something is written."""
    store = SQLTokenStore(either, "anna")
    with pytest.raises(DBAPIError, match="amazon_music_logins"):
        async with store.lock():
            await store.save(OLD)

    await SQLTokenStore.create_table(either)


async def test_a_refusal_of_the_database_is_raised(either: AsyncEngine) -> None:
    """A login that the database does not take is an error, not another attempt."""
    await execute(
        either, "create table amazon_music_logins (user_id text primary key, login text check (length(login) < 9))"
    )
    with pytest.raises(IntegrityError):
        await SQLTokenStore(either, "anna").save(OLD)


async def test_no_error_of_the_database_tells_a_token(either: AsyncEngine) -> None:
    """SQLAlchemy prints the parameters of a statement that fails: a login among them is not shown."""
    await execute(either, "create table amazon_music_logins (user_id text primary key)")
    with pytest.raises(DBAPIError, match="amazon_music_logins") as caught:
        await SQLTokenStore(either, "anna")._row().write("Atzr|secret")

    assert "Atzr" not in str(caught.value) + repr(caught.value.params)


async def test_one_connection_is_enough_for_a_renewal(postgres: AsyncEngine) -> None:
    """What holds the lock loads and saves: a pool of one connection suffices."""
    store = SQLTokenStore(postgres, "one connection")
    async with store.lock():
        assert await store.load() is None
        await store.save(OLD)
        assert await store.load() == OLD
        await store.save(NEW)

    assert await store.load() == NEW


async def test_a_strict_engine_finds_what_another_has_saved(postgres_server: servers.PostgresServer) -> None:
    """On an engine that serializes all transactions, who has waited for the lock reads what was saved meanwhile."""
    engine = create_async_engine(postgres_server.url, isolation_level="SERIALIZABLE", poolclass=NullPool)
    await SQLTokenStore.create_table(engine)
    store, other = SQLTokenStore(engine, "strict"), SQLTokenStore(engine, "strict")
    await store.save(OLD)

    async def late() -> StoredLogin | None:
        async with other.lock():
            return await other.load()

    async with store.lock():
        waiter = asyncio.create_task(late())
        async with engine.connect() as connection:
            while (await connection.execute(text("select 1 from pg_locks where not granted"))).first() is None:
                await connection.rollback()
        await store.save(NEW)

    assert await waiter == NEW

    await engine.dispose()


async def cut(postgres_server: servers.PostgresServer) -> None:
    """End all connections to the server, as a proxy or an administrator does."""
    engine = create_async_engine(postgres_server.url, poolclass=NullPool)
    await execute(
        engine,
        "select pg_terminate_backend(pid) from pg_stat_activity "
        "where pid <> pg_backend_pid() and backend_type = 'client backend'",
    )
    await engine.dispose()


async def test_a_login_is_saved_though_the_connection_was_lost(
    postgres: AsyncEngine, postgres_server: servers.PostgresServer
) -> None:
    """A server that ends a transaction in which nothing happens does not cost the login that was renewed meanwhile."""
    store = SQLTokenStore(postgres, "cut off")
    await store.save(OLD)
    async with store.lock():
        await store.load()
        await cut(postgres_server)
        await store.save(NEW)

    assert await store.load() == NEW


async def test_a_login_is_saved_though_the_driver_lost_the_connection_in_its_own_way(
    postgres: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Asyncpg raises what SQLAlchemy does not know if the server ends the connection in the middle of a statement."""
    store = SQLTokenStore(postgres, "in the middle")
    await store.save(OLD)

    async def lost(*_: object) -> None:
        monkeypatch.undo()
        raise RuntimeError("cannot switch to state 12; another operation (2) is in progress")

    async with store.lock():
        await store.load()
        monkeypatch.setattr(AsyncConnection, "execute", lost)
        await store.save(NEW)

    assert await store.load() == NEW


async def test_a_login_that_another_has_saved_is_not_replaced_by_a_late_one(
    postgres: AsyncEngine, postgres_server: servers.PostgresServer
) -> None:
    """If somebody logs in anew while the connection is lost, theirs counts."""
    store = SQLTokenStore(postgres, "logged in")
    await store.save(OLD)
    other = create_async_engine(postgres_server.url, poolclass=NullPool)
    async with store.lock():
        await store.load()
        await cut(postgres_server)
        await SQLTokenStore(other, "logged in").save(NEW)
        with pytest.raises(AuthUnavailable, match="another login was saved") as caught:
            await store.save(StoredLogin(refresh_token="Atzr|late"))

    assert caught.value.error == "store_changed"
    assert await store.load() == NEW

    await other.dispose()


async def test_sqlite_writes_beside_readers(sqlite: AsyncEngine) -> None:
    """The table is made in a database with a write-ahead log."""
    await SQLTokenStore.create_table(sqlite)
    async with sqlite.connect() as connection:
        mode: object = (await connection.execute(text("pragma journal_mode"))).scalar()

    assert mode == "wal"


async def test_the_lock_files_of_sqlite_name_nobody(sqlite: AsyncEngine, tmp_path: Path) -> None:
    """Lock files lie in one folder beside the database, private, and their names tell no user."""
    await SQLTokenStore.create_table(sqlite)
    async with SQLTokenStore(sqlite, "anna").lock():
        (lock,) = (file for file in (tmp_path / "logins.db.locks").iterdir() if file.name != "table.lock")

        assert "anna" not in lock.name
        assert sys.platform == "win32" or lock.parent.stat().st_mode & 0o777 == 0o700


async def test_a_database_in_memory_cannot_be_shared() -> None:
    """A SQLite database without a file is refused, with words."""
    engine = create_async_engine("sqlite+aiosqlite://")
    with pytest.raises(ValueError, match="needs a database in a file"):
        async with SQLTokenStore(engine, "anna").lock():
            pass

    await engine.dispose()


def test_a_value_that_is_no_engine_is_refused() -> None:
    """An address is no engine; that is said at once."""
    with pytest.raises(TypeError, match="engine is a SQLAlchemy AsyncEngine, not str"):
        SQLTokenStore("postgresql://", "anna")  # type: ignore[arg-type] # pyright: ignore[reportArgumentType] - it is


def test_another_database_is_refused(sqlite: AsyncEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    """A database whose locks are not known is refused, with the names of those that are."""
    monkeypatch.setattr(sqlite.dialect, "name", "mysql")
    with pytest.raises(ValueError, match="engine is one of PostgreSQL or SQLite, not mysql"):
        SQLTokenStore(sqlite, "anna")


def test_without_the_extra_the_error_names_it(monkeypatch: pytest.MonkeyPatch, sqlite: AsyncEngine) -> None:
    """Without SQLAlchemy, an ImportError names the extra to install."""
    monkeypatch.setitem(sys.modules, "sqlalchemy.ext.asyncio", None)
    with pytest.raises(ImportError, match=r"amazon-music-async\[sql\]"):
        SQLTokenStore(sqlite, "anna")


def test_the_repr_names_database_and_user(sqlite: AsyncEngine, tmp_path: Path) -> None:
    """The repr tells where the login is, and neither the password of the database nor a token."""
    assert repr(SQLTokenStore(sqlite, "anna")) == f"SQLTokenStore({str(tmp_path / 'logins.db')!r}, 'anna')"

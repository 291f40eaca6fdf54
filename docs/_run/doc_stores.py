"""What the examples of token stores need: a database, a Redis server, a keyring in memory."""

import asyncio
import contextlib
import sys
from collections.abc import Generator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import servers

from amazon_music_async import SQLTokenStore


@contextlib.contextmanager
def store_names(
    text: str, folder: Path, loop: asyncio.Runner, monkeypatch: pytest.MonkeyPatch
) -> Generator[dict[str, Any]]:
    """The names that the example in ``text`` uses: ``engine``, ``redis``; and a keyring, if it needs one."""
    with contextlib.ExitStack() as stack:
        names: dict[str, Any] = {}
        if "(engine" in text:
            names["engine"] = stack.enter_context(_engine(folder, loop))
        if "redis" in text:
            names["redis"] = stack.enter_context(_redis(loop))
        if "KeyringTokenStore" in text:
            monkeypatch.setitem(sys.modules, "keyring", _keyring())
            monkeypatch.setenv("HOME", str(folder))
        yield names


@contextlib.contextmanager
def redis_url(text: str, monkeypatch: pytest.MonkeyPatch) -> Generator[None]:
    """``REDIS_URL`` in the environment, if the page in ``text`` needs it."""
    with contextlib.ExitStack() as stack:
        if "REDIS_URL" in text:
            monkeypatch.setenv("REDIS_URL", stack.enter_context(servers.redis()).url)
        yield


@contextlib.contextmanager
def _engine(folder: Path, loop: asyncio.Runner) -> Generator[object]:
    from sqlalchemy.ext.asyncio import create_async_engine  # noqa: PLC0415 - few examples need it
    from sqlalchemy.pool import NullPool  # noqa: PLC0415

    engine = create_async_engine(f"sqlite+aiosqlite:///{folder}/logins.db", poolclass=NullPool)
    loop.run(SQLTokenStore.create_table(engine))
    yield engine
    loop.run(engine.dispose())


@contextlib.contextmanager
def _redis(loop: asyncio.Runner) -> Generator[object]:
    from redis.asyncio import Redis  # noqa: PLC0415 - few examples need it

    with servers.redis() as server:
        client = Redis(unix_socket_path=server.socket)
        yield client
        loop.run(client.aclose())


def _keyring() -> ModuleType:
    entries: dict[tuple[str, str], str] = {}

    def get_password(service: str, user: str) -> str | None:
        return entries.get((service, user))

    def set_password(service: str, user: str, password: str) -> None:
        entries[service, user] = password

    def delete_password(service: str, user: str) -> None:
        del entries[service, user]

    made = ModuleType("keyring")
    vars(made).update(get_password=get_password, set_password=set_password, delete_password=delete_password)
    return made

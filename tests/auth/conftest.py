"""Logins with a login service on loopback."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
import servers
from login_service import Clock, LoginService, MakeLogin, serving

from amazon_music_async.events import Event


@pytest.fixture
async def service() -> AsyncGenerator[LoginService]:
    """A login service on loopback."""
    async with serving(LoginService()) as running:
        yield running


@pytest.fixture
def clock() -> Clock:
    """A clock that nobody waits for."""
    return Clock()


@pytest.fixture
def events() -> list[Event]:
    """What was reported."""
    return []


@pytest.fixture
def make_login(service: LoginService, clock: Clock, events: list[Event]) -> MakeLogin:
    """Makes logins with ``service``."""
    return MakeLogin(service, clock, events)


@pytest.fixture(params=["sqlite", "postgresql", "redis"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a database is that many processes can share."""
    if request.param == "sqlite":
        return f"sqlite+aiosqlite:///{tmp_path / 'logins.db'}"
    name = "redis_server" if request.param == "redis" else "postgres_server"
    server: servers.RedisServer | servers.PostgresServer = request.getfixturevalue(name)
    return server.url

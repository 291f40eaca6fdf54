"""Logins with a login service on loopback."""

from collections.abc import AsyncGenerator

import pytest
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

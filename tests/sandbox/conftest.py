"""A sandbox, and plain HTTP to it."""

from collections.abc import AsyncGenerator

import pytest
from sandbox_http import Http, http_to

from amazon_music_async.sandbox import Sandbox


@pytest.fixture
async def sandbox() -> AsyncGenerator[Sandbox]:
    """A sandbox that runs."""
    async with Sandbox() as running:
        yield running


@pytest.fixture
async def http(sandbox: Sandbox) -> AsyncGenerator[Http]:
    """Plain HTTP to it."""
    async with http_to(sandbox) as talking:
        yield talking

"""The fixture that pytest finds when the package is installed.

Nothing is imported before the fixture is used: pytest loads this module in every run, of every project.
"""

from collections.abc import AsyncGenerator, Callable
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from amazon_music_async.sandbox import Sandbox


def _fixture() -> Callable[[Any], Any]:
    """pytest-asyncio's decorator, which works in its strict mode too; pytest's own where there is no pytest-asyncio."""
    if find_spec("pytest_asyncio") is None:
        return pytest.fixture
    import pytest_asyncio  # noqa: PLC0415 - it need not be installed

    return pytest_asyncio.fixture


@_fixture()
async def amazon_music_sandbox() -> "AsyncGenerator[Sandbox]":
    """A running `Sandbox` of the test's own, stopped after it."""
    from amazon_music_async.sandbox import Sandbox  # noqa: PLC0415 - see above

    async with Sandbox() as sandbox:
        yield sandbox

"""The fixture that pytest finds when the package is installed.

Nothing is imported before the fixture is used: pytest loads this module in every run, of every project.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from amazon_music_async.sandbox import Sandbox


@pytest.fixture
def amazon_music_sandbox() -> "Iterator[Sandbox]":
    """A running `Sandbox` for one test.

    It runs in a thread of its own, so that synchronous tests can use it, and asynchronous ones with any event loop.
    """
    from amazon_music_async.sandbox import Sandbox  # noqa: PLC0415 - not in every run of pytest

    with Sandbox.in_thread() as sandbox:
        yield sandbox

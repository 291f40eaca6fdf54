"""A sandbox that the environment leads to, and a cluster within this process."""

from collections.abc import Generator
from typing import Any

import pytest

from amazon_music_async.sandbox import Sandbox


@pytest.fixture
def sandbox(monkeypatch: pytest.MonkeyPatch) -> Generator[Sandbox]:
    """A sandbox with 1,000 tracks, whose api key and token are in the environment of the workers."""
    with Sandbox.in_thread() as sandbox:
        monkeypatch.setenv("AMAZON_MUSIC_API_KEY", sandbox.api_key)
        monkeypatch.setenv("AMAZON_MUSIC_TOKEN", sandbox.token)
        yield sandbox


@pytest.fixture(scope="module")
def workers() -> Generator[Any]:
    """A cluster of two workers with two threads each, all of them in this process."""
    import distributed  # noqa: PLC0415 - the extra may not be installed

    client: Any = distributed.Client(
        n_workers=2, threads_per_worker=2, processes=False, dashboard_address="127.0.0.1:0"
    )
    with client:
        yield client

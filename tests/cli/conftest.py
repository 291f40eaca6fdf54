"""The command line, run in this process, and a sandbox for it in a thread of its own."""

import asyncio
import os
import threading
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from click.testing import CliRunner, Result

from amazon_music_async.cli import main, runner
from amazon_music_async.sandbox import Sandbox

Run: TypeAlias = Callable[..., Result]


@pytest.fixture(autouse=True)
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody is logged in; and the garbage collector of the tests stays as it is."""
    for name in [name for name in os.environ if name.startswith("AMAZON_MUSIC_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AMAZON_MUSIC_LOGIN_FILE", str(tmp_path / "login.json"))
    monkeypatch.setattr(runner, "_tune_garbage_collector", lambda: None)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def cli() -> Run:
    """Run a command: ``cli("tracks", "B0", input="…")``."""

    def run(*arguments: str | Path, **options: Any) -> Result:
        return CliRunner().invoke(main, [str(argument) for argument in arguments], **options)

    return run


@pytest.fixture
def sandbox(monkeypatch: pytest.MonkeyPatch) -> Generator[Sandbox]:
    """A sandbox that the environment leads to, with 1,000 tracks."""
    loop, sandbox = asyncio.new_event_loop(), Sandbox()
    loop.run_until_complete(sandbox.start())
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    monkeypatch.setenv("AMAZON_MUSIC_BASE_URL", sandbox.url)
    monkeypatch.setenv("AMAZON_MUSIC_API_KEY", sandbox.api_key)
    monkeypatch.setenv("AMAZON_MUSIC_TOKEN", sandbox.token)
    yield sandbox
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.run_until_complete(sandbox.stop())
    loop.run_until_complete(loop.shutdown_default_executor())
    loop.close()

"""The pytest plugin: one fixture, in both of pytest-asyncio's modes, and nothing imported before it is used."""

import os
import subprocess
import sys
from importlib import reload
from pathlib import Path

import pytest

from amazon_music_async.sandbox import pytest_plugin

_PLUGIN = "amazon_music_async.sandbox.pytest_plugin"
_TEST = """
import pytest
from aiohttp import ClientSession

@pytest.mark.asyncio
async def test_it(amazon_music_sandbox):
    async with ClientSession() as session, session.get(amazon_music_sandbox.url) as response:
        assert response.status == 404
"""


def pytest_run(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Run pytest elsewhere, with the plugin loaded by name, whether the package is installed or not."""
    command = [sys.executable, "-m", "pytest", "-p", "no:amazon_music_async", "-p", _PLUGIN, "-p", "no:cacheprovider"]
    root = str(Path(pytest_plugin.__file__).parents[2])
    environ = os.environ | {"PYTHONPATH": os.pathsep.join([root, os.environ.get("PYTHONPATH", "")])}
    return subprocess.run(  # noqa: S603 - our own command
        [*command, "-q", *options], cwd=folder, env=environ, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("mode", ["auto", "strict"])
def test_the_fixture_is_a_running_sandbox(tmp_path: Path, mode: str) -> None:
    """A test that names the fixture has a sandbox to talk to."""
    (tmp_path / "test_it.py").write_text(_TEST)

    run = pytest_run(
        tmp_path, "-W", "error", "-o", f"asyncio_mode={mode}", "-o", "asyncio_default_fixture_loop_scope=function"
    )

    assert "1 passed" in run.stdout, run.stdout + run.stderr


def test_the_fixture_is_listed(tmp_path: Path) -> None:
    """``pytest --fixtures`` says what it is."""
    run = pytest_run(tmp_path, "--fixtures")

    assert "amazon_music_sandbox" in run.stdout
    assert "A running `Sandbox`" in run.stdout


def test_the_plugin_imports_no_server() -> None:
    """Pytest loads the plugin in every run: it must not cost the import of a server."""
    code = (
        f"import sys, {_PLUGIN}; print(sys.modules.keys() & {{'aiohttp.web', 'amazon_music_async.sandbox._sandbox'}})"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603

    assert run.stdout.strip() == "set()"


def test_without_pytest_asyncio_the_plugin_loads_nevertheless(monkeypatch: pytest.MonkeyPatch) -> None:
    """Projects that do not use pytest-asyncio are left in peace."""

    def found(name: str) -> str | None:
        return None if name == "pytest_asyncio" else name

    monkeypatch.setattr("importlib.util.find_spec", found)

    try:
        assert hasattr(reload(pytest_plugin), "amazon_music_sandbox")
    finally:
        monkeypatch.undo()
        reload(pytest_plugin)

"""The pytest plugin: a fixture for every kind of test, and nothing imported before it is used."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from amazon_music_async.sandbox import pytest_plugin

_PLUGIN = "amazon_music_async.sandbox.pytest_plugin"
_ASYNC = """
import pytest
from aiohttp import ClientSession

@pytest.mark.asyncio{scope}
async def test_it(amazon_music_sandbox):
    async with ClientSession() as session, session.get(amazon_music_sandbox.url) as response:
        assert response.status == 404
    async with amazon_music_sandbox.client() as music:
        assert await music.tracks.get("B076YT2CBT")
"""
_SYNC = """
from urllib.request import urlopen

def test_it(amazon_music_sandbox):
    assert urlopen(amazon_music_sandbox.login_origin + "/openapi.json").status == 200
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
@pytest.mark.parametrize("scope", ["", "(loop_scope='module')", "(loop_scope='session')"])
def test_the_fixture_works_in_every_mode_and_loop_scope(tmp_path: Path, mode: str, scope: str) -> None:
    """A test of pytest-asyncio that names the fixture has a sandbox to talk to."""
    (tmp_path / "test_it.py").write_text(_ASYNC.format(scope=scope))

    run = pytest_run(
        tmp_path, "-W", "error", "-o", f"asyncio_mode={mode}", "-o", "asyncio_default_fixture_loop_scope=function"
    )

    assert "1 passed" in run.stdout, run.stdout + run.stderr


def test_the_fixture_works_in_synchronous_tests(tmp_path: Path) -> None:
    """A test without an event loop, and a project without pytest-asyncio, can use it."""
    (tmp_path / "test_it.py").write_text(_SYNC)

    run = pytest_run(tmp_path, "-W", "error", "-p", "no:asyncio")

    assert "1 passed" in run.stdout, run.stdout + run.stderr


def test_the_fixture_is_listed(tmp_path: Path) -> None:
    """``pytest --fixtures`` shows it with its docstring."""
    run = pytest_run(tmp_path, "--fixtures")

    assert "amazon_music_sandbox" in run.stdout
    assert "A running `Sandbox`" in run.stdout


def test_the_plugin_imports_no_server() -> None:
    """Pytest loads the plugin in every run, so it must not import the server."""
    code = (
        f"import sys, {_PLUGIN}; print(sys.modules.keys() & {{'aiohttp.web', 'amazon_music_async.sandbox._sandbox'}})"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603

    assert run.stdout.strip() == "set()"

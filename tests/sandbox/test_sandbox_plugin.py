"""The pytest plugin: a fixture for every kind of test, and nothing imported before it is used."""

import os
import subprocess
import sys
from itertools import takewhile
from pathlib import Path
from textwrap import dedent

import pytest

from amazon_music_async.sandbox import pytest_plugin

_PLUGIN = "amazon_music_async.sandbox.pytest_plugin"
_ASYNC = """
import pytest
from aiohttp import ClientSession

async def use(sandbox):
    async with ClientSession() as session, session.get(sandbox.url) as response:
        assert response.status == 404
    async with sandbox.client() as music:
        assert await music.tracks.get("B076YT2CBT")

@pytest.mark.asyncio
async def test_in_a_loop_of_its_own(amazon_music_sandbox):
    await use(amazon_music_sandbox)

@pytest.mark.asyncio(loop_scope="module")
async def test_in_the_loop_of_the_module(amazon_music_sandbox):
    await use(amazon_music_sandbox)

@pytest.mark.asyncio(loop_scope="session")
async def test_in_the_loop_of_the_session(amazon_music_sandbox):
    await use(amazon_music_sandbox)
"""
_SYNC = """
from urllib.request import urlopen

def test_it(amazon_music_sandbox):
    assert urlopen(amazon_music_sandbox.login_origin + "/openapi.json").status == 200
"""


def pytest_run(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Run pytest elsewhere, with this plugin and those of the options, whether the package is installed or not."""
    command = [sys.executable, "-m", "pytest", "-p", _PLUGIN, "-p", "no:cacheprovider"]
    # With settings of its own, or pytest looks for some in the folders above: under nox that is this project.
    (folder / "pytest.ini").write_text("[pytest]\n")
    root = str(Path(pytest_plugin.__file__).parents[2])
    environ = os.environ | {
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
        "PYTHONPATH": os.pathsep.join([root, os.environ.get("PYTHONPATH", "")]),
    }
    return subprocess.run(  # noqa: S603 - our own command
        [*command, "-q", *options], cwd=folder, env=environ, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("mode", ["auto", "strict"])
def test_the_fixture_works_in_every_mode_and_loop_scope(tmp_path: Path, mode: str) -> None:
    """A test of pytest-asyncio that names the fixture has a sandbox to talk to."""
    (tmp_path / "test_it.py").write_text(_ASYNC)

    options = ("-o", f"asyncio_mode={mode}", "-o", "asyncio_default_fixture_loop_scope=function")
    run = pytest_run(tmp_path, "-W", "error", "-p", "pytest_asyncio.plugin", *options)

    assert "3 passed" in run.stdout, run.stdout + run.stderr


def test_the_example_of_the_readme_runs_in_strict_mode(tmp_path: Path) -> None:
    """The README's test passes as it is printed, with pytest-asyncio's defaults."""
    readme = (Path(__file__).parents[2] / "README.rst").read_text("utf-8")
    (block,) = (each for each in readme.split(".. code-block:: python\n") if "(amazon_music_sandbox)" in each)
    lines = takewhile(lambda line: not line or line.startswith("    "), block.splitlines())
    (tmp_path / "test_it.py").write_text(dedent("\n".join(lines)))

    run = pytest_run(tmp_path, "-p", "pytest_asyncio.plugin")

    assert "1 passed" in run.stdout, run.stdout + run.stderr


def test_the_fixture_works_in_synchronous_tests(tmp_path: Path) -> None:
    """A test without an event loop, and a project without pytest-asyncio, can use it."""
    (tmp_path / "test_it.py").write_text(_SYNC)

    run = pytest_run(tmp_path, "-W", "error")

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

"""What happens on import."""

import subprocess
import sys
from pathlib import Path

import pytest
from unmeasured import unmeasured

import amazon_music_async

ALONE = """
import importlib, importlib.util, pkgutil, sys, types

path = sys.argv[1]

def names(folder):
    prefix = ".".join(["amazon_music_async", *filter(None, folder.split("/"))]) + "."
    for module in pkgutil.iter_modules([f"{path}/{folder}"], prefix):
        if module.name[-2:] != "__":
            yield module.name
            if module.ispkg:
                yield from names(module.name.partition(".")[2].replace(".", "/"))

def imported_without(forgotten, name):
    for loaded in [loaded for loaded in sys.modules if loaded.startswith(forgotten)]:
        del sys.modules[loaded]
    if forgotten == "amazon_music_async":
        # A bare package in its place: its __init__ would have imported nearly everything in its own order.
        sys.modules["amazon_music_async"] = bare = types.ModuleType("amazon_music_async")
        bare.__path__ = [path]
    importlib.import_module(name)
    print(name)

# They use the public names. What an extra needs may not be installed.
above = {"cli": "click", "sandbox": "aiohttp", "arrow": "pyarrow", "dask": "distributed"}
for name in set(names("")):
    if name.split(".")[1] not in above:
        imported_without("amazon_music_async", name)
for loaded in [loaded for loaded in sys.modules if loaded.startswith("amazon_music_async")]:
    del sys.modules[loaded]
for folder, needed in above.items():
    for name in names(folder) if importlib.util.find_spec(needed) else ():
        imported_without(name.rpartition(".")[0], name)
"""

USED_WHEN_USED = (
    *(f"amazon_music_async.{folder}" for folder in ("sandbox", "cli", "arrow", "dask")),
    *("click", "rich", "keyring", "pytest", "pyarrow", "redis", "sqlalchemy", "dask", "distributed"),
)


def run(*arguments: str) -> str:
    """What a fresh interpreter prints; a warning is its end. It is no measure of coverage."""
    command = [sys.executable, "-W", "error", *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True, env=unmeasured()).stdout  # noqa: S603 - ours


def test_every_module_can_be_imported_first(package: Path) -> None:
    """No module leans on another having been imported before it."""
    names = run("-c", ALONE, str(package)).split()

    assert "amazon_music_async.errors" in names


def test_the_sandbox_and_the_command_line_cost_nothing_until_they_are_used() -> None:
    """Importing the package, and every name that it offers, imports neither, nor what only they need."""
    loaded = run("-c", "from amazon_music_async import *; import sys; print(*sys.modules)").split()

    assert "amazon_music_async.client" in loaded
    assert set(loaded).isdisjoint(USED_WHEN_USED)


@pytest.mark.skipif(not sys.flags.safe_path, reason="the checkout is tested, not the wheel: see noxfile.py")
def test_the_installed_package_is_tested(root: Path) -> None:
    """Under nox it is the wheel that is tested, as users will have it."""
    assert Path(amazon_music_async.__file__).parent != root / "amazon_music_async"
    assert "site-packages" in amazon_music_async.__file__


def test_a_name_that_was_imported_alone_works() -> None:
    """Each public name is imported when it is used, and brings with it what it needs."""
    code = (
        "from amazon_music_async import Track, from_dict; print(from_dict({'id': 'B1', 'album': {'id': 'B2'}}, Track))"
    )

    assert "album=Album(id='B2'" in run("-c", code)

"""The reference is complete: it is compared with the package, and with the site as it was built."""

import os
import pkgutil
import re
import zlib
from collections import Counter
from pathlib import Path

import pytest

import amazon_music_async
from amazon_music_async import AmazonMusicError, arrow, dask, sandbox
from amazon_music_async.sandbox import Sandbox

PAGES = Path(__file__).parents[1] / "reference"
CALLED = {"class", "classmethod", "exception", "function", "method", "staticmethod"}
MODULES = {"auth", "client", "errors", "events", "models", "resources"}
PUBLIC = [
    *(f"amazon_music_async.{name}" for name in dir(amazon_music_async) if name not in MODULES),
    *(f"{home.__name__}.{name}" for home in (arrow, dask, sandbox) for name in home.__all__),
]


@pytest.fixture
def documented() -> list[tuple[str, str]]:
    """The names that the site describes, and their kinds: what other sites link to is in its inventory."""
    folder = os.environ.get("DOCUMENTATION")
    if folder is None:
        pytest.skip("DOCUMENTATION names the folder of the site that was built: nox -s docs")
    *_, packed = Path(folder, "objects.inv").read_bytes().split(b"\n", 4)
    lines = [line.split(" ") for line in zlib.decompress(packed).decode().splitlines()]
    return [(name, kind) for name, kind, *_ in lines if kind.startswith("py:")]


def test_each_public_name_is_described_once(documented: list[tuple[str, str]]) -> None:
    """A name without a page, or with two, is found here."""
    counts = Counter(name for name, _ in documented)

    assert {name: counts[name] for name in PUBLIC} == dict.fromkeys(PUBLIC, 1)


def test_each_class_function_and_method_has_an_example(documented: list[tuple[str, str]]) -> None:
    """Whatever the reference says of it, it also shows it."""
    shown = [name for name, kind in documented if kind.partition(":")[2] in CALLED and not name.endswith("__")]

    assert len(shown) > 200
    assert [name for name in shown if ">>> " not in (pkgutil.resolve_name(name).__doc__ or "")] == []


def test_each_endpoint_has_a_line() -> None:
    """The table of endpoints names what the sandbox serves, and nothing else."""
    shown = re.findall(r"``([A-Z]+) (/\S+)``", (PAGES / "endpoints.rst").read_text("utf-8"))
    served = {(method, re.sub(r"\{\w+\}", "{id}", path)) for method, path in Sandbox.endpoints()}

    assert len(shown) == len(served)
    assert {*shown} == served


def test_each_error_says_what_to_do() -> None:
    """The table of errors has a line for each class."""
    table, *_ = (PAGES / "errors.rst").read_text("utf-8").split(".. autoexception::", 1)
    names = [
        name
        for name in dir(amazon_music_async)
        if isinstance(kind := getattr(amazon_music_async, name), type) and issubclass(kind, AmazonMusicError)
    ]

    assert sorted(re.findall(r"^   \* - (?:\|-+\| )?`(\w+)`$", table, re.MULTILINE)) == sorted(names)


def test_each_environment_variable_is_described() -> None:
    """Those that the package reads, and no others."""
    package = Path(amazon_music_async.__file__).parent
    read = {
        name
        for path in package.rglob("*.py")
        for name in re.findall(r"\bAMAZON_MUSIC_[A-Z_]*[A-Z]\b", path.read_text("utf-8"))
    }
    page = (PAGES / "environment.rst").read_text("utf-8")

    assert {*re.findall(r"``(AMAZON_MUSIC_[A-Z_]+)``", page)} == read

"""The reference is complete: it is compared with the package, and with the site as it was built."""

import inspect
import os
import pkgutil
import re
import runpy
import zlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, get_origin, get_type_hints

import pytest
from dask.bag import Bag
from dask.dataframe import DataFrame, Series
from sqlalchemy.ext.asyncio import AsyncEngine

import amazon_music_async
from amazon_music_async import AmazonMusicError, arrow, dask, sandbox
from amazon_music_async.sandbox import Sandbox

PAGES = Path(__file__).parents[1] / "reference"
CALLED = {"class", "classmethod", "exception", "function", "method", "staticmethod"}
HOMES = (amazon_music_async, arrow, dask, sandbox)
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


def test_each_signature_names_only_types_that_users_can_import(documented: list[tuple[str, str]]) -> None:
    """A private type in a signature is one that nobody can write down."""
    settings = runpy.run_path(str(PAGES.parent / "conf.py"))
    without_constructor = settings["_NOT_CONSTRUCTED"] | {*settings["_GROUPS"].values()}
    importable = {id(getattr(home, name)) for home in HOMES for name in home.__all__}

    seen = [(name, kind) for name, hint in hints(documented, without_constructor) for kind in types_in(hint)]
    private = [
        (name, kind)
        for name, kind in seen
        if kind.__module__.startswith("amazon_music_async") and id(kind) not in importable
    ]

    assert len(seen) > 1000
    assert private == []


def hints(documented: list[tuple[str, str]], without_constructor: set[str]) -> Iterator[tuple[str, Any]]:
    """The types of all parameters, results and attributes that the reference shows, each with the name it is of."""
    names: dict[str, Any] = {name: getattr(amazon_music_async, name) for name in ("Album", "Artist", "Connection")}
    names |= {kind.__name__: kind for kind in (AsyncEngine, Bag, DataFrame, Series)}
    for name, described in documented:
        kind, (home, _, short) = described.partition(":")[2], name.rpartition(".")
        if kind == "attribute" and inspect.isclass(owner := pkgutil.resolve_name(home)):
            yield name, get_type_hints(owner, localns=names).get(short)
        elif kind in CALLED | {"property"} and not (kind == "class" and short in without_constructor):
            value = pkgutil.resolve_name(name)
            call = value.fget if isinstance(value, property) else value.__init__ if inspect.isclass(value) else value
            if hasattr(call, "__annotations__"):
                yield from ((name, hint) for hint in get_type_hints(call, localns=names).values())


def types_in(hint: Any) -> Iterator[type]:
    """The classes that a type is made of."""
    origin: Any = get_origin(hint)
    if origin is None:
        yield from (kind for kind in [hint] if isinstance(kind, type))
    elif origin is not Literal:
        for part in (origin, *getattr(hint, "__args__", ())):  # flat, for a Callable as well
            yield from types_in(part)


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

"""Everything that docstrings show is run."""

import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from doc_session import check_docstring, session
from doc_stores import store_names

import amazon_music_async
from amazon_music_async import arrow, dask, sandbox


def modules() -> Iterator[str]:
    """Every module of the package."""
    yield amazon_music_async.__name__
    for found in pkgutil.walk_packages(amazon_music_async.__path__, "amazon_music_async."):
        if not found.name.endswith("__main__"):
            yield found.name


def documented(module: str) -> Iterator[tuple[str, Any]]:
    """What a module defines: itself, its classes, their methods and properties, its functions."""
    home = importlib.import_module(module)
    yield module, home
    for name, value in vars(home).items():
        if getattr(value, "__module__", None) != module or not (inspect.isclass(value) or inspect.isroutine(value)):
            continue
        yield f"{module}.{name}", value
        for member, attribute in vars(value).items() if inspect.isclass(value) else ():
            inner = getattr(attribute, "__func__", attribute)
            if isinstance(inner, property) or inspect.isfunction(inner):
                yield f"{module}.{name}.{member}", inner


PUBLIC = {name: getattr(home, name) for home in (arrow, dask, sandbox, amazon_music_async) for name in home.__all__}
"""What a docstring need not import."""

EXAMPLES = {
    name: text
    for module in modules()
    for name, value in documented(module)
    if ">>> " in (text := inspect.cleandoc(value.__doc__ or ""))  # its own, not one that it inherits
}


@pytest.mark.parametrize("name", EXAMPLES)
def test_each_example_of_a_docstring_prints_what_it_shows(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each docstring by itself, with the public names and a client of a sandbox as ``music``."""
    text = EXAMPLES[name]
    with (
        session(tmp_path, monkeypatch) as running,
        store_names(text, tmp_path, running.loop, monkeypatch) as names,
    ):
        running.names |= PUBLIC | running.names | names
        assert check_docstring(running, text, name, 1) > 0

"""What the package offers."""

import ast
import inspect
import pkgutil
import types
from importlib import import_module
from pathlib import Path

import pytest

import amazon_music_async
from amazon_music_async import auth, errors, events, models, resources

NAME = "amazon_music_async"
MODULES = {"auth", "client", "errors", "events", "models", "resources"}
NAMES: list[str] = [name for name in dir(amazon_music_async) if name not in MODULES]
CLIENT = {"AmazonMusic", "ClientOptions", "Retry", "from_dict", "to_dict", "to_json", "__version__"}
RATES = {"RateLimit", "RedisRate"}
OWN_CALLS = {"Request", "RequestOptions", "get", "put", "post", "patch", "delete", "Transport", "Answer"}
LISTS = {"Loader", "Page", "Pages"}
TYPES = {"Entity", "Event", "OnEvent", "Outcome"}
"""Unions: what a model, an event, an outcome can be."""
INTERNAL = {"Group", "MultiGetEndpoint", "OpenEnum", "ScopedTokenSource"}
"""Classes that nobody outside needs a name for."""


def classes(module: types.ModuleType) -> set[str]:
    """The public classes that a module defines itself."""
    return {
        name
        for name, value in vars(module).items()
        if inspect.isclass(value) and value.__module__ == module.__name__ and not name.startswith("_")
    }


def below(package: types.ModuleType) -> set[str]:
    """The public classes of all modules of a package."""
    names = [module.name for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}.")]
    return {name for module in names for name in classes(import_module(module))}


def test_the_public_names_are_these() -> None:
    """All that a user writes comes from the package itself: every error, event, model, group of endpoints and login."""
    found = below(models) | below(resources) | classes(errors) | classes(events) | {*auth.__all__}

    assert {*NAMES} == CLIENT | RATES | OWN_CALLS | LISTS | TYPES | found - INTERNAL


def test_they_are_sorted() -> None:
    """A new name has one place."""
    assert list(NAMES) == sorted(NAMES)


def test_nothing_else_leaks() -> None:
    """What the package holds beside them are its own modules."""
    others = {
        name
        for name, value in vars(amazon_music_async).items()
        if not name.startswith("_") and not isinstance(value, types.ModuleType)
    }

    assert others <= set(NAMES)


def test_each_has_a_sentence() -> None:
    """Whoever asks `help` is answered."""
    silent = [
        name for name in NAMES if inspect.isclass(value := getattr(amazon_music_async, name)) and not value.__doc__
    ]

    assert silent == []


def test_type_checkers_find_them_where_they_are(package: Path) -> None:
    """The stub says where each name is defined, for them and at run time."""
    stub = ast.parse((package / "__init__.pyi").read_text("utf-8"))

    wrong = [
        alias.name
        for node in stub.body
        if isinstance(node, ast.ImportFrom) and node.module
        for alias in node.names
        if alias.asname != alias.name
        or getattr(import_module(f"{NAME}.{node.module}"), alias.name) is not getattr(amazon_music_async, alias.name)
    ]

    assert wrong == []


def test_a_name_that_is_none_is_an_attribute_error() -> None:
    """As in any module; and the public modules are there without an import of their own."""
    assert amazon_music_async.errors is errors
    assert vars(amazon_music_async)["__getattr__"]("errors") is errors
    assert set(dir(amazon_music_async)) == {*NAMES, *MODULES}
    with pytest.raises(AttributeError, match="No amazon_music_async attribute Spotify"):
        vars(amazon_music_async)["__getattr__"]("Spotify")

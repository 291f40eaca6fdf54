"""What the package offers."""

import ast
import inspect
import types
from pathlib import Path

import pytest

import amazon_music_async
from amazon_music_async import auth, errors, events

CLIENT = {
    "AmazonMusic",
    "Tracks",
    "Albums",
    "ClientOptions",
    "Retry",
    "Transport",
    "Answer",
    "to_dict",
    "to_json",
    "from_dict",
    "__version__",
}
OWN_CALLS = {
    "Request",
    "RequestOptions",
    "get",
    "put",
    "post",
    "patch",
    "delete",
    "Connection",
    "Edge",
    "Items",
    "PageInfo",
}
LOOK_UPS = {"Lookup", "Done", "Found", "Missing", "Failed", "Outcome", "Loader", "Page", "Pages"}
MODELS = {
    "Album",
    "Artist",
    "Eligibility",
    "Image",
    "LibraryAlbum",
    "LikeState",
    "LikedTrack",
    "Market",
    "MediaType",
    "MusicTerritory",
    "ParentalSettings",
    "Release",
    "SaveState",
    "SavedAlbum",
    "SavedTrack",
    "Track",
}


def classes(module: types.ModuleType) -> set[str]:
    """The public classes that a module defines itself."""
    return {
        name
        for name, value in vars(module).items()
        if inspect.isclass(value) and value.__module__ == module.__name__ and not name.startswith("_")
    }


def test_the_public_names_are_these() -> None:
    """All that a user writes comes from the package itself: every error, every event, and what is listed here."""
    reported = classes(events) | {"Event", "OnEvent"}
    # A token source that knows its scopes has an attribute more; nobody needs a name for that.
    login = set(auth.__all__) - {"ScopedTokenSource"}

    assert set(amazon_music_async.__all__) == (
        CLIENT | OWN_CALLS | LOOK_UPS | login | MODELS | classes(errors) | reported
    )


def test_they_are_sorted() -> None:
    """A new name has one place."""
    assert list(amazon_music_async.__all__) == sorted(amazon_music_async.__all__)


def test_nothing_else_leaks() -> None:
    """What the package holds beside them are its own modules."""
    others = {
        name
        for name, value in vars(amazon_music_async).items()
        if not name.startswith("_") and not isinstance(value, types.ModuleType)
    }

    assert others <= set(amazon_music_async.__all__)


def test_each_has_a_sentence() -> None:
    """Whoever asks `help` is answered."""
    silent = [
        name
        for name in amazon_music_async.__all__
        if inspect.isclass(value := getattr(amazon_music_async, name)) and not value.__doc__
    ]

    assert silent == []


def test_type_checkers_find_them_where_they_are(package: Path) -> None:
    """The stub says the same as the table that is used at run time."""
    stub = ast.parse((package / "__init__.pyi").read_text("utf-8"))

    said = {
        alias.asname: f"{node.module}.{alias.name}"
        for node in stub.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }

    homes: dict[str, str] = vars(amazon_music_async)["_HOME"]
    modules: tuple[str, ...] = vars(amazon_music_async)["_MODULES"]
    assert said == {
        **{name: f"amazon_music_async.{home}.{name}" for name, home in homes.items()},
        **{name: f"amazon_music_async.{name}" for name in modules},
    }


def test_a_name_that_is_none_is_an_attribute_error() -> None:
    """As in any module; and the public modules are there without an import of their own."""
    assert amazon_music_async.errors is errors
    assert vars(amazon_music_async)["__getattr__"]("errors") is errors
    assert set(dir(amazon_music_async)) == set(amazon_music_async.__all__)
    with pytest.raises(AttributeError, match="has no attribute 'Spotify'"):
        vars(amazon_music_async)["__getattr__"]("Spotify")

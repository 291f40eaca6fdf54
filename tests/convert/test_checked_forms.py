"""Whether JSON can become something is known without any JSON."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from attrs import frozen

from amazon_music_async import from_dict, to_dict
from amazon_music_async._convert.converter import checked_form
from amazon_music_async.models.market import Market
from amazon_music_async.models.media_type import MediaType
from amazon_music_async.models.page import Connection, Edge, Items


@frozen
class Circle:
    """A model that has itself as a part."""

    circle: Circle | None = None
    circles: tuple[Circle, ...] = ()


@frozen
class Lasting:
    """A model of something that JSON does not have."""

    id: str
    length: timedelta | None = None


def read(form: Any) -> object:
    """Read a model."""
    return from_dict({}, form)


def write(form: Any) -> object:
    """Write a model."""
    return to_dict(form(None))


@pytest.mark.parametrize("act", [read, write, checked_form])
def test_a_field_of_an_unknown_type_is_a_type_error(act: Callable[[Any], object]) -> None:
    """The name of a type that nobody knows is the caller's mistake, each time."""

    @frozen
    class Inner:
        id: str

    @frozen
    class Outer:
        inner: Inner | None

    for _ in range(2):
        with pytest.raises(TypeError, match="the fields of Outer cannot be known: name 'Inner' is not defined"):
            act(Outer)


@pytest.mark.parametrize("form", [Circle, Items[Circle], Connection[Edge[Market]], list[Market], dict, MediaType])
def test_types_that_json_can_become(form: Any) -> None:
    """Models of models, and plain values."""
    checked_form(form)
    checked_form(form)


@pytest.mark.parametrize(
    "form", [Lasting, Items[Lasting], tuple[Lasting, ...], Connection[Lasting], list[Lasting], set, Edge]
)
def test_types_that_json_cannot_become(form: Any) -> None:
    """It can be known without any JSON."""
    for _ in range(2):
        with pytest.raises(TypeError, match="JSON cannot become"):
            checked_form(form)

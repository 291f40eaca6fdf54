"""The models of an answer to a look-up, in pydantic: what people write by hand, made here of our own."""

import importlib
from typing import Any

from amazon_music_async import Track
from amazon_music_async._convert.fields import entry_of, is_list, is_model, wire_fields
from amazon_music_async.models.open_enum import OpenEnum

_DEPTH = 2
"""Models inside of each other: an album of a track has no tracks in these answers."""


def answer() -> Any:
    """The class of an answer whose ``data.tracks`` are tracks."""
    pydantic: Any = importlib.import_module("pydantic")

    def model(form: Any, depth: int) -> Any:
        members: dict[str, Any] = {}
        for field in wire_fields(form):
            key = pydantic.Field(default=... if field.required else field.default, alias=field.keys[0])
            held: Any = type_of(entry_of(field.type) if is_list(field.type) else field.type, depth)
            members[field.name] = ((tuple.__class_getitem__((held, ...)) if is_list(field.type) else held) | None, key)
        return pydantic.create_model(form.__name__, **members)

    def type_of(form: Any, depth: int) -> Any:
        if is_model(form):
            return model(form, depth - 1) if depth else dict[str, Any]
        return str if issubclass(form, OpenEnum) else form

    tracks: Any = list.__class_getitem__(model(Track, _DEPTH))
    data = pydantic.create_model("Data", tracks=(tracks, ...))
    return pydantic.create_model("Answer", data=(data, ...))

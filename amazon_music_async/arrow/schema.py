"""Which columns a model becomes, and of what type."""

from collections.abc import Iterator
from datetime import date, datetime
from enum import StrEnum
from types import NoneType, UnionType
from typing import Any, Union, cast, get_args, get_origin, get_type_hints

import attrs

from amazon_music_async import Album
from amazon_music_async.arrow.libraries import pa

OUTCOME_COLUMNS = pa.schema(
    [
        pa.field("asked", pa.string()),
        pa.field("outcome", pa.string(), nullable=False),
        pa.field("error", pa.string()),
    ]
)
"""What stands before the columns of the model when the rows are outcomes of a look-up."""

_SINGLE: dict[type, pa.DataType] = {
    str: pa.string(),
    bool: pa.bool_(),
    int: pa.int64(),
    float: pa.float64(),
    datetime: pa.timestamp("us", "UTC"),
    date: pa.date32(),
}
_OF_A_PART = ("id", "name", "title", "url")
"""What a table keeps of an artist, an album or a track that is a part of something else."""


def schema_of(model: type[object], *, outcomes: bool = False) -> pa.Schema:
    """Return the columns of a table of ``model``: `Track`, `Album`, `LikedTrack` and so on.

    - A date and time is ``timestamp("us", "UTC")``: the offset of the shop is lost. A plain date is ``date32``.
      An enum is a string; a list of parts is a list, empty where the service sends none, never null.
    - An artist, an album or a track within another item is reduced to ``id``, ``name`` or ``title``, and ``url``. The
      other parts (release, market, images, eligibility, parental settings) are structs with all their fields.
    - An entry of a list (`LikedTrack`, `LibraryAlbum`) has the columns of its track or album, and its own beside them.
    - Pages within an item are left out: ``Artist.related``.

    ``outcomes=True`` puts ``asked`` (the id asked for), ``outcome`` (``found``, ``missing`` or ``failed``) and
    ``error`` before them, for rows that are outcomes of a look-up.

    >>> schema_of(Track).field("release_date").type
    TimestampType(timestamp[us, tz=UTC])
    """
    columns = pa.schema([field for _, field in columns_of(model)])
    return pa.unify_schemas([OUTCOME_COLUMNS, columns]) if outcomes else columns


def columns_of(model: type[object]) -> "tuple[tuple[str | None, pa.Field[Any]], ...]":
    """Return the columns of a model, each with the name of the part that it is taken from; None: the item itself."""
    if not attrs.has(model):
        raise TypeError(f"a table is made of models such as Track or Album, not of {model!r}")
    return tuple(_columns(model))


def _columns(model: type[object]) -> "Iterator[tuple[str | None, pa.Field[Any]]]":
    forms = _forms(model)
    for name, form in forms.items():
        if "id" not in forms and _is_item(form):
            yield from ((name, field) for _, field in columns_of(form))
        elif (kind := _type_of(form)) is not None:
            yield None, pa.field(name, kind)


def _forms(model: type[object]) -> dict[str, Any]:
    """Return the type of each field. `Track` names `Album` in a string, which some import may have resolved or not."""
    hints = get_type_hints(model, localns={"Album": Album})
    return {name: _without_none(hints[name]) for name in attrs.fields_dict(cast("type[attrs.AttrsInstance]", model))}


def _without_none(form: Any) -> Any:
    alternatives = [kind for kind in get_args(form) if kind is not NoneType]
    return alternatives[0] if isinstance(form, UnionType) or get_origin(form) is Union else form


def _is_item(form: Any) -> bool:
    """Whether it is an item of the catalogue, which has an id and an address of its own."""
    return isinstance(form, type) and attrs.has(form) and {"id", "url"} <= attrs.fields_dict(form).keys()


def _type_of(form: Any) -> pa.DataType | None:
    """Return the Arrow type of a field; None for a page, which is no part of a table."""
    if get_origin(form) is tuple:
        entry = _type_of(get_args(form)[0])
        return None if entry is None else pa.list_(entry)
    if not isinstance(form, type):
        return None
    if attrs.has(form):
        return _struct(form)
    return pa.string() if issubclass(form, StrEnum) else _SINGLE[form]


def _struct(model: type[object]) -> pa.DataType:
    kept = _OF_A_PART if _is_item(model) else None
    kinds = {name: _type_of(form) for name, form in _forms(model).items() if kept is None or name in kept}
    return pa.struct([pa.field(name, kind) for name, kind in kinds.items() if kind is not None])

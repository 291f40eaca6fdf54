# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
# pyarrow-stubs leaves type parameters open.
"""Items and outcomes as an Arrow table, built column by column."""

from collections.abc import AsyncIterable, Iterable, Sequence
from itertools import accumulate
from typing import Any, cast

from amazon_music_async import Failed, Found, Missing, Outcome
from amazon_music_async.arrow.libraries import pa
from amazon_music_async.arrow.schema import OUTCOME_COLUMNS, columns_of, schema_of

_OUTCOMES = (Found, Missing, Failed)
_INT64 = 2**63


def to_arrow(items: Iterable[object], model: type[object] | None = None) -> pa.Table:
    """Return a table with a row for each item or outcome, in their order; its columns are those of `schema_of`.

    - ``items``: models of one kind (a `Lookup`, the items of `Pages`), or outcomes of a stream (`Found`, `Missing`,
      `Failed`). A table of outcomes has the columns ``asked``, ``outcome`` and ``error`` as well; the error of a
      `Failed` is the name of its class and its message.
    - ``model``: what the items are. It is needed where there may be none.

    >>> table = to_arrow(await music.tracks.get_many(ids))
    >>> outcomes = to_arrow([outcome async for outcome in music.tracks.stream(ids)], Track)
    """
    if isinstance(items, AsyncIterable):
        raise TypeError("to_arrow() takes what has arrived: to_arrow([item async for item in items])")
    rows = list(items)
    if any(isinstance(row, _OUTCOMES) for row in rows):
        return outcome_table(rows, model)
    return item_table(rows, model)


def item_table(items: Sequence[object], model: type[object] | None) -> pa.Table:
    """Return a row for each item."""
    model = _model_of(items, model)
    return pa.Table.from_arrays(_columns(items, model), schema=schema_of(model))


def outcome_table(rows: Sequence[object], model: type[object] | None) -> pa.Table:
    """Return a row for each outcome; the columns of an item that was not found are null."""
    strangers = {row.__class__.__name__ for row in rows if not isinstance(row, _OUTCOMES)}
    if strangers:
        raise TypeError(f"a table of outcomes has no row for {', '.join(sorted(strangers))}")
    outcomes = cast("Sequence[Outcome[object]]", rows)
    items = [outcome.item if isinstance(outcome, Found) else None for outcome in outcomes]
    model = _model_of([item for item in items if item is not None], model)
    first: tuple[list[Any], ...] = (
        [outcome.id for outcome in outcomes],
        [type(outcome).__name__.lower() for outcome in outcomes],
        [_words(outcome.error) if isinstance(outcome, Failed) else None for outcome in outcomes],
    )
    arrays = [_array(field.type, values) for field, values in zip(OUTCOME_COLUMNS, first, strict=True)]
    return pa.Table.from_arrays([*arrays, *_columns(items, model)], schema=schema_of(model, outcomes=True))


def _columns(items: Sequence[object | None], model: type[object]) -> "list[pa.Array[Any]]":
    parts: dict[str | None, Sequence[object | None]] = {None: items}
    arrays: list[pa.Array[Any]] = []
    for part, field in columns_of(model):
        if part not in parts:
            parts[part] = _each(items, str(part))
        arrays.append(_array(field.type, _each(parts[part], field.name)))
    return arrays


def _each(values: Sequence[object | None], name: str) -> list[Any]:
    return [None if value is None else getattr(value, name) for value in values]


def _array(kind: pa.DataType, values: Sequence[Any]) -> "pa.Array[Any]":
    if isinstance(kind, pa.StructType):
        children = [_array(field.type, _each(values, field.name)) for field in kind]
        return pa.StructArray.from_arrays(children, fields=list(kind), mask=_nulls(values))
    if isinstance(kind, pa.ListType):
        lists: list[Sequence[Any]] = [value or () for value in values]
        starts = pa.array([0, *accumulate(map(len, lists))], pa.int32())
        entries = _array(kind.value_type, [entry for entries in lists for entry in entries])
        return pa.ListArray.from_arrays(starts, entries, type=kind, mask=_nulls(values))
    if kind == pa.int64():
        # The service may send any number in an answer; one that is out of range must not cost the whole table.
        values = [value if value is None or -_INT64 <= value < _INT64 else None for value in values]
    return pa.array(values, kind)


def _nulls(values: Sequence[Any]) -> pa.BooleanArray:
    return pa.array([value is None for value in values], pa.bool_())


def _model_of(items: Sequence[object], model: type[object] | None) -> type[object]:
    if model is None:
        if not items:
            raise TypeError("a table without an item needs to know its model: to_arrow(items, Track)")
        model = items[0].__class__
    strangers = {item.__class__.__name__ for item in items if not isinstance(item, model)}
    if strangers:
        raise TypeError(f"a table of {model.__name__} has no row for {', '.join(sorted(strangers))}")
    return model


def _words(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"

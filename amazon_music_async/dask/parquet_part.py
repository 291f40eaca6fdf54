# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
# pyarrow-stubs leaves type parameters open.
"""One part of a folder of Parquet files, as a task of a worker."""

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeAlias

from attrs import frozen

from amazon_music_async import Failed, Outcome
from amazon_music_async.arrow import schema_of
from amazon_music_async.arrow.libraries import pa, pq
from amazon_music_async.arrow.parquet_parts import part_path, write_part
from amazon_music_async.arrow.table import outcome_table
from amazon_music_async.dask.worker_clients import asked, look_up_here, model_of

_Ask: TypeAlias = Callable[[Sequence[Any]], Sequence[Outcome[Any]]]


@frozen
class Part:
    """Some ids, and where their rows belong."""

    folder: str
    first_row: int
    ids: tuple[Any, ...]
    what: str
    connection: bytes


@frozen
class PartReport:
    """What a part holds now."""

    outcomes: Counter[str]
    """How many of its rows were found, are missing, and failed."""
    asked: int
    """The ids asked for in this run; 0 for a part that was complete before."""
    failure: Exception | None
    """The failure of the last id, where every id asked for failed."""


def look_up_part(part: Part) -> PartReport:
    """Look up the ids that have no row yet, or a failed one, and write the part."""
    return _completed(part, lambda ids: look_up_here(ids, part.what, part.connection))


def fail_part(part: Part, failure: Any) -> PartReport:
    """Give the ids that have no row yet a failed one, without asking for them."""
    return _completed(part, lambda ids: [Failed(asked(id), failure) for id in ids])


def _completed(part: Part, ask: _Ask) -> PartReport:
    folder, model = Path(part.folder), model_of(part.what)
    schema = schema_of(model, outcomes=True)
    path = part_path(folder, part.first_row)
    there = _rows_there(path, part, schema)
    states: list[Any] = there.column("outcome").to_pylist()
    rows = [row for row in range(len(part.ids)) if row >= len(states) or states[row] == "failed"]
    if not rows:
        return PartReport(Counter(states), 0, None)
    outcomes = ask([part.ids[row] for row in rows])
    table = _merged(path, there, outcome_table(outcomes, model), rows, len(part.ids))
    write_part(folder, part.first_row, table)
    last = outcomes[-1]
    states = table.column("outcome").to_pylist()
    failure = last.error if isinstance(last, Failed) and all(isinstance(one, Failed) for one in outcomes) else None
    return PartReport(Counter(states), len(rows), failure)


def _rows_there(path: Path, part: Part, schema: pa.Schema) -> pa.Table:
    """Return ``asked`` and ``outcome`` of the rows that the part has: none, if it is not there."""
    if not path.exists():
        return schema.empty_table().select(["asked", "outcome"])
    with pq.ParquetFile(path) as file:
        if not file.schema_arrow.equals(schema):
            raise ValueError(f"{path} holds another table, not one of {part.what}: choose another folder")
        there = file.read(["asked", "outcome"])
    if there.column("asked").to_pylist() != [asked(id) for id in part.ids[: there.num_rows]]:
        raise ValueError(
            f"{path} holds other ids than those given: give the same ids in the same order, with the same part_rows=,"
            " or choose another folder"
        )
    return there


def _merged(path: Path, there: pa.Table, new: pa.Table, rows: list[int], length: int) -> pa.Table:
    """Return the rows of a part: those that were there, with the new ones in their places."""
    if not there.num_rows:
        return new
    with pq.ParquetFile(path) as file:
        old = file.read()
    sources = list(range(length))
    for position, row in enumerate(rows):
        sources[row] = old.num_rows + position
    return pa.concat_tables([old, new]).take(sources)

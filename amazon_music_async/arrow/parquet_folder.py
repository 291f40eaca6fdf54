# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
# pyarrow-stubs leaves type parameters open.
"""Rows that arrive one by one, as a folder of finished Parquet files."""

import os
from pathlib import Path
from types import TracebackType
from typing import Self

from amazon_music_async.arrow.libraries import pq
from amazon_music_async.arrow.parquet_parts import first_rows, part_path, remove_unfinished, write_part
from amazon_music_async.arrow.schema import schema_of
from amazon_music_async.arrow.table import item_table, outcome_table

PART_ROWS = 10_000


class ParquetFolder:
    """A folder of Parquet files that can be read at any time: each of them is complete, and nothing else lies there.

    - ``path``: the folder; it is made when the first part is written.
    - ``model``: what the rows are, `Track` for example; with ``outcomes=True`` they are outcomes of a look-up.
    - ``part_rows``: the rows of a part, which are kept in memory until it is written.

    A part is written beside the folder, brought to the disk, and renamed into it: after a crash or a power failure it
    is there as a whole or not at all. Its name tells its first row: ``part-000000010000.parquet``. Parts that are
    there already stay, and a job goes on after their `rows`. Leaving the ``with`` block writes the rows that are left
    as a shorter part, also when an exception is the reason. A folder is written by one process at a time.

    >>> with ParquetFolder("tracks", Track, outcomes=True) as folder:
    ...     async for outcome in music.tracks.stream(ids[folder.rows :]):
    ...         folder.add(outcome)

    DuckDB reads ``'tracks/*.parquet'``; pandas, Polars and pyarrow read ``"tracks"``.
    """

    def __init__(
        self, path: str | os.PathLike[str], model: type[object], *, outcomes: bool = False, part_rows: int = PART_ROWS
    ) -> None:
        """Look at what is there. A `ValueError` says why the folder cannot be gone on with."""
        if part_rows < 1:
            raise ValueError(f"part_rows= is at least 1, not {part_rows}")
        self.path = Path(path)
        self.model = model
        self.outcomes = outcomes
        self.part_rows = part_rows
        self._waiting: list[object] = []
        self._written = self._finished_rows()

    def __repr__(self) -> str:
        """Where, and of what."""
        return f"<ParquetFolder {str(self.path)!r} of {self.model.__name__}: {self.rows:,} rows>"

    @property
    def rows(self) -> int:
        """How many rows the folder holds or will hold: those in finished parts, and those that wait."""
        return self._written + len(self._waiting)

    def __enter__(self) -> Self:
        """Remove what a killed process left unfinished beside the folder."""
        remove_unfinished(self.path)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Write the rows that wait."""
        self._flush()

    def add(self, row: object) -> None:
        """Take the next item or outcome; after each ``part_rows`` rows a part is written.

        >>> with ParquetFolder("liked", LikedTrack) as folder:
        ...     async for liked in music.tracks.liked():
        ...         folder.add(liked)
        >>> folder.rows
        60
        """
        self._waiting.append(row)
        if len(self._waiting) >= self.part_rows:
            self._flush()

    def _flush(self) -> None:
        if self._waiting:
            table = (outcome_table if self.outcomes else item_table)(self._waiting, self.model)
            write_part(self.path, self._written, table)
            self._written += len(self._waiting)
            self._waiting = []

    def _finished_rows(self) -> int:
        rows, schema = 0, schema_of(self.model, outcomes=self.outcomes)
        for first in first_rows(self.path):
            if first != rows:
                raise ValueError(f"{self.path}: the part that begins with row {rows} is missing")
            metadata = pq.read_metadata(part_path(self.path, first))
            if not metadata.schema.to_arrow_schema().equals(schema):
                raise ValueError(
                    f"{self.path} holds another table, not one of {self.model.__name__}: choose another folder"
                )
            rows += metadata.num_rows
        return rows

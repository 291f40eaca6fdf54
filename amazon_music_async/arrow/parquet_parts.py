# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
# pyarrow-stubs leaves type parameters open.
"""Finished Parquet files in a folder: written beside it, brought to the disk, renamed into it."""

import os
import re
from glob import escape
from pathlib import Path
from uuid import uuid4

from amazon_music_async.arrow.libraries import pa, pq
from amazon_music_async.atomic_file import sync_directory

_PART = re.compile(r"part-(\d{12})\.parquet")


def part_path(folder: Path, first_row: int) -> Path:
    """Return where the part lies that begins with this row, counted from 0."""
    return folder / f"part-{first_row:012}.parquet"


def first_rows(folder: Path) -> list[int]:
    """Return the first row of each part that is there; a `ValueError` names what is no part."""
    found: list[int] = []
    for name in sorted(path.name for path in folder.iterdir()) if folder.exists() else ():
        match = _PART.fullmatch(name)
        if match is None:
            raise ValueError(f"{folder} holds {name!r}, which is no part of a table: choose another folder")
        found.append(int(match[1]))
    return found


def write_part(folder: Path, first_row: int, table: pa.Table) -> None:
    """Write a part, or replace it; when this returns, it is on the disk."""
    folder.mkdir(parents=True, exist_ok=True)
    part = part_path(folder, first_row)
    # Two processes may write the same part, and the last one wins: each needs a name of its own.
    unfinished = folder.with_name(f".{folder.name}.{part.stem}.{uuid4().hex}.unfinished")
    try:
        with unfinished.open("xb") as file:
            pq.write_table(table, file, compression="zstd")
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(part)
    finally:
        unfinished.unlink(missing_ok=True)
    sync_directory(folder)


def remove_unfinished(folder: Path) -> None:
    """Remove what killed processes left beside the folder; nobody may be writing to it."""
    for left in folder.parent.glob(f".{escape(folder.name)}.part-*.unfinished"):
        left.unlink(missing_ok=True)

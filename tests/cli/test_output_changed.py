"""Another program changes the output while a job writes it."""

import os
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from attrs import evolve
from cli_files import beside

from amazon_music_async.cli.exit_status import Problem
from amazon_music_async.cli.output.resumable_file import ResumableFile


def replace(path: Path) -> None:
    """Put another file of the same content in its place, as editors do."""
    new = beside(path, ".mine")
    new.write_bytes(path.read_bytes())
    new.replace(path)


def cut(path: Path) -> None:
    """Shorten it."""
    os.truncate(path, 3)


def append(path: Path) -> None:
    """Write to it."""
    path.write_bytes(path.read_bytes() + b"mine\n")


@pytest.mark.parametrize("name", ["out", "out.failed.jsonl"])
@pytest.mark.parametrize(
    ("change", "how"),
    [
        (Path.unlink, "removed"),
        (replace, "cut, replaced or written to"),
        (cut, "cut, replaced or written to"),
        (append, "cut, replaced or written to"),
    ],
)
@pytest.mark.parametrize("at_the_end", [False, True])
def test_a_changed_file_ends_the_job(
    tmp_path: Path, name: str, change: Callable[[Path], object], how: str, at_the_end: bool
) -> None:
    """With a message that names the file: no job says that it is complete while its records are gone."""
    with closing(ResumableFile(tmp_path / "out", {"command": "test"})) as file:
        file.begin(resume=False, force=False, head=b"")
        file.write(b"record\n", b"failed\n", file.checkpoint)
        change(tmp_path / name)

        with pytest.raises(Problem, match=f"{name} was {how} by another program: start anew with --force"):
            file.end(done=True) if at_the_end else file.write(b"record\n", b"", evolve(file.checkpoint))

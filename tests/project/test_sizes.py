"""A file is one idea, and fits in a few screens; ruff's complexity rules hold the functions."""

from collections.abc import Iterator
from pathlib import Path

FOLDERS = ("amazon_music_async", "benchmarks", "tests")
MAX_LINES = 400


def files(root: Path) -> Iterator[Path]:
    """Every Python file of the project."""
    yield root / "noxfile.py"
    for folder in FOLDERS:
        yield from (root / folder).rglob("*.py")


def test_no_file_is_longer_than_400_lines(root: Path) -> None:
    """A file that grows past 400 lines holds more than one idea."""
    lengths = {str(file.relative_to(root)): len(file.read_text("utf-8").splitlines()) for file in files(root)}

    assert len(lengths) > 100
    assert {name: length for name, length in lengths.items() if length > MAX_LINES} == {}

"""What fits on a screen can be read at one go."""

import ast
from collections.abc import Iterator
from pathlib import Path

FOLDERS = ("amazon_music_async", "benchmarks", "tests")
MOST_LINES, MOST_OF_A_FUNCTION = 250, 30


def files(root: Path) -> Iterator[Path]:
    """All that is written in Python here."""
    yield root / "noxfile.py"
    for folder in FOLDERS:
        yield from (root / folder).rglob("*.py")


def test_no_file_is_too_long(root: Path) -> None:
    """A file that grows past 250 lines knows more than one thing."""
    lengths = {str(file.relative_to(root)): len(file.read_text("utf-8").splitlines()) for file in files(root)}

    assert len(lengths) > 100
    assert {name: length for name, length in lengths.items() if length > MOST_LINES} == {}


def test_no_function_is_too_long(root: Path) -> None:
    """A function that grows past 30 lines does more than one thing."""
    lengths = {
        f"{file.relative_to(root)}:{node.lineno} {node.name}": (node.end_lineno or 0) - node.lineno + 1
        for file in files(root)
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }

    assert len(lengths) > 1000
    assert {name: length for name, length in lengths.items() if length > MOST_OF_A_FUNCTION} == {}

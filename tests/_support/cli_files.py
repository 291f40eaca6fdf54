"""What the command line leaves behind, read back."""

import json
from pathlib import Path
from typing import Any


def records(text: str | Path) -> list[dict[str, Any]]:
    """The JSON lines of a text, or of a file."""
    if isinstance(text, Path):
        text = text.read_text("utf-8")
    return [json.loads(line) for line in text.splitlines()]


def answers(text: str | Path) -> list[tuple[str, str]]:
    """The ids of the records and what became of them."""
    return [(record["id"], record["outcome"]) for record in records(text)]


def beside(output: Path, suffix: str) -> Path:
    """A file that stands beside the output."""
    return output.with_name(output.name + suffix)

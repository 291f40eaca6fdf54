"""Finds the examples of a page: its code blocks, each with the line it begins at."""

import re
import textwrap
from collections.abc import Iterator
from pathlib import Path

from attrs import frozen

SHOWN_ONLY = frozenset({"dockerfile", "html", "ini", "json", "none", "sql", "toml", "yaml"})
"""Languages of files that nothing here can run; ``none`` is a picture made of characters."""

_BLOCK = re.compile(
    r"^(?P<indent> *)\.\. (?:code-block::|invisible-code-block:) (?P<language>\S+)\n"
    r"(?P<options>(?:(?P=indent)   +:.*\n)*)"
    r"\n+(?P<source>(?:(?:(?P=indent)   +.*)?\n)+)",
    re.MULTILINE,
)
_CAPTION = re.compile(r":caption: (\S+)$", re.MULTILINE)
_OTHER = re.compile(
    r"^ *(?:>>> .*|\.\. (?:code|sourcecode|parsed-literal|literalinclude|testcode|highlight)::.*|(?! *\.\. ).*::)$",
    re.MULTILINE,
)


@frozen
class Block:
    """One example: ``line`` is that of its first character, ``file`` the name it is saved under, if it has one."""

    path: Path
    line: int
    language: str
    file: str | None
    source: str

    @property
    def place(self) -> str:
        """Where it stands, as an editor opens it."""
        return f"{self.path.name}:{self.line}"

    @property
    def is_test(self) -> bool:
        """Whether it is a file for pytest."""
        return self.language == "python" and re.search(r"^(async )?def test_", self.source, re.MULTILINE) is not None

    @property
    def padded(self) -> str:
        """The source at its own line of the page, so that a traceback points there."""
        return "\n" * (self.line - 1) + self.source


def blocks(path: Path) -> Iterator[Block]:
    """The examples of a page, from top to bottom."""
    text = path.read_text("utf-8") + "\n"
    for match in _BLOCK.finditer(text):
        caption = _CAPTION.search(match["options"])
        yield Block(
            path=path,
            line=text[: match.start("source")].count("\n") + 1,
            language=match["language"],
            file=caption[1] if caption else None,
            source=textwrap.dedent(match["source"]).strip() + "\n",
        )


def unrecognized(path: Path) -> list[str]:
    """What looks like an example and would not be run: it needs a ``code-block`` with a language."""
    text = path.read_text("utf-8") + "\n"
    rest = _BLOCK.sub(lambda match: "\n" * match[0].count("\n"), text)
    left = [f"{path.name}:{rest[: match.start()].count(chr(10)) + 1}" for match in _OTHER.finditer(rest)]
    return left + [f"{path.name}: {line}" for line in re.findall(r"^.*code-block::.*$", rest, re.MULTILINE)]

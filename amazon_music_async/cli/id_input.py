"""Ids read lazily: from a file of any size, from standard input, from the command line."""

import gzip
import io
import os
import re
import stat
import sys
import zlib
from collections.abc import AsyncGenerator, Sequence
from pathlib import Path
from typing import IO, NamedTuple, Self, cast

from attrs import define

from amazon_music_async.cli.exit_status import Problem, reason
from amazon_music_async.cli.messages import say
from amazon_music_async.cli.threads import in_thread

_BLOCK = 1 << 16
_LONGEST_LINE = 1 << 12
_BOM = b"\xef\xbb\xbf"
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1f\x7f]")
_GZIP = b"\x1f\x8b"


class InputId(NamedTuple):
    """An id, the bytes of the (decompressed) input up to its end, and their CRC."""

    id: str
    position: int
    check: int


@define
class IdInput:
    """Ids, one a line; in a file, blank lines and lines that begin with ``#`` are skipped."""

    name: str
    size: int | None
    """Bytes of the file as it is on disk; None when unknown before its end."""
    identity: str
    """Differs for other ids, as far as that can be known before they are read."""
    _stream: IO[bytes]
    _file: IO[bytes]
    """What ``_stream`` reads from: the same object, unless it decompresses."""
    opened_here: bool = True
    comments: bool = True
    _position: int = 0
    _check: int = 0

    @property
    def typed(self) -> bool:
        """Whether somebody types the ids at a terminal."""
        return self._file.isatty()

    def read(self, position: int) -> int:
        """Bytes of the file read for ``position``; approximate when it is compressed."""
        return position if self._stream is self._file else self._file.tell()

    async def skip(self, position: int, check: int) -> None:
        """Skip what earlier runs have answered; raise `Problem` if it has changed since."""
        while self._position < position and (block := await self._block(position - self._position)):
            self._pass(block)
        if (self._position, self._check) != (position, check):
            raise Problem(
                f"{self.name} has changed since the last run: it does not begin with the ids that were answered then"
            )

    async def ids(self) -> AsyncGenerator[InputId]:
        """The ids that follow."""
        rest = b""
        while block := await self._block(_BLOCK):
            *lines, rest = self._checked(rest + block).split(b"\n")
            for line in lines:
                self._pass(line + b"\n")
                if (id := self._id(line)) is not None:
                    yield InputId(id, self._position, self._check)
        self._pass(rest)
        if rest and (id := self._id(rest)) is not None:
            yield InputId(id, self._position, self._check)

    def __enter__(self) -> Self:
        """Give the ids; the file is closed at the end."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the file, if it was opened here."""
        if self.opened_here:
            self._file.close()

    def _pass(self, raw: bytes) -> None:
        self._position += len(raw)
        self._check = zlib.crc32(raw, self._check)

    async def _block(self, limit: int) -> bytes:
        # A single read of the underlying file: typed lines are used at once, not when a block is full.
        read = getattr(self._stream, "read1", self._stream.read)
        try:
            return await in_thread(lambda: cast("bytes", read(min(limit, _BLOCK))))
        except EOFError:
            raise Problem(f"{self.name}: the compressed file ends too early") from None
        except (gzip.BadGzipFile, zlib.error) as error:
            raise Problem(f"{self.name}: the compressed file is damaged: {error}") from None
        except OSError as error:
            raise Problem(f"cannot read {self.name}: {reason(error)}") from None

    def _checked(self, text: bytes) -> bytes:
        """Return ``text`` if it can be a part of a list of ids; otherwise raise, before any of it is sent."""
        whole, _, rest = text.rpartition(b"\n")
        self._text(whole)
        if _CONTROL.search(text):
            raise self._not_ids("it holds control characters")
        if len(rest) > _LONGEST_LINE:
            raise self._not_ids(f"it has a line of more than {_LONGEST_LINE} bytes")
        return text

    def _id(self, line: bytes) -> str | None:
        text = self._text(line.removeprefix(_BOM))
        if not self.comments:
            return text
        text = text.strip()
        return None if not text or text.startswith("#") else text

    def _text(self, line: bytes) -> str:
        try:
            return line.decode()
        except UnicodeDecodeError:
            raise self._not_ids("it is not UTF-8 text") from None

    def _not_ids(self, why: str) -> Problem:
        return Problem(f"{self.name} is not a list of ids: {why}")


def ids_given(ids: Sequence[str]) -> IdInput:
    """The ids of the command line."""
    if any("\n" in id for id in ids):
        raise Problem("an id cannot hold a line break")
    text = "".join(f"{id}\n" for id in ids).encode(errors="surrogateescape")
    stream = io.BytesIO(text)
    return IdInput(
        "the command line", len(text), f"given, checksum {zlib.crc32(text):08x}", stream, stream, comments=False
    )


def ids_typed() -> IdInput:
    """The ids on standard input."""
    if not sys.stdin:  # None when the parent process has closed it.
        raise Problem("cannot read ids from standard input: it is closed")
    if sys.stdin.isatty():
        say(f"Type ids, one a line; {'Ctrl-Z and Enter end' if os.name == 'nt' else 'Ctrl-D ends'} them.")
    stream = sys.stdin.buffer
    # Below its buffer: the interpreter cannot end while a thread holds the lock of the buffer of a standard stream.
    raw = cast("IO[bytes]", getattr(stream, "raw", stream))
    return IdInput("standard input", None, "standard input", raw, raw, opened_here=False)


def ids_in(path: Path) -> IdInput:
    """The ids in a file, which may be compressed with gzip."""
    try:
        file = path.open("rb", buffering=0)
        status = os.fstat(file.fileno())
        is_file = stat.S_ISREG(status.st_mode)
        # The first bytes of a pipe cannot be read twice: its name decides.
        compressed = file.read(2) == _GZIP if is_file else path.suffix == ".gz"
        if is_file:
            file.seek(0)
    except OSError as error:
        raise Problem(f"cannot read {path}: {reason(error)}") from None
    size = status.st_size if is_file else None
    stream = gzip.GzipFile(fileobj=file) if compressed else file
    return IdInput(str(path), size, "a pipe" if size is None else f"{size} bytes", cast("IO[bytes]", stream), file)

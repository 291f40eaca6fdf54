"""Records that go straight out: to standard output, or to what only looks like a file."""

import errno
import sys
from pathlib import Path
from typing import IO, cast

from attrs import define

from amazon_music_async.cli.exit_status import Problem, reason
from amazon_music_async.cli.output.checkpoint import Place


@define
class Pipe:
    """A stream of bytes that cannot be taken back."""

    name: str
    stream: IO[bytes]
    own: bool

    def write(self, records: bytes | bytearray, failures: bytes | bytearray, place: Place) -> None:
        """Write whole lines, failed ids among them. A reader that has gone is a `BrokenPipeError`."""
        del place
        rest = memoryview(records + failures)
        try:
            while rest:
                rest = rest[self.stream.write(rest) :]
            self.stream.flush()
        except OSError as error:
            if error.errno == errno.EPIPE:
                raise
            raise Problem(f"cannot write {self.name}: {reason(error)}") from None

    def end(self, *, done: bool) -> None:
        """Nothing is kept."""
        del done
        self.close()

    def close(self) -> None:
        """Let go of the stream, if it was opened here."""
        if self.own:
            self.stream.close()


def standard_output() -> Pipe:
    """Standard output."""
    if not sys.stdout:  # None, if whoever started this has closed it.
        raise Problem("cannot write standard output: it is closed; name a file with --output")
    stream = sys.stdout.buffer
    # Below its buffer: the interpreter cannot end while a thread holds the lock of the buffer of a standard stream.
    return Pipe("standard output", cast("IO[bytes]", getattr(stream, "raw", stream)), own=False)


def into(path: Path) -> Pipe:
    """What is at ``path``."""
    try:
        return Pipe(str(path), path.open("wb", buffering=0), own=True)
    except OSError as error:
        raise Problem(f"cannot write {path}: {reason(error)}") from None

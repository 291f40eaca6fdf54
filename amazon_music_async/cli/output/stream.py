"""Records that go straight out: to standard output, a named pipe or a device."""

import errno
import gzip
import sys
from pathlib import Path
from typing import IO, cast

from attrs import define

from amazon_music_async.cli.exit_status import Problem, reason
from amazon_music_async.cli.output.checkpoint import Checkpoint


@define
class OutputStream:
    """A stream of bytes; what is written cannot be taken back."""

    name: str
    stream: IO[bytes]
    opened_here: bool
    compressed: bool = False

    def write(self, records: bytes | bytearray, failures: bytes | bytearray, checkpoint: Checkpoint) -> None:
        """Write whole lines, those of failed ids too. When the reader has gone, raise `BrokenPipeError`."""
        del checkpoint
        lines = records + failures
        rest = memoryview(gzip.compress(lines, 6, mtime=0) if lines and self.compressed else lines)
        try:
            while rest:
                rest = rest[self.stream.write(rest) :]
            self.stream.flush()
        except OSError as error:
            if error.errno == errno.EPIPE:
                raise
            raise Problem(f"cannot write {self.name}: {reason(error)}") from None

    def end(self, *, done: bool) -> None:
        """Close the stream: nothing is kept for another run."""
        del done
        self.close()

    def close(self) -> None:
        """Close the stream if it was opened here."""
        if self.opened_here:
            self.stream.close()


def standard_output() -> OutputStream:
    """Standard output."""
    if not sys.stdout:  # None when the parent process has closed it.
        raise Problem("cannot write standard output: it is closed; give a file with --output")
    stream = sys.stdout.buffer
    # Below its buffer: the interpreter cannot end while a thread holds the lock of the buffer of a standard stream.
    return OutputStream("standard output", cast("IO[bytes]", getattr(stream, "raw", stream)), opened_here=False)


def open_stream(path: Path, *, compressed: bool = False) -> OutputStream:
    """The named pipe or device at ``path``."""
    try:
        return OutputStream(str(path), path.open("wb", buffering=0), opened_here=True, compressed=compressed)
    except OSError as error:
        raise Problem(f"cannot write {path}: {reason(error)}") from None

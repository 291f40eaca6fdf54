"""Where the records of a command go: to a file that can be resumed, or straight to a stream."""

import asyncio
import stat
from contextlib import suppress
from pathlib import Path
from typing import Any

from attrs import define, field, frozen

from amazon_music_async.cli.exit_status import Problem
from amazon_music_async.cli.messages import say
from amazon_music_async.cli.output.background_writer import BackgroundWriter
from amazon_music_async.cli.output.checkpoint import Checkpoint
from amazon_music_async.cli.output.formats import Format
from amazon_music_async.cli.output.resumable_file import ResumableFile
from amazon_music_async.cli.output.stream import OutputStream, open_stream, standard_output
from amazon_music_async.cli.threads import in_thread

_STALLED = 0.5
"""Seconds for a reader to take what is on its way, after Ctrl-C."""


@frozen
class Output:
    """The options of the output."""

    path: Path | None
    format: str
    resume: bool
    force: bool
    compressed: bool = False


@define(eq=False)
class OutputSink:
    """Takes records, and knows how far the job is with them."""

    format: Format
    target: ResumableFile | OutputStream
    at: int | str | None = None
    check: int = 0
    answered: int = 0
    retried: int = 0
    done: bool = False
    before: int = 0
    """Records of earlier runs."""
    writer: BackgroundWriter = field(init=False)

    def __attrs_post_init__(self) -> None:
        """Go on from the checkpoint of the file."""
        self.writer = BackgroundWriter(self.target.write, self._checkpoint)
        if isinstance(self.target, ResumableFile):
            saved = self.target.checkpoint
            self.at, self.check, self.retried, self.done = saved.at, saved.check, saved.retried, saved.done
            self.answered = self.before = saved.answered
            if self.before:
                say(f"{self.target.path}: going on after {self.before:,} records")

    def put(self, records: bytes, failure: bytes = b"", count: int = 1) -> None:
        """Take ``count`` records, or a failed id, together with the attributes set since the last call."""
        self.answered += 0 if failure else count
        self.writer.put(records, failure)

    async def close(self, *, interrupted: bool) -> None:
        """Write what waits, and save the checkpoint. After Ctrl-C, a reader that does not read keeps nobody waiting."""
        try:
            with suppress(TimeoutError):  # Only ours: what goes wrong with writing is a `Problem`.
                async with asyncio.timeout(_STALLED if interrupted and self.file is None else None):
                    await self.writer.written()
        except BaseException:
            self.target.close()
            raise
        await in_thread(lambda: self.target.end(done=self.done))

    @property
    def file(self) -> ResumableFile | None:
        """The file, if the job can be resumed."""
        return self.target if isinstance(self.target, ResumableFile) else None

    @property
    def on_terminal(self) -> bool:
        """Records are shown as they come: a bar would stand among them."""
        return isinstance(self.target, OutputStream) and self.target.stream.isatty()

    def _checkpoint(self) -> Checkpoint:
        return Checkpoint(at=self.at, check=self.check, answered=self.answered, retried=self.retried)


def open_sink(output: Output, format: Format, job: dict[str, Any]) -> OutputSink:
    """The sink of a job, with its files open. This blocks: a named pipe is open when somebody reads it."""
    path = output.path
    if path is not None and not _is_special(path):
        file = ResumableFile(path, {**job, "format": output.format}, output.compressed)
        file.begin(resume=output.resume, force=output.force, head=format.head)
        return OutputSink(format, file)
    if output.resume:
        raise Problem("--resume goes on with a file: give it with --output")
    stream = standard_output() if path is None else open_stream(path, compressed=output.compressed)
    stream.write(format.head, b"", Checkpoint())
    return OutputSink(format, stream)


def _is_special(path: Path) -> bool:
    """Whether it exists and is not a regular file: a terminal, a named pipe, ``/dev/null``."""
    try:
        return not stat.S_ISREG(path.stat().st_mode) and not path.is_dir()
    except OSError:
        return False

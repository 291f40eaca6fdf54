"""A run of a command that writes many records: its options, its course, what it says at the end."""

import asyncio
import functools
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, TypeAlias

import click
from attrs import define

from amazon_music_async import AmazonMusic, AmazonMusicError
from amazon_music_async.cli.connection import Connection
from amazon_music_async.cli.exit_status import Unfinished
from amazon_music_async.cli.messages import say
from amazon_music_async.cli.output.formats import format_named
from amazon_music_async.cli.output.progress import Counts, bar, counted, summary
from amazon_music_async.cli.output.sink import Output, OutputSink
from amazon_music_async.cli.runner import run
from amazon_music_async.cli.threads import in_thread

Work: TypeAlias = Callable[[AmazonMusic, OutputSink], Awaitable[None]]

Decorator: TypeAlias = Callable[[Callable[..., None]], Callable[..., None]]

_OPTIONS = (
    click.option(
        "--output",
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="Write the records to a file, not to stdout (-); .gz compresses it.",
    ),
    click.option(
        "--format",
        type=click.Choice(["jsonl", "csv"]),
        show_default="by the name of FILE, else jsonl",
        help="JSON lines hold every field; csv is a table for a spreadsheet.",
    ),
    click.option("--resume", is_flag=True, help="Go on where the last run with this --output stopped."),
    click.option("--force", is_flag=True, help="Start anew; an old FILE is replaced when the new one is complete."),
)


def with_output(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options of its output, as one argument ``output``."""

    @functools.wraps(command)
    def wrapped(**options: Any) -> None:
        path, resume, force = options.pop("output"), options.pop("resume"), options.pop("force")
        if resume and force:
            raise click.UsageError("--resume keeps what is there, --force overwrites it: choose one")
        path = None if str(path) == "-" else path
        format, compressed = format_named(path, options.pop("format"))
        command(output=Output(path, format, resume, force, compressed), **options)

    return with_options(*_OPTIONS)(wrapped)


def with_options(*options: Decorator) -> Decorator:
    """Give a command some more options or arguments, in their order."""

    def decorate(command: Callable[..., None]) -> Callable[..., None]:
        for option in reversed(options):
            command = option(command)
        return command

    return decorate


@define(eq=False)
class Job:
    """A run of a command that writes records."""

    name: str
    """What the bar counts: ``tracks``."""
    counts: Counts
    success: str
    """What a success is called: ``found``, ``items`` or ``done``."""
    typed: bool = False
    """Somebody types the ids: a bar would be drawn over them."""
    size: int | None = None
    """How much there is to do, in any unit; None when it is unknown."""
    done: Callable[[], float] = float
    """How much of it is done, in the same unit."""
    hint: str = ""
    """What the user may have meant, when ids are refused."""
    sink: OutputSink | None = None

    def run(self, connection: Connection, open_sink: Callable[[], OutputSink], work: Work) -> None:
        """Do the work. However it ends, the files hold whole lines, and the numbers are shown.

        The files are opened, and overwritten, only once the client could be made.
        """
        run(self._run(connection, open_sink, work), interrupted=self._how_to_resume)
        if self.counts.failed:
            raise Unfinished(self._failed())
        if refused := self.counts.refused:
            raise Unfinished(f"{counted(refused, 'id')} refused: {_records_say(refused)} why{self.hint}")

    async def _run(self, connection: Connection, open_sink: Callable[[], OutputSink], work: Work) -> None:
        async with connection.opened() as music:
            self.sink = await in_thread(open_sink)
            try:
                with bar(self.counts, self.name, self.size, self.done, hidden=self.sink.on_terminal or self.typed):
                    await work(music, self.sink)
            finally:
                self.counts.stats, self.counts.before = music.stats, self.sink.before
                await self.sink.close(interrupted=isinstance(sys.exception(), asyncio.CancelledError))
                self._report(sys.exception())

    def _report(self, error: BaseException | None) -> None:
        """Show the numbers, unless the job ended before anything was sent."""
        if error is None or self.counts.stats.requests:
            summary(self.counts, self.success)
        if isinstance(error, AmazonMusicError):
            say(self._how_to_resume())
        elif error is None and not self.counts.failed and self.sink and self.sink.file:
            say(f"complete: {self._written(self.sink)}")

    def _how_to_resume(self) -> str:
        if self.sink is None:
            return "nothing is written"
        if self.sink.file is None:
            return self._written(self.sink)
        return f"{self._written(self.sink)}; go on with {self.sink.file.resume_hint}"

    def _written(self, sink: OutputSink) -> str:
        written = f"{counted(sink.answered, 'record')} {'is' if sink.answered == 1 else 'are'} written"
        if sink.file is None:
            return written
        unchanged = "" if sink.file.path == sink.file.output else f" ({sink.file.output} stays until all are)"
        return f"{written} to {sink.file.path}{unchanged}"

    def _failed(self) -> str:
        failed = f"{counted(self.counts.failed, 'id')} failed"
        if self.sink is None or self.sink.file is None:
            return f"{failed}: {_records_say(self.counts.failed)} why"
        them = "it" if self.counts.failed == 1 else "them"
        return f"{failed}: {self.sink.file.failed} says why; ask {them} again with {self.sink.file.resume_hint}"


def _records_say(number: int) -> str:
    return "the record says" if number == 1 else "the records say"

"""What the commands that make many records have in common: their options, their course, their end."""

import functools
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, TypeAlias

import click
from attrs import define

from amazon_music_async import AmazonMusic, AmazonMusicError
from amazon_music_async.cli.connection import Service
from amazon_music_async.cli.exit_status import Unfinished
from amazon_music_async.cli.output.progress import Tally, bar, summary
from amazon_music_async.cli.output.sink import Desk, Output
from amazon_music_async.cli.output.words import count
from amazon_music_async.cli.runner import run

Work: TypeAlias = Callable[[AmazonMusic, Desk], Awaitable[None]]

_OPTIONS = (
    click.option(
        "--output", type=click.Path(path_type=Path), metavar="FILE", help="Where the records go, instead of stdout."
    ),
    click.option(
        "--format",
        type=click.Choice(["jsonl", "csv"]),
        default="jsonl",
        help="How: JSON lines with all there is, or a table for a spreadsheet.",
    ),
    click.option("--resume", is_flag=True, help="Go on where the last run with this --output stopped."),
    click.option("--force", is_flag=True, help="Begin anew, and overwrite what is there."),
)


def with_output(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options of its output, as one argument ``output``."""

    @functools.wraps(command)
    def wrapped(**options: Any) -> None:
        path, form = options.pop("output"), options.pop("format")
        resume, force = options.pop("resume"), options.pop("force")
        if resume and force:
            raise click.UsageError("--resume keeps what is there, --force overwrites it: choose one")
        command(output=Output(path, form, resume, force), **options)

    for option in reversed(_OPTIONS):
        wrapped = option(wrapped)
    return wrapped


@define(eq=False)
class Job:
    """A run of a command that makes records."""

    what: str
    """What it counts: ``tracks``."""
    tally: Tally
    looked_up: bool
    typed: bool = False
    """Whether somebody types the ids: a bar would be drawn over them."""
    size: int | None = None
    """How much there is to do, in whatever unit, if that is known."""
    done: Callable[[], float] = float
    """Tells how much of it is done."""
    desk: Desk | None = None

    def run(self, service: Service, opened: Callable[[], Desk], work: Work) -> None:
        """Do the work; whatever ends it, the files are whole and the numbers are told.

        The files are not ``opened``, and nothing is overwritten, before it is clear how the service can be reached.
        """
        run(self._carried_out(service, opened, work), interrupted=self._how_to_go_on)
        if self.tally.failed:
            raise Unfinished(self._failed())

    async def _carried_out(self, service: Service, opened: Callable[[], Desk], work: Work) -> None:
        async with service.connected() as music:
            self.desk = opened()
            try:
                with bar(self.tally, self.what, self.size, self.done, hidden=self.desk.on_terminal or self.typed):
                    await work(music, self.desk)
            finally:
                self.tally.stats, self.tally.before = music.stats, self.desk.before
                await self.desk.close()
                self._tell(sys.exception())

    def _tell(self, error: BaseException | None) -> None:
        """The numbers, unless all ended before anything was asked."""
        if error is None or self.tally.stats.requests:
            summary(self.tally, looked_up=self.looked_up)
        if isinstance(error, AmazonMusicError):
            click.echo(self._how_to_go_on(), err=True)
        elif error is None and not self.tally.failed and self.desk and self.desk.journal:
            click.echo(f"complete: {self._written(self.desk)}", err=True)

    def _how_to_go_on(self) -> str:
        if self.desk is None:
            return "nothing is written"
        if self.desk.journal is None:
            return self._written(self.desk)
        return f"{self._written(self.desk)}; go on with {self.desk.journal.again}"

    def _written(self, desk: Desk) -> str:
        written = f"{count(desk.answered, 'record')} {'is' if desk.answered == 1 else 'are'} written"
        return f"{written} to {desk.journal.output}" if desk.journal else written

    def _failed(self) -> str:
        failed = f"{count(self.tally.failed, 'id')} failed"
        if self.desk is None or self.desk.journal is None:
            return f"{failed}: the {'record says' if self.tally.failed == 1 else 'records say'} why"
        them = "it" if self.tally.failed == 1 else "them"
        return f"{failed}: {self.desk.journal.failed} says why; ask {them} again with {self.desk.journal.again}"

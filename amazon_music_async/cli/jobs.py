"""What the commands that make many records have in common: their options, their course, their end."""

import functools
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import click
from attrs import define

from amazon_music_async import AmazonMusic, AmazonMusicError
from amazon_music_async.cli.desk import Desk, Output
from amazon_music_async.cli.problems import Unfinished
from amazon_music_async.cli.report import Tally, bar, summary
from amazon_music_async.cli.running import run
from amazon_music_async.cli.service import Service

_OPTIONS = (
    click.option("--output", type=click.Path(path_type=Path), help="A file for the records, instead of stdout."),
    click.option("--format", type=click.Choice(["jsonl", "csv"]), default="jsonl", help="How records are written."),
    click.option("--resume", is_flag=True, help="Go on where the last run stopped; ask again for what failed."),
    click.option("--force", is_flag=True, help="Overwrite the output."),
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
    desk: Desk | None = None

    def run(
        self,
        service: Service,
        opened: Callable[[], Desk],
        work: Callable[[AmazonMusic, Desk], Awaitable[None]],
        size: int | None = None,
        done: Callable[[], float] = float,
    ) -> None:
        """Do the work; whatever ends it, the files are whole and the numbers are told.

        The files are not ``opened``, and nothing is overwritten, before it is clear how the service can be reached.
        ``done`` tells how much of ``size`` is done.
        """

        async def carried_out() -> None:
            async with service.connected() as music:
                self.desk = opened()
                try:
                    with bar(self.tally, self.what, size, done):
                        await work(music, self.desk)
                except AmazonMusicError:
                    _say(self._how_to_go_on())
                    raise
                finally:
                    self.tally.stats, self.tally.before = music.stats, self.desk.before
                    await self.desk.close()
                    summary(self.tally, looked_up=self.looked_up)

        run(carried_out(), interrupted=self._how_to_go_on)
        if self.tally.failed:
            raise Unfinished(self._failed())

    def _how_to_go_on(self) -> str:
        answered = f"{self.desk.answered if self.desk else 0:,} records are written"
        if self.desk is None or self.desk.journal is None:
            return answered
        return f"{answered} to {self.desk.journal.output}; go on with the same command and --resume"

    def _failed(self) -> str:
        failed = f"{self.tally.failed:,} ids failed"
        if self.desk is None or self.desk.journal is None:
            return failed
        return f"{failed}: {self.desk.journal.failed} says why; ask them again with the same command and --resume"


def _say(text: str) -> None:
    click.echo(text, err=True)

"""What the commands that make many records have in common: their options, their course, their end."""

import functools
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import click
from attrs import frozen

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


@frozen
class Job:
    """A run of a command that makes records."""

    what: str
    """What it counts: ``tracks``."""
    service: Service
    desk: Desk
    tally: Tally
    size: int | None
    done: Callable[[], float]
    looked_up: bool

    def run(self, work: Callable[[AmazonMusic], Awaitable[None]]) -> None:
        """Do the work; whatever ends it, the files are whole and the numbers are told."""
        self.tally.before = self.desk.before
        if self.desk.before and self.desk.journal is not None:
            _say(f"{self.desk.journal.output}: going on after {self.desk.before:,} records")
        run(self._carried_out(work), interrupted=self._how_to_go_on)
        if self.tally.failed:
            raise Unfinished(self._failed())

    async def _carried_out(self, work: Callable[[AmazonMusic], Awaitable[None]]) -> None:
        async with self.service.connected() as music:
            try:
                with bar(self.tally, self.what, self.size, self.done):
                    await work(music)
            except AmazonMusicError:
                _say(self._how_to_go_on())
                raise
            finally:
                self.tally.stats = music.stats
                await self.desk.close()
                summary(self.tally, looked_up=self.looked_up)

    def _how_to_go_on(self) -> str:
        answered = f"{self.desk.answered:,} records are written"
        if self.desk.journal is None:
            return answered
        return f"{answered} to {self.desk.journal.output}; go on with the same command and --resume"

    def _failed(self) -> str:
        failed = f"{self.tally.failed:,} ids failed"
        if self.desk.journal is None:
            return failed
        return f"{failed}: {self.desk.journal.failed} says why; ask them again with the same command and --resume"


def _say(text: str) -> None:
    click.echo(text, err=True)

"""Where the records of a command go: to a file that can be resumed, or straight out."""

import stat
from pathlib import Path
from typing import Any

import click
from attrs import define, field, frozen

from amazon_music_async.cli.exit_status import Problem
from amazon_music_async.cli.output.background_writer import Writer
from amazon_music_async.cli.output.checkpoint import Place
from amazon_music_async.cli.output.formats import Format
from amazon_music_async.cli.output.resumable_file import Journal
from amazon_music_async.cli.output.stream import Pipe, into, standard_output
from amazon_music_async.cli.threads import in_thread


@frozen
class Output:
    """What the user wants of the output."""

    path: Path | None
    format: str
    resume: bool
    force: bool


@define(eq=False)
class Desk:
    """Takes records, and knows where the job stands with them."""

    form: Format
    keeper: Journal | Pipe
    at: int | str | None = None
    check: int = 0
    answered: int = 0
    asked: int = 0
    done: bool = False
    before: int = 0
    """Records of earlier runs."""
    writer: Writer = field(init=False)

    def __attrs_post_init__(self) -> None:
        """Go on where the journal stands."""
        self.writer = Writer(self.keeper.write, self._place)
        if isinstance(self.keeper, Journal):
            place = self.keeper.place
            self.at, self.check, self.asked, self.done = place.at, place.check, place.asked, place.done
            self.answered = self.before = place.answered
            if self.before:
                click.echo(f"{self.keeper.output}: going on after {self.before:,} records", err=True)

    def put(self, record: bytes) -> None:
        """Take a record; what is set beside it holds with it."""
        self.answered += 1
        self.writer.put(record)

    async def close(self) -> None:
        """Write what waits, and say where the job stands."""
        try:
            await self.writer.written()
        except BaseException:
            self.keeper.close()
            raise
        await in_thread(lambda: self.keeper.end(done=self.done))

    @property
    def journal(self) -> Journal | None:
        """The journal, if what is put here can be gone on with."""
        return self.keeper if isinstance(self.keeper, Journal) else None

    @property
    def on_terminal(self) -> bool:
        """Whether the records are seen as they come: a bar would stand among them."""
        return isinstance(self.keeper, Pipe) and self.keeper.stream.isatty()

    def _place(self) -> Place:
        return Place(at=self.at, check=self.check, answered=self.answered, asked=self.asked)


def desk_for(output: Output, form: Format, job: dict[str, Any]) -> Desk:
    """The desk of a job; from here on its files are open."""
    path = output.path
    if path is not None and not _is_special(path):
        journal = Journal(path, {**job, "format": output.format})
        journal.begin(resume=output.resume, force=output.force, head=form.head)
        return Desk(form, journal)
    if output.resume:
        raise Problem("--resume goes on with a file: name it with --output")
    pipe = standard_output() if path is None else into(path)
    pipe.write(form.head, b"", Place())
    return Desk(form, pipe)


def _is_special(path: Path) -> bool:
    """Whether it is there, and is no file: a terminal, a named pipe, ``/dev/null``."""
    try:
        return not stat.S_ISREG(path.stat().st_mode) and not path.is_dir()
    except OSError:
        return False

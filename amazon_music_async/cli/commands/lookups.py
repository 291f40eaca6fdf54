"""``tracks``, ``albums``, ``artists``: look up ids, and write one record for each."""

from collections import deque
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from functools import partial
from pathlib import Path
from typing import Any, TypeAlias

import click
from attrs import define, frozen

from amazon_music_async import Album, AmazonMusic, Artist, Failed, MediaType, Track
from amazon_music_async.cli.commands.job import Decorator, Job, with_options, with_output
from amazon_music_async.cli.connection import Connection, with_connection
from amazon_music_async.cli.id_input import IdInput, InputId, ids_given, ids_in, ids_typed
from amazon_music_async.cli.output.formats import AnyOutcome, failed_record, format_of
from amazon_music_async.cli.output.progress import FINAL, Counts
from amazon_music_async.cli.output.resumable_file import ResumableFile
from amazon_music_async.cli.output.sink import Output, OutputSink, open_sink

Stream: TypeAlias = Callable[..., AsyncGenerator[AnyOutcome]]
"""``stream`` of a group of endpoints: an outcome for each id, in order."""


@frozen
class RetriedId:
    """An id that failed in an earlier run, and the bytes of the file of failed ids up to it."""

    id: str
    retried: int


@define(eq=False)
class LookupJob:
    """Ids on their way to the service, and what becomes of them."""

    ids: IdInput
    counts: Counts
    position: int = 0
    """Bytes of the input that are answered."""

    async def run(self, stream: Stream, sink: OutputSink) -> None:
        """Ask for the ids that failed before, then for the rest of the input; answer each once."""
        if isinstance(sink.at, int):
            await self.ids.skip(sink.at, sink.check)
            self.position = sink.at
        waiting: deque[InputId | RetriedId] = deque()
        # In order: then one position says which part of the input is answered.
        async with aclosing(stream(self._given(waiting, sink.file))) as outcomes:
            async for outcome in outcomes:
                self._answered(sink, waiting.popleft(), outcome)
                await sink.writer.room()
        sink.done = True

    async def _given(self, waiting: "deque[InputId | RetriedId]", file: ResumableFile | None) -> AsyncGenerator[str]:
        if file is not None:
            for id, retried in file.failed_ids():
                waiting.append(RetriedId(id, retried))
                yield id
        async for one in self.ids.ids():
            waiting.append(one)
            yield one.id

    def _answered(self, sink: OutputSink, asked: InputId | RetriedId, outcome: AnyOutcome) -> None:
        # The record of an id that would fail in the same way again goes to the output.
        failure = b""
        if isinstance(outcome, Failed) and not isinstance(outcome.error, FINAL) and sink.file is not None:
            failure = failed_record(outcome)
        record = b"" if failure else sink.format.outcome(outcome)
        # Nothing below can raise: the checkpoint moves with the record.
        if isinstance(asked, RetriedId):
            sink.retried = asked.retried
        else:
            sink.at, sink.check, self.position = asked.position, asked.check, asked.position
        self.counts.add(outcome)
        sink.put(record, failure)


IDS = click.argument("given", metavar="[ID]... | -", nargs=-1)
FILE = click.option(
    "--ids",
    "file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Read ids from a file, one a line; gzip is fine; lines that begin with # are comments.",
)
_HELP = """Look up {}; write one record for each.

Give the ids on the command line, in a FILE, or on standard input (-). Ids that are not found and ids that failed have a
record as well, which says so.
"""


def lookup_command(
    name: str,
    model: type,
    stream: Callable[[AmazonMusic], Stream],
    *options: Decorator,
    what: str = "",
) -> click.Command:
    """The command that looks up what ``stream`` gives; ``options`` are passed to it by their names."""

    @click.command(name, help=_HELP.format(what or f"{name} by id"))
    @IDS
    @FILE
    @with_options(*options)
    @with_output
    @with_connection
    def command(
        given: tuple[str, ...], file: Path | None, output: Output, connection: Connection, **options: Any
    ) -> None:
        asked = {"command": name, **{key.replace("_", " "): value for key, value in options.items()}}
        with chosen_ids(given, file) as ids:
            run_job(ids, asked, output, model, connection, lambda music: partial(stream(music), **options))

    return command


def run_job(
    ids: IdInput,
    asked: dict[str, Any],
    output: Output,
    model: type,
    connection: Connection,
    stream: Callable[[AmazonMusic], Stream],
    *,
    success: str = "found",
    hint: str = "",
) -> None:
    """Run the job of a command that is given ids: one record for each."""
    lookup, format = LookupJob(ids, Counts()), format_of(output.format, model, has_outcomes=True)

    async def work(music: AmazonMusic, sink: OutputSink) -> None:
        await lookup.run(stream(music), sink)

    Job(
        asked["command"],
        lookup.counts,
        success=success,
        typed=ids.typed,
        size=ids.size,
        hint=hint,
        done=lambda: ids.read(lookup.position),
    ).run(connection, lambda: open_sink(output, format, {**asked, "ids": ids.identity}), work)


def chosen_ids(given: tuple[str, ...], file: Path | None) -> IdInput:
    """The ids that the user has chosen."""
    if given and file:
        raise click.UsageError("give ids either on the command line or with --ids FILE, not both")
    if not given and not file:
        raise click.UsageError("give ids, or a file of ids with --ids FILE, or - to read them from standard input")
    if "-" in given and len(given) > 1:
        raise click.UsageError("- reads all ids from standard input: give no others")
    if given == ("-",) or str(file) == "-":
        return ids_typed()
    return ids_in(file) if file else ids_given(given)


_MEDIA_TYPE = click.option(
    "--media-type", type=click.Choice([str(kind) for kind in MediaType]), help="Audio or video only."
)

tracks = lookup_command("tracks", Track, lambda music: music.tracks.stream, _MEDIA_TYPE)
albums = lookup_command("albums", Album, lambda music: music.albums.stream)
isrc = lookup_command(
    "isrc",
    Track,
    lambda music: music.tracks.by_isrc,
    click.option("--full", is_flag=True, help="Look the tracks up as well: a search gives few fields."),
    what="tracks by ISRC",
)
artists = lookup_command("artists", Artist, lambda music: music.artists.stream)

"""The commands ``tracks`` and ``albums``."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from amazon_music_async import Album, AmazonMusic, MediaType, Track
from amazon_music_async.cli.commands.job import Job, with_output
from amazon_music_async.cli.commands.lookups import LookUp, Stream
from amazon_music_async.cli.connection import Service, with_service
from amazon_music_async.cli.id_input import Ids, ids_given, ids_in, ids_typed
from amazon_music_async.cli.output.formats import Format, format_of
from amazon_music_async.cli.output.progress import Tally
from amazon_music_async.cli.output.sink import Desk, Output, desk_for

_IDS = click.argument("given", metavar="[ID]... | -", nargs=-1)
_FILE = click.option(
    "--ids",
    "file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="A file of ids, one a line; gzip is fine; lines that begin with # are comments.",
)


@click.command()
@_IDS
@_FILE
@click.option("--media-type", type=click.Choice([str(kind) for kind in MediaType]), help="Audio or video only.")
@with_output
@with_service
def tracks(given: tuple[str, ...], file: Path | None, media_type: str | None, output: Output, service: Service) -> None:
    """Look up tracks by id, one record each.

    The ids stand on the command line, in a FILE, or come on standard input (-). Those that the service does not know
    have a record as well, and so have those that failed, with the reason.
    """

    def ask(music: AmazonMusic) -> Stream:
        return lambda ids: music.tracks.stream(ids, media_type=media_type)

    job = {"command": "tracks", "media type": media_type}
    _look_up(_ids(given, file), output, service, job, format_of(output.format, Track), ask)


@click.command()
@_IDS
@_FILE
@with_output
@with_service
def albums(given: tuple[str, ...], file: Path | None, output: Output, service: Service) -> None:
    """Look up albums by id, one record each.

    The ids stand on the command line, in a FILE, or come on standard input (-). Those that the service does not know
    have a record as well, and so have those that failed, with the reason.
    """

    def ask(music: AmazonMusic) -> Stream:
        return music.albums.stream

    _look_up(_ids(given, file), output, service, {"command": "albums"}, format_of(output.format, Album), ask)


def _ids(given: tuple[str, ...], file: Path | None) -> Ids:
    if given and file:
        raise click.UsageError("ids come from the command line or from --ids FILE, not from both")
    if not given and not file:
        raise click.UsageError("name ids, or a file of them with --ids, or - for standard input")
    if "-" in given and len(given) > 1:
        raise click.UsageError("- stands for all the ids on standard input: name no others")
    if given == ("-",) or str(file) == "-":
        return ids_typed()
    return ids_in(file) if file else ids_given(given)


def _look_up(
    ids: Ids, output: Output, service: Service, job: dict[str, Any], form: Format, ask: Callable[[AmazonMusic], Stream]
) -> None:
    look_up = LookUp(ids, Tally())

    async def work(music: AmazonMusic, desk: Desk) -> None:
        await look_up.run(ask(music), desk)

    with ids:
        Job(
            str(job["command"]),
            look_up.tally,
            looked_up=True,
            typed=ids.typed,
            size=ids.size,
            done=lambda: ids.read(look_up.position),
        ).run(service, lambda: desk_for(output, form, {**job, "ids": ids.identity}), work)

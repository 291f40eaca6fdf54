"""The commands ``liked`` and ``library-albums``."""

from collections.abc import Callable

import click

from amazon_music_async import AmazonMusic, LibraryAlbum, LikedTrack, Pages
from amazon_music_async.cli.commands.job import Job, with_output
from amazon_music_async.cli.commands.walks import walk
from amazon_music_async.cli.connection import Service, with_service
from amazon_music_async.cli.output.formats import Format, format_of
from amazon_music_async.cli.output.progress import Tally
from amazon_music_async.cli.output.sink import Desk, Output, desk_for

_PAGE_SIZE = click.option(
    "--page-size", type=click.IntRange(1, 100), default=100, metavar="N", help="Entries in one request."
)


@click.command()
@_PAGE_SIZE
@with_output
@with_service
def liked(page_size: int, output: Output, service: Service) -> None:
    """List the tracks that you like or dislike, one record each."""

    def pages(music: AmazonMusic, start: str | None) -> Pages[LikedTrack]:
        return music.tracks.liked(page_size=page_size, start=start, prefetch=True)

    _walk("liked", output, service, format_of(output.format, LikedTrack), pages)


@click.command("library-albums")
@_PAGE_SIZE
@with_output
@with_service
def library_albums(page_size: int, output: Output, service: Service) -> None:
    """List the albums in your library, one record each."""

    def pages(music: AmazonMusic, start: str | None) -> Pages[LibraryAlbum]:
        return music.albums.library(page_size=page_size, start=start, prefetch=True)

    _walk("library-albums", output, service, format_of(output.format, LibraryAlbum), pages)


def _walk(
    command: str,
    output: Output,
    service: Service,
    form: Format,
    pages: Callable[[AmazonMusic, str | None], Pages[LikedTrack] | Pages[LibraryAlbum]],
) -> None:
    tally = Tally()

    async def work(music: AmazonMusic, desk: Desk) -> None:
        if desk.done:
            click.echo(f"{output.path} is complete; --force walks anew", err=True)
        else:
            await walk(pages(music, desk.at if isinstance(desk.at, str) else None), desk, tally)

    Job(command, tally, looked_up=False).run(service, lambda: desk_for(output, form, {"command": command}), work)

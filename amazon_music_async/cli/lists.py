"""The commands ``liked`` and ``library-albums``."""

from collections.abc import Callable

import click

from amazon_music_async import AmazonMusic, LibraryAlbum, LikedTrack, Pages
from amazon_music_async.cli.desk import Output, desk_for
from amazon_music_async.cli.jobs import Job, with_output
from amazon_music_async.cli.records import Format, format_of
from amazon_music_async.cli.report import Tally
from amazon_music_async.cli.service import Service, with_service
from amazon_music_async.cli.walks import Walk

_PAGE_SIZE = click.option("--page-size", type=click.IntRange(1, 100), default=100, help="Entries in one request.")


@click.command()
@_PAGE_SIZE
@with_output
@with_service
def liked(page_size: int, output: Output, service: Service) -> None:
    """List the tracks that you like or dislike."""

    def pages(music: AmazonMusic, start: str | None) -> Pages[LikedTrack]:
        return music.tracks.liked(page_size=page_size, start=start, prefetch=True)

    _walk("liked", output, service, format_of(output.format, LikedTrack), pages)


@click.command("library-albums")
@_PAGE_SIZE
@with_output
@with_service
def library_albums(page_size: int, output: Output, service: Service) -> None:
    """List the albums in your library."""

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
    desk = desk_for(output, form, {"command": command})
    if desk.done:
        click.echo(f"{output.path} is complete: {desk.answered:,} records; --force walks anew", err=True)
        return

    async def work(music: AmazonMusic) -> None:
        start = desk.at if isinstance(desk.at, str) else None
        await Walk(desk, tally).run(pages(music, start))

    job = Job(
        what=command, service=service, desk=desk, tally=tally, size=None, done=lambda: tally.found, looked_up=False
    )
    job.run(work)

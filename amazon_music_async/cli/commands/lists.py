"""``liked``, ``library-albums``: walk a list to its end, and write one record for each entry."""

from collections.abc import Callable
from typing import Any, TypeAlias

import click

from amazon_music_async import AmazonMusic, LibraryAlbum, LikedTrack, Pages
from amazon_music_async.cli.commands.job import Job, with_output
from amazon_music_async.cli.connection import Connection, with_connection
from amazon_music_async.cli.messages import say
from amazon_music_async.cli.output.formats import format_of
from amazon_music_async.cli.output.progress import Counts
from amazon_music_async.cli.output.sink import Output, OutputSink, open_sink

List: TypeAlias = Callable[..., Pages[Any]]
"""A method that gives pages, from the cursor ``start`` on."""


def list_command(name: str, model: type, pages: Callable[[AmazonMusic], List], help: str) -> click.Command:
    """The command that walks what ``pages`` gives."""

    @click.command(name, help=help)
    @click.option("--page-size", type=click.IntRange(1, 100), default=100, metavar="N", help="Entries in one request.")
    @with_output
    @with_connection
    def command(page_size: int, output: Output, connection: Connection) -> None:
        counts, format = Counts(), format_of(output.format, model, has_outcomes=False)

        async def work(music: AmazonMusic, sink: OutputSink) -> None:
            if sink.done:
                say(f"{output.path} is complete; to walk the list again, use --force")
                return
            start = sink.at if isinstance(sink.at, str) else None
            await _walk(pages(music)(page_size=page_size, start=start, prefetch=True), sink, counts)

        Job(name, counts, success="items").run(connection, lambda: open_sink(output, format, {"command": name}), work)

    return command


async def _walk(pages: Pages[Any], sink: OutputSink, counts: Counts) -> None:
    """Walk to the end. A page is written as a whole, so that the checkpoint lies between two pages."""
    async for page in pages.by_page():
        records = b"".join(map(sink.format.item, page.items))
        # Nothing below can raise: the checkpoint moves with the records.
        counts.found += len(page.items)
        sink.at = page.next_cursor
        sink.put(records, count=len(page.items))
        await sink.writer.room()
    sink.done = True


liked = list_command(
    "liked",
    LikedTrack,
    lambda music: music.tracks.liked,
    "List the tracks that you like or dislike, one record each.",
)
library_albums = list_command(
    "library-albums",
    LibraryAlbum,
    lambda music: music.albums.library,
    "List the albums in your library, one record each.",
)

"""``liked``, ``playlists``, ``search`` and others: walk a list to its end, and write one record for each entry."""

import functools
from collections.abc import AsyncGenerator, Callable
from typing import Any, TypeAlias

import click

from amazon_music_async import (
    Album,
    AmazonMusic,
    Artist,
    BadRequest,
    DecodeError,
    LibraryAlbum,
    LibraryTrack,
    LikedTrack,
    NotFound,
    Page,
    Pages,
    Played,
    Playlist,
    PlaylistEntry,
    Track,
)
from amazon_music_async.cli.commands.job import Decorator, Job, with_options, with_output
from amazon_music_async.cli.connection import Connection, with_connection
from amazon_music_async.cli.exit_status import Unfinished
from amazon_music_async.cli.messages import say
from amazon_music_async.cli.option_types import checked_id
from amazon_music_async.cli.output.formats import format_of
from amazon_music_async.cli.output.progress import Counts
from amazon_music_async.cli.output.sink import Output, OutputSink, open_sink

List: TypeAlias = Callable[..., Pages[Any]]
"""A method that gives pages, from the cursor ``start`` on."""


def list_command(
    name: str,
    model: type,
    pages: Callable[[AmazonMusic], List],
    help: str,
    *options: Decorator,
    max_page: int = 100,
    prefetch: bool = True,
) -> click.Command:
    """The command that walks what ``pages`` gives; ``options`` are passed to it by their names."""

    @click.command(name, help=help)
    @with_options(*options)
    @click.option(
        "--page-size", type=click.IntRange(1, max_page), default=max_page, metavar="N", help="Entries in one request."
    )
    @click.option("--skip-bad", is_flag=True, help="Report entries that cannot be read, and go on after them.")
    @with_output
    @with_connection
    def command(page_size: int, skip_bad: bool, output: Output, connection: Connection, **given: Any) -> None:  # noqa: FBT001 - an option
        counts, format = Counts(), format_of(output.format, model, has_outcomes=False)

        async def work(music: AmazonMusic, sink: OutputSink) -> None:
            if sink.done:
                say(f"{output.path} is complete; to walk the list again, use --force")
                return
            start = sink.at if isinstance(sink.at, str) else None
            ahead = {"prefetch": True} if prefetch else {}
            walked = pages(music)(**given, page_size=page_size, start=start, **ahead)
            await _walk(walked.by_page(strict=not skip_bad), start, sink, counts)

        Job(name, counts, success="items").run(
            connection, lambda: open_sink(output, format, {"command": name, **given}), work
        )

    return command


async def _walk(pages: AsyncGenerator[Page[Any]], start: str | None, sink: OutputSink, counts: Counts) -> None:
    """Walk to the end. A page is written as a whole, so that the checkpoint lies between two pages."""
    skipped = 0
    try:
        async for page in pages:
            for failed in page.failed:
                say(f"skipped: {failed.error}")
            skipped += len(page.failed)
            records = b"".join(map(sink.format.item, page.items))
            # Nothing below can raise: the checkpoint moves with the records.
            counts.found += len(page.items)
            sink.at = page.next_cursor
            sink.put(records, count=len(page.items))
            await sink.writer.room()
    except DecodeError as error:
        if error.flaws:
            error.advice = "with --skip-bad such entries are reported, and the walk goes on after them"
        raise
    except (BadRequest, NotFound) as error:
        if start is not None and error.cursor == start:
            problem = f"{type(error).__name__}: {error}; the service may no longer know where the last run stopped"
            raise Unfinished(f"{problem}: start anew with --force") from None
        raise
    sink.done = True
    if skipped:
        raise Unfinished(f"the list is complete but for {skipped:,} of its entries, which cannot be read: see above")


liked = list_command(
    "liked",
    LikedTrack,
    lambda music: music.tracks.liked,
    "List the tracks that you like or dislike.",
)
library_albums = list_command(
    "library-albums",
    LibraryAlbum,
    lambda music: music.albums.library,
    "List the albums in your library, one record each.",
)
library_tracks = list_command(
    "library-tracks",
    LibraryTrack,
    lambda music: music.tracks.library,
    "List the tracks in your library, one record each.",
)
playlists = list_command(
    "playlists",
    Playlist,
    lambda music: music.playlists.mine,
    "List your playlists, one record each.",
    click.option("--sort-by", type=click.Choice(["NAME", "RECENTLY_UPDATED"]), help="In this order."),
)
playlist_tracks = list_command(
    "playlist-tracks",
    PlaylistEntry,
    lambda music: music.playlists.tracks,
    "List the tracks of a playlist, one record each.",
    click.argument("playlist_id", metavar="PLAYLIST", callback=checked_id),
)
recent = list_command(
    "recent",
    Played,
    lambda music: music.user.recently_played,
    "List the tracks that you played last.",
    max_page=60,
)


def words(_: object, parameter: click.Parameter, value: str | None) -> str | None:
    """What is searched for, or wrong use: before anything is sent or written."""
    if value is not None and not value.strip():
        raise click.BadParameter("it is empty: nothing to search for", param=parameter)
    return value


def _something(command: Callable[..., None]) -> Callable[..., None]:
    """Refuse a search without words and without a field."""

    @functools.wraps(command)
    def wrapped(**options: Any) -> None:
        if all(options[name] is None for name in ("query", "isrc", "name", "artist_name", "album_name")):
            raise click.UsageError("give words to search for, or a field: --isrc, --name, --artist or --album")
        command(**options)

    return wrapped


_QUERY = click.argument("query", callback=words)
search_albums = list_command(
    "search-albums",
    Album,
    lambda music: music.search.albums,
    "Search for albums, by words.",
    _QUERY,
    max_page=20,
    prefetch=False,
)
search_artists = list_command(
    "search-artists",
    Artist,
    lambda music: music.search.artists,
    "Search for artists, by words.",
    _QUERY,
    max_page=20,
    prefetch=False,
)
search = list_command(
    "search",
    Track,
    lambda music: music.search.tracks,
    "Search for tracks, by words or by single fields.",
    click.argument("query", required=False, callback=words),
    click.option("--isrc", callback=words, help="International Standard Recording Code."),
    click.option("--name", callback=words, help="Title of the track."),
    click.option("--artist", "artist_name", callback=words, help="Name of the artist."),
    click.option("--album", "album_name", callback=words, help="Title of the album."),
    _something,
    max_page=20,
    prefetch=False,
)

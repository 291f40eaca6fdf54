"""``save``, ``remove``, ``like``, ``dislike``: change the user's library and likes."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, TypeAlias

import click

from amazon_music_async import AmazonMusic, APIError, NotFound, Track, get
from amazon_music_async.cli.commands.job import with_options
from amazon_music_async.cli.connection import Connection, with_connection
from amazon_music_async.cli.exit_status import Unfinished
from amazon_music_async.cli.output.checkpoint import Checkpoint
from amazon_music_async.cli.output.formats import item_line
from amazon_music_async.cli.output.stream import standard_output
from amazon_music_async.cli.runner import run

Write: TypeAlias = Callable[[str], Awaitable[Any]]
_IDS = click.argument("ids", metavar="ID...", nargs=-1, required=True)
_ALBUM = click.option("--album", "albums", is_flag=True, help="The ids are ids of albums, not of tracks.")


def write_command(
    name: str, help: str, track: Callable[[AmazonMusic], Write], album: Callable[[AmazonMusic], Write] | None = None
) -> click.Command:
    """The command that does ``track`` to each id, or with ``--album`` does ``album``."""

    @click.command(name, help=help)
    @_IDS
    @with_options(*([_ALBUM] if album else []))
    @with_connection
    def command(ids: tuple[str, ...], connection: Connection, *, albums: bool = False) -> None:
        _write(ids, connection, album if albums and album else track, hinted=bool(album) and not albums)

    return command


def _write(ids: Sequence[str], connection: Connection, method: Callable[[AmazonMusic], Write], *, hinted: bool) -> None:
    """Write one id after the other, and a record for each answer. An id that is refused stops no other."""
    out = standard_output()
    refused: list[str] = []

    async def work() -> None:
        for id in ids:
            get("tracks/{}", id, at="track", into=Track)  # Raises for an invalid id before anything is sent.
        async with connection.opened() as music:
            for id in ids:
                try:
                    answer = await method(music)(id)
                except APIError as error:
                    hint = "; if it is an album, use --album" if hinted and isinstance(error, NotFound) else ""
                    refused.append(f"{id}: {type(error).__name__}: {error}{hint}")
                else:
                    out.write(item_line(answer), b"", Checkpoint())

    run(work())
    if refused:
        raise Unfinished("\n".join(refused))


save = write_command(
    "save",
    "Add tracks, or albums, to your library, by id.",
    lambda music: music.tracks.save,
    lambda music: music.albums.save,
)
remove = write_command(
    "remove",
    "Remove tracks, or albums, from your library, by id.",
    lambda music: music.tracks.remove,
    lambda music: music.albums.remove,
)
like = write_command("like", "Like tracks, by id.", lambda music: music.tracks.like)
dislike = write_command("dislike", "Dislike tracks, by id.", lambda music: music.tracks.dislike)

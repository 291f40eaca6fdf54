"""``save``, ``remove``, ``like``, ``dislike``: change the user's library and likes."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from amazon_music_async import AmazonMusic, LikedTrack, SavedAlbum, SavedTrack
from amazon_music_async.cli.commands.job import with_options, with_output
from amazon_music_async.cli.commands.lookups import FILE, IDS, Stream, chosen_ids, run_job
from amazon_music_async.cli.connection import Connection, with_connection
from amazon_music_async.cli.option_types import checked_id
from amazon_music_async.cli.output.sink import Output

_ALBUM = click.option("--album", "is_album", is_flag=True, help="The ids are ids of albums, not of tracks.")
_HELP = """{}, by id.

Give the ids on the command line, in a FILE, or on standard input (-). Each has a record, which for a refused id says
why.
"""


def write_command(
    name: str,
    help: str,
    model: type,
    tracks: Callable[[AmazonMusic], Stream],
    albums: Callable[[AmazonMusic], Stream] | None = None,
) -> click.Command:
    """The command that makes a write for each id: ``tracks``, or with ``--album`` ``albums``."""

    @click.command(name, help=_HELP.format(help))
    @IDS
    @FILE
    @with_options(*([_ALBUM] if albums else []))
    @with_output
    @with_connection
    def command(
        given: tuple[str, ...], file: Path | None, output: Output, connection: Connection, *, is_album: bool = False
    ) -> None:
        for id in given:
            if id != "-":
                checked_id(None, None, id)
        asked: dict[str, Any] = {"command": name, "album": is_album}
        stream = albums if albums and is_album else tracks
        hint = "; if they are ids of albums, use --album" if albums and not is_album else ""
        with chosen_ids(given, file) as ids:
            record = SavedAlbum if is_album else model
            run_job(ids, asked, output, record, connection, stream, success="done", hint=hint)

    return command


save = write_command(
    "save",
    "Add tracks, or albums, to your library",
    SavedTrack,
    lambda music: music.tracks.save_many,
    lambda music: music.albums.save_many,
)
remove = write_command(
    "remove",
    "Remove tracks, or albums, from your library",
    SavedTrack,
    lambda music: music.tracks.remove_many,
    lambda music: music.albums.remove_many,
)
like = write_command("like", "Like tracks", LikedTrack, lambda music: music.tracks.like_many)
dislike = write_command("dislike", "Dislike tracks", LikedTrack, lambda music: music.tracks.dislike_many)

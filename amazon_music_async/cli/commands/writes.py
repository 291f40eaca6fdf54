"""The commands ``save``, ``remove``, ``like`` and ``dislike``."""

from collections.abc import Awaitable, Callable, Sequence

import click
import orjson

from amazon_music_async import AmazonMusic, APIError, LikedTrack, SavedAlbum, SavedTrack, Track, get, to_dict
from amazon_music_async.cli.connection import Service, with_service
from amazon_music_async.cli.exit_status import Unfinished
from amazon_music_async.cli.output.checkpoint import Place
from amazon_music_async.cli.output.stream import standard_output
from amazon_music_async.cli.runner import run

_IDS = click.argument("ids", metavar="ID...", nargs=-1, required=True)
_ALBUM = click.option("--album", is_flag=True, help="The ids are those of albums, not of tracks.")


@click.command()
@_IDS
@_ALBUM
@with_service
def save(ids: tuple[str, ...], *, album: bool, service: Service) -> None:
    """Put tracks, or albums, into your library, by id."""
    _write(ids, service, lambda music: music.albums.save if album else music.tracks.save)


@click.command()
@_IDS
@_ALBUM
@with_service
def remove(ids: tuple[str, ...], *, album: bool, service: Service) -> None:
    """Take tracks, or albums, out of your library, by id."""
    _write(ids, service, lambda music: music.albums.remove if album else music.tracks.remove)


@click.command()
@_IDS
@with_service
def like(ids: tuple[str, ...], service: Service) -> None:
    """Like tracks, by id."""
    _write(ids, service, lambda music: music.tracks.like)


@click.command()
@_IDS
@with_service
def dislike(ids: tuple[str, ...], service: Service) -> None:
    """Dislike tracks, by id."""
    _write(ids, service, lambda music: music.tracks.dislike)


def _write(
    ids: Sequence[str],
    service: Service,
    way: Callable[[AmazonMusic], Callable[[str], Awaitable[SavedTrack | SavedAlbum | LikedTrack]]],
) -> None:
    """One id after the other; what the service says of each is a record. One that it refuses stops none."""
    out = standard_output()
    refused: list[str] = []

    async def work() -> None:
        for id in ids:
            get("tracks/{}", id, at="track", into=Track)  # An id that is none is named before any is sent.
        async with service.connected() as music:
            for id in ids:
                try:
                    answer = await way(music)(id)
                except APIError as error:
                    refused.append(f"{id}: {type(error).__name__}: {error}")
                else:
                    out.write(orjson.dumps(to_dict(answer), option=orjson.OPT_APPEND_NEWLINE), b"", Place())

    run(work())
    if refused:
        raise Unfinished("\n".join(refused))

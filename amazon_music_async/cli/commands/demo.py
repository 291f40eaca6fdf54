"""The command ``demo``."""

import errno
import os
import time
from collections.abc import AsyncIterable
from typing import TypeVar

import click
from attrs import define, field
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from amazon_music_async import AmazonMusic, Found, LikeState, Track
from amazon_music_async.cli.exit_status import Unfinished
from amazon_music_async.cli.option_types import SECONDS
from amazon_music_async.cli.runner import run

T = TypeVar("T")


def _table(*columns: tuple[str, int], numbers: bool) -> Table:
    """A table whose columns have names and greatest widths; it fits into 80 columns."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for number, (name, width) in enumerate(columns):
        table.add_column(name, justify="right" if numbers and number else "left", no_wrap=True, max_width=width)
    return table


def _numbers() -> Table:
    return _table(("", 20), ("items", 10), ("requests", 10), ("seconds", 10), ("a second", 10), numbers=True)


class _Console(Console):
    """One that leaves the exit status after a closed pipe to the group of commands."""

    def on_broken_pipe(self) -> None:
        """Raise it again, and show nothing more; rich would exit with 1."""
        self.quiet = True
        raise BrokenPipeError(errno.EPIPE, os.strerror(errno.EPIPE))


@define
class DemoRun:
    """The steps of the demo, with a table of what each took."""

    music: AmazonMusic
    console: Console
    table: Table = field(factory=_numbers)
    began: float = field(factory=time.perf_counter)
    requests: int = 0

    def done(self, what: str, count: int) -> None:
        """Add a row for what was done since the last row."""
        now, requests = time.perf_counter(), self.music.stats.requests
        seconds = now - self.began
        self.table.add_row(
            what, f"{count:,}", f"{requests - self.requests}", f"{seconds:.2f}", f"{count / seconds:,.0f}"
        )
        self.began, self.requests = now, requests

    async def watch(self, what: str, total: int, items: AsyncIterable[T]) -> list[T]:
        """Collect the items, with a bar while they arrive."""
        columns = (TextColumn("{task.description:>16}"), BarColumn(40), MofNCompleteColumn(), TimeElapsedColumn())
        got: list[T] = []
        with Progress(*columns, console=self.console, disable=not self.console.is_terminal) as progress:
            task = progress.add_task(what, total=total)
            async for item in items:
                got.append(item)
                progress.update(task, completed=len(got))
        self.done(what, len(got))
        return got


@click.command()
@click.option("--tracks", type=click.IntRange(100), default=10_000, metavar="N", help="Tracks to look up.")
@click.option("--latency", type=SECONDS, default=0.06, metavar="SECONDS", help="Delay of each answer.")
@click.option("--concurrency", type=click.IntRange(1), default=8, metavar="N", help="Most requests in flight.")
@click.option("--sandbox", is_flag=True, hidden=True, expose_value=False, help="Accepted, as by every command.")
def demo(tracks: int, latency: float, concurrency: int) -> None:
    """See what the library does, without an account.

    A sandbox is started in this command; ten thousand of its tracks are looked up, the liked tracks and the albums of
    a library are listed, one track is liked, one is searched for by its ISRC, and a playlist is made, filled, reordered
    and deleted.
    """
    run(_demo(tracks, latency, concurrency))


async def _demo(tracks: int, latency: float, concurrency: int) -> None:
    from amazon_music_async.sandbox import Sandbox  # noqa: PLC0415 - only this needs it

    console = _Console(highlight=False)
    liked, library = tracks // 10, tracks // 25
    async with (
        Sandbox(tracks, tracks // 20, liked, library, latency) as sandbox,
        sandbox.client(concurrency=concurrency) as music,
    ):
        console.print(
            f"[bold]A sandbox with {tracks:,} tracks[/bold] listens at {sandbox.url}\n"
            f"and takes {latency * 1000:.0f} ms to answer; at most {concurrency} requests are in flight.\n"
        )
        ids = sandbox.track_ids
        demo_run = DemoRun(music, console)
        outcomes = await demo_run.watch("tracks by id", len(ids), music.tracks.stream(ids))
        found = [outcome.item for outcome in outcomes if isinstance(outcome, Found)]
        favourites = await demo_run.watch("liked tracks", liked, music.tracks.liked(prefetch=True))
        await demo_run.watch("library albums", library, music.albums.library(prefetch=True))
        known = {one.track.id for one in favourites}
        new = next((track for track in found if track.id not in known), found[0])
        state = await _liked(demo_run, new)
        await _found_by_isrc(demo_run, new)
        await _playlist(demo_run, found[:5])
    _show(demo_run, found, new, state)


async def _liked(demo_run: DemoRun, track: Track) -> LikeState | None:
    """Like a track; return its state in the list of liked tracks."""
    await demo_run.music.tracks.like(track.id)
    read_back = [one.like_state async for one in demo_run.music.tracks.liked([track.id])]
    demo_run.done("like, read back", 1)
    return read_back[0] if read_back else None


async def _found_by_isrc(demo_run: DemoRun, track: Track) -> None:
    """Search for a track by its ISRC."""
    hits = await demo_run.music.search.tracks(isrc=track.isrc).take(20)
    demo_run.done("search by ISRC", len(hits))


async def _playlist(demo_run: DemoRun, tracks: list[Track]) -> None:
    """Make a playlist, fill it, move its last entry to the top, read it, delete it."""
    playlists = demo_run.music.playlists
    playlist = await playlists.create("Made by the demo")
    await playlists.add(playlist.id, [track.id for track in tracks])
    ids = [str(entry.entry_id) async for entry in playlists.tracks(playlist.id)]
    await playlists.move(playlist.id, ids[-1:], below=ids[0])
    moved = [str(entry.entry_id) async for entry in playlists.tracks(playlist.id)]
    await playlists.delete(playlist.id)
    demo_run.done("a playlist", len(moved))
    if moved != [ids[-1], *ids[:-1]]:
        raise Unfinished("the last entry of the playlist was moved to the top, but is not there")


def _show(demo_run: DemoRun, found: list[Track], new: Track, state: LikeState | None) -> None:
    some = _table(("some of the tracks", 26), ("artist", 20), ("album", 16), ("released", 10), numbers=False)
    for track in found[:: max(1, len(found) // 5)][:5]:
        artists = ", ".join(artist.name or artist.id for artist in track.artists)
        released = f"{track.release_date:%Y-%m-%d}" if track.release_date else ""
        some.add_row(track.title, artists, track.album.title if track.album else "", released)
    stats = demo_run.music.stats
    demo_run.console.print("", some, "", demo_run.table, "", sep="\n")
    demo_run.console.print(
        f"[bold]{new.title}[/bold] is now on your list as [green]{state}[/green]. "
        f"{stats.requests} requests, {stats.peak_in_flight} in flight at most, {stats.retries} sent again.",
        soft_wrap=True,
    )
    if state != LikeState.LIKE:
        raise Unfinished(f"{new.id} was liked, but is {state} in the list")

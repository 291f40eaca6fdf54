"""The command ``sandbox``."""

import asyncio
import shlex

import click

from amazon_music_async.cli.connection import API_KEY, BASE_URL, CLIENT_ID, CLIENT_SECRET, REFRESH_TOKEN, TOKEN_URL
from amazon_music_async.cli.exit_status import Problem, reason
from amazon_music_async.cli.messages import say
from amazon_music_async.cli.option_types import SECONDS, Number
from amazon_music_async.cli.runner import run

_LISTED = ("tracks", "albums", "artists", "playlists", "stations", "shows")


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on; 0.0.0.0: all.")
@click.option("--port", type=click.IntRange(0, 65535), default=0, metavar="N", help="0: any free port.")
@click.option("--tracks", type=click.IntRange(0), default=1000, metavar="N", help="Tracks in the catalogue.")
@click.option("--albums", type=click.IntRange(0), default=100, metavar="N", help="Albums in the catalogue.")
@click.option("--liked", type=click.IntRange(0), default=250, metavar="N", help="Liked tracks of each user.")
@click.option("--library", type=click.IntRange(0), default=120, metavar="N", help="Albums in the library of each user.")
@click.option("--seed", type=int, default=0, metavar="N", help="Another seed gives other ids and another api key.")
@click.option("--latency", type=SECONDS, default=0.0, metavar="SECONDS", help="Delay of each answer.")
@click.option(
    "--throttle", type=Number(0, min_open=True), metavar="RATE", help="Answer 429 above so many requests a second."
)
@click.option("--list", "listed", type=click.Choice(_LISTED), help="Print the ids of these, one a line, and exit.")
@click.option("--sandbox", is_flag=True, hidden=True, expose_value=False, help="Accepted, as by every command.")
def sandbox(
    *,
    host: str,
    port: int,
    tracks: int,
    albums: int,
    liked: int,
    library: int,
    seed: int,
    latency: float,
    throttle: float | None,
    listed: str | None,
) -> None:
    """Run a sandbox for other programs, until Ctrl-C.

    Paste what it prints into another shell: commands there then use the sandbox. The same seed and sizes give the
    same ids, in each run and with --list.
    """
    from amazon_music_async.sandbox import Sandbox  # noqa: PLC0415 - only this needs it

    service = Sandbox(tracks, albums, liked, library, latency, seed=seed, host=host, port=port)
    if listed is not None:
        click.echo("\n".join(getattr(service.catalogue, listed).ids))
        return
    service.throttle(throttle)

    async def work() -> None:
        try:
            await service.start()
        except OSError as error:
            raise Problem(f"cannot listen on {host}, port {port}: {reason(error)}") from None
        try:
            for name, value in (
                (BASE_URL, service.url),
                (API_KEY, service.api_key),
                (TOKEN_URL, service.token_url),
                (CLIENT_ID, service.client_id),
                (CLIENT_SECRET, service.client_secret),
                (REFRESH_TOKEN, service.refresh_token),
            ):
                click.echo(f"export {name}={shlex.quote(value)}")
            say(f"# {tracks:,} tracks and {albums:,} albums at {service.url}; Ctrl-C ends it")
            await asyncio.Event().wait()
        finally:
            await service.stop()

    run(work())

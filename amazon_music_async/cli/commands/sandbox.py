"""The command ``sandbox``."""

import asyncio
import shlex

import click

from amazon_music_async.cli.connection import API_KEY, BASE_URL, CLIENT_ID, CLIENT_SECRET, REFRESH_TOKEN, TOKEN_URL
from amazon_music_async.cli.option_types import SECONDS
from amazon_music_async.cli.runner import run


@click.command()
@click.option("--port", type=click.IntRange(0, 65535), default=0, metavar="N", help="0: any free port.")
@click.option("--tracks", type=click.IntRange(0), default=1000, metavar="N", help="Tracks in the catalogue.")
@click.option("--albums", type=click.IntRange(0), default=100, metavar="N", help="Albums in the catalogue.")
@click.option("--liked", type=click.IntRange(0), default=250, metavar="N", help="Liked tracks of each user.")
@click.option("--library", type=click.IntRange(0), default=120, metavar="N", help="Albums in the library of each user.")
@click.option("--latency", type=SECONDS, default=0.0, metavar="SECONDS", help="Delay of each answer.")
@click.option("--sandbox", is_flag=True, hidden=True, expose_value=False, help="Accepted, as by every command.")
def sandbox(*, port: int, tracks: int, albums: int, liked: int, library: int, latency: float) -> None:
    """Run a sandbox for other programs, until Ctrl-C.

    Paste what it prints into another shell: commands there then use the sandbox.
    """
    from amazon_music_async.sandbox import Sandbox  # noqa: PLC0415 - only this needs it

    async def work() -> None:
        async with Sandbox(tracks, albums, liked, library, latency, port=port) as service:
            for name, value in (
                (BASE_URL, service.url),
                (API_KEY, service.api_key),
                (TOKEN_URL, service.token_url),
                (CLIENT_ID, service.client_id),
                (CLIENT_SECRET, service.client_secret),
                (REFRESH_TOKEN, service.refresh_token),
            ):
                click.echo(f"export {name}={shlex.quote(value)}")
            click.echo(f"# {tracks:,} tracks and {albums:,} albums at {service.url}; Ctrl-C ends it", err=True)
            await asyncio.Event().wait()

    run(work())

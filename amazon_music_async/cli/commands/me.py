"""``me``: the user of the login."""

import click

from amazon_music_async.cli.connection import Connection, with_connection
from amazon_music_async.cli.output.checkpoint import Checkpoint
from amazon_music_async.cli.output.formats import item_line
from amazon_music_async.cli.output.stream import standard_output
from amazon_music_async.cli.runner import run


@click.command()
@with_connection
def me(connection: Connection) -> None:
    """Show who is logged in."""
    out = standard_output()

    async def work() -> None:
        async with connection.opened() as music:
            out.write(item_line(await music.user.get()), b"", Checkpoint())

    run(work())

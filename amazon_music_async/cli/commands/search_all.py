"""``search-all``: the best hits of every kind."""

import click

from amazon_music_async import Unknown, to_dict
from amazon_music_async.cli.connection import Connection, with_connection
from amazon_music_async.cli.output.checkpoint import Checkpoint
from amazon_music_async.cli.output.formats import record_line
from amazon_music_async.cli.output.stream import standard_output
from amazon_music_async.cli.runner import run


@click.command("search-all")
@click.argument("query")
@click.option("--limit", type=click.IntRange(1, 100), default=10, metavar="N", help="Most hits of each kind.")
@with_connection
def search_all(query: str, limit: int, connection: Connection) -> None:
    """Search for everything, podcasts included.

    One record for each hit, with its group and its type; the top hits come first. It takes one request.
    """
    out = standard_output()

    async def work() -> None:
        async with connection.opened() as music:
            for group in await music.search.everything(query, limit=limit):
                for hit in group.entities:
                    kind, item = (
                        (hit.type, hit.data) if isinstance(hit, Unknown) else (type(hit).__name__, to_dict(hit))
                    )
                    out.write(record_line({"group": group.title, "type": kind, "item": item}), b"", Checkpoint())

    run(work())

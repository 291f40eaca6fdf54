"""``search-all``: the best hits of every kind."""

import click

from amazon_music_async import Unknown, to_dict
from amazon_music_async.cli.commands.lists import words
from amazon_music_async.cli.connection import Connection, with_connection
from amazon_music_async.cli.output.checkpoint import Checkpoint
from amazon_music_async.cli.output.formats import record_line
from amazon_music_async.cli.output.stream import standard_output
from amazon_music_async.cli.runner import run
from amazon_music_async.cli.threads import in_thread


@click.command("search-all")
@click.argument("query", callback=words)
@click.option("--limit", type=click.IntRange(1, 100), default=10, metavar="N", help="Most hits of each kind.")
@with_connection
def search_all(query: str, limit: int, connection: Connection) -> None:
    """Search for everything, podcasts included.

    One record for each hit, with its group and its type; the top hits come first. It takes one request.
    """
    out = standard_output()

    async def work() -> None:
        async with connection.opened() as music:
            groups = await music.search.everything(query, limit=limit)
        records = b"".join(_record(group.title, hit) for group in groups for hit in group.entities)
        # Not in the event loop, which is to hear signals also when nobody reads.
        await in_thread(lambda: out.write(records, b"", Checkpoint()))

    run(work())


def _record(group: str | None, hit: object) -> bytes:
    kind, item = (hit.type, hit.data) if isinstance(hit, Unknown) else (type(hit).__name__, to_dict(hit))
    return record_line({"group": group, "type": kind, "item": item})

"""A list on its way to the output, page by page."""

from amazon_music_async import LibraryAlbum, LikedTrack, Pages
from amazon_music_async.cli.output.progress import Tally
from amazon_music_async.cli.output.sink import Desk


async def walk(pages: Pages[LikedTrack] | Pages[LibraryAlbum], desk: Desk, tally: Tally) -> None:
    """Walk to the end. Pages are written whole: the job stands between two of them, never in one."""
    async for page in pages.by_page():
        for item in page.items:
            desk.put(desk.form.item(item))
        tally.found += len(page.items)
        desk.at = page.next_cursor
        desk.writer.put()
        await desk.writer.room()
    desk.done = True

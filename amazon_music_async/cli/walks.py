"""``liked`` and ``library-albums``: a record for each entry of a list."""

from attrs import define

from amazon_music_async import LibraryAlbum, LikedTrack, Pages
from amazon_music_async.cli.desk import Desk
from amazon_music_async.cli.report import Tally


@define(eq=False)
class Walk:
    """A list on its way to the output, page by page."""

    desk: Desk
    tally: Tally

    @property
    def start(self) -> str | None:
        """The cursor of the page that comes next."""
        return self.desk.at if isinstance(self.desk.at, str) else None

    async def run(self, pages: Pages[LikedTrack] | Pages[LibraryAlbum]) -> None:
        """Walk to the end. Pages are written whole: the job stands between two of them, never in one."""
        async for page in pages.by_page():
            for item in page.items:
                self.desk.put(self.desk.form.item(item))
            self.tally.found += len(page.items)
            self.desk.at = page.next_cursor
            self.desk.writer.put()
            await self.desk.writer.room()
        self.desk.done = True

"""The endpoints that recommend.

See https://developer.amazon.com/docs/music/API_web_browse.html
"""

from attrs import frozen

from amazon_music_async._calls.request import get
from amazon_music_async._pages.walk import Pages
from amazon_music_async.models.market import Market
from amazon_music_async.models.page import Connection, Items
from amazon_music_async.models.playlist import Playlist
from amazon_music_async.models.scope import Scope
from amazon_music_async.models.track import Track
from amazon_music_async.resources._group import Group

_CATALOG = (Scope.CATALOG,)


@frozen(eq=False)
class Browse(Group):
    """What the service recommends to the user, by what the user has listened to: not charts, and not to be shared.

    >>> [track.title for track in await music.browse.top_tracks().take(2)]
    ['Hold On Loosely', 'Salt Engine']
    """

    def top_tracks(self, *, page_size: int = 20, start: str | None = None, prefetch: bool = False) -> Pages[Track]:
        """Give the top tracks of this user; another user gets others. ``page_size``: 1 to 20. Documented.

        >>> [track.title for track in await music.browse.top_tracks().take(2)]
        ['Hold On Loosely', 'Salt Engine']
        """
        request = get("browse/tracks/top", at="topTracks", into=Connection[Track], scopes=_CATALOG)
        return self._pages(request, page_size, start, prefetch=prefetch, max_page_size=20)

    def top_playlists(
        self, *, page_size: int = 20, start: str | None = None, prefetch: bool = False
    ) -> Pages[Playlist]:
        """Give the top playlists of this user; another user gets others. ``page_size``: 1 to 100.

        Reported: the path is documented, the shape of the answer is not, and may differ.

        >>> [playlist.title for playlist in await music.browse.top_playlists().take(2)]
        ['Burning Highway: the playlist', 'Neon Compass: the playlist']
        """
        request = get("browse/playlists/top", at="topPlaylists|*", into=Connection[Playlist], scopes=_CATALOG)
        return self._pages(request, page_size, start, prefetch=prefetch)

    async def markets(self) -> tuple[Market, ...]:
        """Return the markets in which the service is available. Reported: the answer may differ.

        >>> [market.id for market in await music.browse.markets()][:3]
        ['US', 'GB', 'DE']
        """
        return (await self._send(get("markets", at="markets|*", into=Items[Market]))).items

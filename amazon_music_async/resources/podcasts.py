"""The endpoint of podcasts.

See https://developer.amazon.com/docs/music/API_web_podcast.html
"""

from attrs import frozen

from amazon_music_async._calls.request import get
from amazon_music_async._pages.walk import Pages
from amazon_music_async.models.page import Connection
from amazon_music_async.models.podcast import Episode, PodcastShow
from amazon_music_async.models.scope import Scope
from amazon_music_async.resources._group import Group

_CATALOG = (Scope.CATALOG,)


@frozen(eq=False)
class Podcasts(Group):
    """Podcasts of the catalogue.

    >>> (await music.podcasts.show(sandbox.catalogue.shows.ids[0])).title
    'The Distant Kingdom Podcast'
    """

    async def show(self, show_id: str) -> PodcastShow:
        """Return one podcast, with the first page of its episodes. Documented.

        >>> (await music.podcasts.show(sandbox.catalogue.shows.ids[0])).title
        'The Distant Kingdom Podcast'
        """
        return await self._send(get("podcasts/shows/{}", show_id, at="podcastShow", into=PodcastShow, scopes=_CATALOG))

    def episodes(
        self, show_id: str, *, page_size: int = 100, start: str | None = None, prefetch: bool = False
    ) -> Pages[Episode]:
        """Give all episodes of a podcast. ``page_size``: 1 to 100. Documented.

        >>> show_id = sandbox.catalogue.shows.ids[0]
        >>> [episode.title for episode in await music.podcasts.episodes(show_id).take(2)]
        ['35: Restless "Live"', '34: Distant Parade']
        """
        request = get(
            "podcasts/shows/{}", show_id, at="podcastShow.episodes", into=Connection[Episode], scopes=_CATALOG
        )
        return self._pages(request, page_size, start, prefetch=prefetch)

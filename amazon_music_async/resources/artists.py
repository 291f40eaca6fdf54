"""The endpoints of artists.

See https://developer.amazon.com/docs/music/API_web_artists.html
"""

from collections.abc import AsyncGenerator
from typing import Final

from attrs import frozen

from amazon_music_async._calls.request import get
from amazon_music_async._lookups.id_source import Ids
from amazon_music_async._lookups.loader import Loader
from amazon_music_async._pages.walk import Pages
from amazon_music_async.models.artist import Artist
from amazon_music_async.models.lookup import Lookup
from amazon_music_async.models.outcome import Outcome
from amazon_music_async.models.page import Connection, Items
from amazon_music_async.models.scope import Scope
from amazon_music_async.resources._group import Group, MultiGetEndpoint

_CATALOG = (Scope.CATALOG,)

_MULTI_GET: Final = MultiGetEndpoint(
    get("artists", at="artists|artist", into=Items[Artist], scopes=_CATALOG),
    max_ids=100,
)


@frozen(eq=False)
class Artists(Group):
    """Artists of the catalogue, and those that the user follows.

    >>> (await music.artists.get("B01EJ9KLA6")).name
    'Tash Sultana'
    """

    async def get(self, artist_id: str) -> Artist:
        """Return one artist of the catalogue; `NotFound` if there is none with this id. Documented.

        >>> (await music.artists.get("B01EJ9KLA6")).name
        'Tash Sultana'
        """
        return await self._send(get("artists/{}", artist_id, at="artist|Artist", into=Artist, scopes=_CATALOG))

    async def get_many(self, artist_ids: Ids) -> Lookup[Artist]:
        """Return any number of artists, 100 in a request, several requests at a time. Documented.

        Complete, or the failure that stopped it, with ``partial`` (all that did arrive) and ``pending`` (the ids still
        to ask). Ids that the service does not know are in ``missing``.

        >>> artists = await music.artists.get_many(["B01EJ9KLA6", "B000000000"])
        >>> artists["B01EJ9KLA6"].name, artists.missing
        ('Tash Sultana', ('B000000000',))
        """
        return await self._lookups(_MULTI_GET).get_many(artist_ids)

    def stream(self, artist_ids: Ids, *, ordered: bool = True) -> AsyncGenerator[Outcome[Artist]]:
        """Give what became of each of an endless number of ids, in flat memory: `Found`, `Missing` or `Failed`.

        In the order asked; with ``ordered=False`` each batch of 100 as it finishes. What would fail for every id
        (401, 403, no token, an outage) is raised, with ``pending``.

        >>> async for outcome in music.artists.stream(["B01EJ9KLA6", "B000000000"]):
        ...     print(type(outcome).__name__, outcome.id)
        Found B01EJ9KLA6
        Missing B000000000
        """
        return self._lookups(_MULTI_GET).stream(artist_ids, ordered=ordered)

    def loader(self, *, max_wait: float = 0.0) -> Loader[Artist]:
        """Join single look-ups of many tasks, made within ``max_wait`` seconds, into one request for 100 artists.

        >>> (await music.artists.loader().get("B01EJ9KLA6")).name
        'Tash Sultana'
        """
        return self._loader(_MULTI_GET, max_wait)

    def followed(self, *, page_size: int = 100, start: str | None = None, prefetch: bool = False) -> Pages[Artist]:
        """Give the artists that the user follows. ``page_size``: 1 to 100.

        Reported: the path is documented, the shape of the answer is not, and may differ.

        >>> [artist.name for artist in await music.artists.followed().take(3)]
        ['Tash Sultana', 'Pharrell Williams', 'Larry Davis']
        """
        request = get("me/followed/artists", at="user.followedArtists|*", into=Connection[Artist])
        return self._pages(request, page_size, start, prefetch=prefetch)

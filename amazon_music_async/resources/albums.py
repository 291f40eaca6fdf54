"""The endpoints of albums.

See https://developer.amazon.com/docs/music/API_web_albums.html
"""

from collections.abc import AsyncGenerator, Iterable
from typing import Final

from attrs import frozen

from amazon_music_async._calls.request import delete, get, put
from amazon_music_async._lookups.id_source import Ids
from amazon_music_async._lookups.loader import Loader
from amazon_music_async._pages.walk import Pages
from amazon_music_async.models.album import Album
from amazon_music_async.models.library import LibraryAlbum
from amazon_music_async.models.lookup import Lookup
from amazon_music_async.models.outcome import Done, Failed, Outcome
from amazon_music_async.models.page import Connection, Items
from amazon_music_async.models.saved import SavedAlbum
from amazon_music_async.models.scope import Scope
from amazon_music_async.resources._group import Group, MultiGetEndpoint

_CATALOG = (Scope.CATALOG,)
_LIBRARY = (Scope.LIBRARY,)
_LIBRARY_READ = (Scope.LIBRARY_READ,)

_MULTI_GET: Final = MultiGetEndpoint(
    get("albums", at="albums|album", into=Items[Album], scopes=_CATALOG),
    max_ids=100,
)


@frozen(eq=False)
class Albums(Group):
    """Albums of the catalogue and of the user's library.

    >>> (await music.albums.get("B0064UPU4G")).title
    'Discovery'
    """

    async def get(self, album_id: str) -> Album:
        """One album of the catalogue; `NotFound` if there is none by this id.

        >>> album = await music.albums.get("B0064UPU4G")
        >>> album.title, album.artists[0].name, album.track_count
        ('Discovery', 'Daft Punk', 14)
        """
        return await self._send(get("albums/{}", album_id, at="album", into=Album, scopes=_CATALOG))

    async def get_many(self, album_ids: Ids) -> Lookup[Album]:
        """Any number of albums, 100 in a request, several requests at a time.

        Complete, or the failure that stopped it, with ``partial`` (all that did arrive) and ``pending`` (the ids still
        to ask). Ids the service does not know are in ``missing``.

        >>> albums = await music.albums.get_many(["B0064UPU4G", "B000000000"])
        >>> albums["B0064UPU4G"].title, albums.missing
        ('Discovery', ('B000000000',))
        """
        return await self._lookups(_MULTI_GET).get_many(album_ids)

    def stream(self, album_ids: Ids, *, ordered: bool = True) -> AsyncGenerator[Outcome[Album]]:
        """What becomes of each of an endless number of ids, in flat memory: `Found`, `Missing` or `Failed`.

        In the order asked; with ``ordered=False`` each batch of 100 as it finishes. What would fail for every id
        (401, 403, no token, an outage) is raised, with ``pending``.

        >>> async for outcome in music.albums.stream(["B0064UPU4G", "B000000000"]):
        ...     match outcome:
        ...         case Found(id=id, item=album):
        ...             print(id, album.title)
        ...         case Missing(id=id) | Failed(id=id):
        ...             print(id, type(outcome).__name__)
        B0064UPU4G Discovery
        B000000000 Missing
        """
        return self._lookups(_MULTI_GET).stream(album_ids, ordered=ordered)

    def loader(self, *, max_wait: float = 0.0) -> Loader[Album]:
        """Turns single look-ups of many tasks, made within ``max_wait`` seconds, into one request for 100 albums.

        >>> (await music.albums.loader().get("B0064UPU4G")).title
        'Discovery'
        """
        return self._loader(_MULTI_GET, max_wait)

    def library(
        self,
        album_ids: Iterable[str] | None = None,
        *,
        page_size: int = 100,
        start: str | None = None,
        prefetch: bool = False,
    ) -> Pages[LibraryAlbum]:
        """The albums of the user's library, or those of ``album_ids`` that are in it. ``page_size``: 1 to 100.

        >>> [(entry.album.title, entry.purchased) for entry in await music.albums.library().take(2)]
        [('Discovery', False), ('Around the world', False)]
        """
        request = get("me/library/albums", at="user.libraryAlbums", into=Connection[LibraryAlbum], scopes=_LIBRARY_READ)
        return self._pages(request, page_size, start, prefetch=prefetch, ids=album_ids, ids_parameter="albumIds")

    async def save(self, album_id: str) -> SavedAlbum:
        """Add an album to the user's library.

        >>> (await music.albums.save("B0101GQZGA")).save_state
        <SaveState.SAVED: 'SAVED'>
        """
        return await self._send(put("me/library/albums/{}", album_id, at="saveAlbum", into=SavedAlbum, scopes=_LIBRARY))

    async def remove(self, album_id: str) -> SavedAlbum:
        """Take an album out of the user's library.

        >>> (await music.albums.remove("B0101GQZGA")).save_state
        <SaveState.REMOVED: 'REMOVED'>
        """
        return await self._send(
            delete("me/library/albums/{}", album_id, at="removeAlbum", into=SavedAlbum, scopes=_LIBRARY)
        )

    def save_many(self, album_ids: Ids, *, ordered: bool = True) -> AsyncGenerator[Done[SavedAlbum] | Failed]:
        """`save` of many albums, several at a time: one outcome for each id; an outage is raised, with ``pending``.

        ``album_ids``: any iterable or async iterable, endless ones too.

        >>> async for outcome in music.albums.save_many(["B0101GQZGA", "B000000000"]):
        ...     print(type(outcome).__name__, outcome.id)
        Done B0101GQZGA
        Failed B000000000
        """
        return self._writes(self.save, album_ids, ordered=ordered)

    def remove_many(self, album_ids: Ids, *, ordered: bool = True) -> AsyncGenerator[Done[SavedAlbum] | Failed]:
        """`remove` of many albums, several at a time: one outcome for each id; an outage is raised, with ``pending``.

        ``album_ids``: any iterable or async iterable, endless ones too.

        >>> async for outcome in music.albums.remove_many(["B0101GQZGA"]):
        ...     print(type(outcome).__name__, outcome.id)
        Done B0101GQZGA
        """
        return self._writes(self.remove, album_ids, ordered=ordered)

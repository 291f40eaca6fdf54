"""The endpoints of tracks.

See https://developer.amazon.com/docs/music/API_web_tracks.html
"""

from collections.abc import AsyncGenerator, Iterable
from typing import Final

from attrs import frozen

from amazon_music_async._calls.request import delete, get, put
from amazon_music_async._lookups.id_source import Ids
from amazon_music_async._lookups.loader import Loader
from amazon_music_async._lookups.lookups import Lookups
from amazon_music_async._lookups.searches import Searches
from amazon_music_async._pages.walk import Pages
from amazon_music_async._validation import checked_choice, checked_isrc
from amazon_music_async.models.library import LibraryTrack
from amazon_music_async.models.liked import LikedTrack, LikeState
from amazon_music_async.models.lookup import Lookup
from amazon_music_async.models.media_type import MediaType
from amazon_music_async.models.outcome import Done, Failed, Outcome
from amazon_music_async.models.page import Connection, Items
from amazon_music_async.models.saved import SavedTrack
from amazon_music_async.models.scope import Scope
from amazon_music_async.models.track import Track
from amazon_music_async.resources._group import Group, MultiGetEndpoint
from amazon_music_async.resources.search import Search

_CATALOG = (Scope.CATALOG,)
_LIBRARY = (Scope.LIBRARY,)
_FAVORITES = (Scope.FAVORITES,)
_FAVORITES_READ = (Scope.FAVORITES_READ,)

_MULTI_GET: Final = MultiGetEndpoint(
    get("tracks", at="tracks|track", into=Items[Track], scopes=_CATALOG),
    max_ids=100,
)


@frozen(eq=False)
class Tracks(Group):
    """Tracks of the catalogue, of the user's library, and those that the user likes or dislikes.

    >>> (await music.tracks.get("B076YT2CBT")).title
    'Happy (From "Despicable Me 2")'
    """

    async def get(self, track_id: str, *, media_type: MediaType | str | None = None) -> Track:
        """One track of the catalogue; `NotFound` if there is none by this id.

        >>> track = await music.tracks.get("B076YT2CBT")
        >>> track.title, track.artists[0].name, track.duration
        ('Happy (From "Despicable Me 2")', 'Pharrell Williams', 232)
        """
        query = {"mediaType": _checked_media_type(media_type)}
        return await self._send(get("tracks/{}", track_id, at="track", into=Track, query=query, scopes=_CATALOG))

    async def get_many(self, track_ids: Ids, *, media_type: MediaType | str | None = None) -> Lookup[Track]:
        """Any number of tracks, 100 in a request, several requests at a time.

        Complete, or the failure that stopped it, with ``partial`` (all that did arrive) and ``pending`` (the ids still
        to ask). Ids the service does not know are in ``missing``.

        >>> tracks = await music.tracks.get_many(["B076YT2CBT", "B000VRPGVA", "B000000000"])
        >>> tracks["B076YT2CBT"].title, tracks.missing
        ('Happy (From "Despicable Me 2")', ('B000000000',))
        """
        return await self._lookups_of(media_type).get_many(track_ids)

    def stream(
        self, track_ids: Ids, *, media_type: MediaType | str | None = None, ordered: bool = True
    ) -> AsyncGenerator[Outcome[Track]]:
        """What becomes of each of an endless number of ids, in flat memory: `Found`, `Missing` or `Failed`.

        In the order asked; with ``ordered=False`` each batch of 100 as it finishes. What would fail for every id
        (401, 403, no token, an outage) is raised, with ``pending``.

        >>> async for outcome in music.tracks.stream(["B076YT2CBT", "B000000000"]):
        ...     match outcome:
        ...         case Found(id=id, item=track):
        ...             print(id, track.title)
        ...         case Missing(id=id) | Failed(id=id):
        ...             print(id, type(outcome).__name__)
        B076YT2CBT Happy (From "Despicable Me 2")
        B000000000 Missing
        """
        return self._lookups_of(media_type).stream(track_ids, ordered=ordered)

    def by_isrc(
        self, isrcs: Ids, *, full: bool = False, ordered: bool = True
    ) -> AsyncGenerator[Outcome[tuple[Track, ...]]]:
        """Search for each of many ISRCs: `Found` with all tracks that have it, `Missing` or `Failed`, in flat memory.

        ``isrcs``: any iterable or async iterable, endless ones too; hyphens and case do not matter. ``full``: the
        tracks are looked up as well, many in one request, because the hits of a search hold few fields.

        >>> async for outcome in music.tracks.by_isrc(["USQ4E1300686", "USXX10000000"]):
        ...     match outcome:
        ...         case Found(id=isrc, item=tracks):
        ...             print(isrc, [track.title for track in tracks])
        ...         case Missing(id=isrc) | Failed(id=isrc):
        ...             print(isrc, type(outcome).__name__)
        USQ4E1300686 ['Happy (From "Despicable Me 2")']
        USXX10000000 Missing
        """
        searches = Searches(self._with_isrc, checked_isrc, self._lookups_of(None), self._sender.state.limiter.limit)
        return searches.stream(isrcs, full=full, ordered=ordered)

    async def _with_isrc(self, isrc: str) -> list[Track]:
        hits = Search(self._sender).tracks(isrc=isrc)
        return [track async for track in hits if (track.isrc or isrc).replace("-", "").upper() == isrc]

    def loader(self, *, max_wait: float = 0.0) -> Loader[Track]:
        """Turns single look-ups of many tasks, made within ``max_wait`` seconds, into one request for 100 tracks.

        >>> import asyncio
        >>> loader = music.tracks.loader()
        >>> first, second = await asyncio.gather(loader.get("B076YT2CBT"), loader.get("B000VRPGVA"))
        >>> first.title, second.title, music.stats.requests
        ('Happy (From "Despicable Me 2")', 'Hold On Loosely', 1)
        """
        return self._loader(_MULTI_GET, max_wait)

    async def save(self, track_id: str) -> SavedTrack:
        """Add a track to the user's library.

        >>> (await music.tracks.save("B000VRPGVA")).save_state
        <SaveState.SAVED: 'SAVED'>
        """
        return await self._send(put("me/library/tracks/{}", track_id, at="saveTrack", into=SavedTrack, scopes=_LIBRARY))

    async def remove(self, track_id: str) -> SavedTrack:
        """Take a track out of the user's library.

        >>> (await music.tracks.remove("B000VRPGVA")).save_state
        <SaveState.REMOVED: 'REMOVED'>
        """
        return await self._send(
            delete("me/library/tracks/{}", track_id, at="removeTrack", into=SavedTrack, scopes=_LIBRARY)
        )

    def save_many(self, track_ids: Ids, *, ordered: bool = True) -> AsyncGenerator[Done[SavedTrack] | Failed]:
        """`save` of many tracks, several at a time: one outcome for each id; an outage is raised, with ``pending``.

        ``track_ids``: any iterable or async iterable, endless ones too.

        >>> async for outcome in music.tracks.save_many(["B000VRPGVA", "B000000000"]):
        ...     print(type(outcome).__name__, outcome.id)
        Done B000VRPGVA
        Failed B000000000
        """
        return self._writes(self.save, track_ids, ordered=ordered)

    def remove_many(self, track_ids: Ids, *, ordered: bool = True) -> AsyncGenerator[Done[SavedTrack] | Failed]:
        """`remove` of many tracks, several at a time: one outcome for each id; an outage is raised, with ``pending``.

        ``track_ids``: any iterable or async iterable, endless ones too.

        >>> async for outcome in music.tracks.remove_many(["B000VRPGVA"]):
        ...     print(type(outcome).__name__, outcome.id)
        Done B000VRPGVA
        """
        return self._writes(self.remove, track_ids, ordered=ordered)

    def library(self, *, page_size: int = 100, start: str | None = None, prefetch: bool = False) -> Pages[LibraryTrack]:
        """Give the tracks of the user's library. ``page_size``: 1 to 100.

        Reported: the path is known, the shape of the answer is not, and may differ.

        >>> saved = await music.tracks.save("B000VRPGVA")
        >>> [entry.track.title async for entry in music.tracks.library()]
        ['Hold On Loosely']
        """
        request = get("me/library/tracks", at="user.libraryTracks|*", into=Connection[LibraryTrack])
        return self._pages(request, page_size, start, prefetch=prefetch)

    def liked(
        self,
        track_ids: Iterable[str] | None = None,
        *,
        page_size: int = 100,
        start: str | None = None,
        prefetch: bool = False,
    ) -> Pages[LikedTrack]:
        """The tracks that the user has liked or disliked, or those of ``track_ids`` that are among them.

        The service's own sample of this list holds a DISLIKE: look at ``like_state``. ``page_size``: 1 to 100.

        >>> [liked.track.title for liked in await music.tracks.liked().take(2)]
        ['Happy (From "Despicable Me 2")', 'Texas Flood']
        """
        request = get("me/tracks", at="user.tracks", into=Connection[LikedTrack], scopes=_FAVORITES_READ)
        return self._pages(request, page_size, start, prefetch=prefetch, ids=track_ids, ids_parameter="trackIds")

    async def like(self, track_id: str) -> LikedTrack:
        """Say that the user likes a track.

        >>> (await music.tracks.like("B000VRPGVA")).like_state
        <LikeState.LIKE: 'LIKE'>
        """
        return await self._set(track_id, LikeState.LIKE)

    async def dislike(self, track_id: str) -> LikedTrack:
        """Say that the user does not like a track. No way to say neither is documented.

        >>> (await music.tracks.dislike("B000VRPGVA")).like_state
        <LikeState.DISLIKE: 'DISLIKE'>
        """
        return await self._set(track_id, LikeState.DISLIKE)

    def like_many(self, track_ids: Ids, *, ordered: bool = True) -> AsyncGenerator[Done[LikedTrack] | Failed]:
        """`like` of many tracks, several at a time: one outcome for each id; an outage is raised, with ``pending``.

        ``track_ids``: any iterable or async iterable, endless ones too.

        >>> async for outcome in music.tracks.like_many(["B000VRPGVA", "B076YT2CBT"]):
        ...     print(type(outcome).__name__, outcome.id)
        Done B000VRPGVA
        Done B076YT2CBT
        """
        return self._writes(self.like, track_ids, ordered=ordered)

    def dislike_many(self, track_ids: Ids, *, ordered: bool = True) -> AsyncGenerator[Done[LikedTrack] | Failed]:
        """`dislike` of many tracks, several at a time: one outcome for each id; an outage is raised, with ``pending``.

        ``track_ids``: any iterable or async iterable, endless ones too.

        >>> async for outcome in music.tracks.dislike_many(["B000VRPGVA"]):
        ...     print(type(outcome).__name__, outcome.id)
        Done B000VRPGVA
        """
        return self._writes(self.dislike, track_ids, ordered=ordered)

    async def _set(self, track_id: str, state: LikeState) -> LikedTrack:
        json = {"likeState": state.value}
        return await self._send(
            put("me/tracks/{}", track_id, at="setTrackLikeState", into=LikedTrack, json=json, scopes=_FAVORITES)
        )

    def _lookups_of(self, media_type: MediaType | str | None) -> Lookups[Track]:
        return self._lookups(_MULTI_GET, mediaType=_checked_media_type(media_type))


def _checked_media_type(media_type: MediaType | str | None) -> str | None:
    return None if media_type is None else checked_choice(media_type, MediaType, "media_type=")

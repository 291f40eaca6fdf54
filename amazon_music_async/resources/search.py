"""The endpoints that search.

See https://developer.amazon.com/docs/music/API_web_search.html
"""

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import field, frozen

from amazon_music_async._calls.request import Request, get, post, with_parameter
from amazon_music_async._convert.converter import from_dict
from amazon_music_async._pages.walk import Pages
from amazon_music_async._validation import check_kind, checked_whole
from amazon_music_async.errors import DecodeError
from amazon_music_async.models.album import Album
from amazon_music_async.models.artist import Artist
from amazon_music_async.models.page import Connection, Items
from amazon_music_async.models.playlist import Playlist
from amazon_music_async.models.podcast import Episode, PodcastShow
from amazon_music_async.models.scope import Scope
from amazon_music_async.models.search_group import Entity, SearchGroup, Unknown
from amazon_music_async.models.station import Station
from amazon_music_async.models.track import Track
from amazon_music_async.models.user import User
from amazon_music_async.resources._group import Group

T = TypeVar("T")

_CATALOG = (Scope.CATALOG,)
_MAX_PAGE_SIZE = 100
"""The newest revision of the documents allows 20, an older one 100."""

_TYPES: Mapping[str, type[Any]] = {
    "Album": Album,
    "Artist": Artist,
    "Playlist": Playlist,
    "PodcastEpisode": Episode,
    "PodcastShow": PodcastShow,
    "Station": Station,
    "Track": Track,
    "User": User,
}
"""The models by the service's own names of types."""


@frozen(kw_only=True)
class _Entities:
    entities: tuple[dict[str, Any], ...] = ()


@frozen(kw_only=True)
class _EntityGroup:
    id: str | None = None
    title: str | None = None
    content: _Entities = field(factory=_Entities)


@frozen(kw_only=True)
class _Groups:
    entity_groups: tuple[_EntityGroup, ...] = ()


@frozen(kw_only=True)
class _View:
    content: _Groups = field(factory=_Groups)


@frozen(eq=False)
class Search(Group):
    """The catalogue, searched. Hits hold few fields: look their ids up where more is needed.

    >>> [track.title async for track in music.search.tracks(isrc="USQ4E1300686")]
    ['Happy (From "Despicable Me 2")']
    """

    def tracks(
        self,
        query: str | None = None,
        *,
        isrc: str | None = None,
        name: str | None = None,
        artist_name: str | None = None,
        album_name: str | None = None,
        artist_id: str | None = None,
        album_id: str | None = None,
        id: str | None = None,
        sort_by: str | None = None,
        page_size: int = 20,
        start: str | None = None,
    ) -> Pages[Track]:
        """Search for tracks, by ``query`` in all fields or by single fields. Documented.

        How several fields combine is not documented. ISRCs are found by ``isrc=`` alone, never by ``query``; the
        service may write them in another case. ``sort_by``: ``relevance``, ``release``, ``popularity`` or ``name``.
        ``page_size``: 1 to 100; the newest documents allow 20.

        >>> async for track in music.search.tracks(name="Happy", artist_name="Pharrell Williams"):
        ...     print(track.id, track.title)
        B076YT2CBT Happy (From "Despicable Me 2")
        """
        fields = {
            "isrc": isrc,
            "name": name,
            "artistName": artist_name,
            "albumName": album_name,
            "artistId": artist_id,
            "albumId": album_id,
            "id": id,
        }
        request = post("search/tracks", at="searchTracks", into=Connection[Track], scopes=_CATALOG, read_only=True)
        return self._search(request, query, fields, sort_by, page_size, start)

    def albums(
        self,
        query: str | None = None,
        *,
        filters: Mapping[str, str] | None = None,
        sort_by: str | None = None,
        page_size: int = 20,
        start: str | None = None,
    ) -> Pages[Album]:
        """Search for albums. ``filters``: values by the service's own names of fields, which are not documented.

        Reported: several programs call it as `tracks` is called; it may differ.

        >>> [album.title for album in await music.search.albums("Discovery").take(1)]
        ['Discovery']
        """
        request = post("search/albums", at="searchAlbums|*", into=Connection[Album], scopes=_CATALOG, read_only=True)
        return self._search(request, query, filters or {}, sort_by, page_size, start)

    def artists(
        self,
        query: str | None = None,
        *,
        filters: Mapping[str, str] | None = None,
        sort_by: str | None = None,
        page_size: int = 20,
        start: str | None = None,
    ) -> Pages[Artist]:
        """Search for artists. ``filters``: values by the service's own names of fields, which are not documented.

        Reported: several programs call it as `tracks` is called; it may differ.

        >>> [artist.name for artist in await music.search.artists("Pharrell").take(1)]
        ['Pharrell Williams']
        """
        request = post("search/artists", at="searchArtists|*", into=Connection[Artist], scopes=_CATALOG, read_only=True)
        return self._search(request, query, filters or {}, sort_by, page_size, start)

    async def everything(self, query: str, *, limit: int = 10) -> tuple[SearchGroup, ...]:
        """Search the whole catalogue, lyrics included. Documented.

        The groups come in the service's order, the top hits first. ``limit``: the most hits of each type.

        >>> for group in await music.search.everything("Happy", limit=1):
        ...     print(group.title, [type(hit).__name__ for hit in group.entities])
        Top hits ['Track']
        Songs ['Track']
        """
        check_kind(query, str, "query is a str")
        if not query.strip():
            raise ValueError("query is empty: the service refuses that")
        request = get(
            "search", at="", into=Items[_View], query={"query": query, "limit": checked_whole(limit, "limit=")}
        )
        views = await self._send(request)
        if views.flaws:
            raise views.flaws[0]
        return tuple(_group(group) for view in views.items for group in view.content.entity_groups)

    def _search(
        self,
        request: Request[Connection[T]],
        query: str | None,
        fields: Mapping[str, str | None],
        sort_by: str | None,
        page_size: int,
        start: str | None,
    ) -> Pages[T]:
        filters = [{"field": field, "query": value} for field, value in fields.items() if value is not None]
        if query is not None:
            filters.insert(0, {"query": query})
        for one in filters:
            check_kind(one["query"], str, f"{one.get('field', 'query')} is a str")
            if not one["query"].strip():
                raise ValueError(f"{one.get('field', 'query')} is empty: nothing to search for")
        if not filters:
            raise ValueError("nothing to search for: pass query, or at least one field")
        request = with_parameter(request, "searchFilters", filters)
        if sort_by is not None:
            request = with_parameter(request, "sortBy", sort_by)
        return self._pages(request, page_size, start, prefetch=False, max_page_size=_MAX_PAGE_SIZE)


def _group(group: _EntityGroup) -> SearchGroup:
    return SearchGroup(id=group.id, title=group.title, entities=tuple(map(_entity, group.content.entities)))


def _entity(data: dict[str, Any]) -> Entity:
    """The model of a hit; of an unknown type, or one that cannot be read, all that was sent."""
    kind = str(data.get("_type"))
    if kind in _TYPES:
        try:
            entity: Entity = from_dict(data, _TYPES[kind])
        except DecodeError:
            pass
        else:
            return entity
    id = data.get("id")
    return Unknown(type=kind, id=id if isinstance(id, str) else None, data=data)

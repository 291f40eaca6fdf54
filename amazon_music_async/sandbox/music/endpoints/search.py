"""Search. https://developer.amazon.com/docs/music/API_web_search.html."""

from typing import Any, Final

from amazon_music_async.models.scope import Scope
from amazon_music_async.sandbox.catalogue.search import Kind, SearchFilter
from amazon_music_async.sandbox.http.reply import Reply, json_reply
from amazon_music_async.sandbox.music.endpoint import Body, Context, Endpoints, Parameter, limit
from amazon_music_async.sandbox.music.endpoints._common import page
from amazon_music_async.sandbox.music.json_schema import Schema
from amazon_music_async.sandbox.music.paging import part_of
from amazon_music_async.sandbox.music.schemas import (
    STRING,
    answer,
    array,
    connection,
    data,
    fields,
    ref,
    several,
    whole_number,
)

ENDPOINTS: Final = Endpoints()
_FIELDS: Final = ("id", "asin", "albumId", "albumName", "artistId", "artistName", "categoryId", "name", "isrc")


def _body(most: int) -> Body:
    wanted = fields(("query",), field={"type": "string", "enum": list(_FIELDS)}, query=STRING)
    sort_by: Schema = {
        "type": "string",
        "enum": ["relevance", "release", "popularity", "name"],
        "default": "relevance",
    }
    return Body(
        fields(
            ("searchFilters",),
            searchFilters=several(wanted),
            limit=whole_number(1, most, 20),
            token=STRING,
            sortBy=sort_by,
        )
    )


def _found(context: Context, key: str, kind: Kind, *shown: str) -> Reply:
    filters = [SearchFilter(each["query"], each.get("field")) for each in context.values["searchFilters"]]
    sort_by: str = context.values["sortBy"]
    ids = context.store.search.find(kind, filters, sort_by)

    def edge(id: str) -> dict[str, Any]:
        return {"node": context.store.node(getattr(context.store.catalogue, kind), id, *shown)}

    return json_reply({"data": {key: page(context, f"{kind} {filters} {sort_by}", part_of(ids), edge)}})


@ENDPOINTS.add("POST", "/search/tracks", Scope.CATALOG, body=_body(20), answer=data(searchTracks=connection("Track")))
def search_tracks(context: Context) -> Reply:
    """Tracks that match every filter. Nodes hold few fields, and ISRCs come in mixed case."""
    return _found(context, "searchTracks", "tracks", "id", "title", "isrc", "url")


@ENDPOINTS.add("POST", "/search/albums", Scope.CATALOG, body=_body(100), answer=data(searchAlbums=connection("Album")))
def search_albums(context: Context) -> Reply:
    """Albums that match every filter."""
    return _found(context, "searchAlbums", "albums", "id", "title", "url")


@ENDPOINTS.add(
    "POST", "/search/artists", Scope.CATALOG, body=_body(100), answer=data(searchArtists=connection("Artist"))
)
def search_artists(context: Context) -> Reply:
    """Artists that match every filter."""
    return _found(context, "searchArtists", "artists", "id", "name", "url")


_GROUPS: Final[tuple[tuple[Kind, str, str], ...]] = (
    ("tracks", "Songs", "Track"),
    ("albums", "Albums", "Album"),
    ("artists", "Artists", "Artist"),
    ("playlists", "Playlists", "Playlist"),
    ("stations", "Stations", "Station"),
    ("shows", "Podcasts", "PodcastShow"),
)


@ENDPOINTS.add(
    "GET",
    "/search",
    Scope.CATALOG,
    parameters=(Parameter("query", {"type": "string", "pattern": "\\S"}, required=True), limit(100, 10)),
    answer=answer(data=array(ref("View"))),
)
def search_everything(context: Context) -> Reply:
    """The best of each kind, after a group with the best of all. Kinds without a match have no group."""
    filters, most = [SearchFilter(context.values["query"])], context.values["limit"]
    groups: list[dict[str, Any]] = []
    for kind, title, type_ in _GROUPS:
        collection = getattr(context.store.catalogue, kind)
        ids = context.store.search.find(kind, filters)[:most]
        entities = [{"_type": type_, **collection.fields(id, *_SHOWN)} for id in ids]
        if entities:
            groups.append(_group(kind, title, entities))
    top = [group["content"]["entities"][0] for group in groups]
    view = {"_type": "ViewContent", "entityGroups": [_group("top", "Top hits", top[:most]), *groups]}
    return json_reply({"data": [{"_type": "View", "id": "catalog", "title": "Catalog Data", "content": view}]})


_SHOWN: Final = ("id", "title", "name", "url", "artists", "album", "images")


def _group(id: str, title: str, entities: list[dict[str, Any]]) -> dict[str, Any]:
    content = {"_type": "EntityGroupContent", "entities": entities}
    return {"_type": "EntityGroup", "id": id, "title": title, "viewType": "LIST", "content": content}

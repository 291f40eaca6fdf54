"""What the service offers a user, and where it is on sale. https://developer.amazon.com/docs/music/API_web_browse.html."""

from typing import Any, Final

from amazon_music_async.models.scope import Scope
from amazon_music_async.sandbox.http.reply import Reply, json_reply
from amazon_music_async.sandbox.music.endpoint import CURSOR, Context, Endpoints, limit
from amazon_music_async.sandbox.music.endpoints._common import page
from amazon_music_async.sandbox.music.paging import part_of
from amazon_music_async.sandbox.music.schemas import array, connection, data, ref

ENDPOINTS: Final = Endpoints()
_MARKETS: Final = {
    "US": "United States",
    "GB": "United Kingdom",
    "DE": "Germany",
    "FR": "France",
    "JP": "Japan",
    "BR": "Brazil",
}


@ENDPOINTS.add(
    "GET",
    "/browse/tracks/top",
    Scope.CATALOG,
    parameters=(limit(20), CURSOR),
    answer=data(topTracks=connection("Track")),
)
def list_top_tracks(context: Context) -> Reply:
    """The tracks that the user plays most: other users get other tracks."""

    def edge(id: str) -> dict[str, Any]:
        return {"node": context.store.node(context.store.catalogue.tracks, id, "id", "title", "url")}

    found = page(context, f"top tracks {context.user.id}", part_of(context.user.top_tracks), edge)
    return json_reply({"data": {"topTracks": found}})


@ENDPOINTS.add(
    "GET",
    "/browse/playlists/top",
    Scope.CATALOG,
    parameters=(limit(), CURSOR),
    answer=data(topPlaylists=connection("Playlist")),
)
def list_top_playlists(context: Context) -> Reply:
    """Playlists of the catalogue that suit the user: other users get others."""

    def edge(id: str) -> dict[str, Any]:
        return {"node": context.store.catalogue.playlists.fields(id)}

    found = page(context, f"top playlists {context.user.id}", part_of(context.user.top_playlists), edge)
    return json_reply({"data": {"topPlaylists": found}})


@ENDPOINTS.add("GET", "/markets", Scope.CATALOG, answer=data(markets=array(ref("Market"))))
def list_markets(_context: Context) -> Reply:
    """The countries where the service is on sale."""
    return json_reply({"data": {"markets": [{"id": id, "name": name} for id, name in _MARKETS.items()]}})

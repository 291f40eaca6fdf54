"""Artists, and those that a user follows.

https://developer.amazon.com/docs/music/API_web_artists.html
"""

from typing import Any, Final

from amazon_music_async.models.scope import Scope
from amazon_music_async.sandbox.http.reply import Reply
from amazon_music_async.sandbox.music.endpoint import CURSOR, IDS, Context, Endpoints, limit
from amazon_music_async.sandbox.music.endpoints._common import one, several, user_page
from amazon_music_async.sandbox.music.schemas import array, connection, data, ref, user_list
from amazon_music_async.sandbox.music.user_list import ListEntry

ENDPOINTS: Final = Endpoints()


@ENDPOINTS.add("GET", "/artists/{id}", Scope.CATALOG, answer=data(artist=ref("Artist")))
def get_artist(context: Context) -> Reply:
    """One artist."""
    return one(context, context.store.catalogue.artists, "artist")


@ENDPOINTS.add("GET", "/artists", Scope.CATALOG, parameters=(IDS,), answer=data(artists=array(ref("Artist"))))
def get_artists(context: Context) -> Reply:
    """Up to 100 artists."""
    return several(context, context.store.catalogue.artists, "artist")


@ENDPOINTS.add(
    "GET",
    "/me/followed/artists",
    Scope.FAVORITES,
    Scope.FAVORITES_READ,
    parameters=(limit(), CURSOR),
    answer=user_list("followedArtists", connection("Artist")),
)
def list_followed_artists(context: Context) -> Reply:
    """The artists that the user follows."""

    def edge(entry: ListEntry) -> dict[str, Any]:
        return {"node": context.store.node(context.store.catalogue.artists, entry.id, "id", "name", "url")}

    return user_page(context, "followedArtists", context.user.followed_artists.part, edge)

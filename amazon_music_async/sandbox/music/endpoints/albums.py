"""Albums, and the albums in a user's library.

https://developer.amazon.com/docs/music/API_web_albums.html
"""

from typing import Any, Final
from uuid import UUID, uuid5

from amazon_music_async.models.scope import Scope
from amazon_music_async.sandbox.http.reply import Reply, json_reply
from amazon_music_async.sandbox.music.endpoint import CURSOR, IDS, Context, Endpoints, Parameter, limit
from amazon_music_async.sandbox.music.endpoints._common import one, several, summary, user_page
from amazon_music_async.sandbox.music.schemas import (
    BOOLEAN,
    ID,
    SAVED,
    STRING,
    array,
    connection,
    data,
    ref,
    several as ids,
    user_list,
)
from amazon_music_async.sandbox.music.user_list import ListEntry

ENDPOINTS: Final = Endpoints()
_OBJECTS: Final = UUID("6e9f3f0c-5c39-4f1c-9b0f-3f0c6e9f5c39")


@ENDPOINTS.add("GET", "/albums/{id}", Scope.CATALOG, answer=data(album=ref("Album")))
def get_album(context: Context) -> Reply:
    """One album."""
    return one(context, context.store.catalogue.albums, "album")


@ENDPOINTS.add("GET", "/albums", Scope.CATALOG, parameters=(IDS,), answer=data(albums=array(ref("Album"))))
def get_albums(context: Context) -> Reply:
    """Up to 100 albums."""
    return several(context, context.store.catalogue.albums, "album")


@ENDPOINTS.add(
    "GET",
    "/me/library/albums",
    Scope.LIBRARY,
    Scope.LIBRARY_READ,
    parameters=(Parameter("albumIds", ids(ID)), limit(), CURSOR),
    answer=user_list("libraryAlbums", connection("Album", purchased=BOOLEAN, uploaded=BOOLEAN, objectId=STRING)),
)
def list_library_albums(context: Context) -> Reply:
    """The albums in the user's library."""
    user, store = context.user, context.store

    def edge(entry: ListEntry) -> dict[str, Any]:
        return {
            "purchased": entry.place % 10 == 0,
            "uploaded": False,
            "node": store.node(store.catalogue.albums, entry.id, "id", "title", "url"),
            "objectId": str(uuid5(_OBJECTS, f"{user.id} {entry.id}")),
        }

    only = context.values.get("albumIds")
    return user_page(context, "libraryAlbums", lambda after, most: user.library_albums.part(after, most, only), edge)


@ENDPOINTS.add("PUT", "/me/library/albums/{id}", Scope.LIBRARY, answer=data(saveAlbum=SAVED))
def save_album(context: Context) -> Reply:
    """Add an album to the user's library."""
    album = summary(context, context.store.catalogue.albums, "album", "id", "title", "url")
    context.user.library_albums.add(context.id)
    return json_reply({"data": {"saveAlbum": {"album": album, "saveState": "SAVED"}}})


@ENDPOINTS.add("DELETE", "/me/library/albums/{id}", Scope.LIBRARY, answer=data(removeAlbum=SAVED))
def remove_album(context: Context) -> Reply:
    """Remove an album from the user's library."""
    album = summary(context, context.store.catalogue.albums, "album", "id", "title", "url")
    context.user.library_albums.remove(context.id)
    return json_reply({"data": {"removeAlbum": {"album": album, "saveState": "REMOVED"}}})

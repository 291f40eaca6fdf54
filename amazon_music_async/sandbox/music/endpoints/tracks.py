"""Tracks, the tracks in a user's library, and likes.

https://developer.amazon.com/docs/music/API_web_tracks.html
"""

from typing import Any, Final

from amazon_music_async.models.scope import Scope
from amazon_music_async.sandbox.http.reply import Reply, json_reply
from amazon_music_async.sandbox.music.endpoint import (
    CURSOR,
    IDS,
    MEDIA_TYPE,
    Body,
    Context,
    Endpoints,
    Parameter,
    limit,
)
from amazon_music_async.sandbox.music.endpoints._common import one, several, summary, user_page
from amazon_music_async.sandbox.music.schemas import (
    ID,
    SAVED,
    answer,
    array,
    connection,
    data,
    fields,
    ref,
    several as ids,
    user_list,
)
from amazon_music_async.sandbox.music.user_list import ListEntry

ENDPOINTS: Final = Endpoints()
_LIKE_STATE: Final = {"type": "string", "enum": ["LIKE", "DISLIKE"]}


@ENDPOINTS.add("GET", "/tracks/{id}", Scope.CATALOG, parameters=(MEDIA_TYPE,), answer=data(track=ref("Track")))
def get_track(context: Context) -> Reply:
    """One track."""
    return one(context, context.store.catalogue.tracks, "track")


@ENDPOINTS.add("GET", "/tracks", Scope.CATALOG, parameters=(IDS, MEDIA_TYPE), answer=data(tracks=array(ref("Track"))))
def get_tracks(context: Context) -> Reply:
    """Up to 100 tracks."""
    return several(context, context.store.catalogue.tracks, "track")


@ENDPOINTS.add(
    "GET",
    "/me/tracks",
    Scope.FAVORITES,
    Scope.FAVORITES_READ,
    parameters=(Parameter("trackIds", ids(ID)), limit(), CURSOR),
    answer=user_list("tracks", connection("Track", likeState=_LIKE_STATE)),
)
def list_likes(context: Context) -> Reply:
    """The tracks that the user likes or dislikes."""

    def edge(entry: ListEntry) -> dict[str, Any]:
        tracks = context.store.catalogue.tracks
        return {"likeState": entry.state, "node": context.store.node(tracks, entry.id, "id", "title", "url")}

    only = context.values.get("trackIds")
    return user_page(context, "tracks", lambda after, most: context.user.liked.part(after, most, only), edge)


@ENDPOINTS.add(
    "PUT",
    "/me/tracks/{trackId}",
    Scope.FAVORITES,
    body=Body(fields(("likeState",), likeState=_LIKE_STATE)),
    answer=data(setTrackLikeState=answer(likeState=_LIKE_STATE, track=ref("Track"))),
)
def set_like(context: Context) -> Reply:
    """Like or dislike a track."""
    state: str = context.values["likeState"]
    track = summary(context, context.store.catalogue.tracks, "track", "id", "title", "url")
    context.user.liked.add(context.id, state)
    return json_reply({"data": {"setTrackLikeState": {"likeState": state, "track": track}}})


@ENDPOINTS.add(
    "GET",
    "/me/library/tracks",
    # The scope that the documents print, and those that the endpoint must mean.
    Scope.LIBRARY,
    Scope.LIBRARY_READ,
    Scope.PROFILE_READ,
    parameters=(limit(), CURSOR),
    answer=user_list("libraryTracks", connection("Track")),
)
def list_library_tracks(context: Context) -> Reply:
    """The tracks in the user's library."""

    def edge(entry: ListEntry) -> dict[str, Any]:
        tracks = context.store.catalogue.tracks
        return {
            "purchased": entry.place % 10 == 0,
            "uploaded": False,
            "node": context.store.node(tracks, entry.id, "id", "title", "url"),
        }

    return user_page(context, "libraryTracks", context.user.library_tracks.part, edge)


@ENDPOINTS.add("PUT", "/me/library/tracks/{id}", Scope.LIBRARY, answer=data(saveTrack=SAVED))
def save_track(context: Context) -> Reply:
    """Add a track to the user's library."""
    track = summary(context, context.store.catalogue.tracks, "track", "id", "title", "isrc", "url")
    context.user.library_tracks.add(context.id)
    return json_reply({"data": {"saveTrack": {"track": track, "saveState": "SAVED"}}})


@ENDPOINTS.add("DELETE", "/me/library/tracks/{id}", Scope.LIBRARY, answer=data(removeTrack=SAVED))
def remove_track(context: Context) -> Reply:
    """Remove a track from the user's library."""
    track = summary(context, context.store.catalogue.tracks, "track", "id", "title", "isrc", "url")
    context.user.library_tracks.remove(context.id)
    return json_reply({"data": {"removeTrack": {"track": track, "saveState": "REMOVED"}}})

"""Playlists: read, made, changed, followed. https://developer.amazon.com/docs/music/API_web_playlist.html."""

from datetime import UTC, datetime, timedelta
from typing import Any, Final

from amazon_music_async.models.scope import Scope
from amazon_music_async.sandbox.http.reply import FORM, Reply, json_reply, refused
from amazon_music_async.sandbox.music.endpoint import CURSOR, Body, Context, Endpoints, Parameter, limit
from amazon_music_async.sandbox.music.endpoints._common import page, user_page
from amazon_music_async.sandbox.music.paging import part_of
from amazon_music_async.sandbox.music.schemas import (
    BOOLEAN,
    ID,
    STRING,
    VISIBILITY,
    answer,
    connection,
    data,
    fields,
    ref,
    several,
    user_list,
)
from amazon_music_async.sandbox.music.store import not_found
from amazon_music_async.sandbox.music.user_list import ListEntry
from amazon_music_async.sandbox.music.user_playlist import PlaylistEntry, UserPlaylist

ENDPOINTS: Final = Endpoints()
_READ: Final = (Scope.LIBRARY, Scope.LIBRARY_READ)
_TITLE: Final = {"type": "string", "pattern": "\\S"}
_FIRST_CHANGE: Final = datetime(2026, 1, 1, tzinfo=UTC)


@ENDPOINTS.add("GET", "/playlists/{id}", *_READ, answer=data(playlist=ref("Playlist")))
def get_playlist(context: Context) -> Reply:
    """One playlist, without its tracks."""
    return json_reply({"data": {"playlist": _shown(_readable(context))}})


@ENDPOINTS.add(
    "POST",
    "/playlists",
    Scope.LIBRARY,
    body=Body(fields(("title", "description", "visibility"), title=_TITLE, description=STRING, visibility=VISIBILITY)),
    answer=data(createPlaylist=ref("Playlist")),
)
def create_playlist(context: Context) -> Reply:
    """A new playlist of the user, without tracks."""
    values = context.values
    playlist = context.store.users.create_playlist(
        context.user.id, values["title"], values["description"], values["visibility"], tuple[str]
    )
    return json_reply({"data": {"createPlaylist": _summary(playlist)}})


@ENDPOINTS.add(
    "PUT",
    "/playlists/{id}",
    Scope.LIBRARY,
    body=Body(
        fields(
            ("title",),
            title=_TITLE,
            description={**STRING, "default": ""},
            visibility={**VISIBILITY, "default": "PRIVATE"},
        ),
        FORM,
    ),
    answer=data(updatePlaylist=ref("Playlist")),
)
def update_playlist(context: Context) -> Reply:
    """Replace title, description and visibility: what is not given is reset."""
    playlist, values = _own(context), context.values
    playlist.title, playlist.description = values["title"], values["description"]
    playlist.visibility = values["visibility"]
    context.store.users.touch(playlist)
    return json_reply({"data": {"updatePlaylist": _summary(playlist)}})


@ENDPOINTS.add("DELETE", "/playlists/{id}", Scope.LIBRARY, status=204)
def delete_playlist(context: Context) -> Reply:
    """Delete a playlist of the user, for good."""
    del context.store.users.playlists[_own(context).id]
    return Reply(204, b"")


@ENDPOINTS.add(
    "GET",
    "/playlists/{id}/tracks",
    *_READ,
    parameters=(limit(), CURSOR),
    answer=data(playlist=answer(title=STRING, tracks=connection("Track", cursor=STRING))),
)
def list_playlist_tracks(context: Context) -> Reply:
    """The tracks of a playlist. The cursor of an edge is its position, a colon and the id of the entry."""
    playlist, store = _readable(context), context.store

    def edge(numbered: tuple[int, PlaylistEntry]) -> dict[str, Any]:
        index, entry = numbered
        node = store.node(store.catalogue.tracks, entry.track_id, "id", "title", "url", "isrc", "album", "artists")
        return {"cursor": f"{index}:{entry.id}", "node": node}

    found = page(context, f"playlist {playlist.id}", part_of(list(enumerate(playlist.entries))), edge)
    return json_reply({"data": {"playlist": {"title": playlist.title, "tracks": found}}})


@ENDPOINTS.add(
    "PUT",
    "/playlists/{id}/tracks",
    Scope.LIBRARY,
    body=Body(fields(("trackIds",), trackIds=several(ID), addDuplicateTracks={**BOOLEAN, "default": False})),
    answer=data(appendTracks=ref("Playlist")),
)
def append_tracks(context: Context) -> Reply:
    """Add tracks at the end; all or, if one is unknown, none."""
    playlist, ids = _own(context), context.values["trackIds"]
    unknown = next((id for id in ids if id not in context.store.catalogue.tracks), None)
    if unknown is not None:
        raise not_found("track", unknown)
    playlist.append(ids, duplicates=context.values["addDuplicateTracks"])
    return _changed(context, playlist, "appendTracks")


@ENDPOINTS.add(
    "DELETE",
    "/playlists/{id}/tracks",
    Scope.LIBRARY,
    body=Body(fields(("entryIds",), entryIds=several(ID))),
    answer=data(removeTracks=ref("Playlist")),
)
def remove_tracks(context: Context) -> Reply:
    """Remove entries. To remove an entry twice is to remove it once; an id that never was one is refused."""
    playlist, ids = _own(context), context.values["entryIds"]
    _refuse_unknown(playlist.unknown(ids, removed_too=True))
    playlist.remove(ids)
    return _changed(context, playlist, "removeTracks")


@ENDPOINTS.add(
    "PATCH",
    "/playlists/{id}/tracks",
    Scope.LIBRARY,
    body=Body(fields(("entryIds",), entryIds=several(ID), entryIdAbove=ID, entryIdBelow=ID)),
    answer=data(moveTracks=ref("Playlist")),
)
def move_tracks(context: Context) -> Reply:
    """Move entries, in the order given, to below ``entryIdAbove`` or to above ``entryIdBelow``."""
    playlist, ids = _own(context), context.values["entryIds"]
    neighbours = [context.values.get("entryIdAbove"), context.values.get("entryIdBelow")]
    _refuse_unknown(playlist.unknown([*ids, *filter(None, neighbours)]))
    if not playlist.move(ids, *neighbours):
        raise refused(400, "'entryIdAbove' and 'entryIdBelow' name no place: give one, or two that are neighbours.")
    return _changed(context, playlist, "moveTracks")


@ENDPOINTS.add(
    "GET",
    "/me/playlists",
    *_READ,
    parameters=(
        Parameter("sortBy", {"type": "string", "enum": ["NAME", "RECENTLY_UPDATED"]}),
        limit(),
        CURSOR,
    ),
    answer=user_list("playlists", connection("Playlist", cursor=STRING)),
)
def list_playlists(context: Context) -> Reply:
    """The user's own playlists."""
    playlists = list(context.user.playlists)
    match context.values.get("sortBy"):
        case "NAME":
            playlists.sort(key=lambda each: each.title.casefold())
        case "RECENTLY_UPDATED":
            playlists.sort(key=lambda each: each.revision, reverse=True)
        case _:
            pass

    def edge(numbered: tuple[int, UserPlaylist]) -> dict[str, Any]:
        index, playlist = numbered
        return {"cursor": f"{index}:{playlist.id}", "node": _shown(playlist)}

    return user_page(context, "playlists", part_of(list(enumerate(playlists))), edge)


@ENDPOINTS.add(
    "GET",
    "/me/followed/playlists",
    Scope.FAVORITES,
    Scope.FAVORITES_READ,
    parameters=(limit(), CURSOR),
    answer=user_list("followedPlaylists", connection("Playlist")),
)
def list_followed_playlists(context: Context) -> Reply:
    """The playlists that the user follows."""
    user, playlists = context.user, context.store.users.playlists

    def edge(entry: ListEntry) -> dict[str, Any]:
        return {"node": {"id": entry.id, "name": playlists[entry.id].title, "url": _url(entry.id)}}

    url = f"https://music.amazon.com/profiles/{user.id}"
    return user_page(
        context,
        "followedPlaylists",
        lambda after, most: user.followed_playlists.part(after, most, playlists),
        edge,
        name=user.display_name,
        url=url,
    )


@ENDPOINTS.add("PUT", "/me/followed/playlists/{id}", Scope.FAVORITES, status=200)
def follow_playlist(context: Context) -> Reply:
    """Follow a playlist."""
    context.user.followed_playlists.add(_readable(context).id)
    return Reply(200, b"")


@ENDPOINTS.add("DELETE", "/me/followed/playlists/{id}", Scope.FAVORITES, status=200)
def unfollow_playlist(context: Context) -> Reply:
    """Do not follow a playlist any longer."""
    if context.id not in context.user.followed_playlists:
        _readable(context)
    context.user.followed_playlists.remove(context.id)
    return Reply(200, b"")


def _readable(context: Context) -> UserPlaylist:
    """The playlist in the path: a private one of somebody else is not there."""
    playlist = context.store.users.playlists.get(context.id)
    if playlist is None or (playlist.visibility == "PRIVATE" and playlist.curator != context.user.id):
        raise not_found("playlist", context.id)
    return playlist


def _own(context: Context) -> UserPlaylist:
    playlist = _readable(context)
    if playlist.curator != context.user.id:
        raise refused(403, "The playlist belongs to somebody else.")
    return playlist


def _refuse_unknown(entry_id: str | None) -> None:
    if entry_id is not None:
        raise refused(404, f"The playlist has no entry with the id {entry_id!r}.")


def _changed(context: Context, playlist: UserPlaylist, key: str) -> Reply:
    context.store.users.touch(playlist)
    return json_reply({"data": {key: {**_summary(playlist), "trackCount": len(playlist.entries)}}})


def _url(id: str) -> str:
    return f"https://music.amazon.com/{'my/' if '-' in id else ''}playlists/{id}"


def _summary(playlist: UserPlaylist) -> dict[str, Any]:
    return {
        "id": playlist.id,
        "title": playlist.title,
        "visibility": playlist.visibility,
        "url": _url(playlist.id),
    }


def _shown(playlist: UserPlaylist) -> dict[str, Any]:
    # The date does not depend on the clock, so that answers are reproducible; it grows with every change.
    modified = _FIRST_CHANGE + timedelta(minutes=playlist.revision)
    return {
        **_summary(playlist),
        "curator": {"id": playlist.curator or "amazon"},
        "description": playlist.description,
        "duration": 240 * len(playlist.entries),
        "images": [{"url": "https://images-na.ssl-images-amazon.com/images/Playlists.png", "imageType": "PRIMARY"}],
        "eligibility": {
            "playback": {"canPlayOnDemand": True, "shuffleType": "INLINE"},
            "playbackSubscriptionTiers": [],
            "isDownloadable": False,
            "isPurchaseable": False,
            "isPreviewable": False,
            "isPrimeEligible": False,
        },
        "trackCount": len(playlist.entries),
        "lastModifiedDate": modified.strftime("%Y-%m-%dT%H:%M:%S.000Z"),
    }

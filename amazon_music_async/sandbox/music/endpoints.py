"""The eleven documented endpoints, without the network: a call goes in, a reply comes out.

See https://developer.amazon.com/docs/music/API_web_tracks.html and
https://developer.amazon.com/docs/music/API_web_albums.html
"""

import re
from collections.abc import Callable
from random import Random
from typing import Any, TypeAlias
from urllib.parse import unquote
from uuid import UUID, uuid5

from attrs import define, field, frozen

from amazon_music_async.models.scope import Scope
from amazon_music_async.sandbox.catalogue.catalogue import Catalogue
from amazon_music_async.sandbox.catalogue.collection import Section
from amazon_music_async.sandbox.http.reply import Refused, Reply, data, gateway, json_reply, refused
from amazon_music_async.sandbox.http.request import Call
from amazon_music_async.sandbox.music.authorization import Access
from amazon_music_async.sandbox.music.options import Settings
from amazon_music_async.sandbox.music.paging import Pages
from amazon_music_async.sandbox.music.user_list import Entry
from amazon_music_async.sandbox.music.users import User, Users

_Answer: TypeAlias = Callable[[Call, User, str], Reply]
_OBJECTS = UUID("6e9f3f0c-5c39-4f1c-9b0f-3f0c6e9f5c39")


@frozen
class _Endpoint:
    method: str
    path: re.Pattern[str]
    scopes: tuple[str, ...]
    answer: _Answer


@define
class Service:
    """What the service answers, given what it knows."""

    _catalogue: Catalogue
    _users: Users
    _access: Access
    _pages: Pages
    _settings: Settings
    _dice: Random
    _endpoints: tuple[_Endpoint, ...] = field(init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        """Lay out the endpoints once."""
        self._endpoints = tuple(
            _Endpoint(method, re.compile(path), scopes, answer)
            for method, path, scopes, answer in (
                ("GET", "/tracks", (Scope.CATALOG,), self._tracks),
                ("GET", "/tracks/([^/]+)", (Scope.CATALOG,), self._track),
                ("GET", "/albums/?", (Scope.CATALOG,), self._albums),
                ("GET", "/albums/([^/]+)/?", (Scope.CATALOG,), self._album),
                ("GET", "/me/tracks", (Scope.FAVORITES, Scope.FAVORITES_READ), self._liked),
                ("PUT", "/me/tracks/([^/]+)", (Scope.FAVORITES,), self._like),
                ("GET", "/me/library/albums", (Scope.LIBRARY, Scope.LIBRARY_READ), self._library),
                ("PUT", "/me/library/albums/([^/]+)", (Scope.LIBRARY,), self._save_album),
                ("DELETE", "/me/library/albums/([^/]+)", (Scope.LIBRARY,), self._remove_album),
                ("PUT", "/me/library/tracks/([^/]+)", (Scope.LIBRARY,), self._save_track),
                ("DELETE", "/me/library/tracks/([^/]+)", (Scope.LIBRARY,), self._remove_track),
            )
        )

    def answer(self, call: Call) -> Reply:
        """The reply to ``call``, a refusal included."""
        for endpoint in self._endpoints:
            match = endpoint.path.fullmatch(call.path) if endpoint.method == call.method else None
            if match:
                try:
                    user = self._users[self._access.check(call, endpoint.scopes)]
                    return endpoint.answer(call, user, unquote(match[1]) if match.lastindex else "")
                except Refused as refusal:
                    return refusal.reply
        return gateway(404, "Not Found")

    def _track(self, call: Call, _user: User, id: str) -> Reply:
        _media_type_checked(call)
        return self._one(self._catalogue.tracks, "track", id)

    def _album(self, _call: Call, _user: User, id: str) -> Reply:
        return self._one(self._catalogue.albums, "album", id)

    def _tracks(self, call: Call, _user: User, _id: str) -> Reply:
        _media_type_checked(call)
        return self._many(call, self._catalogue.tracks, "track")

    def _albums(self, call: Call, _user: User, _id: str) -> Reply:
        return self._many(call, self._catalogue.albums, "album")

    def _one(self, section: Section, key: str, id: str) -> Reply:
        body = section.body(id)
        if body is None:
            raise _unknown(key, id)
        return data(key, body)

    def _many(self, call: Call, section: Section, key: str) -> Reply:
        ids = call.ids("ids")
        if ids is None:
            raise refused(400, "The query parameter 'ids' is missing.")
        bodies = [self._found(section, key, each) for each in ids]
        if self._settings.shuffle_answers:
            self._dice.shuffle(bodies)
        found = b",".join(filter(None, bodies))
        return data(key if self._settings.singular_keys else key + "s", b"[%b]" % found)

    def _found(self, section: Section, key: str, id: str) -> bytes | None:
        body = section.body(id)
        if body is not None:
            return body
        match self._settings.unknown_ids:
            case "drop":
                return None
            case "null":
                return b"null"
            case "refuse":
                raise _unknown(key, id)
            case _:
                raise refused(400, f"The id {id!r} is not valid.")

    def _liked(self, call: Call, user: User, _id: str) -> Reply:
        return self._pages.reply(call, user, "tracks", user.liked, "trackIds", self._liked_edge)

    def _liked_edge(self, _user: User, entry: Entry) -> dict[str, Any]:
        return {"likeState": entry.state, "node": self._node(self._catalogue.tracks, entry.id)}

    def _library(self, call: Call, user: User, _id: str) -> Reply:
        return self._pages.reply(call, user, "libraryAlbums", user.library_albums, "albumIds", self._library_edge)

    def _library_edge(self, user: User, entry: Entry) -> dict[str, Any]:
        return {
            "purchased": entry.place % 10 == 0,
            "uploaded": False,
            "node": self._node(self._catalogue.albums, entry.id),
            "objectId": str(uuid5(_OBJECTS, f"{user.id} {entry.id}")),
        }

    def _node(self, section: Section, id: str) -> dict[str, Any]:
        return section.fields(id) if self._settings.full_nodes else section.fields(id, "id", "title", "url")

    def _like(self, call: Call, user: User, id: str) -> Reply:
        state = call.one_of("likeState", call.json().get("likeState"), ("LIKE", "DISLIKE"))
        track = self._summary(self._catalogue.tracks, "track", id, "id", "title", "url")
        user.liked.put(id, state)
        return json_reply({"data": {"setTrackLikeState": {"likeState": state, "track": track}}})

    def _save_album(self, _call: Call, user: User, id: str) -> Reply:
        album = self._summary(self._catalogue.albums, "album", id, "id", "title", "url")
        user.library_albums.put(id)
        return json_reply({"data": {"saveAlbum": {"album": album, "saveState": "SAVED"}}})

    def _remove_album(self, _call: Call, user: User, id: str) -> Reply:
        album = self._summary(self._catalogue.albums, "album", id, "id", "title", "url")
        user.library_albums.take(id)
        return json_reply({"data": {"removeAlbum": {"album": album, "saveState": "REMOVED"}}})

    def _save_track(self, _call: Call, user: User, id: str) -> Reply:
        track = self._summary(self._catalogue.tracks, "track", id, "id", "title", "isrc", "url")
        user.library_tracks.put(id)
        return json_reply({"data": {"saveTrack": {"track": track, "saveState": "SAVED"}}})

    def _remove_track(self, _call: Call, user: User, id: str) -> Reply:
        track = self._summary(self._catalogue.tracks, "track", id, "id", "title", "isrc", "url")
        user.library_tracks.take(id)
        return json_reply({"data": {"removeTrack": {"track": track, "saveState": "REMOVED"}}})

    def _summary(self, section: Section, kind: str, id: str, *keys: str) -> dict[str, Any]:
        if section.number_of(id) is None:
            raise _unknown(kind, id)
        return section.fields(id, *keys)


def _media_type_checked(call: Call) -> None:
    """Refuse an unknown ``mediaType``; what a known one leaves out is not documented, so nothing is left out."""
    if "mediaType" in call.query:
        call.one_of("mediaType", call.query["mediaType"], ("AUDIO", "VIDEO"))


def _unknown(kind: str, id: str) -> Refused:
    return refused(404, f"There is no {kind} with the id {id!r}.")

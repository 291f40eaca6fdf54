"""How a list is cut into pages."""

from collections.abc import Callable
from typing import Any, TypeAlias

from attrs import frozen

from amazon_music_async.sandbox.http.reply import Reply, json_reply, refused
from amazon_music_async.sandbox.http.request import Call
from amazon_music_async.sandbox.music.cursors import Cursors
from amazon_music_async.sandbox.music.user_list import Entry, Shelf
from amazon_music_async.sandbox.music.users import User

_Edge: TypeAlias = Callable[[User, Entry], dict[str, Any]]


@frozen
class Pages:
    """Pages as the documents describe them: ``limit``, ``cursor``, and a token while there is more."""

    _cursors: Cursors

    def reply(self, call: Call, user: User, key: str, shelf: Shelf, filter_by: str, edge: _Edge) -> Reply:
        """One page of ``shelf``, under ``data.user`` and ``key``; of the ids in ``filter_by`` alone if given."""
        limit, name = call.limit(), f"{user.id} {key}"
        entries, more = shelf.page(self._after(call, name), limit, call.ids(filter_by))
        info: dict[str, Any] = {"hasNextPage": more}
        if more:
            info["token"] = self._cursors.seal(name, entries[-1].place)
        if call.repeats_token:
            info = {"hasNextPage": True, "token": call.query["cursor"]}
        edges = [edge(user, entry) for entry in entries]
        page = {"pageInfo": info, "edgeCount": len(edges), "edges": edges}
        return json_reply({"data": {"user": {"id": user.id, key: page}}})

    def _after(self, call: Call, name: str) -> int:
        cursor = call.query.get("cursor")
        if cursor is None:
            return 0
        place = self._cursors.open(name, cursor)
        if place is None:
            raise refused(400, "The query parameter 'cursor' is not a token that was given for this list.")
        return place

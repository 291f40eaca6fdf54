"""The user, and what they have played.

https://developer.amazon.com/docs/music/API_web_user.html and
https://developer.amazon.com/docs/music/API_web_player.html
"""

from datetime import UTC, datetime, timedelta
from typing import Any, Final

from amazon_music_async.models.scope import Scope
from amazon_music_async.sandbox.http.reply import Reply, json_reply
from amazon_music_async.sandbox.music.endpoint import CURSOR, Body, Context, Endpoints, limit
from amazon_music_async.sandbox.music.endpoints._common import user_page
from amazon_music_async.sandbox.music.paging import part_of
from amazon_music_async.sandbox.music.schemas import (
    STRING,
    TIME,
    VISIBILITY,
    connection,
    data,
    fields,
    ref,
    user_list,
)
from amazon_music_async.sandbox.music.users import User

ENDPOINTS: Final = Endpoints()
_LAST_PLAY: Final = datetime(2026, 1, 31, 21, 4, 5, 678000, tzinfo=UTC)
_IMAGES: Final = [{"height": 0, "width": 0, "url": "https://images-na.ssl-images-amazon.com/images/profile.png"}]


def _url(user: User) -> str:
    return f"https://music.amazon.com/profiles/{user.id}"


@ENDPOINTS.add("GET", "/me", Scope.PROFILE, Scope.PROFILE_READ, answer=data(user=ref("User")))
def get_user(context: Context) -> Reply:
    """The user whose token was sent."""
    user = context.user
    fields = {"id": user.id, "name": user.display_name, "images": _IMAGES, "url": _url(user)}
    return json_reply({"data": {"user": fields}})


@ENDPOINTS.add(
    "PUT",
    "/me",
    # The documents print the scope for reading, and must mean the other.
    Scope.PROFILE,
    Scope.PROFILE_READ,
    body=Body(
        fields(
            ("name", "visibility", "playbackVisibility"),
            name=STRING,
            visibility=VISIBILITY,
            playbackVisibility=VISIBILITY,
        )
    ),
    answer=ref("User"),
)
def update_user(context: Context) -> Reply:
    """Change the user; the answer has no envelope and no name, as in the documents' sample."""
    user, values = context.user, context.values
    user.display_name = values["name"]
    user.visibility, user.playback_visibility = values["visibility"], values["playbackVisibility"]
    return json_reply({"id": user.id, "name": None, "images": _IMAGES})


@ENDPOINTS.add(
    "GET",
    "/player/recentlyPlayed",
    Scope.HISTORY,
    parameters=(limit(60), CURSOR),
    answer=user_list("recentTrackPlayback", connection("Track", playedAt=TIME)),
)
def list_recently_played(context: Context) -> Reply:
    """The tracks that the user has played, the latest first."""
    user, store = context.user, context.store

    def edge(entry: tuple[int, str]) -> dict[str, Any]:
        index, id = entry
        played_at = (_LAST_PLAY - timedelta(minutes=7 * index)).isoformat(timespec="milliseconds")
        node = store.node(store.catalogue.tracks, id, "id", "title", "url")
        return {"playedAt": played_at.replace("+00:00", "Z"), "node": node}

    plays = part_of(list(enumerate(user.recently_played)))
    return user_page(context, "recentTrackPlayback", plays, edge, name=user.display_name, url=_url(user))

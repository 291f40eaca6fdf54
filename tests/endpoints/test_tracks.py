"""The endpoints of tracks."""

import pytest
from endpoint_cases import Case, check, page

from amazon_music_async import (
    LibraryTrack,
    LikedTrack,
    LikeState,
    Lookup,
    MediaType,
    SavedTrack,
    SaveState,
    Track,
)

BODY = {"id": "B1", "title": "One"}
TRACK = Track(id="B1", title="One")
LIKED = page("user.tracks", BODY, likeState="DISLIKE")
DISLIKED = LikedTrack(track=TRACK, like_state=LikeState.DISLIKE)

CASES = {
    "get": Case(lambda m: m.tracks.get("B1"), "GET tracks/B1", {"track": BODY}, TRACK),
    "get, media_type": Case(
        lambda m: m.tracks.get("B1", media_type=MediaType.VIDEO),
        "GET tracks/B1?mediaType=VIDEO",
        {"track": BODY},
        TRACK,
    ),
    "get_many": Case(
        lambda m: m.tracks.get_many(["B1", "B2"]),
        "GET tracks?ids=B1,B2",
        {"tracks": [BODY]},
        Lookup({"B1": TRACK}, ("B2",)),
    ),
    "get_many, the key track": Case(
        lambda m: m.tracks.get_many(["B1"]), "GET tracks?ids=B1", {"track": [BODY]}, Lookup({"B1": TRACK})
    ),
    "get_many, an object": Case(
        lambda m: m.tracks.get_many(["B1"]), "GET tracks?ids=B1", {"track": BODY}, Lookup({"B1": TRACK})
    ),
    "get_many, media_type": Case(
        lambda m: m.tracks.get_many(["B1"], media_type="AUDIO"),
        "GET tracks?ids=B1&mediaType=AUDIO",
        {"tracks": [BODY]},
        Lookup({"B1": TRACK}),
    ),
    "loader": Case(lambda m: m.tracks.loader(max_wait=0).get("B1"), "GET tracks?ids=B1", {"tracks": [BODY]}, TRACK),
    "save": Case(
        lambda m: m.tracks.save("B1"),
        "PUT me/library/tracks/B1",
        {"saveTrack": {"track": BODY, "saveState": "SAVED"}},
        SavedTrack(track=TRACK, save_state=SaveState.SAVED),
    ),
    "remove": Case(
        lambda m: m.tracks.remove("B1"),
        "DELETE me/library/tracks/B1",
        {"removeTrack": {"track": BODY, "saveState": "REMOVED"}},
        SavedTrack(track=TRACK, save_state=SaveState.REMOVED),
    ),
    "library": Case(
        lambda m: m.tracks.library(page_size=5).take(9),
        "GET me/library/tracks?limit=5",
        page("user.libraryTracks", BODY, purchased=True),
        [LibraryTrack(track=TRACK, purchased=True)],
    ),
    "library, under another key": Case(
        lambda m: m.tracks.library().take(9),
        "GET me/library/tracks?limit=100",
        page("user.tracks", BODY),
        [LibraryTrack(track=TRACK)],
    ),
    "liked": Case(lambda m: m.tracks.liked().take(9), "GET me/tracks?limit=100", LIKED, [DISLIKED]),
    "liked, all parameters": Case(
        lambda m: m.tracks.liked(["B1", "B2", "B1"], page_size=7, start="7:a/b").take(9),
        "GET me/tracks?limit=7&trackIds=B1,B2&cursor=7%3Aa%2Fb",
        LIKED,
        [DISLIKED],
    ),
    "like": Case(
        lambda m: m.tracks.like("B1"),
        "PUT me/tracks/B1",
        {"setTrackLikeState": {"track": BODY, "likeState": "LIKE"}},
        LikedTrack(track=TRACK, like_state=LikeState.LIKE),
        body={"likeState": "LIKE"},
    ),
    "dislike": Case(
        lambda m: m.tracks.dislike("B1"),
        "PUT me/tracks/B1",
        {"setTrackLikeState": {"track": BODY, "likeState": "NEUTRAL"}},
        LikedTrack(track=TRACK, like_state=LikeState.NEUTRAL),
        body={"likeState": "DISLIKE"},
    ),
}


@pytest.mark.parametrize("name", CASES)
async def test_an_endpoint_of_tracks_is_called_as_documented(name: str) -> None:
    """Method, path, query and body; and the answer becomes what the signature says."""
    await check(CASES[name])

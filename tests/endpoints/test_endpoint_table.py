"""Every endpoint: the call, and what is sent for it."""

from collections.abc import Awaitable, Callable
from typing import TypeAlias

import orjson
import pytest
from attrs import frozen
from fake_clock import FakeClock
from fake_transport import FakeTransport, answer, client, item, items

from amazon_music_async import (
    Album,
    AmazonMusic,
    LibraryAlbum,
    LikedTrack,
    LikeState,
    Lookup,
    MediaType,
    SavedAlbum,
    SavedTrack,
    SaveState,
    Track,
)
from amazon_music_async._calls.transport import Answer

Made: TypeAlias = Callable[[AmazonMusic], Awaitable[object]]

TRACK = Track(id="B1", title="the title of B1")
ALBUM = Album(id="B1", title="the title of B1")
BODY = {"id": "B1", "title": "the title of B1"}


def page(key: str, **edge: object) -> Answer:
    """The last page of a list, with one edge."""
    return answer({"user": {key: {"pageInfo": {"hasNextPage": False}, "edges": [{"node": BODY, **edge}]}}})


@frozen
class Case:
    """A call, what goes out for it, what comes back and what becomes of that."""

    call: Made
    method: str
    path: str
    reply: Answer
    result: object
    query: str = ""
    body: object = None


CASES = {
    "tracks.get": Case(lambda m: m.tracks.get("B1"), "GET", "tracks/B1", item("B1"), TRACK),
    "tracks.get, media_type": Case(
        lambda m: m.tracks.get("B1", media_type=MediaType.VIDEO),
        "GET",
        "tracks/B1",
        item("B1"),
        TRACK,
        "mediaType=VIDEO",
    ),
    "tracks.get_many": Case(
        lambda m: m.tracks.get_many(["B1", "B2"]),
        "GET",
        "tracks",
        items(["B1"]),
        Lookup({"B1": TRACK}, ("B2",)),
        "ids=B1,B2",
    ),
    "tracks.get_many, the key track": Case(
        lambda m: m.tracks.get_many(["B1"]), "GET", "tracks", items(["B1"], "track"), Lookup({"B1": TRACK}), "ids=B1"
    ),
    "tracks.get_many, an object": Case(
        lambda m: m.tracks.get_many(["B1"]), "GET", "tracks", item("B1"), Lookup({"B1": TRACK}), "ids=B1"
    ),
    "tracks.get_many, media_type": Case(
        lambda m: m.tracks.get_many(["B1"], media_type="AUDIO"),
        "GET",
        "tracks",
        items(["B1"]),
        Lookup({"B1": TRACK}),
        "ids=B1&mediaType=AUDIO",
    ),
    "tracks.loader": Case(
        lambda m: m.tracks.loader(max_wait=0).get("B1"), "GET", "tracks", items(["B1"]), TRACK, "ids=B1"
    ),
    "tracks.save": Case(
        lambda m: m.tracks.save("B1"),
        "PUT",
        "me/library/tracks/B1",
        answer({"saveTrack": {"track": BODY, "saveState": "SAVED"}}),
        SavedTrack(track=TRACK, save_state=SaveState.SAVED),
    ),
    "tracks.remove": Case(
        lambda m: m.tracks.remove("B1"),
        "DELETE",
        "me/library/tracks/B1",
        answer({"removeTrack": {"track": BODY, "saveState": "REMOVED"}}),
        SavedTrack(track=TRACK, save_state=SaveState.REMOVED),
    ),
    "tracks.liked": Case(
        lambda m: m.tracks.liked().take(9),
        "GET",
        "me/tracks",
        page("tracks", likeState="DISLIKE"),
        [LikedTrack(track=TRACK, like_state=LikeState.DISLIKE)],
        "limit=100",
    ),
    "tracks.liked, all parameters": Case(
        lambda m: m.tracks.liked(["B1", "B2", "B1"], page_size=7, start="7:a/b").take(9),
        "GET",
        "me/tracks",
        page("tracks"),
        [LikedTrack(track=TRACK)],
        "limit=7&trackIds=B1,B2&cursor=7%3Aa%2Fb",
    ),
    "tracks.like": Case(
        lambda m: m.tracks.like("B1"),
        "PUT",
        "me/tracks/B1",
        answer({"setTrackLikeState": {"track": BODY, "likeState": "LIKE"}}),
        LikedTrack(track=TRACK, like_state=LikeState.LIKE),
        body={"likeState": "LIKE"},
    ),
    "tracks.dislike": Case(
        lambda m: m.tracks.dislike("B1"),
        "PUT",
        "me/tracks/B1",
        answer({"setTrackLikeState": {"track": BODY, "likeState": "DISLIKE"}}),
        LikedTrack(track=TRACK, like_state=LikeState.DISLIKE),
        body={"likeState": "DISLIKE"},
    ),
    "albums.get": Case(lambda m: m.albums.get("B1"), "GET", "albums/B1", item("B1", "album"), ALBUM),
    "albums.get_many": Case(
        lambda m: m.albums.get_many(["B1", "B2"]),
        "GET",
        "albums",
        items(["B1"], "albums"),
        Lookup({"B1": ALBUM}, ("B2",)),
        "ids=B1,B2",
    ),
    "albums.get_many, the key album": Case(
        lambda m: m.albums.get_many(["B1"]), "GET", "albums", items(["B1"], "album"), Lookup({"B1": ALBUM}), "ids=B1"
    ),
    "albums.loader": Case(
        lambda m: m.albums.loader().get("B1"), "GET", "albums", items(["B1"], "albums"), ALBUM, "ids=B1"
    ),
    "albums.library": Case(
        lambda m: m.albums.library().take(9),
        "GET",
        "me/library/albums",
        page("libraryAlbums", purchased=True, uploaded=False, objectId="7"),
        [LibraryAlbum(album=ALBUM, purchased=True, uploaded=False, object_id="7")],
        "limit=100",
    ),
    "albums.library, all parameters": Case(
        lambda m: m.albums.library(iter(["B1", "B2"]), page_size=1, start="x y", prefetch=True).take(9),
        "GET",
        "me/library/albums",
        page("libraryAlbums"),
        [LibraryAlbum(album=ALBUM)],
        "limit=1&albumIds=B1,B2&cursor=x%20y",
    ),
    "albums.save": Case(
        lambda m: m.albums.save("B1"),
        "PUT",
        "me/library/albums/B1",
        answer({"saveAlbum": {"album": BODY, "saveState": "SAVED"}}),
        SavedAlbum(album=ALBUM, save_state=SaveState.SAVED),
    ),
    "albums.remove": Case(
        lambda m: m.albums.remove("B1"),
        "DELETE",
        "me/library/albums/B1",
        answer({"removeAlbum": {"album": BODY, "saveState": "REMOVED"}}),
        SavedAlbum(album=ALBUM, save_state=SaveState.REMOVED),
    ),
}


@pytest.mark.parametrize("name", CASES)
async def test_an_endpoint_is_called_as_documented(name: str) -> None:
    """Method, path, query and body; and the answer becomes what the signature says."""
    case = CASES[name]
    transport = FakeTransport(replies=[case.reply], clock=FakeClock())
    async with client(transport) as music:
        assert await case.call(music) == case.result
    (sent,) = transport.sent
    assert (sent.method, sent.path, sent.url.raw_query_string) == (case.method, case.path, case.query)
    assert (orjson.loads(sent.body) if sent.body else None) == case.body
    assert sent.headers.get("Content-Type") == ("application/json" if case.body else None)
    assert {"Authorization", "x-api-key", "Accept", "User-Agent"} <= sent.headers.keys()


async def test_streams_ask_as_look_ups_do() -> None:
    """For tracks with the media type, for albums without."""
    transport = FakeTransport(clock=FakeClock())
    async with client(transport) as music:
        tracks = [outcome.id async for outcome in music.tracks.stream(["B1", "B2"], media_type=MediaType.AUDIO)]
        albums = [outcome.id async for outcome in music.albums.stream(iter(["B1"]), ordered=False)]
    assert (tracks, albums) == (["B1", "B2"], ["B1"])
    assert [(sent.path, sent.url.raw_query_string) for sent in transport.sent] == [
        ("tracks", "ids=B1,B2&mediaType=AUDIO"),
        ("albums", "ids=B1"),
    ]


async def test_lists_narrowed_to_many_ids_are_asked_by_the_hundred() -> None:
    """Each id once."""
    transport = FakeTransport(reply=lambda _: page("tracks"), clock=FakeClock())
    async with client(transport) as music:
        ids = [f"B{n}" for n in range(250)]
        assert len(await music.tracks.liked([*ids, *ids]).take(1000)) == 3
    assert [len(sent.query["trackIds"].split(",")) for sent in transport.sent] == [100, 100, 50]


def test_all_eleven_endpoints_are_in_the_table() -> None:
    """Method and path, with the id left out."""
    assert len({(case.method, case.path.replace("/B1", "/{}")) for case in CASES.values()}) == 11

"""What a user meets who asks for what cannot be."""

import inspect
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from fake_clock import FakeClock
from fake_transport import FakeTransport, client

from amazon_music_async import (
    Album,
    AmazonMusic,
    Connection,
    InvalidId,
    LibraryAlbum,
    LikedTrack,
    MediaType,
    NotFound,
    PlaylistEntry,
    Track,
    get,
    post,
)
from amazon_music_async.sandbox import Sandbox


async def some_ids() -> AsyncIterator[str]:
    """Ids that can be read once."""
    yield "B1"


WRONG: dict[str, tuple[Callable[[AmazonMusic], object], type[Exception], str]] = {
    "page_size 0": (lambda m: m.tracks.liked(page_size=0), ValueError, "page_size= must be 1 to 100, not 0"),
    "page_size 101": (lambda m: m.albums.library(page_size=101), ValueError, "page_size= must be 1 to 100, not 101"),
    "page_size True": (lambda m: m.tracks.liked(page_size=True), TypeError, "a whole number, not bool"),
    "page_size str": (lambda m: m.tracks.liked(page_size=_any("5")), TypeError, "a whole number, not str"),
    "page_size float": (lambda m: m.tracks.liked(page_size=_any(5.0)), TypeError, "a whole number, not float"),
    "start empty": (lambda m: m.tracks.liked(start=""), ValueError, "pass None to start at the first page"),
    "start int": (lambda m: m.tracks.liked(start=_any(1)), TypeError, "the cursor of a page or of an exception"),
    "start of another walk": (
        lambda m: m.tracks.liked([f"B{n}" for n in range(101)], start="a token"),
        ValueError,
        "is not a cursor for a walk over 2 batches",
    ),
    "a string as ids of a list": (lambda m: m.tracks.liked("B1"), TypeError, "many ids are expected, not one str"),
    "ids that can be read once": (lambda m: m.albums.library(_any(some_ids())), TypeError, "pass them as a list"),
    "a bad id of a list": (lambda m: m.albums.library(["B1", "B2,B3"]), InvalidId, "'B2,B3' cannot be an id"),
    "a string as ids of a stream": (lambda m: m.tracks.stream("B1"), TypeError, r"pass \['B1'\]"),
    "media_type of a stream": (
        lambda m: m.tracks.stream([], media_type="audio"),
        ValueError,
        "media_type= must be one of AUDIO, VIDEO, not 'audio'",
    ),
    "max_wait negative": (
        lambda m: m.tracks.loader(max_wait=-1),
        ValueError,
        "0 seconds or more, and finite, not -1",
    ),
    "max_wait endless": (lambda m: m.albums.loader(max_wait=float("inf")), ValueError, "and finite, not inf"),
    "max_wait nan": (lambda m: m.albums.loader(max_wait=float("nan")), ValueError, "finite, not nan"),
    "max_wait True": (lambda m: m.tracks.loader(max_wait=True), TypeError, "a number of seconds, not bool"),
    "max_wait str": (lambda m: m.tracks.loader(max_wait=_any("1")), TypeError, "a number of seconds, not str"),
}


def _any(value: object) -> Any:
    return value


@pytest.mark.parametrize("name", WRONG)
async def test_wrong_use_is_told_where_it_happens(name: str) -> None:
    """Not at the first ``await``; nothing is sent."""
    call, kind, words = WRONG[name]
    transport = FakeTransport(clock=FakeClock())
    async with client(transport) as music:
        with pytest.raises(kind, match=words):
            call(music)
    assert transport.sent == []


@pytest.mark.parametrize("id", ["", ".", "..", "B1,B2", "a/b", "a b", "../me", "\t"])
async def test_an_id_that_cannot_be_one_is_never_sent(id: str) -> None:
    """Whatever it is for."""
    transport = FakeTransport(clock=FakeClock())
    async with client(transport) as music:
        for call in (
            music.tracks.get,
            music.tracks.save,
            music.tracks.remove,
            music.tracks.like,
            music.tracks.dislike,
            music.tracks.loader().get,
            music.albums.get,
            music.albums.save,
            music.albums.remove,
            music.albums.loader().get,
        ):
            with pytest.raises(InvalidId) as caught:
                await call(id)
            assert caught.value.id == id
    assert transport.sent == []


@pytest.mark.parametrize(
    ("link", "id"),
    [
        ("https://music.amazon.com/albums/B0064UPU4G", "B0064UPU4G"),
        ("https://music.amazon.com/albums/B0064UPU4G/?trackAsin=B0064UPUAA&do=play", "B0064UPUAA"),
        ("https://music.amazon.de/tracks/B0064UPUAA?musicTerritory=DE", "B0064UPUAA"),
    ],
)
async def test_a_link_is_answered_with_the_id_to_pass(link: str, id: str) -> None:
    """As the service's own pages show it."""
    async with client() as music:
        with pytest.raises(InvalidId, match=f"is a link: pass the id .*'{id}'.* instead"):
            await music.tracks.get(link)
        with pytest.raises(InvalidId, match=f"is a link: pass the id .*'{id}'.* instead"):
            await music.tracks.get_many(["B1", link])


async def test_one_media_type_too_many_is_told_before_anything_is_sent() -> None:
    """The documents know two; one that the service sent may be sent back."""
    transport = FakeTransport(clock=FakeClock())
    async with client(transport) as music:
        for call in (music.tracks.get("B1", media_type="RADIO"), music.tracks.get_many(["B1"], media_type="RADIO")):
            with pytest.raises(ValueError, match="must be one of AUDIO, VIDEO"):
                await call
        assert transport.sent == []
        await music.tracks.get("B1", media_type=MediaType("RADIO"))
    assert transport.sent[0].query == {"mediaType": "RADIO"}


async def test_one_string_is_not_many_ids() -> None:
    """It is told with what to pass."""
    async with client() as music:
        with pytest.raises(TypeError, match=r"many ids are expected, not one str: pass \['B076YT2CBT'\]"):
            await music.tracks.get_many("B076YT2CBT")


async def test_an_unknown_id_is_not_found() -> None:
    """By one, among many, and by a loader."""
    async with Sandbox() as sandbox, sandbox.client() as music:
        with pytest.raises(NotFound, match="RESOURCE_NOT_FOUND"):
            await music.tracks.get("B0UNKNOWN0")
        lookup = await music.tracks.get_many([sandbox.track_ids[0], "B0UNKNOWN0"])
        assert lookup.missing == ("B0UNKNOWN0",)
        with pytest.raises(NotFound, match="B0UNKNOWN0"):
            await music.albums.loader().get("B0UNKNOWN0")


@pytest.mark.parametrize("into", [set, dict[str, Track], Connection, "Track", None])
async def test_a_type_that_json_cannot_become_is_refused_before_anything_is_sent(into: Any) -> None:
    """A POST with such an ``into=`` would have done its work, and its answer would be lost."""
    transport = FakeTransport(clock=FakeClock())

    async with client(transport) as music:
        with pytest.raises(TypeError, match="JSON cannot become"):
            await music.send(post("playlists", at="createPlaylist", into=into))

    assert transport.sent == []


@pytest.mark.parametrize("request_", [None, "GET /tracks", get, {"path": "tracks"}])
async def test_only_a_request_can_be_sent(request_: Any) -> None:
    """It is told how to make one."""
    transport = FakeTransport(clock=FakeClock())
    async with client(transport) as music:
        with pytest.raises(TypeError, match=r"takes a Request, as get\(\) makes one, not "):
            await music.send(request_)
    assert transport.sent == []


ENTRY = PlaylistEntry(track=Track(id="B1"), item_id="e1")
OBJECTS: dict[str, tuple[Callable[[AmazonMusic], Awaitable[object]], str]] = {
    "a track": (lambda m: m.tracks.get(_any(Track(id="B1"))), "an id is a str, not Track: pass its .id"),
    "a liked track": (
        lambda m: m.tracks.like(_any(LikedTrack(track=Track(id="B1")))),
        "an id is a str, not LikedTrack: pass its .track.id",
    ),
    "an album of the library": (
        lambda m: m.albums.get_many(_any([LibraryAlbum(album=Album(id="B1"))])),
        "an id is a str, not LibraryAlbum: pass its .album.id",
    ),
    "a track for many": (
        lambda m: m.tracks.get_many(_any(Track(id="B1"))),
        "many ids are expected, not one Track: pass [… .id]",
    ),
    "a long value": (
        lambda m: m.tracks.get(_any({"id": "B" * 1000})),
        f"an id is a str, not dict: {{'id': '{'B' * 72}…",
    ),
    "a long str for many": (
        lambda m: m.tracks.get_many("B" * 1000),
        f"many ids are expected, not one str: pass ['{'B' * 79}…]",
    ),
    "an entry of a playlist": (
        lambda m: m.playlists.remove("p", _any([ENTRY])),
        "an entry is named by its .entry_id, a str, not PlaylistEntry",
    ),
    "an entry to move below": (
        lambda m: m.playlists.move("p", ["e2"], above=_any(ENTRY)),
        "an entry is named by its .entry_id, a str, not PlaylistEntry",
    ),
    "an entry as a track": (
        lambda m: m.playlists.add("p", _any([ENTRY])),
        "an id is a str, not PlaylistEntry: pass its .track.id",
    ),
}


@pytest.mark.parametrize("name", OBJECTS)
async def test_an_object_in_place_of_an_id_is_told_what_to_pass(name: str) -> None:
    """The message is short however long the object is; nothing is sent."""
    call, words = OBJECTS[name]
    transport = FakeTransport(clock=FakeClock())
    async with client(transport) as music:
        with pytest.raises(TypeError) as caught:
            await call(music)

    assert str(caught.value) == words
    assert transport.sent == []


async def test_a_list_walked_without_async_says_what_to_write() -> None:
    """Both ``for`` and ``await`` name ``async for``."""
    async with client() as music:
        liked: Any = music.tracks.liked()
        with pytest.raises(TypeError, match="walked with 'async for', not with 'for'"):
            list(liked)
        with pytest.raises(TypeError, match=r"walk them with 'async for', or use 'await pages\.take\(n\)'"):
            await liked


@pytest.mark.parametrize("noun", ["tracks", "albums", "artists", "playlists", "search", "user", "browse", "podcasts"])
async def test_each_list_says_what_to_write_instead_of_limit(noun: str) -> None:
    """The service's own name for it may mean two things here."""
    async with client() as music:
        group: Any = getattr(music, noun)
        methods = inspect.getmembers(group, inspect.ismethod)
        lists = [
            name for name, method in methods if name[0] != "_" and "page_size" in inspect.signature(method).parameters
        ]

        assert lists
        for name in lists:
            with pytest.raises(TypeError, match=rf"{name}\(\) has no limit=: page_size= is .* pages\.take\(n\)"):
                getattr(group, name)("x", limit=10)


@pytest.mark.parametrize(
    ("made", "words"),
    [
        (lambda: client().as_user("token"), r"use 'async with AmazonMusic\(…\)', not 'with'"),
        (client, r"use 'async with AmazonMusic\(…\)', not 'with'"),
        (Sandbox, r"use 'async with Sandbox\(…\)'; in synchronous code 'with Sandbox\.in_thread\(…\)'"),
    ],
)
async def test_with_instead_of_async_with_says_what_to_write(made: Callable[[], Any], words: str) -> None:
    """Python alone would name a protocol."""
    with pytest.raises(TypeError, match=words):  # noqa: SIM117 - what is tried here
        with made():
            pass


async def test_an_album_id_where_a_track_is_asked_for_is_told_what_may_be_wrong() -> None:
    """The service does not say what the id stands for."""
    async with Sandbox() as sandbox, sandbox.client() as music:
        with pytest.raises(NotFound, match="ids of tracks, albums and artists look alike: is it one of the right kind"):
            await music.tracks.get(sandbox.album_ids[0])


async def test_a_base_url_without_the_version_is_told_what_may_be_wrong() -> None:
    """Nobody answers there but a gateway."""
    async with Sandbox() as sandbox, sandbox.client(base_url=sandbox.login_origin) as music:
        for call in (music.tracks.get("B076YT2CBT"), music.tracks.get_many(["B076YT2CBT"])):
            with pytest.raises(NotFound, match=r"does base_url= end with the version of the service, as in …/v1\?$"):
                await call

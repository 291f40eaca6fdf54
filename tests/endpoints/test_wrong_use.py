"""What a user meets who asks for what cannot be."""

from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from fake_clock import FakeClock
from fake_transport import FakeTransport, client

from amazon_music_async import AmazonMusic, Connection, InvalidId, MediaType, NotFound, Track, get, post
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
        "0 seconds or more, and not endless, not -1",
    ),
    "max_wait endless": (lambda m: m.albums.loader(max_wait=float("inf")), ValueError, "and not endless, not inf"),
    "max_wait nan": (lambda m: m.albums.loader(max_wait=float("nan")), ValueError, "not endless, not nan"),
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
async def test_what_json_cannot_become_is_told_before_anything_is_sent(into: Any) -> None:
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

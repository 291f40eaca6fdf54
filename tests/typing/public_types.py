"""What type checkers infer for users, without a cast; read by mypy and pyright, not run."""

from collections.abc import AsyncGenerator
from datetime import datetime
from typing import assert_type

from amazon_music_async import (
    Album,
    AmazonMusic,
    Failed,
    FileTokenStore,
    Found,
    LibraryAlbum,
    LikedTrack,
    LikeState,
    Loader,
    LoginWithAmazon,
    Lookup,
    Missing,
    Outcome,
    Page,
    Pages,
    Request,
    SavedAlbum,
    SavedTrack,
    TokenSource,
    TokenStore,
    Track,
    from_dict,
    get,
    to_dict,
)
from amazon_music_async.sandbox import Sandbox


async def tracks(music: AmazonMusic) -> None:
    """Each call of tracks has the type of its answer."""
    track = await music.tracks.get("B076YT2CBT")
    assert_type(track, Track)
    assert_type(track.title, str | None)
    assert_type(track.release_date, datetime | None)
    assert_type(await music.tracks.get_many(["B076YT2CBT"]), Lookup[Track])
    assert_type(music.tracks.loader(), Loader[Track])
    assert_type(await music.tracks.loader().get("B076YT2CBT"), Track)
    assert_type(await music.tracks.save("B076YT2CBT"), SavedTrack)
    assert_type(await music.tracks.remove("B076YT2CBT"), SavedTrack)
    assert_type((await music.tracks.like("B076YT2CBT")).like_state, LikeState | None)
    assert_type(await music.tracks.dislike("B076YT2CBT"), LikedTrack)


async def albums(music: AmazonMusic) -> None:
    """Each call of albums has the type of its answer."""
    assert_type(await music.albums.get("B0064UPU4G"), Album)
    assert_type(await music.albums.get_many(["B0064UPU4G"]), Lookup[Album])
    assert_type(music.albums.stream(["B0064UPU4G"]), AsyncGenerator[Outcome[Album]])
    assert_type(music.albums.loader(), Loader[Album])
    assert_type(await music.albums.save("B0064UPU4G"), SavedAlbum)
    assert_type(await music.albums.remove("B0064UPU4G"), SavedAlbum)


async def outcomes(music: AmazonMusic) -> None:
    """A match over outcomes knows the item, and that there is no fourth kind."""
    async for outcome in music.tracks.stream(["B076YT2CBT"]):
        match outcome:
            case Found(id=asin, item=track):
                assert_type(asin, str)
                assert_type(track, Track)
            case Missing(id=asin):
                assert_type(asin, str)
            case Failed(error=error):
                assert_type(error.cursor, str | None)


async def look_ups(lookup: Lookup[Track]) -> None:
    """A look-up is a collection of its items."""
    assert_type([item for item in lookup], list[Track])  # noqa: C416 - iterating is what is shown
    assert_type(lookup["B076YT2CBT"], Track)
    assert_type(lookup.missing, tuple[str, ...])


async def pages(music: AmazonMusic) -> None:
    """A walk knows its entries."""
    liked = music.tracks.liked()
    assert_type(liked, Pages[LikedTrack])
    assert_type([entry async for entry in liked], list[LikedTrack])
    assert_type(await music.albums.library().take(3), list[LibraryAlbum])
    async for page in liked.by_page():
        assert_type(page, Page[LikedTrack])
        assert_type(page.items, tuple[LikedTrack, ...])
        assert_type(page.next_cursor, str | None)


async def own_calls(music: AmazonMusic) -> None:
    """A call that is described by a user has the type that it was described with."""
    request = get("tracks/{}", "B076YT2CBT", at="track", into=Track)
    assert_type(request, Request[Track])
    assert_type(await music.send(request), Track)
    await anything(music, request)


async def anything(music: AmazonMusic, request: Request[object]) -> None:
    """A request for something special is a request for something: `Request` is covariant."""
    assert_type(await music.send(request), object)


def values(track: Track) -> None:
    """To JSON and back."""
    assert_type(to_dict(track), dict[str, object])
    assert_type(from_dict(to_dict(track), Track), Track)


async def logins() -> AmazonMusic:
    """Whatever gives a token is a source; whatever keeps a login is a store."""
    store: TokenStore = FileTokenStore("login.json")
    source: TokenSource = LoginWithAmazon("client", "secret", store=store)
    return AmazonMusic(source, api_key="key").as_user("token")


async def sandboxes() -> None:
    """The sandbox gives a client like any other."""
    async with Sandbox() as sandbox, sandbox.client(concurrency=2) as music:
        assert_type(music, AmazonMusic)
        assert_type(sandbox.track_ids, tuple[str, ...])

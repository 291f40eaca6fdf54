"""The public types, inferred without a cast."""

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
    delete,
    from_dict,
    get,
    post,
    put,
    to_dict,
)
from amazon_music_async.sandbox import Sandbox


async def check_tracks(music: AmazonMusic) -> None:
    """The endpoints of tracks."""
    track = await music.tracks.get("B1")
    assert_type(track, Track)
    assert_type(track.title, str | None)
    assert_type(track.release_date, datetime | None)
    lookup = await music.tracks.get_many(iter(["B1"]))
    assert_type(lookup, Lookup[Track])
    assert_type(lookup["B1"], Track)
    assert_type([item for item in lookup], list[Track])  # noqa: C416 - what iterating gives
    assert_type(lookup.found, dict[str, Track])
    assert_type(lookup.missing, tuple[str, ...])
    assert_type(lookup.unmatched, tuple[Track, ...])
    assert_type(music.tracks.stream(["B1"]), AsyncGenerator[Outcome[Track]])
    assert_type(music.tracks.loader(), Loader[Track])
    assert_type(await music.tracks.loader().get("B1"), Track)
    assert_type(await music.tracks.save("B1"), SavedTrack)
    assert_type(await music.tracks.remove("B1"), SavedTrack)
    assert_type(await music.tracks.like("B1"), LikedTrack)
    assert_type((await music.tracks.like("B1")).like_state, LikeState | None)
    assert_type(await music.tracks.dislike("B1"), LikedTrack)


async def check_albums(music: AmazonMusic) -> None:
    """The endpoints of albums."""
    assert_type(await music.albums.get("B1"), Album)
    assert_type(await music.albums.get_many({"B1"}), Lookup[Album])
    assert_type(music.albums.stream(["B1"], ordered=False), AsyncGenerator[Outcome[Album]])
    assert_type(music.albums.loader(max_wait=0.1), Loader[Album])
    assert_type(music.albums.library(), Pages[LibraryAlbum])
    assert_type(await music.albums.save("B1"), SavedAlbum)
    assert_type(await music.albums.remove("B1"), SavedAlbum)


async def check_pages(music: AmazonMusic) -> None:
    """Lists, by item and by page."""
    liked = music.tracks.liked(("B1",), prefetch=True)
    assert_type(liked, Pages[LikedTrack])
    async for item in liked:
        assert_type(item, LikedTrack)
    async for page in liked.by_page():
        assert_type(page, Page[LikedTrack])
        assert_type(page.items, tuple[LikedTrack, ...])
        assert_type(page.next_cursor, str | None)
    assert_type(await liked.take(1), list[LikedTrack])


async def check_outcomes(music: AmazonMusic) -> None:
    """A match over the three outcomes is complete."""
    async for outcome in music.tracks.stream(["B1"]):
        assert_type(outcome.id, str)
        match outcome:
            case Found(id=asin, item=track):
                assert_type(asin, str)
                assert_type(track, Track)
            case Missing(id=asin):
                assert_type(asin, str)
            case Failed():
                assert_type(outcome, Failed)


async def check_requests(music: AmazonMusic) -> None:
    """The way out for endpoints without a method."""
    request = get("tracks/{}", "B1", at="track", into=Track)
    assert_type(request, Request[Track])
    wider: Request[object] = request
    assert wider is request
    assert_type(await music.send(request), Track)
    assert_type(put("me/tracks/{}", "B1", at="setTrackLikeState", into=LikedTrack), Request[LikedTrack])
    assert_type(post("a", at="b", into=Album), Request[Album])
    assert_type(delete("a", at="b", into=Album), Request[Album])
    assert_type(from_dict({"id": "B1"}, Track), Track)
    assert_type(to_dict(from_dict({"id": "B1"}, Track)), dict[str, object])


def check_logins() -> AmazonMusic:
    """Whatever gives a token is a source; whatever keeps a login is a store."""
    store: TokenStore = FileTokenStore("login.json")
    source: TokenSource = LoginWithAmazon("client", "secret", store=store)
    return AmazonMusic(source, api_key="key").as_user("token")


async def test_the_types_are_true() -> None:
    """What the checkers infer is what happens."""
    async with Sandbox() as sandbox, sandbox.client() as music:
        assert_type(music, AmazonMusic)
        track_id, album_id = sandbox.track_ids[0], sandbox.album_ids[0]
        assert isinstance(await music.tracks.get(track_id), Track)
        lookup = await music.tracks.get_many([track_id])
        assert isinstance(lookup[track_id], Track)
        assert isinstance((await music.albums.get_many([album_id]))[album_id], Album)
        async for liked in music.tracks.liked():
            assert isinstance(liked, LikedTrack)
            break
        async for outcome in music.tracks.stream([track_id]):
            assert isinstance(outcome, Found)
        assert isinstance(await music.send(get("tracks/{}", track_id, at="track", into=Track)), Track)

"""Walks over real sockets, interrupted by all that can go wrong there."""

from collections.abc import Callable

import pytest
from fake_music import drain

from amazon_music_async import (
    AmazonMusicError,
    BadRequest,
    ConnectionFailed,
    DecodeError,
    LikedTrack,
    PaginationError,
    Retry,
    ServerError,
)
from amazon_music_async.sandbox import Sandbox

TROUBLE: dict[str, tuple[Callable[[Sandbox], object], type[AmazonMusicError]]] = {
    "500": (lambda sandbox: sandbox.fail(500, path="/me/tracks", skip=2), ServerError),
    "dropped": (lambda sandbox: sandbox.drop_connection(2, path="/me/tracks", skip=2), ConnectionFailed),
    "half a body": (lambda sandbox: sandbox.half_body(2, path="/me/tracks", skip=2), ConnectionFailed),
    "no JSON": (lambda sandbox: sandbox.garbage(path="/me/tracks", skip=2), DecodeError),
    "a repeated token": (lambda sandbox: sandbox.repeat_token(path="/me/tracks", skip=1), PaginationError),
}


@pytest.mark.parametrize("trouble", TROUBLE)
@pytest.mark.parametrize("prefetch", [False, True])
@pytest.mark.parametrize("filtered", [False, True])
async def test_an_interrupted_walk_goes_on_where_it_stopped(trouble: str, prefetch: bool, filtered: bool) -> None:
    """The exception's cursor completes it; no item is lost or repeated."""
    interrupt, kind = TROUBLE[trouble]
    async with Sandbox(liked=150) as sandbox, sandbox.client(retry=Retry.none()) as music:
        ids = sandbox.liked_ids[::-1] if filtered else None
        fault = interrupt(sandbox)
        items: list[LikedTrack] = []
        with pytest.raises(kind) as caught:
            await drain(music.tracks.liked(ids, page_size=40, prefetch=prefetch), items)
        assert len(items) == 80
        assert fault is not None
        sandbox.clear_faults()
        rest = music.tracks.liked(ids, page_size=40, prefetch=prefetch, start=caught.value.cursor)
        items += [liked async for liked in rest]
        assert len(items) == 150
        assert {item.track.id for item in items} == set(sandbox.liked_ids)


async def test_a_walk_is_complete() -> None:
    """Liked tracks and library albums, in the service's order, as often as one likes."""
    async with Sandbox(liked=250, library=120) as sandbox, sandbox.client() as music:
        liked, library = music.tracks.liked(prefetch=True), music.albums.library(page_size=50)
        for _ in range(2):
            assert [item.track.id async for item in liked] == list(sandbox.liked_ids)
            assert [item.album.id async for item in library] == list(sandbox.library_ids)
        assert sandbox.request_count == 2 * (3 + 3)
        assert [item.track.id for item in await liked.take(7)] == list(sandbox.liked_ids[:7])


async def test_leaving_early_leaves_no_request() -> None:
    """The connection is free for the next call."""
    async with Sandbox(liked=250) as sandbox, sandbox.client() as music:
        async for _ in music.tracks.liked(page_size=10):
            break
        assert sandbox.request_count == 1
        assert sandbox.in_flight == 0


async def test_a_cursor_of_nowhere_is_refused_by_the_service() -> None:
    """Tokens are the service's own: nobody else can emit a good one."""
    async with Sandbox(liked=250) as sandbox, sandbox.client() as music:
        with pytest.raises(BadRequest) as caught:
            await music.tracks.liked(start="garbage").take(1)
        assert caught.value.cursor == "garbage"

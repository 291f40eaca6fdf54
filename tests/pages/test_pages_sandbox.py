"""Walks over real sockets, and the faults that interrupt them."""

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

FAULTS: dict[str, tuple[Callable[[Sandbox], object], type[AmazonMusicError]]] = {
    "500": (lambda sandbox: sandbox.fail(500, path="/me/tracks", skip=2), ServerError),
    "dropped": (lambda sandbox: sandbox.drop_connection(2, path="/me/tracks", skip=2), ConnectionFailed),
    "half a body": (lambda sandbox: sandbox.half_body(2, path="/me/tracks", skip=2), ConnectionFailed),
    "not JSON": (lambda sandbox: sandbox.garbage(path="/me/tracks", skip=2), DecodeError),
    "a repeated token": (lambda sandbox: sandbox.repeat_token(path="/me/tracks", skip=1), PaginationError),
}


@pytest.mark.parametrize("fault_name", FAULTS)
@pytest.mark.parametrize("prefetch", [False, True])
@pytest.mark.parametrize("filtered", [False, True])
async def test_an_interrupted_walk_goes_on_where_it_stopped(fault_name: str, prefetch: bool, filtered: bool) -> None:
    """Going on from the exception's cursor neither loses nor repeats an item."""
    interrupt, kind = FAULTS[fault_name]
    async with Sandbox(liked=150) as sandbox, sandbox.client(retry=Retry.none()) as music:
        ids = sandbox.liked_ids[::-1] if filtered else None
        interrupted = interrupt(sandbox)
        items: list[LikedTrack] = []
        with pytest.raises(kind) as caught:
            await drain(music.tracks.liked(ids, page_size=40, prefetch=prefetch), items)
        assert len(items) == 80
        assert interrupted is not None
        sandbox.clear_faults()
        rest = music.tracks.liked(ids, page_size=40, prefetch=prefetch, start=caught.value.cursor)
        items += [liked async for liked in rest]
        assert len(items) == 150
        assert {item.track.id for item in items} == set(sandbox.liked_ids)


async def test_a_walk_is_complete() -> None:
    """Liked tracks and library albums come in the service's order, in each of two walks."""
    async with Sandbox(liked=250, library=120) as sandbox, sandbox.client() as music:
        liked, library = music.tracks.liked(prefetch=True), music.albums.library(page_size=50)
        for _ in range(2):
            assert [item.track.id async for item in liked] == list(sandbox.liked_ids)
            assert [item.album.id async for item in library] == list(sandbox.library_ids)
        assert sandbox.request_count == 2 * (3 + 3)
        assert [item.track.id for item in await liked.take(7)] == list(sandbox.liked_ids[:7])


async def test_leaving_early_leaves_no_request() -> None:
    """After ``break`` no further page is requested and nothing is in flight."""
    async with Sandbox(liked=250) as sandbox, sandbox.client() as music:
        async for _ in music.tracks.liked(page_size=10):
            break
        assert sandbox.request_count == 1
        assert sandbox.in_flight == 0


async def test_the_service_refuses_a_cursor_that_is_not_its_own() -> None:
    """A made-up cursor is a `BadRequest` with that cursor."""
    async with Sandbox(liked=250) as sandbox, sandbox.client() as music:
        with pytest.raises(BadRequest) as caught:
            await music.tracks.liked(start="garbage").take(1)
        assert caught.value.cursor == "garbage"

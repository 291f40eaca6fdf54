"""Look-ups over real sockets."""

import asyncio

import pytest
from fake_clock import turns
from fake_music import others

from amazon_music_async import Found, Missing, Retry, ServerError
from amazon_music_async.sandbox import Sandbox
from amazon_music_async.sandbox.music.options import UnknownIds


async def test_ten_thousand_ids_make_a_hundred_requests() -> None:
    """Several requests are in flight, never more than the client allows."""
    async with Sandbox(tracks=10_000, latency=0.002) as sandbox, sandbox.client(concurrency=6) as music:
        tracks = await music.tracks.get_many(sandbox.track_ids)
        assert tuple(tracks.found) == sandbox.track_ids
        assert sandbox.request_count == 100
        assert 2 <= sandbox.peak_in_flight <= 6
        assert music.stats.peak_in_flight <= 6


async def test_requests_overlap() -> None:
    """1,600 ids at half a second finish in well under half the time that their requests take one after the other."""
    async with Sandbox(tracks=1600, latency=0.5) as sandbox, sandbox.client() as music:
        assert len(await music.tracks.get_many(sandbox.track_ids)) == 1600
        spans = [(request.started, request.finished or 0.0) for request in sandbox.requests]
        assert len(spans) == 16
        serial = sum(finished - started for started, finished in spans)
        assert serial >= 16 * 0.5
        assert max(finished for _, finished in spans) - min(started for started, _ in spans) < serial / 2


@pytest.mark.parametrize("kind", ["drop", "null", "refuse", "reject"])
@pytest.mark.parametrize("singular", [False, True])
async def test_unknown_ids_are_missing_however_the_service_says_so(kind: UnknownIds, singular: bool) -> None:
    """The service may leave unknown ids out, put null, or refuse with 404 or 400, in any order, under either key."""
    async with (
        Sandbox(
            unknown_ids=kind,
            shuffle_answers=True,
            singular_keys=singular,
        ) as sandbox,
        sandbox.client() as music,
    ):
        ids = [*sandbox.track_ids[:130], "B0UNKNOWN0", *sandbox.track_ids[130:250], "B0UNKNOWN1"]
        tracks = await music.tracks.get_many(ids)
        assert tracks.missing == ("B0UNKNOWN0", "B0UNKNOWN1")
        assert tuple(tracks.found) == sandbox.track_ids[:250]
        outcomes = [outcome async for outcome in music.tracks.stream(ids)]
        assert [outcome.id for outcome in outcomes] == ids
        assert sum(isinstance(outcome, Missing) for outcome in outcomes) == 2


async def test_a_loader_makes_three_requests_of_500_calls() -> None:
    """Five hundred calls for 250 ids make three requests."""
    async with Sandbox() as sandbox, sandbox.client() as music:
        loader = music.tracks.loader()
        ids = [*sandbox.track_ids[:250]] * 2
        tracks = await asyncio.gather(*map(loader.get, ids))
        assert [track.id for track in tracks] == ids
        assert sandbox.request_count == 3


async def test_a_failure_keeps_all_items_that_arrived() -> None:
    """The pending ids complete the look-up."""
    async with Sandbox() as sandbox, sandbox.client(retry=Retry.none()) as music:
        sandbox.fail(503, skip=4)
        with pytest.raises(ServerError) as caught:
            await music.albums.get_many([*sandbox.album_ids, *(f"B0UNKNOWN{n}" for n in range(700))])
        partial, pending = caught.value.partial, caught.value.pending
        assert partial is not None
        assert len(partial) + len(partial.missing) + len(pending) == 800
        rest = await music.albums.get_many(pending)
        assert len(partial) + len(rest) == len(sandbox.album_ids)


@pytest.mark.parametrize("ordered", [True, False])
async def test_a_stream_left_early_leaves_no_task_and_no_open_response(ordered: bool) -> None:
    """The client works on, and asyncio's debug mode warns of nothing."""
    asyncio.get_running_loop().set_debug(True)
    async with Sandbox() as sandbox, sandbox.client() as music:
        await music.tracks.get(sandbox.track_ids[0])
        before = others()
        sandbox.slow(60, None, skip=1)
        async for outcome in music.tracks.stream(iter(sandbox.track_ids), ordered=ordered):
            assert isinstance(outcome, Found)
            break
        await turns(8)
        assert {task for task in others() - before if task.get_name().startswith("amazon_music_async")} == set()
        sandbox.clear_faults()
        assert music.stats.in_flight == 0
        assert (await music.tracks.get(sandbox.track_ids[1])).id == sandbox.track_ids[1]

"""Callers of a loader that are cancelled."""

import asyncio
import gc

import pytest
from fake_clock import FakeClock, turns
from fake_music import FakeCatalogue, ids, others, track

from amazon_music_async import Loader, ServerError, Track
from amazon_music_async.models.page import Items


@pytest.fixture
def gate() -> asyncio.Event:
    """What the first request waits for."""
    return asyncio.Event()


@pytest.fixture
def catalogue(gate: asyncio.Event) -> FakeCatalogue:
    """Answers its first request when the gate is open."""
    return FakeCatalogue(gates={0: gate})


@pytest.fixture
def music(catalogue: FakeCatalogue) -> Loader[Track]:
    """A loader of it."""
    return Loader(catalogue.ask, "tracks", 100, 0.0, print)


def asking(music: Loader[Track], *ids: str) -> "list[asyncio.Task[Track]]":
    """A task for each id."""
    return [asyncio.create_task(music.get(id)) for id in ids]


async def test_a_cancelled_caller_affects_no_other(music: Loader[Track], gate: asyncio.Event) -> None:
    """Other callers get their items, those of the same id included."""
    first, second, third = asking(music, "B0", "B0", "B1")
    await turns()
    first.cancel()
    await turns()
    gate.set()
    assert (await second, await third) == (track("B0"), track("B1"))
    assert first.cancelled()


async def test_when_all_have_gone_the_request_is_cancelled(music: Loader[Track], catalogue: FakeCatalogue) -> None:
    """After the last caller has gone, the request is cancelled and the loader works on."""
    waiting = asking(music, "B0", "B1")
    await turns()
    for task in waiting:
        assert catalogue.in_flight == 1
        task.cancel()
        await turns(5)
    assert catalogue.in_flight == 0
    assert others() == set()
    assert await music.get("B0") == track("B0")
    assert catalogue.requests == [["B0", "B1"], ["B0"]]


async def test_a_caller_who_comes_as_all_others_leave_is_not_cancelled(
    music: Loader[Track], catalogue: FakeCatalogue
) -> None:
    """A caller cannot join a request that is being cancelled."""
    (first,) = asking(music, "B0")
    await turns()
    first.cancel()
    (second,) = asking(music, "B0")
    assert await second == track("B0")
    assert len(catalogue.requests) == 2


async def test_a_caller_joins_one_who_came_as_all_others_left(
    music: Loader[Track], gate: asyncio.Event, catalogue: FakeCatalogue
) -> None:
    """The end of the cancelled request does not make the loader forget the next one for the same id."""
    catalogue.gates = {0: gate, 1: gate}
    (first,) = asking(music, "B0")
    await turns()
    first.cancel()
    (second,) = asking(music, "B0")
    await turns()
    (third,) = asking(music, "B0")
    await turns()
    gate.set()
    assert (await second, await third) == (track("B0"), track("B0"))
    assert len(catalogue.requests) == 2


async def test_an_id_whose_waiters_have_gone_can_be_joined(
    music: Loader[Track], gate: asyncio.Event, catalogue: FakeCatalogue
) -> None:
    """The request goes on for other ids, and a new caller of the id joins it."""
    first, second = asking(music, "B0", "B1")
    await turns()
    first.cancel()
    await turns()
    (third,) = asking(music, "B0")
    await turns()
    gate.set()
    assert (await second, await third) == (track("B1"), track("B0"))
    assert len(catalogue.requests) == 1


async def test_an_id_without_callers_is_not_sent() -> None:
    """An id whose callers were cancelled before it was sent is left out of the request."""
    catalogue = FakeCatalogue()
    music = Loader(catalogue.ask, "tracks", 2, 3600.0, print)
    (first,) = asking(music, "B0")
    await turns()
    first.cancel()
    await turns()
    assert list(await asyncio.gather(music.get("B1"), music.get("B2"))) == [track("B1"), track("B2")]
    assert catalogue.requests == [["B1", "B2"]]


async def test_callers_cancelled_before_the_request_leave_no_timer(catalogue: FakeCatalogue) -> None:
    """No timer, no task and no request is left."""
    clock = FakeClock(runs=False)
    clock.take_over()
    music = Loader(catalogue.ask, "tracks", 100, 3600.0, print)
    for task in asking(music, "B0", "B1"):
        await turns()
        task.cancel()
    await turns()
    assert clock.pending == []
    assert others() == set()
    assert catalogue.requests == []


def test_a_loader_that_was_left_with_its_loop_works_in_the_next() -> None:
    """A timer of a closed event loop does not keep the next loop waiting."""
    catalogue = FakeCatalogue()
    music = Loader(catalogue.ask, "tracks", 2, 3600.0, print)

    async def leave() -> None:
        asking(music, "B0")
        await turns()

    async def come_back() -> list[Track]:
        return list(await asyncio.gather(music.get("B0"), music.get("B1")))

    asyncio.run(leave())
    assert asyncio.run(come_back()) == [track("B0"), track("B1")]


@pytest.mark.parametrize("at", range(4))
async def test_a_request_that_is_cancelled_from_outside_cancels_its_waiters(
    music: Loader[Track], catalogue: FakeCatalogue, at: int
) -> None:
    """Callers of a request cancelled from outside are cancelled too, even before its first step."""
    waiting = asking(music, "B0", "B1")
    await turns(1 + at)
    for task in others():
        if "loading" in task.get_name():
            task.cancel()
    catalogue.gates = {}
    answers = await asyncio.gather(*waiting, return_exceptions=True)
    assert {type(answer) for answer in answers} <= {asyncio.CancelledError, Track}
    assert await music.get("B0") == track("B0")


@pytest.mark.parametrize("turns_later", [1, 2, 3])
async def test_a_caller_cancelled_as_its_answer_comes_affects_no_other(
    caplog: pytest.LogCaptureFixture, turns_later: int
) -> None:
    """A caller may be cancelled before or after its answer; asyncio logs no exception that was never retrieved."""
    waiting: list[asyncio.Task[Track]] = []

    def cancel(turns_left: int) -> None:
        if turns_left == 0:
            waiting[0].cancel()
        else:
            asyncio.get_running_loop().call_soon(cancel, turns_left - 1)

    async def ask(_: object) -> Items[Track]:
        cancel(turns_later)
        raise ServerError(500)

    waiting += asking(Loader(ask, "tracks", 100, 0.0, print), *ids(2))
    answers = await asyncio.gather(*waiting, return_exceptions=True)
    assert isinstance(answers[0], asyncio.CancelledError if turns_later < 3 else ServerError)
    assert isinstance(answers[1], ServerError)
    del answers
    waiting.clear()
    gc.collect()
    assert caplog.records == []


@pytest.mark.parametrize("other", ["B0", "B1"])
async def test_a_caller_cancelled_before_the_request_leaves_the_others_their_turn(other: str) -> None:
    """Of two callers within ``max_wait``, of one id or of two, the second gets its item when the first is cancelled."""
    clock = FakeClock(runs=False)
    clock.take_over()
    catalogue = FakeCatalogue()
    music = Loader(catalogue.ask, "tracks", 100, 0.01, print)
    first, second = asking(music, "B0", other)
    await turns()
    first.cancel()
    await turns()
    assert catalogue.requests == []
    clock.advance(0.01)
    assert await second == track(other)
    assert catalogue.requests == [[other]]
    assert first.cancelled()

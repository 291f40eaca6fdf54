"""Look-ups of many tasks that are joined into few requests."""

import asyncio

import pytest
from fake_clock import FakeClock, turns
from fake_music import FakeCatalogue, ids, malformed, others, track

from amazon_music_async import (
    BadRequest,
    InvalidId,
    Loader,
    NotFound,
    ServerError,
    Track,
    UnmatchedItem,
)
from amazon_music_async.errors import DecodeError
from amazon_music_async.models.page import Items


def loader(catalogue: FakeCatalogue, *, size: int = 100, max_wait: float = 0.0) -> Loader[Track]:
    """A loader of a catalogue."""
    return Loader(catalogue.ask, "tracks", size, max_wait, catalogue.events.append)


async def test_five_hundred_calls_for_250_ids_make_three_requests() -> None:
    """Calls of one turn of the loop share requests, and an id asked twice is sent once."""
    catalogue = FakeCatalogue()
    music = loader(catalogue)
    items = await asyncio.gather(*(music.get(id) for id in [*ids(250), *ids(250)]))
    assert [item.id for item in items] == [*ids(250), *ids(250)]
    assert [len(request) for request in catalogue.requests] == [100, 100, 50]
    assert others() == set()


async def test_a_single_call_is_sent_in_the_same_turn() -> None:
    """With ``max_wait=0`` a call is sent in the next turn of the loop."""
    catalogue = FakeCatalogue()
    task = asyncio.create_task(loader(catalogue).get("B0"))
    await turns(3)
    assert catalogue.requests == [["B0"]]
    assert await task == track("B0")


async def test_calls_within_max_wait_travel_together() -> None:
    """The time runs from the first call; a full request leaves at once."""
    clock = FakeClock(runs=False)
    clock.take_over()
    catalogue = FakeCatalogue()
    music = loader(catalogue, size=3, max_wait=0.01)
    first = asyncio.create_task(music.get("B0"))
    await turns(5)
    second = asyncio.create_task(music.get("B1"))
    await turns(5)
    assert catalogue.requests == []
    clock.advance(0.01)
    await asyncio.gather(first, second)
    assert catalogue.requests == [["B0", "B1"]]

    music = loader(catalogue, size=2, max_wait=3600.0)
    await asyncio.gather(music.get("B2"), music.get("B3"))
    assert catalogue.requests[1:] == [["B2", "B3"]]


async def test_a_request_that_is_full_with_one_id_leaves_at_once() -> None:
    """With ``size=1`` no call waits for others."""
    catalogue = FakeCatalogue()
    music = loader(catalogue, size=1, max_wait=3600.0)
    await asyncio.gather(music.get("B0"), music.get("B1"))
    assert catalogue.requests == [["B0"], ["B1"]]


async def test_an_id_under_way_is_joined() -> None:
    """A caller who comes while an id is in flight joins it; later callers make a new request."""
    gate = asyncio.Event()
    catalogue = FakeCatalogue(gates={0: gate})
    music = loader(catalogue)
    first = asyncio.create_task(music.get("B0"))
    await turns()
    second = asyncio.create_task(music.get("B0"))
    await turns()
    gate.set()
    assert await first == await second == track("B0")
    assert len(catalogue.requests) == 1
    await music.get("B0")
    assert len(catalogue.requests) == 2


async def test_an_unknown_id_is_not_found_for_its_callers_alone() -> None:
    """The error names the id, and the callers of other ids get their items."""
    music = loader(FakeCatalogue(unknown={"B1"}))
    one, two, three = await asyncio.gather(*map(music.get, ["B0", "B1", "B1"]), return_exceptions=True)
    assert one == track("B0")
    assert isinstance(two, NotFound)
    assert isinstance(three, NotFound)
    assert two is not three
    assert str(two) == "GET /tracks -> 404 RESOURCE_NOT_FOUND: nothing is known by the id 'B1'"


async def test_an_id_for_which_the_service_refuses_the_others_is_not_found() -> None:
    """A rejected id is isolated, and the other callers get their items."""
    music = loader(FakeCatalogue(rejected={"B31"}, refusal=malformed))
    answers = await asyncio.gather(*map(music.get, ids(40)), return_exceptions=True)
    assert [at for at, answer in enumerate(answers) if isinstance(answer, NotFound)] == [31]
    assert sum(isinstance(answer, Track) for answer in answers) == 39


async def test_a_request_that_is_refused_as_a_whole_is_a_bad_request() -> None:
    """Every caller gets the `BadRequest`."""
    music = loader(FakeCatalogue(rejected=ids(3), refusal=malformed))
    answers = await asyncio.gather(*map(music.get, ids(3)), return_exceptions=True)
    assert [type(answer) for answer in answers] == [BadRequest] * 3


async def test_a_failure_is_shared_and_forgotten() -> None:
    """Each caller gets a copy of the exception with its cause; the next call makes a new request."""
    error = ServerError(503, message="down")
    error.__cause__ = ValueError("the attempt before")
    music = loader(FakeCatalogue(failures={0: error}))
    one, two = await asyncio.gather(music.get("B0"), music.get("B1"), return_exceptions=True)
    assert isinstance(one, ServerError)
    assert isinstance(two, ServerError)
    assert len({id(error), id(one), id(two)}) == 3
    assert str(one) == str(two) == str(error)
    assert one.__cause__ is two.__cause__ is error.__cause__
    assert await music.get("B0") == track("B0")


async def test_items_that_arrived_before_a_failure_are_given() -> None:
    """A batch that failed while a rejected id was isolated has answered some of its ids."""
    music = loader(FakeCatalogue(rejected={"B9"}, failures={3: ServerError(503)}))
    answers = await asyncio.gather(*map(music.get, ids(10)), return_exceptions=True)
    assert [type(answer) for answer in answers] == [Track] * 7 + [ServerError] * 3


async def test_an_item_that_cannot_be_identified_fails_the_unanswered() -> None:
    """Unanswered ids of such an answer are a `DecodeError`, not `NotFound`."""

    async def ask(_: object) -> Items[Track]:
        return Items(items=(track("B0"),), flaws=(DecodeError("missing", "$.data.tracks[1].id"),))

    music = Loader(ask, "tracks", 100, 0.0, print)
    one, two = await asyncio.gather(music.get("B0"), music.get("B1"), return_exceptions=True)
    assert one == track("B0")
    assert isinstance(two, DecodeError)
    assert two.place == "$.data.tracks[1].id"


async def test_items_that_were_not_asked_for_are_reported() -> None:
    """An item under an id that was not asked for is an event."""
    told: list[object] = []

    async def ask(_: object) -> Items[Track]:
        return Items(items=(track("B0"), track("X")))

    await Loader(ask, "tracks", 100, 0.0, told.append).get("B0")
    assert told == [UnmatchedItem(type="Track", id="X")]


class Trouble(Exception):
    """An exception that cannot be copied."""

    def __init__(self, code: int, *, reason: str) -> None:
        """Only the message is kept."""
        super().__init__(f"{code}: {reason}")


async def test_an_error_that_is_not_ours_reaches_every_waiter() -> None:
    """Even an exception that cannot be copied reaches every caller."""
    error = Trouble(7, reason="no disk")
    music = loader(FakeCatalogue(failures={0: error}))
    answers = await asyncio.gather(*map(music.get, ids(3)), return_exceptions=True)
    assert answers == [error] * 3
    assert await music.get("B0") == track("B0")


async def test_an_id_that_cannot_be_one_is_refused_at_once() -> None:
    """An `InvalidId` is raised and nothing is sent."""
    catalogue = FakeCatalogue()
    with pytest.raises(InvalidId):
        await loader(catalogue).get("a,b")
    await turns()
    assert catalogue.requests == []


def test_a_loader_tells_no_secret() -> None:
    """The repr of a loader shows its path and its limits."""
    assert repr(loader(FakeCatalogue())) == "Loader(_path='tracks', _size=100, _max_wait=0.0)"

"""Looking up many ids at once."""

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest
from fake_clock import turns
from fake_music import AsyncSource, FakeCatalogue, Source, ids, others, track

from amazon_music_async import InvalidId, Lookup, RateLimited, ServerError, Track
from amazon_music_async._lookups.id_source import Ids
from amazon_music_async.errors import DecodeError
from amazon_music_async.models.page import Items


async def test_ten_thousand_ids_make_a_hundred_requests() -> None:
    """At most eight requests are in flight, and the answer is in the order asked."""
    catalogue = FakeCatalogue()
    lookup = await catalogue.lookups().get_many(ids(10_000))
    assert list(lookup.found) == ids(10_000)
    assert [item.id for item in lookup] == ids(10_000)
    assert {len(request) for request in catalogue.requests} == {100}
    assert (len(catalogue.requests), catalogue.peak) == (100, 8)


async def test_the_endpoint_says_how_many_ids_go_at_once() -> None:
    """An endpoint that takes 20 ids gets 20 in a request."""
    catalogue = FakeCatalogue(most=20)
    assert len(await catalogue.lookups(size=20).get_many(ids(101))) == 101
    assert [len(request) for request in catalogue.requests] == [20, 20, 20, 20, 20, 1]


async def test_an_id_asked_twice_is_sent_once() -> None:
    """The second occurrence of an id is not sent, however far away it is."""
    catalogue = FakeCatalogue()
    lookup = await catalogue.lookups().get_many([*ids(150), *ids(150)])
    assert list(lookup.found) == ids(150)
    assert [len(request) for request in catalogue.requests] == [100, 50]


async def test_no_ids_make_no_request() -> None:
    """No id gives an empty `Lookup`."""
    catalogue = FakeCatalogue()
    assert await catalogue.lookups().get_many([]) == Lookup()
    assert catalogue.requests == []


async def test_unknown_ids_are_missing() -> None:
    """Unknown ids are missing in the order asked; the others are found."""
    lookup = await FakeCatalogue(unknown={"B2", "B1"}).lookups().get_many(ids(4))
    assert lookup.missing == ("B1", "B2")
    assert "B0" in lookup
    assert "B1" not in lookup
    assert len(lookup) == 2
    assert lookup["B3"] == track("B3")
    with pytest.raises(KeyError):
        lookup["B1"]


def generated() -> Iterator[str]:
    """Ids of a generator."""
    yield from ids(250)


async def generated_slowly() -> AsyncIterator[str]:
    """Ids of an async generator."""
    for id in ids(250):
        await asyncio.sleep(0)
        yield id


@pytest.mark.parametrize(
    "source",
    [
        tuple(ids(250)),
        dict.fromkeys(ids(250)),
        generated(),
        generated_slowly(),
        Source(ids(250)),
        AsyncSource(ids(250)),
    ],
    ids=["tuple", "dict", "generator", "async generator", "iterable", "async iterable"],
)
async def test_ids_come_from_anywhere(source: Ids) -> None:
    """Any iterable and any async iterable will do; no batch is sent before it is full."""
    catalogue = FakeCatalogue()
    assert list((await catalogue.lookups().get_many(source)).found) == ids(250)
    assert [len(request) for request in catalogue.requests] == [100, 100, 50]


@pytest.mark.parametrize(
    "bad", ["", ".", "..", "a,b", "a/b", "a b", "a\n", "\u2003", "https://music.amazon.com/albums/B0064UPU4G"]
)
async def test_an_id_that_cannot_be_one_is_refused_before_anything_is_sent(bad: str) -> None:
    """An id that cannot be sent is an `InvalidId` that names it, however late it comes."""
    for source in ([*ids(500), bad], AsyncSource([*ids(500), bad])):
        catalogue = FakeCatalogue()
        with pytest.raises(InvalidId) as caught:
            await catalogue.lookups().get_many(source)
        assert caught.value.id == bad
        assert isinstance(caught.value, ValueError)
        assert catalogue.requests == []


async def test_a_source_with_a_bad_id_is_closed() -> None:
    """The generator is closed when the id is refused, not by the garbage collector."""
    closed: list[bool] = []

    async def source() -> AsyncIterator[str]:
        try:
            yield ""
            yield "B0"
        finally:
            closed.append(True)

    generator = source()
    with pytest.raises(InvalidId):
        await FakeCatalogue().lookups().get_many(generator)
    assert closed == [True]


@pytest.mark.parametrize("one", ["B0", b"B0", bytearray(b"B0")])
async def test_one_string_is_not_many_ids(one: Ids) -> None:
    """A bare string is a `TypeError`."""
    with pytest.raises(TypeError, match=r"many ids are expected, not one (str|bytes|bytearray): pass \["):
        await FakeCatalogue().lookups().get_many(one)


@pytest.mark.parametrize(("ids", "word"), [(7, "int"), (None, "NoneType")])
async def test_an_argument_that_cannot_be_iterated_is_refused(ids: Ids, word: str) -> None:
    """The `TypeError` names the type that was given."""
    with pytest.raises(TypeError, match=f"not from {word}"):
        await FakeCatalogue().lookups().get_many(ids)


async def test_an_id_that_is_not_a_string_is_refused() -> None:
    """An id of another type is a `TypeError` before anything is sent."""
    numbers: list[object] = ["B0", 7]
    with pytest.raises(TypeError, match="an id is a str, not int: 7"):
        await FakeCatalogue().lookups().get_many(numbers)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType] - callers without a type checker


async def test_a_failure_comes_with_all_that_arrived() -> None:
    """Bare, with what was found and missing, and what is still to ask: together they are what was asked."""
    catalogue = FakeCatalogue(unknown={"B7"}, failures={4: ServerError(503)})
    with pytest.raises(ServerError) as caught:
        await catalogue.lookups(concurrency=3).get_many(ids(900))
    error = caught.value
    assert error.partial is not None
    assert error.partial.missing == ("B7",)
    assert {*error.partial.found, *error.partial.missing, *error.pending} == set(ids(900))
    assert len(error.partial) + 1 + len(error.pending) == 900
    assert set(catalogue.requests[4]) <= set(error.pending)
    assert others() == set()
    assert catalogue.in_flight == 0


async def test_batches_answered_in_the_same_turn_as_a_failure_are_kept() -> None:
    """What arrived in the turn of the loop in which another batch failed is in ``partial``."""
    catalogue = FakeCatalogue(failures={0: ServerError(503)})
    with pytest.raises(ServerError) as caught:
        await catalogue.lookups(concurrency=3).get_many(ids(300))
    assert caught.value.partial is not None
    assert list(caught.value.partial.found) == ids(300)[100:]
    assert caught.value.pending == tuple(ids(100))


async def test_the_pending_ids_complete_the_lookup() -> None:
    """No id is asked again that was answered."""
    catalogue = FakeCatalogue(failures={5: RateLimited(429)})
    with pytest.raises(RateLimited) as caught:
        await catalogue.lookups(concurrency=2).get_many(ids(1000))
    assert caught.value.partial is not None
    rest = await catalogue.lookups().get_many(caught.value.pending)
    assert not set(caught.value.partial.found) & set(rest.found)
    assert {**caught.value.partial.found, **rest.found}.keys() == set(ids(1000))


async def test_an_item_that_cannot_be_identified_makes_the_look_up_fail() -> None:
    """A complete answer would have to say of an id that it is missing, and it may not be."""
    flaw = DecodeError("missing", "$.data.tracks[0].id")

    async def ask(_: object) -> Items[Track]:
        return Items(items=(track("B0"),), flaws=(flaw,))

    lookups = FakeCatalogue().lookups()
    lookups.ask = ask
    with pytest.raises(DecodeError) as caught:
        await lookups.get_many(["B0", "B1"])
    assert (caught.value.partial, caught.value.pending) == (Lookup({"B0": track("B0")}), ("B1",))


async def test_an_error_that_is_not_ours_is_raised_as_it_is() -> None:
    """An exception of another kind is not disguised."""
    error = OSError("no disk")
    with pytest.raises(OSError, match="no disk") as caught:
        await FakeCatalogue(failures={1: error}).lookups().get_many(ids(300))
    assert caught.value is error


async def test_a_cancelled_lookup_leaves_no_task_and_no_request() -> None:
    """After the cancellation nothing is in flight."""
    catalogue = FakeCatalogue(gates={0: asyncio.Event(), 1: asyncio.Event()})
    task = asyncio.create_task(catalogue.lookups().get_many(ids(500)))
    await turns(10)
    assert catalogue.in_flight == 2
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert catalogue.in_flight == 0
    assert others() == set()

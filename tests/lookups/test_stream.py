"""Streams: the outcomes, their order, and how far ahead the source is read."""

import asyncio
import gc
import weakref
from collections.abc import Sequence

import pytest
from fake_clock import turns
from fake_music import AsyncSource, FakeCatalogue, Source, found, ids, told

from amazon_music_async import Failed, Found, InvalidId, Missing, Track
from amazon_music_async._lookups.id_source import Ids
from amazon_music_async.models.page import Items


async def test_each_occurrence_of_an_id_has_its_outcome() -> None:
    """Outcomes come in the order asked, and ids that come close together make one request."""
    catalogue = FakeCatalogue(unknown={"B1"})
    stream = catalogue.lookups().stream(["B0", "B1", "B0", "B1", "B2"], ordered=True)
    assert [told(outcome) async for outcome in stream] == [
        ("B0", "Found"),
        ("B1", "Missing"),
        ("B0", "Found"),
        ("B1", "Missing"),
        ("B2", "Found"),
    ]
    assert catalogue.requests == [["B0", "B1", "B2"]]


async def test_an_id_that_cannot_be_one_fails_in_its_place() -> None:
    """An id that cannot be sent is `Failed`, and the other ids are looked up."""
    catalogue = FakeCatalogue()
    outcomes = [outcome async for outcome in catalogue.lookups().stream(["B0", "a,b", "B1", "", "a,b"], ordered=True)]
    assert [told(outcome) for outcome in outcomes] == [
        ("B0", "Found"),
        ("a,b", "Failed"),
        ("B1", "Found"),
        ("", "Failed"),
        ("a,b", "Failed"),
    ]
    assert all(isinstance(outcome.error, InvalidId) for outcome in outcomes if isinstance(outcome, Failed))
    assert catalogue.requests == [["B0", "B1"]]


async def test_ids_that_cannot_be_ids_make_no_request() -> None:
    """A batch of such ids makes no request, and any number of them is no outage."""
    catalogue = FakeCatalogue()
    outcomes = [outcome async for outcome in catalogue.lookups(size=1).stream([""] * 20, ordered=True)]
    assert [type(outcome) for outcome in outcomes] == [Failed] * 20
    assert catalogue.requests == []


@pytest.mark.parametrize("source", [Source(ids(1050)), AsyncSource(ids(1050))])
async def test_batches_are_full_and_several_are_in_flight(source: Ids) -> None:
    """At most as many requests as the client allows are in flight."""
    catalogue = FakeCatalogue()
    outcomes = [told(outcome) async for outcome in catalogue.lookups(concurrency=4).stream(source, ordered=True)]
    assert outcomes == found(ids(1050))
    assert [len(request) for request in catalogue.requests] == [100] * 10 + [50]
    assert catalogue.peak <= 4


@pytest.mark.parametrize("kind", [Source, AsyncSource])
@pytest.mark.parametrize("ordered", [True, False])
@pytest.mark.parametrize("concurrency", [1, 3])
async def test_the_source_is_never_read_further_than_the_batches_in_flight(
    kind: type[Source], ordered: bool, concurrency: int
) -> None:
    """The batch that the consumer works on counts; an endless source works, and a slow consumer slows it."""
    catalogue, source = FakeCatalogue(), kind()
    stream = catalogue.lookups(size=10, concurrency=concurrency).stream(source, ordered=ordered)
    assert source.read == 0
    for number in range(200):
        assert told(await anext(stream)) == (f"B{number}", "Found")
        await turns(40)
        assert source.read <= 10 * (number // 10 + concurrency)
    await stream.aclose()
    assert len(catalogue.requests) <= 20 + concurrency


async def test_order_is_kept_when_the_first_batch_is_slow() -> None:
    """Later batches wait for the first."""
    slow = asyncio.Event()
    catalogue = FakeCatalogue(gates={0: slow})
    stream = catalogue.lookups(size=10, concurrency=3).stream(ids(30), ordered=True)
    first = asyncio.ensure_future(anext(stream))
    await turns()
    assert not first.done()
    slow.set()
    assert told(await first) == ("B0", "Found")
    assert [told(outcome) async for outcome in stream] == found(ids(30))[1:]


async def test_without_order_a_slow_batch_delays_no_other() -> None:
    """With ``ordered=False`` all other batches are given before the slow one."""
    slow = asyncio.Event()
    catalogue = FakeCatalogue(gates={0: slow})
    stream = catalogue.lookups(size=10, concurrency=2).stream(ids(500), ordered=False)
    others = [told(await anext(stream)) for _ in range(490)]
    assert sorted(others) == sorted(found(ids(500)[10:]))
    slow.set()
    assert [told(outcome) async for outcome in stream] == found(ids(10))


async def test_requests_go_on_while_the_consumer_works() -> None:
    """The next requests leave before the first outcome is given."""
    catalogue = FakeCatalogue()
    stream = catalogue.lookups(size=10, concurrency=4).stream(ids(100), ordered=True)
    await anext(stream)
    await turns(5)
    assert len(catalogue.requests) == 4
    await stream.aclose()


@pytest.mark.parametrize("source", [[], AsyncSource([])])
async def test_no_ids_make_an_empty_stream(source: Ids) -> None:
    """An empty source makes no outcome and no request."""
    catalogue = FakeCatalogue()
    if isinstance(source, AsyncSource):
        source = AsyncSource(["B0"], read=1)
    assert [outcome async for outcome in catalogue.lookups().stream(source, ordered=True)] == []
    assert catalogue.requests == []


@pytest.mark.parametrize("one", ["B0", b"B0"])
def test_one_string_is_not_many_ids(one: Ids) -> None:
    """A bare string is a `TypeError` where the stream is made, not where it is first read."""
    with pytest.raises(TypeError, match="many ids are expected"):
        FakeCatalogue().lookups().stream(one, ordered=True)


def test_outcomes_are_matched_by_type_and_position() -> None:
    """An outcome is told by its class, and its fields can be matched by position."""
    match Missing("B0"):
        case Missing(id):
            assert id == "B0"
    assert Found("B0", 7) == Found(id="B0", item=7)


async def test_requests_leave_before_the_consumer_goes_to_work() -> None:
    """A consumer that works for long without a pause does not hold up the next requests."""
    catalogue = FakeCatalogue()
    sent = [
        len(catalogue.requests) async for _ in catalogue.lookups(size=1, concurrency=2).stream(ids(5), ordered=True)
    ]
    assert sent == [2, 3, 4, 5, 5]


@pytest.mark.parametrize("ordered", [True, False])
async def test_a_request_that_was_answered_is_held_no_longer(ordered: bool) -> None:
    """Neither the task nor the answer of a request is kept: the memory stays flat."""
    tasks: list[weakref.ref[asyncio.Task[object]]] = []

    class Noting(FakeCatalogue):
        """Notes the task of each request."""

        async def ask(self, ids: Sequence[str]) -> Items[Track]:
            """Notes the task."""
            task = asyncio.current_task()
            assert task
            tasks.append(weakref.ref(task))
            return await super().ask(ids)

    async for _ in Noting().lookups(size=1, concurrency=2).stream(ids(8), ordered=ordered):
        gc.collect()
        assert sum(task() is not None for task in tasks) <= 3
    assert len(tasks) == 8

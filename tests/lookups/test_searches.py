"""Searches for many keys."""

import asyncio
from collections.abc import Mapping, Sequence

import pytest
from attrs import define, field
from fake_clock import turns
from fake_music import AsyncSource, FakeCatalogue, Source, drain, ids, others, track

from amazon_music_async import (
    AmazonMusicError,
    Failed,
    Found,
    InvalidId,
    Missing,
    Outcome,
    ServerError,
    Track,
    Unauthorized,
)
from amazon_music_async._lookups.searches import Searches


def checked(key: str) -> str:
    """The one spelling of a key; one with white space cannot be a key."""
    if " " in key:
        raise InvalidId("white space", key)
    return key.upper()


@define(eq=False)
class Index:
    """Finds ``hits`` items for a key, or those of ``items``; ``failures``: by the key, what is raised instead."""

    catalogue: FakeCatalogue = field(factory=FakeCatalogue)
    hits: int = 1
    items: Mapping[str, Sequence[str]] = field(factory=dict[str, Sequence[str]])
    failures: Mapping[str, Exception] = field(factory=dict[str, Exception])
    gates: Mapping[str, asyncio.Event] = field(factory=dict[str, asyncio.Event])
    searched: list[str] = field(factory=list[str], init=False)
    in_flight: int = field(default=0, init=False)
    peak: int = field(default=0, init=False)

    async def search(self, key: str) -> list[Track]:
        """One search."""
        self.searched.append(key)
        self.in_flight += 1
        self.peak = max(self.peak, self.in_flight + self.catalogue.in_flight)
        try:
            await asyncio.sleep(0)
            if key in self.gates:
                await self.gates[key].wait()
        finally:
            self.in_flight -= 1
        if key in self.failures:
            raise self.failures[key]
        return [Track(id=id) for id in self.found_by(key)]

    def found_by(self, key: str) -> Sequence[str]:
        """The ids of the items of a key."""
        return self.items.get(key, [f"{key}-{number}" for number in range(self.hits)])

    def searches(self, *, size: int = 100, concurrency: int = 4) -> Searches[Track]:
        """Searches here."""
        return Searches(self.search, checked, self.catalogue.lookups(size=size), concurrency)


BOTH = pytest.mark.parametrize("full", [False, True])


@BOTH
@pytest.mark.parametrize("ordered", [True, False])
async def test_each_key_is_found_with_all_its_items(full: bool, ordered: bool) -> None:
    """Items come in the service's order; with ``full`` they are those of the look-up."""
    index = Index(hits=3)
    outcomes = [outcome async for outcome in index.searches().stream(ids(30), full=full, ordered=ordered)]
    names = {id: [f"{id}-{number}" for number in range(3)] for id in ids(30)}
    items = {id: tuple(track(name) if full else Track(id=name) for name in names[id]) for id in names}
    assert sorted(outcomes, key=lambda outcome: int(outcome.id[1:])) == [Found(id, items[id]) for id in items]
    assert index.peak == 4
    assert others() == set()


async def test_full_items_cost_one_request_in_a_hundred() -> None:
    """The items of a hundred keys are looked up together, never one by one."""
    index = Index()
    outcomes = [outcome async for outcome in index.searches().stream(ids(1000), full=True, ordered=True)]
    assert len(outcomes) == 1000
    assert len(index.searched) == 1000
    assert len(index.catalogue.requests) == 10


@BOTH
async def test_a_key_is_searched_for_once(full: bool) -> None:
    """A key that comes again, in whatever spelling, makes no second search."""
    index = Index()
    keys = ["b0", "B0", "B1", "b0", *ids(300), "b1"]
    outcomes = [outcome async for outcome in index.searches(size=10).stream(keys, full=full, ordered=True)]
    assert [outcome.id for outcome in outcomes] == keys
    assert all(isinstance(outcome, Found) for outcome in outcomes)
    assert sorted(index.searched) == sorted(ids(300))


async def test_a_stream_remembers_a_bounded_number_of_keys() -> None:
    """After 1,000 other keys a key is searched for again: the memory is flat."""
    index = Index()
    async for _ in index.searches().stream(["B0", *ids(1100), "B0"], full=False, ordered=True):
        pass
    assert index.searched.count("B0") == 2


@BOTH
async def test_a_key_without_items_is_missing(full: bool) -> None:
    """A search that finds nothing makes no look-up."""
    index = Index(hits=0)
    assert [outcome async for outcome in index.searches().stream(["B0"], full=full, ordered=True)] == [Missing("B0")]
    assert index.catalogue.requests == []


@BOTH
async def test_a_malformed_key_is_failed_before_anything_is_sent(full: bool) -> None:
    """Any number of malformed keys is no outage."""
    index = Index()
    keys = [*["b 0"] * 50, "B1"]
    outcomes = [outcome async for outcome in index.searches(size=10).stream(keys, full=full, ordered=True)]
    assert all(isinstance(outcome, Failed) and isinstance(outcome.error, InvalidId) for outcome in outcomes[:50])
    assert isinstance(outcomes[50], Found)
    assert index.searched == ["B1"]


async def test_an_item_that_the_lookup_does_not_know_stays_as_the_search_gave_it() -> None:
    """A hit is never dropped because it cannot be looked up."""
    index = Index(FakeCatalogue(unknown=["B0-0"]))
    outcomes = [outcome async for outcome in index.searches().stream(ids(2), full=True, ordered=True)]
    assert outcomes == [Found("B0", (Track(id="B0-0"),)), Found("B1", (track("B1-0"),))]


@BOTH
async def test_a_search_that_fails_fails_alone(full: bool) -> None:
    """Its key is `Failed` with the error; a failure is not remembered."""
    error = ServerError(500)
    index = Index(failures={"B1": error})
    keys = ["B0", "B1", "B2", *ids(30, "C"), "B1"]
    outcomes = [outcome async for outcome in index.searches(size=10).stream(keys, full=full, ordered=True)]
    assert [outcome for outcome in outcomes if not isinstance(outcome, Found)] == [Failed("B1", error)] * 2
    assert index.searched.count("B1") == 2


async def test_a_lookup_that_fails_makes_the_keys_of_its_items_failed() -> None:
    """A key whose items could not all be looked up is `Failed`; the others are `Found`."""
    index = Index(FakeCatalogue(failures={1: ServerError(503)}), hits=3)
    outcomes = [outcome async for outcome in index.searches(size=5).stream(ids(5), full=True, ordered=True)]
    assert [type(outcome) for outcome in outcomes] == [Found, *[Failed] * 4]
    assert len(index.catalogue.requests) == 2


@BOTH
@pytest.mark.parametrize(("error", "last"), [(Unauthorized(401), 25), (ServerError(500), 29)])
async def test_a_failure_that_all_keys_would_meet_is_raised(full: bool, error: AmazonMusicError, last: int) -> None:
    """A refused token at once, a failing service after some searches; the keys without an outcome are pending."""
    index = Index(failures=dict.fromkeys(ids(1000)[25:], error))
    source = iter(ids(1000))
    outcomes: list[Outcome[tuple[Track, ...]]] = []
    with pytest.raises(type(error)) as caught:
        await drain(index.searches(size=10).stream(source, full=full, ordered=True), outcomes)
    assert [*(outcome.id for outcome in outcomes), *caught.value.pending, *source] == ids(1000)
    assert [outcome.id for outcome in outcomes if isinstance(outcome, Found)] == ids(25)
    assert len(index.searched) <= last + 8


async def test_an_error_that_is_not_ours_is_raised_unchanged() -> None:
    """A token source may raise anything."""
    error = OSError("no disk")
    index = Index(failures={"B3": error})
    with pytest.raises(OSError, match="no disk") as caught:
        await drain(index.searches().stream(ids(9), full=True, ordered=True), [])
    assert caught.value is error
    assert others() == set()


@BOTH
async def test_a_stream_left_early_leaves_no_task_and_no_request(full: bool) -> None:
    """No task, no request, and an endless source is read no further than the searches under way."""
    source = Source()
    index = Index(gates={f"B{number}": asyncio.Event() for number in (11, 12, 13)})
    stream = index.searches(size=10).stream(source, full=full, ordered=True)
    await anext(stream)
    await turns()
    await stream.aclose()
    assert others() == set()
    assert index.in_flight == 0
    assert source.read <= 30


async def test_keys_that_come_slowly_are_searched_for_at_once() -> None:
    """An async source is read as any other stream reads it."""
    outcomes = [outcome async for outcome in Index().searches().stream(AsyncSource(ids(9)), full=True, ordered=True)]
    assert [outcome.id for outcome in outcomes] == ids(9)

"""Items that arrive with the answer to another request of the same look-up."""

import asyncio
from collections.abc import Mapping, Sequence

import pytest
from attrs import define, field
from fake_clock import turns
from fake_music import FakeCatalogue, drain, found, ids, malformed, others, told, track

from amazon_music_async import DecodeError, Lookup, Outcome, Track, UnmatchedItem
from amazon_music_async._lookups.batch import LookupBatch
from amazon_music_async.models.page import Items


@define(eq=False)
class Crossing(FakeCatalogue):
    """Answers some requests with the items of others.

    ``answers``: by the number of the request (the first is 0), the ids of the items in its answer.
    """

    answers: Mapping[int, Sequence[str]] = field(factory=dict[int, Sequence[str]])

    async def ask(self, ids: Sequence[str]) -> Items[Track]:
        """One request."""
        number = len(self.requests)
        answer = await super().ask(ids)
        if number in self.answers:
            return Items(items=tuple(track(id) for id in self.answers[number]))
        return answer


def exchanged() -> Crossing:
    """The first two answers of ten ids each are exchanged."""
    return Crossing(answers={0: ids(20)[10:], 1: ids(10)})


async def test_exchanged_answers_make_a_complete_lookup() -> None:
    """Two answers that were exchanged leave no id missing and no item unmatched."""
    catalogue = exchanged()
    lookup = await catalogue.lookups(size=10).get_many(ids(30))
    assert lookup == Lookup({id: track(id) for id in ids(30)})
    assert list(lookup.found) == ids(30)
    assert catalogue.events == []


async def test_answers_shifted_by_one_leave_only_the_last_ids_pending() -> None:
    """Where each answer is that of the request before, all but the last batch have their items in the end."""
    shifted = {number: ids(10 * number)[-10:] for number in range(1, 5)}
    catalogue = Crossing(answers={0: ["X"], **shifted})
    with pytest.raises(DecodeError, match="no item has an id that was asked for") as caught:
        await catalogue.lookups(size=10, concurrency=1).get_many(ids(50))
    assert caught.value.partial == Lookup({id: track(id) for id in ids(40)}, (), (track("X"),))
    assert caught.value.pending == tuple(ids(50)[40:])
    assert catalogue.events == [UnmatchedItem(type="Track", id="X")]


async def test_an_item_in_another_answer_keeps_its_id_from_being_missing() -> None:
    """An item may be matched by any of its ids, wherever in the look-up it arrived."""
    catalogue = Crossing(answers={0: ["B0"], 1: ["B2", "B3", "B1"]})
    assert list((await catalogue.lookups(size=2).get_many(ids(4))).found) == ids(4)


async def test_an_answer_that_came_before_makes_no_id_missing() -> None:
    """The first half of a refused batch is answered twice: the ids of the other half are pending, not missing."""
    catalogue = Crossing(answers={2: ids(5)}, failures={0: malformed()})
    with pytest.raises(DecodeError, match="no item has an id that was asked for") as caught:
        await catalogue.lookups().get_many(ids(10))
    assert caught.value.partial is not None
    assert caught.value.partial.missing == ()
    assert set(caught.value.pending) <= set(ids(10)[5:])


async def test_exchanged_answers_within_a_batch_make_it_complete() -> None:
    """The halves of a refused batch are matched by the batch itself, which is all that a loader has."""
    catalogue = Crossing(answers={1: ids(10)[5:], 2: ids(5)}, failures={0: malformed()})
    batch = LookupBatch[Track](catalogue.ask, ids(10), ids(10))
    await batch.run()
    assert list(map(told, batch.outcomes())) == found(ids(10))


@pytest.mark.parametrize("ordered", [True, False])
async def test_exchanged_answers_make_a_complete_stream(ordered: bool) -> None:
    """A batch whose answer belongs to others waits for the requests in flight before its ids are given up."""
    catalogue = exchanged()
    catalogue.gates = {1: asyncio.Event()}
    outcomes: list[Outcome[Track]] = []
    task = asyncio.create_task(drain(catalogue.lookups(size=10).stream(ids(30), ordered=ordered), outcomes))
    await turns()
    assert {outcome.id for outcome in outcomes} <= set(ids(30)[20:])
    catalogue.gates[1].set()
    await task
    assert sorted(map(told, outcomes)) == sorted(found(ids(30)))
    assert others() == set()


async def test_a_stream_matches_items_that_arrived_before_the_outcome_is_given() -> None:
    """An item that came with a later answer is `Found` if that answer is there when its id's turn comes."""
    catalogue = Crossing(answers={0: ["B0"], 1: ["B2", "B3", "B1"]}, gates={0: asyncio.Event()})
    outcomes: list[Outcome[Track]] = []
    task = asyncio.create_task(drain(catalogue.lookups(size=2).stream(ids(4), ordered=True), outcomes))
    await turns()
    catalogue.gates[0].set()
    await task
    assert list(map(told, outcomes)) == found(ids(4))


async def test_a_stream_keeps_a_bounded_number_of_unmatched_items() -> None:
    """Items under ids that nobody asks for are kept for the requests in flight, not for ever."""
    catalogue = Crossing(answers={0: ["B1", "X0", "X1", "X2"], 1: ["B0", "B2"]})
    lookups = catalogue.lookups(size=1, concurrency=1)
    outcomes = [told(outcome) async for outcome in lookups.stream(["B0", "B2", "B1", "X2"], ordered=True)]
    assert outcomes == [("B0", "Failed"), ("B2", "Found"), ("B1", "Found"), ("X2", "Found")]
    assert len(catalogue.requests) == 4


async def test_answers_of_unknown_items_alone_are_an_outage() -> None:
    """A stream whose answers all belong to others stops instead of using up its source."""
    catalogue = Crossing(answers={number: ["X"] for number in range(100)})
    source = iter(ids(100))
    outcomes: list[Outcome[Track]] = []
    with pytest.raises(DecodeError):
        await drain(catalogue.lookups(size=2, concurrency=1).stream(source, ordered=True), outcomes)
    assert len(catalogue.requests) == 3
    assert len(list(source)) == 94

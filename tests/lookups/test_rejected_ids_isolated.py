"""How a rejected id is found that spoils a batch for the other ids."""

import math
from collections.abc import Sequence
from itertools import combinations

import pytest
from fake_music import FakeCatalogue, drain, failed, found, ids, malformed, told, unknown_id
from hypothesis import given, settings, strategies as st

from amazon_music_async import BadRequest, Lookup, NotFound, Outcome, ServerError, Track, Unauthorized
from amazon_music_async._lookups.batch import LookupBatch
from amazon_music_async.models.page import Items

IDS = ids(100)


def resolve(rejected: set[str]) -> int:
    """How many requests it takes to emit the rejected from the others; without a loop, because there are many."""
    requests = 0

    async def ask(ids: Sequence[str]) -> Items[Track]:
        nonlocal requests
        requests += 1
        if not rejected.isdisjoint(ids):
            raise unknown_id()
        return Items(items=tuple(TRACKS[id] for id in ids))

    batch = LookupBatch[Track](ask, IDS, IDS)
    with pytest.raises(StopIteration):
        batch.run().send(None)
    assert batch.missing == rejected
    assert list(batch.found) == [id for id in IDS if id not in rejected]
    return requests


TRACKS = {id: Track(id=id) for id in IDS}


def allowed(rejected: int) -> int:
    """What is promised."""
    return math.floor(2 * rejected * math.log2(100 / rejected) + 1)


def test_one_culprit_is_found_wherever_it_is() -> None:
    """At all 100 places."""
    assert max(resolve({id}) for id in IDS) <= allowed(1)


def test_two_culprits_are_found_wherever_they_are() -> None:
    """At all pairs of places that are 3 more than a multiple of 7 away from each other."""
    pairs = [pair for pair in combinations(range(100), 2) if (pair[1] - pair[0]) % 7 == 3]
    assert max(resolve({IDS[a], IDS[b]}) for a, b in pairs) <= allowed(2)


@pytest.mark.parametrize(
    "rejected",
    [(2, 5), (5, 10, 60), (2, 5, 69), (8, 13, 64, 70), (2, 8, 18, 56), (2, 5, 25, 69, 74), (2, 5, 56, 58, 78)],
)
def test_the_worst_places_known_keep_the_promise(rejected: tuple[int, ...]) -> None:
    """Found by search."""
    assert resolve({IDS[at] for at in rejected}) <= allowed(len(rejected))


@settings(max_examples=150)
@given(st.sets(st.sampled_from(IDS), min_size=1, max_size=20))
def test_up_to_twenty_culprits_keep_the_promise(rejected: set[str]) -> None:
    """2k·log2(100/k) + 1 requests."""
    assert resolve(rejected) <= allowed(len(rejected))


@settings(max_examples=50)
@given(st.sets(st.sampled_from(IDS), min_size=20, max_size=99))
def test_many_culprits_cost_little_more_than_to_ask_one_by_one(rejected: set[str]) -> None:
    """And each is found."""
    assert resolve(rejected) <= 135


async def test_culprits_are_missing_and_all_others_found() -> None:
    """Whether the refusal is 400 or 404, and in the order asked."""
    for refusal in (malformed, unknown_id):
        catalogue = FakeCatalogue(rejected={"B3", "B77", "B140"}, refusal=refusal)
        lookup = await catalogue.lookups().get_many(ids(250))
        assert lookup.missing == ("B3", "B77", "B140")
        assert list(lookup.found) == [id for id in ids(250) if id not in lookup.missing]


async def test_a_chunk_refused_as_a_whole_is_a_bad_request() -> None:
    """If each id is refused with 400, it is not the ids that are wrong."""
    with pytest.raises(BadRequest) as caught:
        await FakeCatalogue(rejected=IDS, refusal=malformed).lookups().get_many(IDS)
    assert caught.value.partial == Lookup()
    assert caught.value.pending == tuple(IDS)


async def test_a_single_id_refused_with_400_is_a_bad_request() -> None:
    """It is a whole batch of its own."""
    with pytest.raises(BadRequest):
        await FakeCatalogue(rejected=["B0"], refusal=malformed).lookups().get_many(["B0"])


async def test_a_chunk_of_unknown_ids_refused_with_404_is_missing() -> None:
    """The documented error object says that it is the ids."""
    lookup = await FakeCatalogue(rejected=ids(7)).lookups().get_many(ids(7))
    assert (len(lookup), lookup.missing) == (0, tuple(ids(7)))


async def test_another_404_is_raised_at_once() -> None:
    """Without the documented error object it is the path that is not found."""
    catalogue = FakeCatalogue(rejected=IDS, refusal=lambda: NotFound(404, None, "not found"))
    with pytest.raises(NotFound) as caught:
        await catalogue.lookups().get_many(IDS)
    assert len(catalogue.requests) == 1
    assert (caught.value.partial, caught.value.pending) == (Lookup(), tuple(IDS))


@pytest.mark.parametrize("most", [1, 2, 3, 20, 60, 99])
async def test_a_service_that_comes_to_allow_fewer_ids_makes_none_missing(most: int) -> None:
    """It refuses with 400, as for a rejected id; and there may be rejected as well."""
    catalogue = FakeCatalogue(most=most, rejected={"B41", "B42", "B99"}, refusal=malformed)
    lookup = await catalogue.lookups().get_many(IDS)
    assert lookup.missing == ("B41", "B42", "B99")
    assert len(lookup) == 97


async def test_what_was_learnt_before_a_failure_is_kept() -> None:
    """A failure in the middle of halving loses neither an item nor a rejected id, and nothing is asked twice."""
    catalogue = FakeCatalogue(rejected={"B10", "B90"}, failures={12: ServerError(503)})
    with pytest.raises(ServerError) as caught:
        await catalogue.lookups().get_many(IDS)
    partial, pending = caught.value.partial, caught.value.pending
    assert partial is not None
    assert partial.missing == ("B10",)
    assert list(partial.found) == [*IDS[:10], *IDS[11:88]]
    assert pending == tuple(IDS[88:])
    rest = await FakeCatalogue(rejected={"B10", "B90"}).lookups().get_many(pending)
    assert rest.missing == ("B90",)


async def test_a_culprit_met_before_any_answer_is_pending_after_a_failure() -> None:
    """All that is known is 400: it may be the call that is wrong."""
    catalogue = FakeCatalogue(rejected=["B0"], refusal=malformed, failures={7: ServerError(503)})
    with pytest.raises(ServerError) as caught:
        await catalogue.lookups().get_many(IDS)
    assert caught.value.pending == tuple(IDS)


async def test_what_one_chunk_had_learnt_is_kept_when_another_fails() -> None:
    """The items of a batch that is still being halved are in ``partial``."""
    catalogue = FakeCatalogue(rejected={"B99"}, failures={5: ServerError(503)})
    with pytest.raises(ServerError) as caught:
        await catalogue.lookups(concurrency=2).get_many(ids(300))
    assert caught.value.partial is not None
    kept = [*caught.value.partial.found, *caught.value.pending]
    assert sorted(kept) == sorted(ids(300))
    assert {"B0", "B100"} <= set(caught.value.partial.found)


async def test_a_stream_that_ends_with_401_gives_what_came_before_it() -> None:
    """Items fetched while halving are handed out; only what is not known is pending."""
    error = Unauthorized(401)
    catalogue = FakeCatalogue(rejected={"B99"}, failures={3: error})
    seen: list[Outcome[Track]] = []
    with pytest.raises(Unauthorized) as caught:
        await drain(catalogue.lookups(concurrency=1).stream(ids(300), ordered=True), seen)
    assert list(map(told, seen)) == found(ids(75))
    assert caught.value.pending == tuple(ids(100)[75:])


async def test_a_culprit_found_before_an_outage_stays_found() -> None:
    """What the service said of one id holds, though the rest of its batch could not be asked any more."""
    catalogue = FakeCatalogue(rejected=["B1"], failures={4: ServerError(503)})
    outcomes: list[Outcome[Track]] = []
    await drain(catalogue.lookups(size=4).stream(ids(4), ordered=True), outcomes)
    assert catalogue.requests == [ids(4), ["B0", "B1"], ["B0"], ["B1"], ["B2", "B3"]]
    assert [told(outcome) for outcome in outcomes] == [*found(["B0"]), ("B1", "Missing"), *failed(["B2", "B3"])]

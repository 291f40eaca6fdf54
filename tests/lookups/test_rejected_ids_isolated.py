"""Rejected ids are isolated: an id that makes the service refuse a request is found in few requests."""

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
    """The number of requests that isolate the rejected ids; without an event loop, because there are many cases."""
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


def test_one_rejected_id_keeps_the_bound_at_every_position() -> None:
    """One rejected id among 100 costs at most the promised requests, wherever it is."""
    assert max(resolve({id}) for id in IDS) <= allowed(1)


def test_two_rejected_ids_keep_the_bound() -> None:
    """Two rejected ids keep the bound at all pairs of positions whose distance is 3 more than a multiple of 7."""
    pairs = [pair for pair in combinations(range(100), 2) if (pair[1] - pair[0]) % 7 == 3]
    assert max(resolve({IDS[a], IDS[b]}) for a, b in pairs) <= allowed(2)


@pytest.mark.parametrize(
    "rejected",
    [(2, 5), (5, 10, 60), (2, 5, 69), (8, 13, 64, 70), (2, 8, 18, 56), (2, 5, 25, 69, 74), (2, 5, 56, 58, 78)],
)
def test_the_worst_positions_known_keep_the_bound(rejected: tuple[int, ...]) -> None:
    """The positions that cost most, found by search, keep the bound."""
    assert resolve({IDS[at] for at in rejected}) <= allowed(len(rejected))


@settings(max_examples=150)
@given(st.sets(st.sampled_from(IDS), min_size=1, max_size=20))
def test_up_to_twenty_rejected_ids_keep_the_bound(rejected: set[str]) -> None:
    """To isolate k rejected ids takes at most 2k·log2(100/k) + 1 requests."""
    assert resolve(rejected) <= allowed(len(rejected))


@settings(max_examples=50)
@given(st.sets(st.sampled_from(IDS), min_size=20, max_size=99))
def test_many_rejected_ids_cost_little_more_than_single_requests(rejected: set[str]) -> None:
    """However many ids are rejected, a batch of 100 costs at most 135 requests."""
    assert resolve(rejected) <= 135


async def test_rejected_ids_are_missing_and_all_others_found() -> None:
    """Ids rejected with 400 or with 404 are missing, in the order asked."""
    for refusal in (malformed, unknown_id):
        catalogue = FakeCatalogue(rejected={"B3", "B77", "B140"}, refusal=refusal)
        lookup = await catalogue.lookups().get_many(ids(250))
        assert lookup.missing == ("B3", "B77", "B140")
        assert list(lookup.found) == [id for id in ids(250) if id not in lookup.missing]


async def test_a_batch_refused_as_a_whole_is_a_bad_request() -> None:
    """If ids all over the batch are refused with 400, the call is wrong, not an id: that takes 11 requests."""
    catalogue = FakeCatalogue(rejected=IDS, refusal=malformed)
    with pytest.raises(BadRequest) as caught:
        await catalogue.lookups().get_many(IDS)
    assert len(catalogue.requests) == 11
    assert caught.value.partial == Lookup()
    assert caught.value.pending == tuple(IDS)


async def test_a_single_id_refused_with_400_is_a_bad_request() -> None:
    """A batch of one id that is refused with 400 does not say which of the two is wrong."""
    with pytest.raises(BadRequest):
        await FakeCatalogue(rejected=["B0"], refusal=malformed).lookups().get_many(["B0"])


async def test_a_batch_of_unknown_ids_refused_with_404_is_missing() -> None:
    """A 404 with the documented error object is about the ids, even if it refuses all of them."""
    lookup = await FakeCatalogue(rejected=ids(7)).lookups().get_many(ids(7))
    assert (len(lookup), lookup.missing) == (0, tuple(ids(7)))


async def test_a_404_without_the_error_object_is_raised_at_once() -> None:
    """A 404 without the documented error object means that the path was not found."""
    catalogue = FakeCatalogue(rejected=IDS, refusal=lambda: NotFound(404, None, "not found"))
    with pytest.raises(NotFound) as caught:
        await catalogue.lookups().get_many(IDS)
    assert len(catalogue.requests) == 1
    assert (caught.value.partial, caught.value.pending) == (Lookup(), tuple(IDS))


@pytest.mark.parametrize("most", [1, 2, 3, 20, 60, 99])
async def test_a_service_that_allows_fewer_ids_than_documented_makes_none_missing(most: int) -> None:
    """A 400 for too many ids looks like one for a rejected id, and there may be rejected ids as well."""
    catalogue = FakeCatalogue(most=most, rejected={"B41", "B42", "B99"}, refusal=malformed)
    lookup = await catalogue.lookups().get_many(IDS)
    assert lookup.missing == ("B41", "B42", "B99")
    assert len(lookup) == 97


async def test_answers_before_a_failure_are_kept() -> None:
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


async def test_a_rejected_id_is_pending_if_a_failure_comes_before_any_answer() -> None:
    """While the service has only answered 400, the call may be wrong instead of the id."""
    catalogue = FakeCatalogue(rejected=["B0"], refusal=malformed, failures={7: ServerError(503)})
    with pytest.raises(ServerError) as caught:
        await catalogue.lookups().get_many(IDS)
    assert caught.value.pending == tuple(IDS)


async def test_answers_of_one_batch_are_kept_when_another_fails() -> None:
    """The items of a batch whose rejected id is still being isolated are in ``partial``."""
    catalogue = FakeCatalogue(rejected={"B99"}, failures={5: ServerError(503)})
    with pytest.raises(ServerError) as caught:
        await catalogue.lookups(concurrency=2).get_many(ids(300))
    assert caught.value.partial is not None
    kept = [*caught.value.partial.found, *caught.value.pending]
    assert sorted(kept) == sorted(ids(300))
    assert {"B0", "B100"} <= set(caught.value.partial.found)


async def test_a_stream_gives_the_items_that_came_before_a_401() -> None:
    """Items that arrived while a rejected id was isolated are given; only the ids without an answer are pending."""
    error = Unauthorized(401)
    catalogue = FakeCatalogue(rejected={"B99"}, failures={3: error})
    seen: list[Outcome[Track]] = []
    with pytest.raises(Unauthorized) as caught:
        await drain(catalogue.lookups(concurrency=1).stream(ids(300), ordered=True), seen)
    assert list(map(told, seen)) == found(ids(75))
    assert caught.value.pending == tuple(ids(100)[75:])


async def test_a_rejected_id_found_before_an_outage_is_missing() -> None:
    """What the service said about one id holds, though the rest of its batch failed."""
    catalogue = FakeCatalogue(rejected=["B1"], failures={4: ServerError(503)})
    outcomes: list[Outcome[Track]] = []
    await drain(catalogue.lookups(size=4).stream(ids(4), ordered=True), outcomes)
    assert catalogue.requests == [ids(4), ["B0", "B1"], ["B0"], ["B1"], ["B2", "B3"]]
    assert [told(outcome) for outcome in outcomes] == [*found(["B0"]), ("B1", "Missing"), *failed(["B2", "B3"])]


@pytest.mark.parametrize("start", [0, 40, 80])
async def test_twenty_bad_ids_next_to_each_other_are_no_wrong_call(start: int) -> None:
    """Ids refused alone with 400 are taken from all over the batch before the call is taken to be wrong."""
    bad = IDS[start : start + 20]
    lookup = await FakeCatalogue(rejected=bad, refusal=malformed).lookups().get_many(IDS)
    assert lookup.missing == tuple(bad)
    assert len(lookup) == 80


async def test_a_service_that_refuses_every_call_stops_a_stream_early() -> None:
    """A thousand requests are not spent on finding out that every call is refused with 400."""
    catalogue = FakeCatalogue(rejected=ids(100_000), refusal=malformed)
    with pytest.raises(BadRequest):
        await drain(catalogue.lookups().stream(ids(100_000), ordered=True), [])
    assert len(catalogue.requests) <= 16 * 11

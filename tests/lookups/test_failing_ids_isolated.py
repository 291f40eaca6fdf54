"""An id that makes the service fail costs its neighbours nothing; a gateway's refusal is no id's fault."""

from collections.abc import Sequence

import pytest
from attrs import define
from fake_music import FakeCatalogue, drain, failed, found, ids, malformed, told

from amazon_music_async import (
    APIError,
    BadRequest,
    ConnectionFailed,
    DecodeError,
    Lookup,
    Outcome,
    ServerError,
    Track,
)
from amazon_music_async.errors import AmazonMusicError, error_class
from amazon_music_async.models.page import Items

IDS = ids(100)


def failing(*poison: str, error: AmazonMusicError | None = None) -> FakeCatalogue:
    """A catalogue that fails whenever one of some ids is asked for."""
    return FakeCatalogue(rejected=poison, refusal=lambda: error or ServerError(500))


POISONS = [[id] for id in IDS[::9]] + [["B3", "B77"], ["B0", "B1"], ["B24", "B25"], ["B3", "B30", "B55", "B80"]]


@pytest.mark.parametrize("poison", POISONS)
@pytest.mark.parametrize("error", [ServerError(500), ServerError(502), DecodeError("the body is not JSON")])
async def test_only_the_ids_that_make_the_service_fail_are_failed(poison: list[str], error: AmazonMusicError) -> None:
    """A batch that failed is asked for again in halves, until the failing ids stand alone."""
    catalogue = failing(*poison, error=error)
    outcomes = [told(outcome) async for outcome in catalogue.lookups().stream(IDS, ordered=True)]
    assert outcomes == [(id, "Failed" if id in poison else "Found") for id in IDS]
    assert len(catalogue.requests) <= 1 + 14 * len(poison)


async def test_a_lookup_with_a_failing_id_holds_all_others() -> None:
    """`get_many` raises the failure of the one id; ``pending`` is that id, and all others are in ``partial``."""
    with pytest.raises(ServerError) as caught:
        await failing("B42").lookups().get_many(IDS)
    assert caught.value.pending == ("B42",)
    assert caught.value.partial is not None
    assert len(caught.value.partial) == 99


async def test_a_service_that_fails_whatever_is_asked_costs_few_requests() -> None:
    """Four failures in a row among the halves, and that of a single id, are an outage: no more is asked for."""
    catalogue = failing(*IDS)
    outcomes = [told(outcome) async for outcome in catalogue.lookups().stream(IDS, ordered=True)]
    assert outcomes == failed(IDS)
    assert len(catalogue.requests) == 6


async def test_an_id_that_is_answered_when_it_is_asked_for_again_is_found() -> None:
    """The fourth failure in a row is that of the only id left of its group, which is answered alone."""
    down = ServerError(500)
    catalogue = FakeCatalogue(failures={0: down, 1: down, 2: down, 3: down, 4: malformed(), 6: down})
    assert list((await catalogue.lookups().get_many(ids(8))).found) == ids(8)


@pytest.mark.parametrize("error", [ServerError(503), ConnectionFailed("down")])
async def test_a_service_that_is_down_is_not_asked_in_halves(error: AmazonMusicError) -> None:
    """503 and a lost connection are not due to an id."""
    catalogue = failing("B42", error=error)
    assert [told(outcome) async for outcome in catalogue.lookups().stream(IDS, ordered=True)] == failed(IDS)
    assert len(catalogue.requests) == 1


async def test_a_connection_lost_among_the_halves_ends_the_batch() -> None:
    """What was answered before is kept; the rest is Failed."""
    catalogue = failing("B42")
    catalogue.failures = {2: ConnectionFailed("down")}
    outcomes = [outcome async for outcome in catalogue.lookups().stream(IDS, ordered=True)]
    assert list(map(told, outcomes)) == failed(IDS)
    assert len(catalogue.requests) == 3


async def test_a_failing_id_and_a_rejected_id_are_told_apart() -> None:
    """One batch may hold an id that the service rejects and one that makes it fail."""

    class Both(FakeCatalogue):
        """Fails for B10, and rejects B60."""

        async def ask(self, ids: Sequence[str]) -> Items[Track]:
            """One request."""
            if "B10" in ids:
                self.requests.append(list(ids))
                raise ServerError(500)
            return await super().ask(ids)

    outcomes = [told(outcome) async for outcome in Both(rejected={"B60"}).lookups().stream(IDS, ordered=True)]
    assert outcomes == [(id, {"B10": "Failed", "B60": "Missing"}.get(id, "Found")) for id in IDS]


def gateway(status: int) -> APIError:
    """A refusal without the documented error object."""
    return error_class(status)(status)


@define(eq=False)
class Gateway(FakeCatalogue):
    """Refuses more ids than it takes."""

    status: int = 400
    most: int = 1

    async def ask(self, ids: Sequence[str]) -> Items[Track]:
        """One request."""
        if len(ids) > self.most:
            self.requests.append(list(ids))
            raise gateway(self.status)
        return await super().ask(ids)


@pytest.mark.parametrize("status", [400, 413, 414, 431])
@pytest.mark.parametrize("most", [1, 7, 20, 60, 99])
async def test_a_gateway_that_refuses_long_lists_is_asked_for_shorter_ones(status: int, most: int) -> None:
    """No id is missing because a gateway refuses a long header or a long address."""
    catalogue = Gateway(status=status, most=most, rejected={"B31"}, refusal=malformed)
    lookup = await catalogue.lookups().get_many(IDS)
    assert lookup.missing == ("B31",)
    assert len(lookup) == 99
    assert len(catalogue.requests) <= 7 + 100 // max(1, most // 2) + 14


@pytest.mark.parametrize("status", [500, 502])
@pytest.mark.parametrize("most", [1, 2, 7, 20, 60, 99])
async def test_a_service_that_fails_for_long_lists_is_asked_for_shorter_ones(status: int, most: int) -> None:
    """A 502 may mean that a list is too long: as long as a single id is answered, it is no outage."""
    catalogue = Gateway(status=status, most=most, rejected={"B31"}, refusal=malformed)
    lookup = await catalogue.lookups().get_many(IDS)
    assert lookup.missing == ("B31",)
    assert len(lookup) == 99
    assert len(catalogue.requests) <= 22 + 100 // max(1, most // 2) + 14


@pytest.mark.parametrize("status", [400, 413, 414, 431])
async def test_a_gateway_that_refuses_a_single_id_is_the_failure_of_the_call(status: int) -> None:
    """A refusal without the documented error object makes no id `Missing`, even if the id is alone."""
    catalogue = FakeCatalogue(rejected=IDS, refusal=lambda: gateway(status))
    with pytest.raises(APIError) as caught:
        await catalogue.lookups().get_many(IDS)
    assert caught.value.status == status
    assert (caught.value.partial, caught.value.pending) == (Lookup(), tuple(IDS))
    assert len(catalogue.requests) == 7


async def test_a_gateway_that_refuses_now_and_then_makes_no_id_missing() -> None:
    """Refusals without the documented error object at every 20th request leave the look-up complete."""
    catalogue = FakeCatalogue(failures={number: BadRequest(400) for number in range(0, 1000, 20)})
    lookup = await catalogue.lookups().get_many(ids(20_000))
    assert len(lookup) == 20_000


async def test_a_refusal_of_a_gateway_after_a_rejected_id_keeps_the_rejected_id_missing() -> None:
    """What the service said of one id holds though the rest of its batch fails."""
    catalogue = FakeCatalogue(rejected=["B1"], failures={4: ConnectionFailed("down")})
    outcomes: list[Outcome[Track]] = []
    await drain(catalogue.lookups(size=4).stream(ids(4), ordered=True), outcomes)
    assert [told(outcome) for outcome in outcomes] == [*found(["B0"]), ("B1", "Missing"), *failed(["B2", "B3"])]

"""Streams whose requests fail for good."""

from collections.abc import Sequence

import pytest
from fake_music import FakeCatalogue, drain, failed, found, ids, told, track

from amazon_music_async import (
    AmazonMusicError,
    APIError,
    AuthUnavailable,
    ClientClosed,
    ConnectionFailed,
    DecodeError,
    Failed,
    Forbidden,
    LoginRequired,
    Outcome,
    RateLimited,
    ServerError,
    Track,
    Unauthorized,
)
from amazon_music_async.models.page import Items


async def test_a_batch_that_fails_fails_alone() -> None:
    """The ids of a batch that fails are `Failed` with its error, and the stream goes on."""
    error = ServerError(503)
    catalogue = FakeCatalogue(failures={1: error})
    outcomes = [outcome async for outcome in catalogue.lookups(size=10).stream(ids(40), ordered=True)]
    assert [told(outcome) for outcome in outcomes] == [
        *found(ids(10)),
        *failed(ids(20)[10:]),
        *found(ids(40)[20:]),
    ]
    assert all(outcome.error is error for outcome in outcomes if isinstance(outcome, Failed))


@pytest.mark.parametrize("error", [RateLimited(429, retry_after=0.1), ServerError(503, retry_after=0.1)], ids=repr)
async def test_a_batch_that_is_refused_for_a_short_time_fails_alone(error: APIError) -> None:
    """The other batches are asked for: the service named a pause that the client waits for."""
    catalogue = FakeCatalogue(failures={1: error})
    outcomes = [told(outcome) async for outcome in catalogue.lookups(size=10).stream(ids(40), ordered=True)]
    assert outcomes == [*found(ids(10)), *failed(ids(20)[10:]), *found(ids(40)[20:])]


async def test_a_batch_that_fails_half_way_keeps_its_items() -> None:
    """Ids that were answered before the failure are `Found`, the others `Failed`."""
    catalogue = FakeCatalogue(rejected={"B9"}, failures={3: ServerError(503)})
    outcomes = [told(outcome) async for outcome in catalogue.lookups(size=10).stream(ids(10), ordered=True)]
    assert outcomes == [*found(ids(7)), *failed(ids(10)[7:])]


def _refusing_all(error: APIError) -> APIError:
    error.refuses_all = True
    return error


@pytest.mark.parametrize(
    "error",
    [
        Unauthorized(401),
        Forbidden(403),
        LoginRequired("invalid_grant"),
        AuthUnavailable("temporarily_unavailable"),
        ClientClosed("closed"),
        _refusing_all(RateLimited(429, retry_after=3600.0)),
        _refusing_all(ServerError(503, retry_after=3600.0)),
    ],
    ids=lambda error: type(error).__name__,
)
@pytest.mark.parametrize("ordered", [True, False])
async def test_a_failure_of_the_whole_client_is_raised(error: AmazonMusicError, ordered: bool) -> None:
    """It is raised after the outcomes before it; ``pending`` holds all ids that were read and not answered."""
    catalogue = FakeCatalogue(failures={3: error})
    source = iter(ids(1000))
    seen: list[Outcome[Track]] = []
    with pytest.raises(type(error)) as caught:
        await drain(catalogue.lookups(size=10, concurrency=2).stream(source, ordered=ordered), seen)
    assert caught.value is error
    assert list(map(told, seen)) == found(ids(30))
    assert [*caught.value.pending, *source] == ids(1000)[30:]


@pytest.mark.parametrize(("concurrency", "batches"), [(1, 3), (2, 3), (3, 3), (5, 5)])
@pytest.mark.parametrize("ordered", [True, False])
async def test_an_outage_stops_the_stream(concurrency: int, batches: int, ordered: bool) -> None:
    """The failure is raised after so many batches in a row that failed, each given as `Failed`."""
    catalogue = FakeCatalogue(failures={number: ConnectionFailed("down") for number in range(2, 1000)})
    source = iter(ids(10_000))
    seen: list[Outcome[Track]] = []
    with pytest.raises(ConnectionFailed) as caught:
        await drain(catalogue.lookups(size=10, concurrency=concurrency).stream(source, ordered=ordered), seen)
    last = 10 * (2 + batches)
    assert list(map(told, seen)) == [*found(ids(20)), *failed(ids(last)[20:])]
    assert [*caught.value.pending, *source] == ids(10_000)[last:]


async def test_answers_without_one_item_that_can_be_identified_are_an_outage() -> None:
    """Such answers stop the stream; one good answer among them starts the count again."""
    flaw = DecodeError("missing", "$.data.tracks[0].id")

    class Flawed(FakeCatalogue):
        """Only the second answer has an id in it."""

        def answer(self, ids: Sequence[str]) -> Items[Track]:
            """An item without an id."""
            items = (track(ids[0]),) if len(self.requests) == 2 else ()
            return Items(items=items, flaws=(flaw,))

    catalogue = Flawed()
    source = iter(ids(1000))
    seen: list[Outcome[Track]] = []
    with pytest.raises(DecodeError) as caught:
        await drain(catalogue.lookups(size=10, concurrency=1).stream(source, ordered=True), seen)
    assert caught.value is flaw
    assert list(map(told, seen)) == [*failed(ids(10)), *found(["B10"]), *failed(ids(50)[11:])]
    assert [*caught.value.pending, *source] == ids(1000)[50:]


async def test_failures_that_are_not_in_a_row_are_no_outage() -> None:
    """Failures with an answer in between do not stop a stream; batches without a sendable id do not count."""
    catalogue = FakeCatalogue(failures={number: ServerError(500) for number in range(100) if number % 3})
    outcomes = [outcome async for outcome in catalogue.lookups(size=10, concurrency=1).stream(ids(300), ordered=True)]
    assert len(outcomes) == 300

    catalogue = FakeCatalogue(failures={number: ServerError(500) for number in range(100)})
    spoilt = [id for batch in range(5) for id in (f"B{batch}", "")]
    with pytest.raises(ServerError):
        async for _ in catalogue.lookups(size=1, concurrency=1).stream(spoilt, ordered=True):
            pass
    assert len(catalogue.requests) == 3


async def test_an_error_that_is_not_ours_is_raised_as_it_is() -> None:
    """An exception of another kind is raised unchanged after the outcomes before it."""
    error = OSError("no disk")
    seen: list[Outcome[Track]] = []
    with pytest.raises(OSError, match="no disk") as caught:
        await drain(FakeCatalogue(failures={1: error}).lookups(size=10).stream(ids(40), ordered=True), seen)
    assert caught.value is error
    assert list(map(told, seen)) == found(ids(10))

"""Events for items that were not asked for, and what is pending when a look-up ends early."""

import asyncio
from collections.abc import Sequence

import pytest
from fake_music import FakeCatalogue, drain, ids, told, track

from amazon_music_async import Outcome, ServerError, Track, Unauthorized, UnmatchedItem
from amazon_music_async.models.page import Items

STRANGER = UnmatchedItem(type="Track", id="X")


class WithAStranger(FakeCatalogue):
    """Adds to each answer an item that was not asked for."""

    def answer(self, ids: Sequence[str]) -> Items[Track]:
        """The items asked for, and one more."""
        return Items(items=(*super().answer(ids).items, track("X")))


async def test_a_stream_reports_items_that_were_not_asked_for() -> None:
    """A stream has no other place for them than an event."""
    catalogue = WithAStranger()
    outcomes = [outcome async for outcome in catalogue.lookups(size=1).stream(ids(2), ordered=True)]
    assert [told(outcome) for outcome in outcomes] == [("B0", "Found"), ("B1", "Found")]
    assert catalogue.events == [STRANGER, STRANGER]


async def test_a_failed_lookup_reports_items_that_were_not_asked_for() -> None:
    """Items in answers that arrived beside the failure are reported too."""
    failing = asyncio.Event()
    catalogue = WithAStranger(failures={0: ServerError(500)}, gates={0: failing, 1: failing})
    look_up = asyncio.create_task(catalogue.lookups(size=1, concurrency=2).get_many(ids(2)))
    await asyncio.sleep(0)
    failing.set()
    with pytest.raises(ServerError) as caught:
        await look_up
    assert caught.value.partial is not None
    assert list(caught.value.partial.found) == ["B1"]
    assert catalogue.events == [STRANGER]


async def test_an_id_that_can_never_be_asked_is_not_pending() -> None:
    """An `InvalidId` is `Failed`, not pending, even if the token is refused."""
    catalogue = FakeCatalogue(failures={0: Unauthorized(401)})
    outcomes: list[Outcome[Track]] = []
    with pytest.raises(Unauthorized) as caught:
        await drain(catalogue.lookups().stream(["B0", "a,b", "B1"], ordered=True), outcomes)
    assert [told(outcome) for outcome in outcomes] == [("a,b", "Failed")]
    assert caught.value.pending == ("B0", "B1")

"""Which item answers which id."""

import pytest
from attrs import define, frozen
from fake_music import FakeCatalogue, ids, track

from amazon_music_async import Failed, Found, Missing, Track, UnmatchedItem
from amazon_music_async._lookups.batch import LookupBatch
from amazon_music_async._lookups.lookups import Lookups
from amazon_music_async.errors import DecodeError
from amazon_music_async.models.page import Items


@define(eq=False)
class Answering(FakeCatalogue):
    """Gives the same items whatever it is asked."""

    items: tuple[Track, ...] = ()
    flaws: tuple[DecodeError, ...] = ()

    def answer(self, ids: object) -> Items[Track]:
        """The same items."""
        return Items(items=self.items, flaws=self.flaws)


async def settled(asked: list[str], *items: Track, flaws: tuple[DecodeError, ...] = ()) -> LookupBatch[Track]:
    """A batch that was answered with ``items``."""
    batch = LookupBatch[Track](Answering(items=items, flaws=flaws).ask, asked, list(dict.fromkeys(asked)))
    await batch.run()
    return batch


async def test_items_are_matched_by_id_whatever_their_order() -> None:
    """The order of the answer does not matter."""
    items = [track(id) for id in ids(5)]
    batch = await settled(ids(5), *reversed(items))
    assert batch.outcomes() == [Found(item.id, item) for item in items]


@pytest.mark.parametrize(
    "item", [track("X", globally="B0"), track("X", locally="B0"), track("X", globally="B0", locally="B0")]
)
async def test_an_item_of_another_id_is_found_by_its_other_names(item: Track) -> None:
    """An item is found by its ``global_asin`` and its ``local_asin``."""
    batch = await settled(["B0"], item)
    assert batch.outcomes() == [Found("B0", item)]
    assert batch.unmatched == []


async def test_an_item_with_an_empty_id_may_be_any() -> None:
    """An item with an empty id makes the unanswered ids `Failed`, unless it is matched by another name."""
    batch = await settled(["B0", "B1"], track("B0"), track(""))
    [found, failed] = batch.outcomes()
    assert (found.id, isinstance(failed, Failed), batch.unmatched) == ("B0", True, [])
    assert str(batch.failed["B1"]) == "an item has an empty id @ $.data"

    batch = await settled(["B0", "B1"], item := track("", globally="B0"))
    assert batch.outcomes() == [Found("B0", item), Missing("B1")]


async def test_the_id_wins_over_the_other_names() -> None:
    """An item whose ``id`` was asked for wins over one that has it as another name."""
    elsewhere, itself = track("X", globally="B0"), track("B0")
    batch = await settled(["B0"], elsewhere, itself)
    assert batch.found == {"B0": itself}
    assert batch.unmatched == [elsewhere]


async def test_the_global_name_wins_over_the_local_one() -> None:
    """``global_asin`` wins over ``local_asin``, whatever the order of the items."""
    locally, globally = track("X", locally="B0"), track("Y", globally="B0")
    batch = await settled(["B0"], locally, globally)
    assert batch.found == {"B0": globally}
    assert batch.unmatched == [locally]


async def test_one_item_may_answer_all_the_names_that_were_asked() -> None:
    """One item answers each of its three ids."""
    item = track("B0", globally="B1", locally="B2")
    batch = await settled(["B0", "B1", "B2", "B3"], item)
    assert batch.outcomes() == [Found("B0", item), Found("B1", item), Found("B2", item), Missing("B3")]


async def test_an_item_is_never_matched_by_its_place() -> None:
    """Two items for two ids, one of them by its id: the other id has none."""
    stranger = track("X")
    batch = await settled(["B0", "B1"], stranger, track("B0"))
    assert batch.outcomes() == [Found("B0", track("B0")), Missing("B1")]
    assert batch.unmatched == [stranger]


async def test_an_answer_without_any_id_asked_for_makes_its_ids_fail() -> None:
    """Such an answer belongs to another request: the ids are `Failed`, not `Missing`."""
    batch = await settled(["B0", "B1"], track("X"), track("Y"))
    [one, two] = batch.outcomes()
    assert isinstance(one, Failed)
    assert isinstance(two, Failed)
    assert str(one.error) == "no item has an id that was asked for @ $.data"
    assert batch.failure() is one.error


async def test_an_empty_answer_makes_its_ids_missing() -> None:
    """An answer without any item says that the service knows none of the ids."""
    assert (await settled(["B0", "B1"])).outcomes() == [Missing("B0"), Missing("B1")]


async def test_a_model_with_an_id_alone_can_be_looked_up() -> None:
    """A model without ``global_asin`` and ``local_asin`` is matched by its ``id``."""

    @frozen
    class Playlist:
        """A model with an id alone."""

        id: str

    async def ask(_: object) -> Items[Playlist]:
        return Items(items=(Playlist("P1"), Playlist("P0")))

    lookup = await Lookups(ask, 100, 8, print).get_many(["P0", "P1", "P2"])
    assert lookup.found == {"P0": Playlist("P0"), "P1": Playlist("P1")}
    assert lookup.missing == ("P2",)


async def test_an_item_sent_twice_is_not_unmatched() -> None:
    """The second copy of an item is dropped."""
    batch = await settled(["B0"], track("B0"), track("B0"))
    assert batch.unmatched == []


async def test_an_item_that_cannot_be_identified_makes_the_unanswered_ids_fail() -> None:
    """The answered ids are found; any of the others may belong to the item."""
    flaw = DecodeError("missing", "$.data.tracks[1].id")
    batch = await settled(["B0", "B1", "B2"], track("B0"), flaws=(flaw,))
    assert batch.outcomes() == [Found("B0", track("B0")), Failed("B1", flaw), Failed("B2", flaw)]


async def test_unmatched_items_are_reported() -> None:
    """Each unmatched item makes one event."""
    catalogue = Answering(items=(track("B0"), track("X"), track("Y")))
    lookup = await catalogue.lookups().get_many(["B0"])
    assert lookup.unmatched == (track("X"), track("Y"))
    assert catalogue.events == [UnmatchedItem(type="Track", id="X"), UnmatchedItem(type="Track", id="Y")]


async def test_an_item_that_comes_with_another_answer_is_not_unmatched() -> None:
    """An item that was asked for in another request of the look-up is not unmatched."""
    catalogue = Answering(items=(track("B0"), track("B1"), track("X")))
    lookup = await catalogue.lookups(size=1).get_many(["B0", "B1"])
    assert list(lookup.found) == ["B0", "B1"]
    assert {item.id for item in lookup.unmatched} == {"X"}

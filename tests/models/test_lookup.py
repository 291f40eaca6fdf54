"""The result of a look-up."""

from amazon_music_async import Lookup, Track


def tracks(number: int) -> dict[str, Track]:
    """So many tracks by their ids."""
    return {f"B{n}": Track(id=f"B{n}", title="a title") for n in range(number)}


def test_a_repr_shows_counts_and_the_first_three_ids() -> None:
    """The repr of a look-up of ten thousand tracks is one line."""
    lookup = Lookup(tracks(10_000), ("M0", "M1"), (Track(id="X"),))
    expected = "<Lookup: 10000 found ('B0', 'B1', 'B2', …), 2 missing ('M0', 'M1'), 1 unmatched>"
    assert repr(lookup) == expected


def test_the_repr_of_an_empty_lookup_is_short() -> None:
    """What there is none of has no ids to show."""
    assert repr(Lookup[Track]()) == "<Lookup: 0 found, 0 missing>"


def test_three_ids_are_shown_without_an_ellipsis() -> None:
    """The ellipsis says that there are more than three."""
    assert repr(Lookup(tracks(3))) == "<Lookup: 3 found ('B0', 'B1', 'B2'), 0 missing>"

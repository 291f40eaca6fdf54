"""The result of a look-up of many ids."""

from collections.abc import Collection, Iterator
from itertools import islice
from typing import Generic, TypeVar

from attrs import field, frozen

T_co = TypeVar("T_co", covariant=True)


_SHOWN = 3
"""Ids that a repr shows of each kind."""


@frozen(repr=False)
class Lookup(Generic[T_co]):
    """The items found, and the ids that were not found.

    - ``found``: the items by the id asked for, in the order first asked; ``item.id`` may be another id of the item.
    - ``missing``: the ids that the service does not know.
    - ``unmatched``: items that the service sent under an id that was not asked for.

    Iterating gives the items; ``len(lookup)`` and ``id in lookup`` are about the ids found; ``lookup[id]`` is the item
    of an id, or a `KeyError`.

    >>> tracks = await music.tracks.get_many(["B076YT2CBT", "B000000000"])
    >>> tracks
    <Lookup: 1 found ('B076YT2CBT'), 1 missing ('B000000000')>
    >>> [track.title for track in tracks], "B076YT2CBT" in tracks, tracks.missing
    (['Happy (From "Despicable Me 2")'], True, ('B000000000',))
    """

    found: dict[str, T_co] = field(factory=dict[str, T_co])
    missing: tuple[str, ...] = ()
    unmatched: tuple[T_co, ...] = ()

    def __iter__(self) -> Iterator[T_co]:
        """Give the items, in the order their ids were first asked for."""
        return iter(self.found.values())

    def __len__(self) -> int:
        """Return the number of ids found."""
        return len(self.found)

    def __contains__(self, id: object) -> bool:
        """Return whether an id was found."""
        return id in self.found

    def __getitem__(self, id: str) -> T_co:
        """Return the item of an id that was found."""
        return self.found[id]

    def __repr__(self) -> str:
        """Show counts and the first ids, because the items may be megabytes."""
        parts = [f"{len(self.found)} found{_first(self.found)}", f"{len(self.missing)} missing{_first(self.missing)}"]
        if self.unmatched:
            parts.append(f"{len(self.unmatched)} unmatched")
        return f"<Lookup: {', '.join(parts)}>"


def _first(ids: Collection[str]) -> str:
    if not ids:
        return ""
    more = ", …" if len(ids) > _SHOWN else ""
    return f" ({', '.join(map(repr, islice(ids, _SHOWN)))}{more})"

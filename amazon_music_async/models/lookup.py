"""What a look-up of many ids gives."""

from collections.abc import Iterator
from typing import Generic, TypeVar

from attrs import field, frozen

T_co = TypeVar("T_co", covariant=True)


@frozen
class Lookup(Generic[T_co]):
    """The items found, by the id asked for, in the order first asked; and what was not found.

    Iterating gives the items; ``len`` and ``in`` speak of the ids found; ``lookup[id]`` is a ``KeyError`` when missing.
    """

    found: dict[str, T_co] = field(factory=dict[str, T_co])
    """The items by the id asked for, which may differ from ``item.id``."""
    missing: tuple[str, ...] = ()
    """The ids that the service does not know."""
    unmatched: tuple[T_co, ...] = ()
    """Items that the service sent under an id nobody asked for."""

    def __iter__(self) -> Iterator[T_co]:
        """The items, in the order their ids were first asked."""
        return iter(self.found.values())

    def __len__(self) -> int:
        """How many ids were found."""
        return len(self.found)

    def __contains__(self, id: object) -> bool:
        """Whether an id was found."""
        return id in self.found

    def __getitem__(self, id: str) -> T_co:
        """The item of an id that was found."""
        return self.found[id]

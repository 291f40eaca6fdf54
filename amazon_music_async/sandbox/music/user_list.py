"""One list of one user, read page by page while it changes."""

from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator
from itertools import islice

from attrs import define, field


@define
class Entry:
    """A thing on a shelf. ``place`` only ever grows: it is what a cursor remembers."""

    place: int
    id: str
    state: str


def _place(entry: Entry) -> int:
    return entry.place


@define
class Shelf:
    """Things in the order in which they were put, each once.

    A page begins after a place, not at an offset: what is put or taken between two pages moves nothing.
    """

    _initial: Callable[[], Iterable[tuple[str, str]]]
    _entries: dict[str, Entry] | None = None
    _rows: list[Entry] | None = field(default=None, init=False)
    _last: int = field(default=0, init=False)

    def put(self, id: str, state: str = "") -> None:
        """``id`` is on the shelf from now on; if it was already, it stays where it is."""
        entry = self._filled().get(id)
        if entry is None:
            self._append(id, state)
            self._rows = None
        else:
            entry.state = state

    def take(self, id: str) -> None:
        """``id`` is no longer on the shelf, whether it was or not."""
        if self._filled().pop(id, None):
            self._rows = None

    def page(self, after: int, limit: int, only: Collection[str] | None = None) -> tuple[list[Entry], bool]:
        """At most ``limit`` entries after the place ``after``, and whether there are more."""
        rows = self._sorted()
        later = islice(rows, bisect_right(rows, after, key=_place), None)
        wanted = later if only is None else (entry for entry in later if entry.id in only)
        found = list(islice(wanted, limit + 1))
        return found[:limit], len(found) > limit

    def __iter__(self) -> Iterator[str]:
        """The ids, in order."""
        return iter(tuple(self._filled()))

    def __len__(self) -> int:
        """How many things are on it."""
        return len(self._filled())

    def __contains__(self, id: object) -> bool:
        """Whether ``id`` is on it."""
        return id in self._filled()

    def state_of(self, id: str) -> str | None:
        """What is noted beside ``id``, None if it is not on the shelf."""
        entry = self._filled().get(id)
        return entry.state if entry else None

    def _filled(self) -> dict[str, Entry]:
        """The entries: made at the first look, for ten thousand users may never look."""
        if self._entries is None:
            self._entries = {}
            for id, state in self._initial():
                self._append(id, state)
        return self._entries

    def _append(self, id: str, state: str) -> None:
        self._last += 1
        self._filled()[id] = Entry(self._last, id, state)

    def _sorted(self) -> list[Entry]:
        if self._rows is None:
            self._rows = list(self._filled().values())
        return self._rows

"""A list of one user, read page by page while it changes."""

from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator
from itertools import islice

from attrs import define, field


@define
class ListEntry:
    """An entry of a user's list. Its ``place`` never changes, so that a cursor can remember it."""

    place: int
    id: str
    state: str


def _place(entry: ListEntry) -> int:
    return entry.place


@define
class UserList:
    """The ids in one list of a user, each once, in the order in which they were added.

    Iterate over it, or use ``len`` and ``in``. A page begins after a place, not at an offset: what is added or removed
    between two pages does not shift the others.

    >>> from amazon_music_async.sandbox import Sandbox
    >>> liked = Sandbox(liked=3).user().liked
    >>> len(liked), "B076YT2CBT" in liked, liked.state_of("B076YT2CBT")
    (3, True, 'LIKE')
    """

    _initial: Callable[[], Iterable[tuple[str, str]]]
    _entries: dict[str, ListEntry] | None = None
    _rows: list[ListEntry] | None = field(default=None, init=False)
    _last: int = field(default=0, init=False)

    def add(self, id: str, state: str = "") -> None:
        """Add ``id`` at the end; if it is in the list already, only its state changes.

        >>> liked = sandbox.user().liked
        >>> liked.add("B000VRPGVA", "DISLIKE")
        >>> liked.state_of("B000VRPGVA")
        'DISLIKE'
        """
        entry = self._filled().get(id)
        if entry is None:
            self._append(id, state)
            self._rows = None
        else:
            entry.state = state

    def remove(self, id: str) -> None:
        """Remove ``id``, if it is in the list.

        >>> liked = sandbox.user().liked
        >>> liked.remove("B076YT2CBT")
        >>> "B076YT2CBT" in liked
        False
        """
        if self._filled().pop(id, None):
            self._rows = None

    def part(
        self, after: int, limit: int, only: Collection[str] | None = None
    ) -> tuple[list[tuple[int, ListEntry]], bool]:
        """At most ``limit`` entries after the place ``after``, and whether there are more."""
        if self._rows is None:
            self._rows = list(self._filled().values())
        later = islice(self._rows, bisect_right(self._rows, after, key=_place), None)
        wanted = later if only is None else (entry for entry in later if entry.id in only)
        found = list(islice(wanted, limit + 1))
        return [(entry.place, entry) for entry in found[:limit]], len(found) > limit

    def state_of(self, id: str) -> str | None:
        """The state of ``id`` (``"LIKE"`` or ``"DISLIKE"`` in a list of likes), or None if it is not in the list.

        >>> sandbox.user().liked.state_of("B076YT2CBT")
        'LIKE'
        """
        entry = self._filled().get(id)
        return entry.state if entry else None

    def __iter__(self) -> Iterator[str]:
        """The ids, in order."""
        return iter(tuple(self._filled()))

    def __len__(self) -> int:
        """How many ids are in the list."""
        return len(self._filled())

    def __contains__(self, id: object) -> bool:
        """Whether ``id`` is in the list."""
        return id in self._filled()

    def _filled(self) -> dict[str, ListEntry]:
        """The entries, made on first use: most of ten thousand users are never looked at."""
        if self._entries is None:
            self._entries = {}
            for id, state in self._initial():
                self._append(id, state)
        return self._entries

    def _append(self, id: str, state: str) -> None:
        self._last += 1
        self._filled()[id] = ListEntry(self._last, id, state)

"""A playlist whose entries can be added, removed and moved."""

from collections.abc import Callable, Collection, Iterable
from uuid import UUID, uuid5

from attrs import define, field

_ENTRIES = UUID("9d8e5c1e-62a5-4c0b-8a3a-0f5b5d2c7b11")


@define(eq=False)
class PlaylistEntry:
    """A track in a playlist. Its ``id`` stays the same when the entry moves.

    >>> sandbox.user().playlists[0].entries[0].track_id
    'B076YT2CBT'
    """

    id: str
    track_id: str


@define(eq=False)
class UserPlaylist:
    """A playlist as the sandbox holds it.

    ``curator`` is the id of the user who made it; ``""`` for a playlist of the catalogue. ``revision`` grows with
    every change.

    >>> from amazon_music_async.sandbox import Sandbox
    >>> playlist = Sandbox().user().playlists[0]
    >>> playlist.title, playlist.visibility, len(playlist.track_ids)
    ('Playlist 1', 'PRIVATE', 25)
    """

    id: str
    curator: str
    title: str
    description: str
    visibility: str
    _initial: Callable[[], Iterable[str]] = field(repr=False)
    revision: int = 0
    _entries: list[PlaylistEntry] | None = field(default=None, init=False, repr=False)
    _count: int = field(default=0, init=False, repr=False)
    _removed: set[str] = field(factory=set[str], init=False, repr=False)

    @property
    def entries(self) -> list[PlaylistEntry]:
        """The entries in order, made on first use."""
        if self._entries is None:
            self._entries = []
            self._entries += map(self._entry, self._initial())
        return self._entries

    @property
    def track_ids(self) -> tuple[str, ...]:
        """The ids of its tracks, in order."""
        return tuple(entry.track_id for entry in self.entries)

    def append(self, track_ids: Iterable[str], *, duplicates: bool) -> None:
        """Add tracks at the end; without ``duplicates`` those that it holds already are left out."""
        held = set(self.track_ids)
        for track_id in track_ids:
            if duplicates or track_id not in held:
                held.add(track_id)
                self.entries.append(self._entry(track_id))

    def unknown(self, entry_ids: Iterable[str], *, removed_too: bool = False) -> str | None:
        """The first id that is no entry of this playlist (nor, with ``removed_too``, ever was one)."""
        known = {entry.id for entry in self.entries}.union(self._removed if removed_too else ())
        return next((each for each in entry_ids if each not in known), None)

    def remove(self, entry_ids: Collection[str]) -> None:
        """Remove these entries; those removed before do not matter."""
        self._removed.update(entry_ids)
        self._entries = [entry for entry in self.entries if entry.id not in entry_ids]

    def move(self, entry_ids: Iterable[str], above: str | None, below: str | None) -> bool:
        """Put these entries, in the order given, between the two neighbours; False if those are not neighbours."""
        by_id = {entry.id: entry for entry in self.entries}
        moved = [by_id[each] for each in dict.fromkeys(entry_ids)]
        others = [entry for entry in self.entries if entry not in moved]
        ids = [entry.id for entry in others]
        index = ids.index(above) + 1 if above in ids else ids.index(below) if below in ids else -1
        if index < 0 or (above and below and ids[index : index + 1] != [below]):
            return False
        self._entries = [*others[:index], *moved, *others[index:]]
        return True

    def _entry(self, track_id: str) -> PlaylistEntry:
        self._count += 1
        return PlaylistEntry(str(uuid5(_ENTRIES, f"{self.id} {self._count}")), track_id)

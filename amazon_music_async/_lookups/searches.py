"""Search for each of many keys, such as ISRCs, and look up what the searches find in few requests."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable, Sequence
from typing import Generic, TypeVar

from attrs import define, field

from amazon_music_async._lookups.batch import Identified, LookupBatch
from amazon_music_async._lookups.concurrency import OUTAGE, fatal, stream
from amazon_music_async._lookups.id_source import Ids
from amazon_music_async._lookups.lookups import Lookups
from amazon_music_async.errors import AmazonMusicError, InvalidId
from amazon_music_async.models.outcome import Failed, Found, Missing, Outcome

T = TypeVar("T", bound=Identified)

_REMEMBERED = 1000
"""Keys whose answers a stream remembers: a key that comes again among so many is not searched for again."""
_AHEAD = 2
"""Batches of keys under way where the items are looked up: one is searched for while the other is looked up."""


@define(eq=False)
class Searches(Generic[T]):
    """Searches by a key that several items may have.

    - ``search``: makes one search and returns all items with the key, in the service's order.
    - ``checked``: returns the one spelling of a key, or raises `InvalidId` if it cannot be one.
    - ``lookups``: looks up the items found, because the hits of a search hold few fields.
    - ``concurrency``: the most requests in flight.

    An endpoint method is one expression::

        def by_isrc(self, isrcs: Ids, *, full: bool = False, ordered: bool = True) -> AsyncGenerator[...]:
            searches = Searches(self._search_isrc, checked_isrc, self._lookups(_MANY), self._concurrency)
            return searches.stream(isrcs, full=full, ordered=ordered)
    """

    search: Callable[[str], Awaitable[Sequence[T]]]
    checked: Callable[[str], str]
    lookups: Lookups[T]
    concurrency: int

    def stream(self, keys: Ids, *, full: bool, ordered: bool) -> AsyncGenerator[Outcome[tuple[T, ...]]]:
        """Give `Found` with all items of a key, `Missing` or `Failed` for each occurrence of a key, in flat memory.

        One search for each key; one that comes again among 1,000 keys is not searched for again. ``full``: the items
        are looked up, those of 100 keys together in as few requests as hold them; an item that the look-up does not
        know stays as the search gave it. A failure that all later searches would meet, and an outage (``concurrency``
        searches in a row that failed, and at least 3), are raised with the keys without an outcome as ``pending``.
        """
        shared = _Shared(self, full)

        def make(asked: list[str]) -> _Keys[T]:
            return _Keys(shared, asked)

        size, ahead = (self.lookups.size, _AHEAD) if full else (1, self.concurrency)
        return stream(keys, size, make, ahead, ordered=ordered)


@define(eq=False)
class _Shared(Generic[T]):
    """What the batches of one stream share."""

    searches: Searches[T]
    full: bool
    _in_flight: asyncio.Semaphore = field(init=False)
    _searching: dict[str, asyncio.Event] = field(factory=dict[str, asyncio.Event], init=False)
    """The keys that are being searched for."""
    _answers: dict[str, tuple[T, ...]] = field(factory=dict[str, tuple[T, ...]], init=False)
    """The items of the last keys."""
    stopped: AmazonMusicError | None = field(default=None, init=False)
    """The failure after which no more searches are made."""
    _failed: int = field(default=0, init=False)
    """How many searches in a row have failed."""

    def __attrs_post_init__(self) -> None:
        """Bound the requests of all batches together."""
        self._in_flight = asyncio.Semaphore(self.searches.concurrency)

    async def items(self, key: str) -> tuple[T, ...]:
        """Return the items of a key, from a search now or earlier."""
        while key in self._searching:
            await self._searching[key].wait()
        if key not in self._answers:
            self._answers[key] = await self._search(key)
            if len(self._answers) > _REMEMBERED:
                del self._answers[next(iter(self._answers))]
        return self._answers[key]

    async def _search(self, key: str) -> tuple[T, ...]:
        searched = self._searching[key] = asyncio.Event()
        try:
            async with self._in_flight:
                if self.stopped is not None:
                    raise self.stopped
                items = await self.searches.search(key)
        except AmazonMusicError as error:
            self._failed += 1
            if self._failed >= max(OUTAGE, self.searches.concurrency) or fatal(error):
                self.stopped = self.stopped or error
            raise
        finally:
            del self._searching[key]
            searched.set()
        self._failed = 0
        return tuple(items)

    async def full_items(self, hits: Iterable[T]) -> LookupBatch[T]:
        """Look up the items that searches found."""
        ids = list(dict.fromkeys(item.id for item in hits))
        looked_up = LookupBatch(self.searches.lookups.ask, ids, [])
        for at in range(0, len(ids), self.searches.lookups.size):
            looked_up.ids = ids[at : at + self.searches.lookups.size]
            async with self._in_flight:
                await looked_up.run()
            if looked_up.error is not None:
                break
        return looked_up


@define(eq=False)
class _Keys(Generic[T]):
    """Some keys, and the items of each."""

    shared: _Shared[T]
    asked: list[str]
    _items: dict[str, tuple[T, ...]] = field(factory=dict[str, tuple[T, ...]], init=False)
    _failed: dict[str, AmazonMusicError] = field(factory=dict[str, AmazonMusicError], init=False)

    async def run(self) -> None:
        """Search for each key, and look up what was found."""
        spellings: dict[str, list[str]] = {}
        for key in dict.fromkeys(self.asked):
            try:
                spellings.setdefault(self.shared.searches.checked(key), []).append(key)
            except InvalidId as error:
                self._failed[key] = error
        try:
            async with asyncio.TaskGroup() as group:
                for key, asked in spellings.items():
                    group.create_task(self._search(key, asked), name="amazon_music_async: a search")
        except ExceptionGroup as failures:
            # Not an `AmazonMusicError`: it reaches the caller unchanged.
            raise failures.exceptions[0] from None
        if self.shared.full and any(self._items.values()):
            await self._look_up()

    async def _search(self, key: str, asked: list[str]) -> None:
        try:
            self._items.update(dict.fromkeys(asked, await self.shared.items(key)))
        except AmazonMusicError as error:
            self._failed.update(dict.fromkeys(asked, error))

    async def _look_up(self) -> None:
        looked_up = await self.shared.full_items(item for items in self._items.values() for item in items)
        self.shared.stopped = self.shared.stopped or fatal(looked_up.error)
        for key, hits in list(self._items.items()):
            self._items[key] = tuple(looked_up.found.get(hit.id, hit) for hit in hits)
            unanswered = [hit.id for hit in hits if hit.id not in looked_up.found and hit.id not in looked_up.missing]
            error = next((looked_up.failed.get(id, looked_up.error) for id in unanswered), None)
            if error is not None:
                self._failed[key] = error
                del self._items[key]

    def outcomes(self) -> list[Outcome[tuple[T, ...]]]:
        """Return one outcome for each occurrence of a key, in the order asked."""
        return [self._outcome(key) for key in self.asked]

    def _outcome(self, key: str) -> Outcome[tuple[T, ...]]:
        if (error := self._failed.get(key)) is not None:
            return Failed(key, error)
        return Found(key, self._items[key]) if self._items[key] else Missing(key)

    def fatal(self) -> AmazonMusicError | None:
        """Return the failure after which no more searches are made, if a key of this batch met it."""
        return next((error for error in self._failed.values() if error is self.shared.stopped), None)

    def failure(self) -> AmazonMusicError | None:
        """Return why no key was answered."""
        return None if self._items else next(iter(self._failed.values()), None)

    def sent(self) -> bool:
        """Return whether there was a key that could be searched for."""
        return bool(self._items) or not all(isinstance(error, InvalidId) for error in self._failed.values())

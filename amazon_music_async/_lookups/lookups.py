"""Look up many ids in few requests."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from typing import Generic, TypeVar

from attrs import define, field

from amazon_music_async._lookups.batch import Ask, Identified, LookupBatch, by_name, report
from amazon_music_async._lookups.concurrency import BoundedBatches, stream
from amazon_music_async._lookups.id_source import Ids, all_ids, sendable_ids
from amazon_music_async.errors import AmazonMusicError
from amazon_music_async.events import Event
from amazon_music_async.models.lookup import Lookup
from amazon_music_async.models.outcome import Outcome

T = TypeVar("T", bound=Identified)


@define(eq=False)
class Lookups(Generic[T]):
    """Look-ups at one endpoint.

    - ``ask``: makes one request.
    - ``size``: the most ids in one request.
    - ``concurrency``: the most requests of one look-up in flight.
    - ``emit``: is called with each event.
    """

    ask: Ask[T]
    size: int
    concurrency: int
    emit: Callable[[Event], None] = field(repr=False)

    async def get_many(self, ids: Ids) -> Lookup[T]:
        """Return all of ``ids``, or raise the failure that stopped it with all that did arrive as ``partial``."""
        asked = await all_ids(ids)
        got = _Gathered[T](asked)
        window = BoundedBatches(lambda ids: LookupBatch(self.ask, ids, ids), self.concurrency, ordered=False)
        window.read(asked, self.size)
        failure = None
        try:
            while failure is None and (batch := await window.next()) is not None:
                failure = got.add(batch)
        finally:
            left = await window.close()
        for batch in left:
            got.add(batch)
        got.match_strays()
        lookup, pending = got.lookup(), got.pending()
        report(lookup.unmatched, self.emit)
        failure = failure or (got.crossed if pending else None)
        if failure is None:
            return lookup
        failure.partial, failure.pending = lookup, pending
        raise failure

    def stream(self, ids: Ids, *, ordered: bool) -> AsyncGenerator[Outcome[T]]:
        """Give one outcome for each occurrence of an id, in flat memory; see `stream` in ``concurrency``."""
        shared = _Shared[T](3 * self.size * self.concurrency)

        def make(asked: list[str]) -> _StreamedBatch[T]:
            ids, bad = sendable_ids(asked)
            return _StreamedBatch(self.ask, asked, ids, failed={**bad}, shared=shared, emit=self.emit)

        return stream(ids, self.size, make, self.concurrency, ordered=ordered)


@define(eq=False)
class _Gathered(Generic[T]):
    """What has arrived of a look-up."""

    asked: list[str]
    found: dict[str, T] = field(factory=dict[str, T])
    missing: set[str] = field(factory=set[str])
    unmatched: list[T] = field(factory=list[T])
    crossed: AmazonMusicError | None = None
    """The error of ids that are still unanswered because their answer belonged to another request."""

    def add(self, batch: LookupBatch[T]) -> AmazonMusicError | None:
        """Keep what a batch brought. Return the failure that makes it incomplete, if no other answer can mend that."""
        self.found.update(batch.found)
        self.missing.update(batch.missing)
        self.unmatched += batch.unmatched
        self.crossed = self.crossed or batch.crossed
        failures = (error for error in batch.failed.values() if error is not batch.crossed)
        return batch.error or next(failures, None)

    def match_strays(self) -> None:
        """Give the ids without an item what arrived with the answers to other ids."""
        if self.unmatched and len(self.found) < len(self.asked):
            strays = by_name(self.unmatched)
            self.found.update({id: strays[id] for id in self.asked if id not in self.found and id in strays})

    def lookup(self) -> Lookup[T]:
        """Return all of it, in the order asked."""
        # Not called id in here: Python 3.12.1 would take the builtin below for it.
        found = {asked: self.found[asked] for asked in self.asked if asked in self.found}
        missing = tuple(asked for asked in self.asked if asked in self.missing and asked not in found)
        used = {id(item) for item in found.values()} if self.unmatched else set[int]()
        unmatched = tuple(item for item in self.unmatched if item.id not in found and id(item) not in used)
        return Lookup(found, missing, unmatched)

    def pending(self) -> tuple[str, ...]:
        """Return the ids without an answer, in the order asked."""
        return tuple(id for id in self.asked if id not in self.found and id not in self.missing)


@define(eq=False)
class _Shared(Generic[T]):
    """What the batches of one stream tell each other."""

    most: int
    """The most names of items to keep: the memory of a stream is flat."""
    strays: dict[str, T] = field(factory=dict[str, T])
    """Items that arrived with the answer to other ids, the last ones, by all their names."""
    in_flight: set[asyncio.Event] = field(factory=set[asyncio.Event])
    """For each batch without its answers yet, what is set when it has them."""

    def keep(self, unmatched: list[T]) -> None:
        """Keep items for the batches that asked for them."""
        self.strays.update(by_name(unmatched))
        while len(self.strays) > self.most:
            del self.strays[next(iter(self.strays))]


@define(eq=False)
class _StreamedBatch(LookupBatch[T]):
    """A batch of a stream: an id is `Missing` only if its item has not arrived with the answer to other ids.

    That holds for what arrived before the outcome is given. A batch whose answer held only items of other ids also
    waits for the batches in flight, since two answers may have been exchanged.
    """

    shared: _Shared[T] = field(kw_only=True)
    emit: Callable[[Event], None] = field(kw_only=True)

    async def run(self) -> None:
        """Make the requests, and share the items that were not asked for."""
        answered = asyncio.Event()
        self.shared.in_flight.add(answered)
        try:
            await super().run()
        finally:
            answered.set()
            self.shared.in_flight.discard(answered)
        self.shared.keep(self.unmatched)
        if self.crossed is not None:
            for other in list(self.shared.in_flight):
                await other.wait()

    def outcomes(self) -> list[Outcome[T]]:
        """Return one outcome for each occurrence of an id, in the order asked."""
        report(self.unmatched, self.emit)
        self.claim(self.shared.strays)
        return super().outcomes()

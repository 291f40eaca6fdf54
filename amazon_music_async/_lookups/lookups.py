"""Many ids in few calls."""

from collections.abc import AsyncGenerator, Callable
from typing import Generic, TypeVar

from attrs import define, field

from amazon_music_async._lookups.batch import Ask, Batch, Identified
from amazon_music_async._lookups.concurrency import BoundedBatches
from amazon_music_async._lookups.id_source import Ids, all_ids, checked_ids
from amazon_music_async.errors import AmazonMusicError, AuthError, ClientClosed, Forbidden, Unauthorized
from amazon_music_async.events import Event
from amazon_music_async.models.lookup import Lookup
from amazon_music_async.models.outcome import Failed, Outcome

T = TypeVar("T", bound=Identified)

_OF_THE_CLIENT = (Unauthorized, Forbidden, AuthError, ClientClosed)
"""Failures that the next batch would meet as well."""
_LEAST_OUTAGE = 3
"""Batches in a row that must fail before it is an outage, however few go at once."""


@define(eq=False)
class Lookups(Generic[T]):
    """Look-ups at one endpoint: how many ids it takes at once, and how many requests go at a time."""

    ask: Ask[T]
    size: int
    concurrency: int
    emit: Callable[[Event], None] = field(repr=False)

    async def get_many(self, ids: Ids) -> Lookup[T]:
        """All of ``ids``, or the failure that stopped it with all that did arrive in ``partial``."""
        asked = await all_ids(checked_ids(ids))
        got = _Gathered[T](asked)
        window = BoundedBatches(self.ask, self.concurrency, ordered=False)
        window.read(asked, self.size)
        failure = None
        try:
            while failure is None and (batch := await window.next()) is not None:
                batch.report(self.emit)
                failure = got.add(batch)
        finally:
            left = await window.close()
        if failure is None:
            return got.lookup()
        for batch in left:
            batch.report(self.emit)
            got.add(batch)
        failure.partial, failure.pending = got.lookup(), got.pending()
        raise failure

    def stream(self, ids: Ids, *, ordered: bool) -> AsyncGenerator[Outcome[T]]:
        """One outcome for each occurrence of an id, in flat memory."""
        return self._stream(checked_ids(ids), ordered=ordered)

    async def _stream(self, ids: Ids, *, ordered: bool) -> AsyncGenerator[Outcome[T]]:
        window = BoundedBatches(self.ask, self.concurrency, ordered)
        window.read(ids, self.size)
        failed = 0
        failure: AmazonMusicError | None = None
        pending: list[str] = []
        try:
            while failure is None and (batch := await window.next()) is not None:
                batch.report(self.emit)
                failure = batch.error if isinstance(batch.error, _OF_THE_CLIENT) else None
                for outcome in batch.outcomes():
                    if failure is not None and isinstance(outcome, Failed) and outcome.error is failure:
                        pending.append(outcome.id)
                    else:
                        yield outcome
                if batch.ids:
                    error = batch.failure()
                    failed = 0 if error is None else failed + 1
                    if failed >= max(_LEAST_OUTAGE, self.concurrency):
                        failure = error
        finally:
            left = await window.close()
        if failure is not None:
            pending += [id for batch in left for id in batch.asked]
            failure.pending = (*pending, *window.source.rest())
            raise failure


@define(eq=False)
class _Gathered(Generic[T]):
    """What has arrived of a look-up."""

    asked: list[str]
    found: dict[str, T] = field(factory=dict[str, T])
    missing: set[str] = field(factory=set[str])
    unmatched: list[T] = field(factory=list[T])

    def add(self, batch: Batch[T]) -> AmazonMusicError | None:
        """Keep what a batch brought; the failure that kept it from being complete."""
        self.found.update(batch.found)
        self.missing.update(batch.missing)
        self.unmatched += batch.unmatched
        return batch.error or next(iter(batch.failed.values()), None)

    def lookup(self) -> Lookup[T]:
        """All of it, in the order asked."""
        found = {id: self.found[id] for id in self.asked if id in self.found}
        missing = tuple(id for id in self.asked if id in self.missing)
        # What came with the answer to other ids may have been asked for, too.
        unmatched = tuple(item for item in self.unmatched if item.id not in found)
        return Lookup(found, missing, unmatched)

    def pending(self) -> tuple[str, ...]:
        """The ids without an answer, in the order asked."""
        return tuple(id for id in self.asked if id not in self.found and id not in self.missing)

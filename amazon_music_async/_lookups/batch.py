"""Look up the ids of one batch: which item answers which id, and which id makes the service refuse the others."""

from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Generic, Protocol, TypeAlias, TypeVar

from attrs import define, field

from amazon_music_async._lookups.concurrency import fatal
from amazon_music_async.errors import AmazonMusicError, APIError, BadRequest, DecodeError, NotFound, ServerError
from amazon_music_async.events import Event, UnmatchedItem
from amazon_music_async.models.outcome import Failed, Found, Missing, Outcome
from amazon_music_async.models.page import Items


class Identified(Protocol):
    """Anything with an id. Where it has a ``global_asin`` or a ``local_asin`` as well, it can be asked for by those."""

    @property
    def id(self) -> str:
        """The id that the service knows it by."""
        ...


T = TypeVar("T", bound=Identified)
Ask: TypeAlias = Callable[[Sequence[str]], Awaitable[Items[T]]]
"""Makes one request for some ids."""

_TOO_LONG = (413, 414, 431)
_FAILURES_IN_A_ROW = 4
"""Requests in a row that must fail before ids are asked for in smaller and smaller groups no longer."""


_REFUSED_ALONE = 5
"""Ids that must be refused alone with 400, none having been accepted, before the call is taken to be wrong."""
_SPREAD = (1 / 2, 1, 1 / 4, 3 / 4)
"""Where in the batch such ids are taken from: those next to each other may all be bad."""


class _TooLong(Exception):
    """A gateway refused a request; the ids are asked for again in smaller groups."""


def report(unmatched: Iterable[Identified], emit: Callable[[Event], object]) -> None:
    """Emit an event for each item that was not asked for."""
    for item in unmatched:
        emit(UnmatchedItem(type=type(item).__name__, id=item.id))


def by_name(items: Iterable[T]) -> dict[str, T]:
    """Return the items by all their names: ``id`` wins over ``global_asin``, and that over ``local_asin``."""
    kept = list(items)
    names: dict[str, T] = {}
    for name in ("id", "global_asin", "local_asin"):
        for item in kept:
            value: str | None = getattr(item, name, None)
            if value:
                names.setdefault(value, item)
    return names


def belong_to_others(items: Sequence[Identified], ids: Sequence[str]) -> bool:
    """Return whether none of the items has an id that was asked for, though there are some."""
    return bool(items) and items[0].id not in ids and by_name(items).keys().isdisjoint(ids)


@define(eq=False)
class LookupBatch(Generic[T]):
    """Some ids, and what is known of each so far.

    - ``asked``: one entry for each occurrence of an id.
    - ``ids``: each id that can be sent, once.
    - ``failed``: the ids whose own request failed, with the error.
    - ``unmatched``: items that the service sent under an id that was not asked for here.
    - ``error``: what kept the ids that are nowhere else from being answered.
    """

    ask: Ask[T]
    asked: list[str]
    ids: list[str]
    found: dict[str, T] = field(factory=dict[str, T])
    missing: set[str] = field(factory=set[str])
    failed: dict[str, AmazonMusicError] = field(factory=dict[str, AmazonMusicError])
    unmatched: list[T] = field(factory=list[T])
    error: AmazonMusicError | None = None
    crossed: DecodeError | None = field(default=None, init=False)
    """The error of the ids whose answer held only items that were not asked for: it may belong to another request."""
    _refused: dict[str, APIError] = field(factory=dict[str, APIError], init=False)
    """The rejected ids, with the service's refusals."""
    _accepted: int = field(default=0, init=False)
    """The most ids that the service has answered at once."""
    _longest: int = field(default=0, init=False)
    """The most ids to ask for at once, after a gateway refused more; 0: no limit is known."""

    def outcomes(self) -> list[Outcome[T]]:
        """Return one outcome for each occurrence of an id, in the order asked."""
        outcomes: list[Outcome[T]] = []
        for id in self.asked:
            if (item := self.found.get(id)) is not None:
                outcomes.append(Found(id, item))
            elif (error := self.failed.get(id, self.error)) is None or id in self.missing:
                outcomes.append(Missing(id))
            else:
                outcomes.append(Failed(id, error))
        return outcomes

    def fatal(self) -> AmazonMusicError | None:
        """Return the failure that every later batch would meet as well."""
        return fatal(self.error)

    def failure(self) -> AmazonMusicError | None:
        """Return why nothing was answered, or what kept some ids from being asked for."""
        if self.error is None and not self.found and not self.missing:
            return self.failed[self.ids[0]]
        return self.error

    def sent(self) -> bool:
        """Return whether there was an id that could be sent."""
        return bool(self.ids)

    def claim(self, items: Mapping[str, T]) -> None:
        """Take the items of unanswered ids from those that arrived with the answers to other requests."""
        for id in self.ids:
            if id not in self.found and (item := items.get(id)) is not None:
                self.found[id] = item
                self.missing.discard(id)
                self.failed.pop(id, None)

    async def run(self) -> None:
        """Make requests until each id has its answer, or until ``error`` says why not; what was learnt is kept."""
        try:
            self.error = await self._failure(self.ids)
            if self.error is not None and len(self.ids) > 1 and _may_be_due_to_an_id(self.error):
                self.error = await self._isolate()
        finally:
            if not self._refuses_all():
                self.missing.update(self._refused)
            if self.unmatched:
                self.claim(by_name(self.unmatched))

    async def _failure(self, ids: list[str]) -> AmazonMusicError | None:
        """Ask for some ids until each has its answer; return what prevented that."""
        try:
            while (unknown := self._unknown(ids)) and not (
                self._refuses_all() and len(self._refused) >= _REFUSED_ALONE
            ):
                with suppress(_TooLong):
                    await self._ask_group(self._next_group(unknown))
        except AmazonMusicError as error:
            return error
        return next(iter(self._refused.values())) if self._refused and self._refuses_all() else None

    def _unknown(self, ids: list[str]) -> list[str]:
        found, missing, failed, refused = self.found, self.missing, self.failed, self._refused
        # Written out: asked twice for each id of each batch, `any` made a look-up a tenth slower.
        return [id for id in ids if id not in found and id not in missing and id not in failed and id not in refused]

    async def _isolate(self) -> AmazonMusicError | None:
        """Ask again in halves after a failure, so that only the ids that make the service fail are `Failed`.

        When several requests in a row fail, one id is asked for alone: if it is answered, the lists may be too long,
        and the groups become smaller at once. Otherwise it is an outage: returns the failure of the ids left over.
        """
        failing = deque([self._unknown(self.ids)])
        in_a_row = 0
        while failing:
            group = failing.popleft()
            size = min((len(group) + 1) // 2, self._longest or len(group))
            for at in range(0, len(group), size):
                part = group[at : at + size]
                again = await self._failure(part)
                if again is None:
                    in_a_row = 0
                    continue
                in_a_row += 1
                if in_a_row == _FAILURES_IN_A_ROW and len(part) > 1 and await self._failure(part[-1:]) is None:
                    in_a_row, self._longest = 0, len(part) // 2
                if in_a_row == _FAILURES_IN_A_ROW or not _may_be_due_to_an_id(again):
                    return again
                if len(part) == 1:
                    self.failed[part[0]] = again
                elif unknown := self._unknown(part):
                    failing.append(unknown)
        return None

    async def _ask_group(self, group: list[str]) -> None:
        """Ask for a group; if it is refused, find the first rejected id by halving it.

        An id counts as rejected when it was refused alone, or in a group no larger than one that was answered: a
        service that has begun to allow fewer ids in a request must not make good ids look missing.
        """
        refusal, refused = await self._refusal(group), len(group)
        while refusal is not None and len(group) > 1:
            half, other = group[: len(group) // 2], group[len(group) // 2 :]
            again = await self._refusal(half)
            if again is not None:
                group, refusal, refused = half, again, len(half)
            else:
                group = other
                if len(other) == 1 and refused > self._accepted:
                    refusal = await self._refusal(other)
        if refusal is not None:
            self._refused[group[0]] = refusal

    def _next_group(self, unknown: list[str]) -> list[str]:
        if self._refused and self._refuses_all():
            at = int(_SPREAD[(len(self._refused) - 1) % len(_SPREAD)] * (len(unknown) - 1))
            return [unknown[at]]
        return unknown[: self._group_size(len(unknown))]

    def _group_size(self, unknown: int) -> int:
        """Return how many ids to ask for together: all at first, then fewer, the more rejected ids were found.

        The numbers were found by search: up to k = 20 rejected ids among 100 cost at most 2k·log2(100/k) + 1 requests.
        """
        rejected = len(self._refused)
        size = unknown
        if rejected > 1:
            size = 1
            if self._accepted:
                size = max(1, round((0.5 + 2 / rejected) * (len(self.ids) - unknown + 4) / rejected))
        return min(size, self._longest or size)

    def _refuses_all(self) -> bool:
        """Return whether the service has only ever answered 400: then the call is wrong, not an id."""
        return not self._accepted and all(isinstance(refusal, BadRequest) for refusal in self._refused.values())

    async def _refusal(self, ids: list[str]) -> APIError | None:
        """Ask for some ids; return the service's refusal if it may be due to one of them."""
        try:
            answer = await self.ask(ids)
        except APIError as error:
            # The documented error object has a code. Without it the answer comes from a gateway, and blames no id.
            if isinstance(error, BadRequest | NotFound) and error.code is not None:
                return error
            if len(ids) == 1 or not (isinstance(error, BadRequest) or error.status in _TOO_LONG):
                raise
            self._longest = len(ids) // 2
        else:
            self._accepted = max(self._accepted, len(ids))
            self._match(ids, answer)
            return None
        raise _TooLong

    def _match(self, ids: list[str], answer: Items[T]) -> None:
        """Give each id its item, by ``id``, ``global_asin`` or ``local_asin``; never by position."""
        names = {item.id: item for item in reversed(answer.items)}
        if not names.keys() >= set(ids):
            names = by_name(answer.items)
        # Not called id in here: Python 3.12.1 would take the builtin below for it.
        found = {asked: names[asked] for asked in ids if asked in names}
        unanswered = [asked for asked in ids if asked not in found]
        self.found.update(found)
        flaws = answer.flaws
        if len(found) < len(answer.items) or unanswered:
            used = {id(item) for item in found.values()}
            left = [item for item in answer.items if id(item) not in used and item.id not in self.found]
            self.unmatched += [item for item in left if item.id]
            if not all(item.id for item in left):
                flaws = (*flaws, DecodeError("an item has an empty id", "$.data"))
            elif answer.items and not found and not flaws:
                self.crossed = self.crossed or DecodeError("no item has an id that was asked for", "$.data")
                flaws = (self.crossed,)
        if flaws:
            self.failed.update(dict.fromkeys(unanswered, flaws[0]))
        else:
            self.missing.update(unanswered)


def _may_be_due_to_an_id(failure: AmazonMusicError) -> bool:
    """Return whether the same request without some of its ids might succeed; 503 means that the service is down."""
    return isinstance(failure, DecodeError) or (isinstance(failure, ServerError) and failure.status != 503)

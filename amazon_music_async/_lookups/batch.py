"""The ids of one request: which were answered, by what, and which one spoils it for the others."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, Protocol, TypeAlias, TypeVar

from attrs import define, field

from amazon_music_async.errors import AmazonMusicError, APIError, BadRequest, DecodeError, NotFound
from amazon_music_async.events import Event, UnmatchedItem
from amazon_music_async.models.outcome import Failed, Found, Missing, Outcome
from amazon_music_async.models.page import Items


class Identified(Protocol):
    """Anything that the service knows by one to three ids."""

    @property
    def id(self) -> str:
        """The id it goes by."""
        ...

    @property
    def global_asin(self) -> str | None:
        """Its id in all territories."""
        ...

    @property
    def local_asin(self) -> str | None:
        """Its id in the user's territory."""
        ...


T = TypeVar("T", bound=Identified)
Ask: TypeAlias = Callable[[Sequence[str]], Awaitable[Items[T]]]


@define(eq=False)
class Batch(Generic[T]):
    """Some ids, as they were asked for, and what is known of each so far."""

    asked: list[str] = field(factory=list[str])
    """One entry for each occurrence."""
    ids: list[str] = field(factory=list[str])
    """Each that can be sent, once."""
    found: dict[str, T] = field(factory=dict[str, T])
    missing: set[str] = field(factory=set[str])
    failed: dict[str, AmazonMusicError] = field(factory=dict[str, AmazonMusicError])
    unmatched: list[T] = field(factory=list[T])
    error: AmazonMusicError | None = None
    """What kept the rest from being asked."""
    _refused: dict[str, APIError] = field(factory=dict[str, APIError], init=False)
    """The rejected ids, each with what the service said to it."""
    _accepted: int = field(default=0, init=False)
    """The most ids that the service has answered at once."""

    def outcomes(self) -> list[Outcome[T]]:
        """One for each occurrence of an id, in the order asked; to be read when `resolve` is done."""
        outcomes: list[Outcome[T]] = []
        for id in self.asked:
            if (item := self.found.get(id)) is not None:
                outcomes.append(Found(id, item))
            elif (error := self.failed.get(id, self.error)) is None or id in self.missing:
                outcomes.append(Missing(id))
            else:
                outcomes.append(Failed(id, error))
        return outcomes

    def failure(self) -> AmazonMusicError | None:
        """Why it failed as a whole: it could not be asked to the end, or no item of the answer could be identified."""
        if self.error is None and not self.found and not self.missing:
            return self.failed[self.ids[0]]
        return self.error

    def report(self, emit: Callable[[Event], object]) -> None:
        """Tell of the items that nobody asked for."""
        for item in self.unmatched:
            emit(UnmatchedItem(type=type(item).__name__, id=item.id))

    async def resolve(self, ask: Ask[T]) -> None:
        """Ask until every id has its answer, or until ``error`` says why not; what was learnt till then is kept."""
        try:
            await self._resolve(ask)
        except AmazonMusicError as error:
            self.error = error
        finally:
            if not self._refuses_all():
                self.missing.update(self._refused)

    async def _resolve(self, ask: Ask[T]) -> None:
        """Find the ids for which the service refuses the others too, in few requests."""
        unknown = self.ids
        while unknown:
            size = self._group_size(len(unknown))
            unknown = await self._ask_group(unknown[:size], ask) + unknown[size:]
        if self._refused and self._refuses_all():
            raise next(iter(self._refused.values()))

    async def _ask_group(self, group: list[str], ask: Ask[T]) -> list[str]:
        """Ask for a group; if it is refused, find the rejected id by halving it. Return the ids not asked yet.

        An id counts as rejected when it was refused alone, or in a group no larger than one that was answered: a
        service that has begun to allow fewer ids in a request must not make good ids look missing.
        """
        left: list[str] = []
        refusal, refused = await self._refusal(group, ask), len(group)
        while refusal is not None and len(group) > 1:
            half, other = group[: len(group) // 2], group[len(group) // 2 :]
            again = await self._refusal(half, ask)
            if again is not None:
                group, left, refusal, refused = half, other + left, again, len(half)
            else:
                group = other
                if len(other) == 1 and refused > self._accepted:
                    refusal = await self._refusal(other, ask)
        if refusal is not None:
            self._refused[group[0]] = refusal
        return left

    def _group_size(self, unknown: int) -> int:
        """How many ids to ask together: all at first, then fewer, by the density of rejected ids met so far.

        The numbers were found by search: up to k = 20 rejected ids among 100 cost at most 2k·log2(100/k) + 1 requests.
        """
        rejected = len(self._refused)
        if rejected <= 1:
            return unknown
        if not self._accepted:
            return 1
        return max(1, round((0.5 + 2 / rejected) * (len(self.ids) - unknown + 4) / rejected))

    def _refuses_all(self) -> bool:
        """Whether all that was ever said is 400: then it is the call that is wrong, not an id."""
        return not self._accepted and all(isinstance(refusal, BadRequest) for refusal in self._refused.values())

    async def _refusal(self, ids: list[str], ask: Ask[T]) -> APIError | None:
        """Ask for some ids; the service's refusal if it may be due to one of them."""
        try:
            answer = await ask(ids)
        except BadRequest as error:
            return error
        except NotFound as error:
            # Without the documented error object, it is the path that was not found.
            if error.code is None:
                raise
            return error
        self._accepted = max(self._accepted, len(ids))
        self._match(ids, answer)
        return None

    def _match(self, ids: list[str], answer: Items[T]) -> None:
        """Give each id its item: by ``id``, then by ``globalAsin``, then by ``localAsin``; never by position."""
        unanswered = dict.fromkeys(ids)
        strays: list[T] = []
        for item in answer.items:
            if item.id in unanswered:
                del unanswered[item.id]
                self.found[item.id] = item
            elif item.id not in self.found:
                strays.append(item)
        if unanswered:
            aliases = [(item.global_asin, item) for item in answer.items]
            aliases += [(item.local_asin, item) for item in answer.items]
            for alias, item in aliases:
                if alias in unanswered:
                    del unanswered[alias]
                    self.found[alias] = item
        flaws = answer.flaws
        if strays:
            used = {id(item) for item in self.found.values()}
            left = [item for item in strays if id(item) not in used]
            self.unmatched += [item for item in left if item.id]
            if not all(item.id for item in left):
                flaws = (*flaws, DecodeError("an item has an empty id", "$.data"))
        if flaws:
            self.failed.update(dict.fromkeys(unanswered, flaws[0]))
        else:
            self.missing.update(unanswered)

"""The ids of one request: which were answered, by what, and which one spoils it for the others."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, Protocol, TypeAlias, TypeVar

from attrs import define, field

from amazon_music_async._outcome import Failed, Found, Missing, Outcome
from amazon_music_async.errors import AmazonMusicError, APIError, BadRequest, NotFound
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

_DENSITY = 1.4
"""How many culprits, at the density seen so far, a group of ids should hold on average."""


@define(eq=False)
class Chunk(Generic[T]):
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

    def outcomes(self) -> list[Outcome[T]]:
        """One for each occurrence of an id, in the order asked; to be read when `settle` is done."""
        outcomes: list[Outcome[T]] = []
        for id in self.asked:
            if (item := self.found.get(id)) is not None:
                outcomes.append(Found(id, item))
            elif (error := self.failed.get(id, self.error)) is None or id in self.missing:
                outcomes.append(Missing(id))
            else:
                outcomes.append(Failed(id, error))
        return outcomes

    async def settle(self, ask: Ask[T]) -> None:
        """Ask until every id has its answer, or until ``error`` says why not."""
        try:
            await self._settle(ask)
        except AmazonMusicError as error:
            self.error = error

    async def _settle(self, ask: Ask[T]) -> None:
        """Find the ids for which the service refuses the others too, in few requests.

        A group that is refused holds a culprit; halving leads to it, and what was cut off on the way is asked
        together again. A culprit is believed only when it was refused alone: a service that has come to allow fewer
        ids at once must not make good ids look missing.
        """
        unknown, refusals = self.ids, dict[str, APIError]()
        while unknown:
            size = self._group_size(len(unknown), len(refusals))
            group, unknown = unknown[:size], unknown[size:]
            refusal = await self._refusal(group, ask)
            while refusal is not None and len(group) > 1:
                half, other = group[: len(group) // 2], group[len(group) // 2 :]
                refused = await self._refusal(half, ask)
                if refused is not None:
                    group, unknown, refusal = half, other + unknown, refused
                else:
                    group, refusal = other, refusal if len(other) > 1 else await self._refusal(other, ask)
            if refusal is not None:
                refusals[group[0]] = refusal
        if refusals and len(refusals) == len(self.ids) and all(isinstance(r, BadRequest) for r in refusals.values()):
            raise refusals.popitem()[1]
        self.missing.update(refusals)

    def _group_size(self, unknown: int, culprits: int) -> int:
        """How many ids to ask together: all at first, then fewer, by the density of culprits met so far."""
        if culprits <= 1:
            return unknown
        if not self.found and not self.missing:
            return 1
        return max(1, round(_DENSITY * (len(self.ids) - unknown + 10) / culprits))

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
        if strays:
            used = {id(item) for item in self.found.values()}
            self.unmatched += [item for item in strays if id(item) not in used]
        if answer.flaws:
            self.failed.update(dict.fromkeys(unanswered, answer.flaws[0]))
        else:
            self.missing.update(unanswered)

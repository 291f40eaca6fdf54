"""A catalogue and a list that answer without a client, for tests of look-ups and walks."""

import asyncio
from collections.abc import AsyncIterable, AsyncIterator, Callable, Collection, Iterator, Mapping, Sequence
from typing import TypeVar

from attrs import define, field

from amazon_music_async import BadRequest, NotFound, Track
from amazon_music_async._lookups.lookups import Lookups
from amazon_music_async.events import Event
from amazon_music_async.models.outcome import Failed, Found, Outcome
from amazon_music_async.models.page import Connection, Items, PageInfo

T = TypeVar("T")


def track(id: str, *, globally: str | None = None, locally: str | None = None) -> Track:
    """A track that is known by one to three ids."""
    return Track(id=id, global_asin=globally, local_asin=locally, title=f"the title of {id}")


def ids(number: int, prefix: str = "B") -> list[str]:
    """So many ids."""
    return [f"{prefix}{n}" for n in range(number)]


def unknown_id() -> NotFound:
    """The refusal of an id, with the documented error object."""
    return NotFound(404, "RESOURCE_NOT_FOUND", "no such track")


def malformed() -> BadRequest:
    """A refusal of an id or of the whole call, with the documented error object."""
    return BadRequest(400, "BAD_REQUEST", "malformed")


@define(eq=False)
class FakeCatalogue:
    """Knows every id but those of ``unknown``, and refuses a request that holds a rejected id, or too many ids.

    ``failures``: by the number of the request (the first is 0), what is raised instead of an answer. ``gates``: by the
    number of the request, what its answer waits for.
    """

    unknown: Collection[str] = ()
    rejected: Collection[str] = ()
    refusal: Callable[[], Exception] = unknown_id
    most: int = 100
    failures: Mapping[int, Exception] = field(factory=dict[int, Exception])
    gates: Mapping[int, asyncio.Event] = field(factory=dict[int, asyncio.Event])
    bodies: Mapping[int, bytes] = field(factory=dict[int, bytes])
    sent_early: list[int] = field(factory=list[int], init=False)
    requests: list[list[str]] = field(factory=list[list[str]], init=False)
    in_flight: int = field(default=0, init=False)
    peak: int = field(default=0, init=False)
    """The most requests that were in flight at once."""
    events: list[Event] = field(factory=list[Event], init=False)
    """The events of look-ups."""

    async def ask(self, ids: Sequence[str]) -> Items[Track]:
        """One request."""
        number = len(self.requests)
        self.requests.append(list(ids))
        self.in_flight += 1
        self.peak = max(self.peak, self.in_flight)
        try:
            await asyncio.sleep(0)
            if number in self.gates:
                await self.gates[number].wait()
        finally:
            self.in_flight -= 1
        if number in self.failures:
            raise self.failures[number]
        if len(ids) > self.most:
            raise malformed()
        if not set(self.rejected).isdisjoint(ids):
            raise self.refusal()
        return self.answer(ids)

    def answer(self, ids: Sequence[str]) -> Items[Track]:
        """The items of a request that is not refused."""
        return Items(items=tuple(track(id) for id in ids if id not in self.unknown))

    def lookups(self, *, size: int = 100, concurrency: int = 8) -> Lookups[Track]:
        """Look-ups in this catalogue."""
        return Lookups(self.ask, size, concurrency, self.events.append)


def told(outcome: Outcome[Track]) -> tuple[str, str]:
    """The id and the kind of an outcome."""
    return outcome.id, type(outcome).__name__


def found(ids: Sequence[str]) -> list[tuple[str, str]]:
    """`told` of ids that were found."""
    return [(id, Found.__name__) for id in ids]


def failed(ids: Sequence[str]) -> list[tuple[str, str]]:
    """`told` of ids that failed."""
    return [(id, Failed.__name__) for id in ids]


@define(eq=False)
class Source:
    """Ids that count how many of them were read; endless if there are none."""

    ids: Sequence[str] = ()
    read: int = 0

    def __iter__(self) -> Iterator[str]:
        """Give the ids."""
        while not self.ids or self.read < len(self.ids):
            self.read += 1
            yield self.ids[self.read - 1] if self.ids else f"B{self.read - 1}"


@define(eq=False)
class AsyncSource(Source):
    """As `Source`, and read with a turn of the loop for each id."""

    async def __aiter__(self) -> AsyncIterator[str]:
        """Give the ids with a turn of the loop for each."""
        for id in self:
            await asyncio.sleep(0)
            yield id


@define(eq=False)
class FakeList:
    """A list of pages. The token of a page is its number, of the list it belongs to.

    ``failures``: by the number of the request (the first is 0), what is raised instead of a page. ``infos``: by the
    number of the request, another ``pageInfo`` than the true one. ``bodies``: by the number of the request, the body
    that is shown before the page is given; ``sent_early`` then counts the requests that this led to.
    """

    pages: Sequence[Sequence[str]]
    failures: Mapping[int, BaseException] = field(factory=dict[int, BaseException])
    infos: Mapping[int, PageInfo | None] = field(factory=dict[int, PageInfo | None])
    gates: Mapping[int, asyncio.Event] = field(factory=dict[int, asyncio.Event])
    bodies: Mapping[int, bytes] = field(factory=dict[int, bytes])
    sent_early: list[int] = field(factory=list[int], init=False)
    requests: list[tuple[tuple[str, ...], str | None]] = field(
        factory=list[tuple[tuple[str, ...], str | None]], init=False
    )
    in_flight: int = field(default=0, init=False)

    async def fetch(
        self, ids: tuple[str, ...], token: str | None, on_body: Callable[[bytes], None] | None
    ) -> Connection[str]:
        """One request."""
        number = len(self.requests)
        self.requests.append((ids, token))
        self.in_flight += 1
        try:
            await asyncio.sleep(0)
            if number in self.gates:
                await self.gates[number].wait()
            if on_body is not None and number in self.bodies:
                on_body(self.bodies[number])
                await asyncio.sleep(0)
                self.sent_early.append(len(self.requests) - number - 1)
        finally:
            self.in_flight -= 1
        if number in self.failures:
            raise self.failures[number]
        at = 0 if token is None else int(token.removeprefix("page "))
        edges = tuple(f"{ids[0]}:{item}" if ids else item for item in self.pages[at])
        last = at + 1 == len(self.pages)
        info = PageInfo(has_next_page=not last, token=None if last else f"page {at + 1}")
        return Connection(page_info=self.infos.get(number, info), edges=edges)

    @property
    def tokens(self) -> list[str | None]:
        """The token of each request."""
        return [token for _, token in self.requests]


def others() -> "set[asyncio.Task[object]]":
    """All tasks of this loop but the current one."""
    return {task for task in asyncio.all_tasks() if task is not asyncio.current_task()}


async def drain(source: AsyncIterable[T], into: list[T]) -> None:
    """Keep every item, even if an exception follows."""
    async for item in source:
        into.append(item)  # noqa: PERF401 - a comprehension would lose what came before the exception

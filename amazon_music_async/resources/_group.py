"""What every group of endpoints can do."""

from collections.abc import Callable, Iterable, Mapping
from typing import Generic, Protocol, TypeVar

from attrs import evolve, field, frozen

from amazon_music_async._calls.request import Request, get
from amazon_music_async._lookups.batch import Identified
from amazon_music_async._lookups.id_source import checked_ids
from amazon_music_async._lookups.loader import Loader
from amazon_music_async._lookups.lookups import Lookups
from amazon_music_async._pages.cursor import from_cursor
from amazon_music_async._pages.prefetch import OnBody
from amazon_music_async._pages.walk import Pages
from amazon_music_async._validation import checked_id, checked_seconds, checked_whole
from amazon_music_async.events import Event
from amazon_music_async.models.page import Connection, Items

T = TypeVar("T")
I_co = TypeVar("I_co", bound=Identified, covariant=True)
I = TypeVar("I", bound=Identified)  # noqa: E741 - an item


class Send(Protocol):
    """Makes a call and gives its answer."""

    async def __call__(self, request: Request[T], /) -> T:
        """The answer, or an `AmazonMusicError`."""
        ...


@frozen(eq=False)
class MultiGetEndpoint(Generic[I_co]):
    """An endpoint that looks up several ids at once, as its documents describe it."""

    path: str
    at: str
    into: type[Items[I_co]]
    most: int
    """The most ids in one request."""
    scopes: tuple[str, ...]


@frozen(eq=False)
class PagedEndpoint(Generic[T]):
    """An endpoint that gives a list page by page, as its documents describe it."""

    path: str
    at: str
    into: type[Connection[T]]
    filter: str
    """The parameter that narrows the list to some ids."""
    most: int
    """The largest page, and the most ids of the filter in one request."""
    scopes: tuple[str, ...]


@frozen(eq=False)
class Group:
    """Some endpoints, and what they need to be called."""

    _send: Send = field(repr=False, alias="send")
    _concurrency: int = field(alias="concurrency", repr=False)
    """How many requests one look-up keeps under way."""
    _emit: Callable[[Event], None] = field(repr=False, alias="emit")

    def _lookups(self, many: MultiGetEndpoint[I], query: Mapping[str, str | None] | None = None) -> Lookups[I]:
        async def ask(ids: Iterable[str]) -> Items[I]:
            asked = {"ids": ",".join(ids), **(query or {})}
            return await self._send(get(many.path, at=many.at, into=many.into, query=asked, scopes=many.scopes))

        return Lookups(ask, many.most, self._concurrency, self._emit)

    def _loader(self, many: MultiGetEndpoint[I], max_wait: float) -> Loader[I]:
        checked_seconds(max_wait, "max_wait=", zero=True)
        return Loader(self._lookups(many).ask, many.path, many.most, max_wait, self._emit)

    def _pages(
        self, paged: PagedEndpoint[T], ids: Iterable[str] | None, page_size: int, start: str | None, *, prefetch: bool
    ) -> Pages[T]:
        checked_whole(page_size, "page_size=", most=paged.most)
        batches = _batches(ids, paged.most)

        async def fetch(ids: tuple[str, ...], token: str | None, on_body: OnBody | None) -> Connection[T]:
            query = {paged.filter: ",".join(ids) or None, "limit": page_size, "cursor": token}
            request = get(paged.path, at=paged.at, into=paged.into, query=query, scopes=paged.scopes)
            return await self._send(evolve(request, on_body=on_body))

        return Pages(fetch, batches, from_cursor(start, len(batches)), prefetch, f"/{paged.path}", page_size)


def _batches(ids: Iterable[str] | None, most: int) -> tuple[tuple[str, ...], ...]:
    """The ids of each request: one request without any where no filter is asked for, no request for no ids."""
    if ids is None:
        return ((),)
    if not isinstance(checked_ids(ids), Iterable):
        raise TypeError("a list that can be walked again needs its ids now: pass them as a list")
    distinct = tuple(dict.fromkeys(map(checked_id, ids)))
    return tuple(distinct[at : at + most] for at in range(0, len(distinct), most))

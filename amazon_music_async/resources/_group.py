"""What every group of endpoints can do."""

import functools
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable, Sequence
from typing import Any, Generic, TypeVar

from attrs import field, frozen

from amazon_music_async._calls.request import Request, with_cursor, with_parameter
from amazon_music_async._calls.sender import RequestSender
from amazon_music_async._lookups.batch import Identified, belong_to_others
from amazon_music_async._lookups.id_source import Ids, checked_ids, distinct_ids
from amazon_music_async._lookups.loader import Loader
from amazon_music_async._lookups.lookups import Lookups
from amazon_music_async._lookups.writes import Writes
from amazon_music_async._pages.cursor import from_cursor
from amazon_music_async._pages.prefetch import OnBody
from amazon_music_async._pages.walk import Pages
from amazon_music_async._validation import checked_seconds, checked_whole
from amazon_music_async.models.outcome import Done, Failed
from amazon_music_async.models.page import Connection, Items

T = TypeVar("T")
I_co = TypeVar("I_co", bound=Identified, covariant=True)
I = TypeVar("I", bound=Identified)  # noqa: E741 - an item


@frozen(eq=False)
class MultiGetEndpoint(Generic[I_co]):
    """An endpoint that looks up several ids in one request, as its documents describe it."""

    request: Request[Items[I_co]]
    """The request, without its ids."""
    max_ids: int
    """The most ids in one request."""


@frozen(eq=False)
class Group:
    """The endpoints of one noun."""

    _sender: RequestSender = field(repr=False, alias="sender")

    def __init_subclass__(cls) -> None:
        """Have each list say what to write instead of ``limit=``, which the service calls it."""
        super().__init_subclass__()
        for name, method in list(vars(cls).items()):
            # attrs makes the class twice, for its slots.
            if "page_size" in (getattr(method, "__kwdefaults__", None) or {}) and not hasattr(method, "__wrapped__"):
                setattr(cls, name, _without_limit(method))

    def _send(self, request: Request[T]) -> Awaitable[T]:
        return self._sender.send(request)

    def _lookups(self, endpoint: MultiGetEndpoint[I], **query: str | None) -> Lookups[I]:
        async def ask(ids: Sequence[str]) -> Items[I]:
            request = with_parameter(endpoint.request, "ids", ",".join(ids))
            for name, value in query.items():
                request = request if value is None else with_parameter(request, name, value)
            answer = await self._sender.send(request)
            if belong_to_others(answer.items, ids):
                self._sender.state.distrust_connections()
            return answer

        state = self._sender.state
        return Lookups(ask, endpoint.max_ids, state.limiter.limit, state.events.emit)

    def _writes(
        self, write: Callable[[str], Awaitable[T]], ids: Ids, *, ordered: bool
    ) -> AsyncGenerator[Done[T] | Failed]:
        return Writes(write, self._sender.state.limiter.limit).stream(ids, ordered=ordered)

    def _loader(self, endpoint: MultiGetEndpoint[I], max_wait: float) -> Loader[I]:
        checked_seconds(max_wait, "max_wait=", zero=True)
        ask, emit = self._lookups(endpoint).ask, self._sender.state.events.emit
        return Loader(ask, endpoint.request.path, endpoint.max_ids, max_wait, emit)

    def _pages(
        self,
        request: Request[Connection[T]],
        page_size: int,
        start: str | None,
        *,
        prefetch: bool,
        max_page_size: int = 100,
        ids: Iterable[str] | None = None,
        ids_parameter: str = "",
    ) -> Pages[T]:
        """The pages of a list. ``ids``: only these entries, named to the service in ``ids_parameter``."""
        sized = with_parameter(request, "limit", checked_whole(page_size, "page_size=", most=max_page_size))
        return pages_of(
            self._sender,
            sized,
            start,
            prefetch=prefetch,
            page_size=page_size,
            ids=ids,
            ids_parameter=ids_parameter,
        )


def _without_limit(method: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(method)
    def checked(*args: Any, **options: Any) -> Any:
        if "limit" in options:
            raise TypeError(
                f"{method.__name__}() has no limit=: page_size= is the number of items in one request, and "
                "'await pages.take(n)' gives the first n items"
            )
        return method(*args, **options)

    return checked


def pages_of(
    sender: RequestSender,
    request: Request[Connection[T]],
    start: str | None,
    *,
    prefetch: bool,
    page_size: int | None = None,
    ids: Iterable[str] | None = None,
    ids_parameter: str = "",
) -> Pages[T]:
    """The pages that begin with the answer to ``request``."""
    batches = _batches(ids)

    async def fetch(ids: tuple[str, ...], cursor: str | None, on_body: OnBody | None) -> Connection[T]:
        narrowed = with_parameter(request, ids_parameter, ",".join(ids)) if ids else request
        return await sender.send(with_cursor(narrowed, cursor), on_body)

    return Pages(fetch, batches, from_cursor(start, len(batches)), prefetch, f"/{request.path}", page_size)


_MAX_FILTER_IDS = 100
"""The most ids by which one request narrows a list: as in a look-up, for the documents name no other number."""


def _batches(ids: Iterable[str] | None) -> tuple[tuple[str, ...], ...]:
    """The ids of each request: one request without any where no filter is asked for, no request for no ids."""
    if ids is None:
        return ((),)
    if not isinstance(checked_ids(ids), Iterable):
        raise TypeError("a list that can be walked again needs its ids now: pass them as a list")
    distinct = distinct_ids(ids)
    return tuple(tuple(distinct[at : at + _MAX_FILTER_IDS]) for at in range(0, len(distinct), _MAX_FILTER_IDS))

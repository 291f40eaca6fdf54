"""Follow a cursor."""

import asyncio
import re
from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine
from typing import Any, Generic, TypeAlias, TypeVar

from attrs import define, field, frozen

from amazon_music_async._validation import check_kind, checked_whole
from amazon_music_async.errors import AmazonMusicError, PaginationError
from amazon_music_async.models.page import Connection

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)

OnBody: TypeAlias = Callable[[bytes], None]
"""Is shown the body of a page before it is decoded."""
Fetch: TypeAlias = Callable[[tuple[str, ...], str | None, OnBody | None], Awaitable[Connection[T]]]
"""Given the ids to ask about (none: no filter), the service's token, and who wants to see the body: one page."""

_EARLY = re.compile(rb'"pageInfo":\s*\{\s*"hasNextPage":\s*true,\s*"token":\s*"([^"\\\x80-\xff]+)"')
"""The next token, where it stands before the items as in the documents' samples; else it comes with the decoding."""
_NEAR = 2048
"""Bytes of a body in which it is looked for."""

_MARK = "~"
"""Parts the number of a batch of ids from the service's token, in the cursor of a walk with several batches."""


@frozen
class Page(Generic[T_co]):
    """One page: its items, the cursor that fetched it, and the one that fetches the next (None: it was the last)."""

    items: tuple[T_co, ...]
    cursor: str | None
    next_cursor: str | None


@frozen
class _Place:
    """Where a walk stands: at which batch of ids, and at which of the service's tokens."""

    batch: int = 0
    token: str | None = None


@frozen(eq=False)
class Pages(Generic[T]):
    """A list that the service gives page by page: a value, walked by ``async for`` as often as you like.

    A walk is complete, or ends with an exception whose ``cursor`` is the value to pass as ``start=`` to go on; no item
    is lost or repeated then. ``break`` leaves nothing behind. See
    https://developer.amazon.com/docs/music/API_web_pagination.html
    """

    _fetch: Fetch[T] = field(repr=False, alias="fetch")
    _batches: tuple[tuple[str, ...], ...] = field(default=((),), repr=False, alias="batches")
    """The ids asked about, by the batch: one empty batch where no ids are named; no batch, no page."""
    _start: _Place = field(default=_Place(), alias="start", repr=False)
    _prefetch: bool = field(default=False, alias="prefetch")

    async def __aiter__(self) -> AsyncGenerator[T]:
        """Each item, from the first page to the last."""
        pages = self.by_page()
        try:
            async for page in pages:
                for item in page.items:
                    yield item
        finally:
            await pages.aclose()

    async def take(self, n: int) -> list[T]:
        """The first ``n`` items, or all if there are fewer; no page is fetched beyond the one that holds the last."""
        items: list[T] = []
        if checked_whole(n, "n=", least=0) == 0:
            return items
        pages = self._walk(prefetch=False)
        try:
            async for page in pages:
                items += page.items[: n - len(items)]
                if len(items) == n:
                    break
        except AmazonMusicError as error:
            # Nothing was handed out: to go on is to start where this walk did.
            error.cursor = self._cursor(self._start)
            raise
        finally:
            await pages.aclose()
        return items

    def by_page(self) -> AsyncGenerator[Page[T]]:
        """Each page, with the cursors to come back to it or to go on after it."""
        return self._walk(prefetch=self._prefetch)

    async def _walk(self, *, prefetch: bool) -> AsyncGenerator[Page[T]]:
        """Fetch, check, hand out; with ``prefetch``, the next page is under way while the consumer has this one."""
        if not self._batches:
            return
        here: _Place | None = self._start
        seen = {self._start}
        ahead = _Ahead(self._get, seen)
        try:
            while here is not None:
                connection = await self._at(here, ahead if prefetch else None)
                after, problem = self._after(here, connection, seen)
                if prefetch and await ahead.begin(after):
                    # Let the request leave before the consumer goes to work on this page.
                    await asyncio.sleep(0)
                yield Page(connection.edges, self._cursor(here), self._cursor(after))
                if problem is not None:
                    raise problem
                here = after
        finally:
            await ahead.drop()

    async def _at(self, here: _Place, ahead: "_Ahead[T] | None") -> Connection[T]:
        try:
            return await (self._get(here, None) if ahead is None else ahead.page(here))
        except AmazonMusicError as error:
            error.cursor = self._cursor(here)
            raise

    async def _get(self, place: _Place, on_body: OnBody | None) -> Connection[T]:
        return await self._fetch(self._batches[place.batch], place.token, on_body)

    def _after(
        self, here: _Place, connection: Connection[T], seen: set[_Place]
    ) -> tuple[_Place | None, PaginationError | None]:
        """The place after ``here``; or what must be said after the page's items, when that is not known.

        A page that leads nowhere, or in a circle, is not handed out: fetched again from the error's ``cursor`` it
        may lead on, and then no item is lost or repeated.
        """
        info = connection.page_info
        if info is None or info.has_next_page is None:
            return None, self._error(here, "the page does not say whether more follows (no pageInfo.hasNextPage)")
        if not info.has_next_page:
            last = here.batch + 1 == len(self._batches)
            return (None if last else _Place(here.batch + 1)), None
        if not info.token:
            raise self._error(here, "the page says that more follows, and gives no token to ask for it")
        after = _Place(here.batch, info.token)
        if after in seen:
            raise self._error(here, f"the page leads back to a page of this walk: the token {info.token!r} came again")
        seen.add(after)
        return after, None

    def _error(self, here: _Place, message: str) -> PaginationError:
        error = PaginationError(message)
        error.cursor = self._cursor(here)
        return error

    def _cursor(self, place: _Place | None) -> str | None:
        if place is None or len(self._batches) == 1:
            return None if place is None else place.token
        return None if place == _Place() else f"{place.batch}{_MARK}{place.token or ''}"


@define(eq=False)
class _Ahead(Generic[T]):
    """The page that is under way before it is asked for, at most one."""

    get: Callable[[_Place, OnBody | None], Coroutine[Any, Any, Connection[T]]]
    seen: set[_Place]
    place: _Place | None = None
    task: "asyncio.Task[Connection[T]] | None" = None
    _asked: _Place | None = None
    """The place of the page that the consumer last asked for."""

    async def page(self, here: _Place) -> Connection[T]:
        """The page at ``here``, which may be under way; while it is decoded, the next one is under way already."""
        task = self.task if self.place == here and self.task is not None else self._begun(here)
        self.place = self.task = None
        self._asked = here
        return await task

    async def begin(self, place: _Place | None) -> bool:
        """Have the page at ``place`` under way, and no other; whether it had to be asked for only now."""
        if place == self.place:
            return False
        await self.drop()
        if place is None:
            return False
        self.place, self.task = place, self._begun(place)
        return True

    async def drop(self) -> None:
        """Have none under way."""
        task, self.place, self.task = self.task, None, None
        if task is not None:
            await _ended(task)

    def _begun(self, here: _Place) -> "asyncio.Task[Connection[T]]":
        def on_body(body: bytes) -> None:
            found = _EARLY.search(body, 0, _NEAR)
            if found is not None and self._asked == here:
                place = _Place(here.batch, found[1].decode("ascii"))
                if place not in self.seen:
                    self.place, self.task = place, self._begun(place)

        return asyncio.create_task(self.get(here, on_body), name="amazon_music_async: a page ahead")


async def _ended(task: "asyncio.Task[Any]") -> None:
    if not task.done():
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    elif not task.cancelled():
        task.exception()  # seen: nobody need be told of a page that nobody wants


def place_of(start: str | None, batches: int) -> _Place:
    """Where ``start`` says that a walk over so many batches begins; a `ValueError` where it says nothing."""
    if start is None:
        return _Place()
    check_kind(start, str, "start= is the cursor of a page or of an exception")
    if not start:
        raise ValueError("start= is empty: pass None to start at the first page")
    if batches <= 1:
        return _Place(0, start)
    number, mark, token = start.partition(_MARK)
    if not mark or not number.isdecimal() or int(number) >= batches:
        raise ValueError(f"start={start!r} is no cursor of a walk over {batches} batches of ids")
    return _Place(int(number), token or None)

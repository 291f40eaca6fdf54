"""Walk a list that the service gives page by page."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from typing import TYPE_CHECKING, Generic, NoReturn, TypeAlias, TypeVar

from attrs import field, frozen

from amazon_music_async._pages.cursor import Position, to_cursor
from amazon_music_async._pages.prefetch import OnBody, Prefetch
from amazon_music_async._validation import checked_whole
from amazon_music_async.errors import AmazonMusicError, BadRequest, DecodeError, NotFound, PaginationError
from amazon_music_async.models.outcome import Failed
from amazon_music_async.models.page import Connection

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)

Fetch: TypeAlias = Callable[[tuple[str, ...], str | None, OnBody | None], Awaitable[Connection[T]]]
"""Requests one page: the ids to filter by (none: no filter), the service's token, and what to call with the body."""


@frozen
class Page(Generic[T_co]):
    """One page of a list.

    - ``items``: what is on it.
    - ``cursor``: what fetched it; None for the first page.
    - ``next_cursor``: what fetches the next page; None on the last page.
    - ``failed``: with ``strict=False``, the entries that cannot be read. The ``id`` of such a `Failed` is the place of
      the entry in the answer.

    >>> async for page in music.tracks.liked(page_size=50).by_page():
    ...     print(len(page.items), page.cursor is None, page.next_cursor is None)
    50 True False
    10 False True
    """

    items: tuple[T_co, ...]
    cursor: str | None
    next_cursor: str | None
    failed: tuple[Failed, ...] = ()


@frozen(eq=False, repr=False)
class Pages(Generic[T]):
    """A list that the service gives page by page. Walk it with ``async for``, as often as you like.

    A walk is complete or ends with an exception. Pass the ``cursor`` of the exception as ``start=`` to go on: no item
    is lost or repeated. Where a page holds an entry that cannot be read, pass ``skip_to`` to go on after that page, or
    use ``by_page(strict=False)``. Leaving a walk early leaves no task and no request behind.

    See https://developer.amazon.com/docs/music/API_web_pagination.html

    >>> async for liked in music.tracks.liked():
    ...     print(liked.track.title)
    ...     break
    Happy (From "Despicable Me 2")
    """

    _fetch: Fetch[T] = field(alias="fetch")
    _batches: tuple[tuple[str, ...], ...] = field(default=((),), alias="batches")
    """The ids to filter by, as many as go into one request; one empty batch: no filter; no batch: no page."""
    _start: Position = field(default=Position(), alias="start")
    _prefetch: bool = field(default=False, alias="prefetch")
    _path: str = field(default="", alias="path")
    _page_size: int | None = field(default=None, alias="page_size")

    async def __aiter__(self) -> AsyncGenerator[T]:
        """Give each item, from the first page to the last."""
        pages = self.by_page()
        try:
            async for page in pages:
                for item in page.items:
                    yield item
        finally:
            await pages.aclose()

    if not TYPE_CHECKING:
        # Type checkers refuse both by themselves.

        def __iter__(self) -> NoReturn:
            """Say what is meant."""
            raise TypeError("Pages are walked with 'async for', not with 'for'")

        def __await__(self) -> NoReturn:
            """Say what is meant."""
            raise TypeError("Pages cannot be awaited: walk them with 'async for', or use 'await pages.take(n)'")

    async def take(self, n: int) -> list[T]:
        """Return the first ``n`` items, or all if there are fewer, in as few requests as hold them.

        >>> [liked.track.id for liked in await music.tracks.liked().take(2)]
        ['B076YT2CBT', 'B0042GBQS8']
        """
        items: list[T] = []
        if checked_whole(n, "n=", least=0) == 0:
            return items
        pages = self._walk(prefetch=False, strict=True)
        try:
            async for page in pages:
                items += page.items[: n - len(items)]
                if len(items) == n:
                    break
        except AmazonMusicError as error:
            # The caller has received no item yet, so going on means to start where this walk started.
            error.cursor, error.skip_to = self._cursor(self._start), None
            raise
        finally:
            await pages.aclose()
        return items

    def by_page(self, *, strict: bool = True) -> AsyncGenerator[Page[T]]:
        """Give each page, with its cursor and the cursor of the next.

        A page with an entry that cannot be read ends the walk with a `DecodeError`, whose ``skip_to`` is the cursor of
        the page after it. With ``strict=False`` such entries are in ``page.failed`` and the walk goes on.

        >>> async for page in music.tracks.liked(page_size=50).by_page():
        ...     print(len(page.items), page.next_cursor is None)
        50 False
        10 True
        """
        return self._walk(prefetch=self._prefetch, strict=strict)

    async def _walk(self, *, prefetch: bool, strict: bool) -> AsyncGenerator[Page[T]]:
        if not self._batches:
            return
        here: Position | None = self._start
        seen = {self._start}
        ahead = Prefetch(self._get, seen)
        try:
            while here is not None:
                connection, flaw = await self._page(here, ahead if prefetch else None)
                after, problem = self._after(here, connection, seen)
                if strict and flaw is not None:
                    flaw.skip_to = self._cursor(after)
                    raise flaw
                if prefetch and await ahead.begin(after):
                    # Let the request leave before the caller goes to work on this page.
                    await asyncio.sleep(0)
                failed = () if flaw is None else tuple(Failed(error.place, error) for error in flaw.flaws)
                yield Page(connection.edges, self._cursor(here), self._cursor(after), failed)
                if problem is not None:
                    raise problem
                here = after
        finally:
            await ahead.cancel()

    async def _page(self, here: Position, ahead: Prefetch[T] | None) -> tuple[Connection[T], DecodeError | None]:
        """Return a page, and the error that tells which of its entries cannot be read."""
        try:
            return await (self._get(here, None) if ahead is None else ahead.page(here)), None
        except AmazonMusicError as error:
            error.cursor = self._cursor(here)
            if isinstance(error, DecodeError) and error.page is not None:
                page: Connection[T] = error.page
                error.page = None
                return page, error
            if isinstance(error, BadRequest | NotFound) and here == self._start != Position():
                error.add_note(
                    f"The walk started at the cursor {error.cursor!r}: if it is from an earlier walk, the service may "
                    "no longer accept it. Without start= the walk begins at the first page."
                )
            raise

    async def _get(self, position: Position, on_body: OnBody | None) -> Connection[T]:
        return await self._fetch(self._batches[position.batch], position.token, on_body)

    def _after(
        self, here: Position, connection: Connection[T], seen: set[Position]
    ) -> tuple[Position | None, PaginationError | None]:
        """Return the position after ``here``, or the error to raise after the page's items if that is not known.

        A page that gives no token, or one that was seen before, is an error at once: the walk that goes on from its
        ``cursor`` fetches the page again, so its items must not be given now.
        """
        info = connection.page_info
        if info is None or info.has_next_page is None:
            return None, self._error(here, "the page does not say whether more follows (no pageInfo.hasNextPage)")
        if not info.has_next_page:
            last = here.batch + 1 == len(self._batches)
            return (None if last else Position(here.batch + 1)), None
        if not info.token:
            raise self._error(here, "the page says that more follows, but gives no token to ask for it")
        after = Position(here.batch, info.token)
        if after in seen:
            raise self._error(here, f"the page leads back to a page of this walk: the token {info.token!r} came again")
        seen.add(after)
        return after, None

    def _error(self, here: Position, message: str) -> PaginationError:
        error = PaginationError(message)
        error.cursor = self._cursor(here)
        return error

    def _cursor(self, position: Position | None) -> str | None:
        return to_cursor(position, len(self._batches))

    def __repr__(self) -> str:
        """Say which list it is, how it is filtered, and where a walk starts."""
        parts = [repr(self._path)]
        if self._batches != ((),):
            parts.append(f"{sum(map(len, self._batches))} ids")
        if self._page_size is not None:
            parts.append(f"page_size={self._page_size}")
        if (start := self._cursor(self._start)) is not None:
            parts.append(f"start={start!r}")
        return f"Pages({', '.join(parts)}{', prefetch=True' if self._prefetch else ''})"

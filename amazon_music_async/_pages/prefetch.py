"""Request the next page while the caller works on this one."""

import asyncio
import re
from collections.abc import Callable, Coroutine
from typing import Any, Generic, TypeAlias, TypeVar

from attrs import define

from amazon_music_async._pages.cursor import Position
from amazon_music_async.models.page import Connection

T = TypeVar("T")

OnBody: TypeAlias = Callable[[bytes], None]
"""Called with the body of a page before the page is decoded."""

_EARLY_TOKEN = re.compile(rb'[^\[]{0,2048}?"pageInfo":\s*\{\s*"hasNextPage":\s*true,\s*"token":\s*"([^"\\\x80-\xff]+)"')
"""The next token, if the body has it before any array, as in the documentation's samples.

Behind the ``[`` of the edges, a ``pageInfo`` may belong to a list inside of an item.
"""


@define(eq=False)
class Prefetch(Generic[T]):
    """At most one page that is requested before the walk asks for it."""

    get: Callable[[Position, OnBody | None], Coroutine[Any, Any, Connection[T]]]
    seen: set[Position]
    """The positions that the walk has reached: none of them is requested early."""
    _position: Position | None = None
    _task: "asyncio.Task[Connection[T]] | None" = None
    _awaited: Position | None = None
    """The position of the page that the walk last asked for."""
    _early: bool = True
    """Whether to look for the next token in the body; not after it was wrong once."""

    async def page(self, here: Position) -> Connection[T]:
        """Return the page at ``here``; the request for the next one may leave before this one is decoded."""
        task = self._task if self._position == here and self._task is not None else self._request(here)
        self._position = self._task = None
        self._awaited = here
        return await task

    async def begin(self, position: Position | None) -> bool:
        """Request the page at ``position`` and no other. Return True if that was not done before."""
        if position == self._position:
            return False
        if self._position is not None:
            self._early = False
        await self.cancel()
        if position is None:
            return False
        self._position, self._task = position, self._request(position)
        return True

    async def cancel(self) -> None:
        """Cancel the request that is in flight, if there is one."""
        task, self._position, self._task = self._task, None, None
        if task is None:
            return
        if not task.done():
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        elif not task.cancelled():
            task.exception()  # Retrieve it, or asyncio logs it: nobody wants this page any more.

    def _request(self, here: Position) -> "asyncio.Task[Connection[T]]":
        def on_body(body: bytes) -> None:
            found = _EARLY_TOKEN.match(body) if self._early and self._awaited == here else None
            if found is not None:
                position = Position(here.batch, found[1].decode("ascii"))
                if position not in self.seen:
                    self._position, self._task = position, self._request(position)

        return asyncio.create_task(self.get(here, on_body), name="amazon_music_async: requesting a page ahead")

"""One at a time, with room for the event loop in between."""

import asyncio
from collections import deque

from attrs import define, field

_TURNS = 3
"""Turns of the event loop from an answer that was decoded to the request that may be sent for it."""


@define(eq=False)
class DecodeLock:
    """Where work that keeps the processor busy waits, so that what it leads to gets out before the next such work.

    Answers that arrive together would otherwise all be decoded before any of the next requests could leave; from then
    on these would travel together, and the network and the processor would wait for each other by turns.
    """

    busy: bool = False
    """Somebody has entered lately."""
    _waiting: "deque[asyncio.Future[None]]" = field(factory=deque[asyncio.Future[None]])

    async def acquire(self) -> None:
        """Go on when nobody else has lately; who comes first, goes first."""
        loop = asyncio.get_running_loop()
        if self.busy:
            waiter = loop.create_future()
            self._waiting.append(waiter)
            await waiter
        else:
            self.busy = True
            loop.call_soon(self._turn, loop, _TURNS)

    def _turn(self, loop: asyncio.AbstractEventLoop, left: int) -> None:
        """Turn on by itself until nobody waits: whoever was let in may have been cancelled meanwhile."""
        if left > 1:
            loop.call_soon(self._turn, loop, left - 1)
            return
        while self._waiting:
            waiter = self._waiting.popleft()
            if not waiter.done():
                waiter.set_result(None)
                loop.call_soon(self._turn, loop, _TURNS)
                return
        self.busy = False

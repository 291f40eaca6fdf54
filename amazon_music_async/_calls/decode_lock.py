"""One answer is decoded at a time, with room for the event loop in between."""

import asyncio

_ITERATIONS = 3
"""Iterations of the event loop from an answer that was decoded to the request that is sent because of it."""


class DecodeLock:
    """Decode one answer at a time, so that the requests it triggers leave before the next answer is decoded.

    Otherwise answers that arrive together are all decoded before any next request is sent. From then on the requests
    travel together, and the network and the processor wait for each other in turn.
    """

    __slots__ = ("_lock",)

    def __init__(self) -> None:
        """Nobody decodes yet."""
        self._lock = asyncio.Lock()

    @property
    def busy(self) -> bool:
        """Whether an answer was decoded a moment ago."""
        return self._lock.locked()

    async def acquire(self) -> None:
        """Wait for the turn to decode. It ends by itself, a few iterations of the event loop later."""
        await self._lock.acquire()
        self._release_after(asyncio.get_running_loop(), _ITERATIONS)

    def _release_after(self, loop: asyncio.AbstractEventLoop, iterations: int) -> None:
        if iterations:
            loop.call_soon(self._release_after, loop, iterations - 1)
        else:
            self._lock.release()

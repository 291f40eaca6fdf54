"""A clock that nobody waits for."""

import asyncio
import heapq
import math
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from itertools import count
from typing import Any

from attrs import define, field


@define
class FakeTimer:
    """A callback that is due at some time, unless it is cancelled."""

    when: float
    callback: Callable[[], object]
    cancelled: bool = False
    _source_traceback: None = None  # asyncio looks at it

    def cancel(self) -> None:
        """Do not call after all."""
        self.cancelled = True


@define(eq=False)
class FakeClock:
    """Time that passes when nothing else is left to do (``runs``), or only by `advance`.

    ``turns``: how many turns of the event loop without a new timer mean that nothing else is left to do.
    """

    runs: bool = True
    turns: int = 12
    now: float = 1000.0
    _timers: list[tuple[float, int, FakeTimer]] = field(factory=list[tuple[float, int, FakeTimer]])
    _order: "count[int]" = field(factory=count)
    _quiet: int = 0
    _ticking: bool = False

    def take_over(self) -> None:
        """Be the clock of the running event loop until it is closed: its time, and all that is due at a time."""
        with suppress(RuntimeError):
            loop: Any = asyncio.get_running_loop()

            def give_back(*arguments: object) -> Any:
                del loop.time, loop.call_at, loop.shutdown_default_executor
                end: Any = loop.shutdown_default_executor
                return end(*arguments)

            loop.time, loop.call_at = self.time, self.call_at
            # Threads end in real time.
            loop.shutdown_default_executor = give_back
            # In debug mode asyncio complains of callbacks during which the clock moved.
            loop.slow_callback_duration = math.inf

    def time(self) -> float:
        """Seconds, monotonic."""
        return self.now

    def call_at(
        self, when: float, callback: Callable[..., object], /, *args: object, context: object = None
    ) -> FakeTimer:
        """Call back when `time` has reached ``when``."""
        del context
        timer = FakeTimer(when, partial(callback, *args))
        heapq.heappush(self._timers, (when, next(self._order), timer))
        self._quiet = 0
        if self.runs and not self._ticking:
            self._ticking = True
            asyncio.get_running_loop().call_soon(self._tick)
        return timer

    @property
    def pending(self) -> list[float]:
        """When something is due, soonest first."""
        return sorted(when for when, _, timer in self._timers if not timer.cancelled)

    def advance(self, seconds: float) -> None:
        """Let so many seconds pass, and call back all that is due on the way."""
        end = self.now + seconds
        while self.pending and self.pending[0] <= end:
            self._fire()
        self.now = max(self.now, end)

    async def sleep(self, seconds: float) -> None:
        """Wait for so many seconds of this clock."""
        woken: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        timer = self.call_at(self.now + seconds, partial(_wake, woken))
        try:
            await woken
        finally:
            timer.cancel()

    def _tick(self) -> None:
        while self._timers and self._timers[0][2].cancelled:
            heapq.heappop(self._timers)
        if not (self._timers and self.runs):
            self._ticking = False
            return
        self._quiet += 1
        if self._quiet > self.turns:
            self._quiet = 0
            self._fire()
        asyncio.get_running_loop().call_soon(self._tick)

    def _fire(self) -> None:
        when, _, timer = heapq.heappop(self._timers)
        if not timer.cancelled:
            self.now = max(self.now, when)
            timer.callback()


def _wake(sleeper: "asyncio.Future[None]") -> None:
    if not sleeper.done():
        sleeper.set_result(None)


async def turns(number: int = 20) -> None:
    """Let everything that can go on do so, without time passing."""
    for _ in range(number):
        await asyncio.sleep(0)

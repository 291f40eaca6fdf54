"""How many at once, how many a second, and when all must pause."""

import asyncio
from collections import deque
from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple, Protocol

from attrs import define, field

from amazon_music_async._calls.adaptive_rate import AdaptiveRate
from amazon_music_async.errors import AmazonMusicError
from amazon_music_async.events import Stats

_TOO_MANY, _FAILURES = 429, 500
_SLACK = 0.01
"""Seconds by which a timer may be late without the rate suffering for it."""
_READ = 0.02
"""Seconds that it takes at most, in a busy program, until a refusal is read."""


class Timer(Protocol):
    """What `Clock.call_at` gives."""

    def cancel(self) -> None:
        """Do not call after all."""
        ...


class Clock(Protocol):
    """The part of an event loop that the limiter needs; a test brings its own."""

    def time(self) -> float:
        """Seconds, monotonic."""
        ...

    def call_at(self, when: float, callback: Callable[[], object], /) -> Timer:
        """Call back when `time` has reached ``when``."""
        ...


class Permit(NamedTuple):
    """Leave to send one request now."""

    sent_at: float
    bound: bool
    """Held back by the rate, not only by the number in flight."""


@define(eq=False)
class Limiter:
    """Where every request of a client, and of its views, waits for its turn: first come, first served.

    A request that is sent again goes before those not yet sent, because it came before them.
    """

    limit: int
    stats: Stats = field(factory=Stats)
    clock: Clock | None = None
    """None: the running event loop."""
    pace: AdaptiveRate = field(factory=AdaptiveRate)
    _again: deque["asyncio.Future[Permit]"] = field(factory=deque[asyncio.Future[Permit]])
    _fresh: deque["asyncio.Future[Permit]"] = field(factory=deque[asyncio.Future[Permit]])
    _resting: set["asyncio.Future[None]"] = field(factory=set[asyncio.Future[None]])
    _open_at: float = 0.0
    _next_at: float = 0.0
    _held: bool = False
    """The rate makes the next one wait."""
    _timer: Timer | None = None
    _closed: Callable[[], AmazonMusicError] | None = None

    def now(self) -> float:
        """Seconds on the limiter's clock."""
        return (self.clock or asyncio.get_running_loop()).time()

    async def acquire(self, *, again: bool = False) -> Permit:
        """Wait for a turn; whoever gets one gives it back by `release`."""
        self._check_open()
        if not self._again and not self._fresh and self.stats.in_flight < self.limit:
            now = self.now()
            if now >= self._open_at and now >= self._next_at:
                return self._taken(now)
        turn: asyncio.Future[Permit] = asyncio.get_running_loop().create_future()
        (self._again if again else self._fresh).append(turn)
        self._admit()
        try:
            taken = await turn
            # Closed since the turn was given, and before this caller could take it.
            self._check_open()
        except BaseException:
            if turn.done() and not turn.cancelled() and turn.exception() is None:
                self._release()
            self._admit()
            raise
        return taken

    def release(self, turn: Permit, status: int | None) -> bool:
        """Give a turn back, with the status of the answer if there was one. True if the rate fell for it."""
        slowed = False
        if status == _TOO_MANY:
            self.stats.throttled += 1
            now = self.now()
            slowed = self.pace.refused(now, turn.sent_at)
            # Nobody slips through before the refusal is read and all pause for it.
            self._next_at = max(self._next_at, now + max(self.pace.gap, _READ))
        elif status is not None and status < _FAILURES:
            # A service that fails, and quickly, does not show how much it could serve.
            self.pace.answered(self.now(), bound=turn.bound)
        self._release()
        return slowed

    def pause(self, seconds: float, *, asked: bool = False) -> None:
        """Let nobody through for so many seconds. ``asked``: by the service; else it is a part of the pace."""
        now = self.now()
        self._open_at = max(self._open_at, now + seconds)
        if asked:
            self.pace.paused(now, seconds)

    async def sleep(self, seconds: float) -> None:
        """Let one caller pause; `close` ends its pause."""
        self._check_open()
        sleep: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        timer = (self.clock or sleep.get_loop()).call_at(self.now() + seconds, partial(_wake, sleep))
        self._resting.add(sleep)
        try:
            await sleep
        finally:
            timer.cancel()
            self._resting.discard(sleep)

    def close(self, error: Callable[[], AmazonMusicError]) -> None:
        """Turn away all who wait, and all who come."""
        self._closed = error
        waiters: list[asyncio.Future[Any]] = [*self._again, *self._fresh, *self._resting]
        for waiter in waiters:
            if not waiter.done():
                waiter.set_exception(error())
        self._again.clear()
        self._fresh.clear()
        self._disarm()

    def _check_open(self) -> None:
        if self._closed is not None:
            raise self._closed()

    def _taken(self, now: float) -> Permit:
        self.stats.in_flight += 1
        self.stats.peak_in_flight = max(self.stats.peak_in_flight, self.stats.in_flight)
        bound, self._held = self._held, False
        if self.pace.rate is not None:
            self._next_at = max(self._next_at, now - _SLACK) + self.pace.gap
        return Permit(now, bound)

    def _release(self) -> None:
        self.stats.in_flight -= 1
        self._admit()

    def _admit(self) -> None:
        """Let through whoever may go now, and come back when the next one may."""
        while (turn := self._first()) is not None and self.stats.in_flight < self.limit:
            now, at = self.now(), max(self._open_at, self._next_at)
            if now < at:
                self._held = self._next_at >= self._open_at
                self._disarm()
                self._timer = (self.clock or asyncio.get_running_loop()).call_at(at, self._admit)
                return
            (self._again or self._fresh).popleft()
            turn.set_result(self._taken(now))
        self._disarm()

    def _first(self) -> "asyncio.Future[Permit] | None":
        for queue in (self._again, self._fresh):
            while queue and queue[0].done():
                queue.popleft()
            if queue:
                return queue[0]
        return None

    def _disarm(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


def _wake(sleep: "asyncio.Future[None]") -> None:
    if not sleep.done():
        sleep.set_result(None)

"""How many requests at once and how many a second, and whom a refusal holds back."""

import asyncio
from collections import deque
from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple, Protocol

from attrs import define, field

from amazon_music_async._calls.adaptive_rate import AdaptiveRate
from amazon_music_async._calls.rate_limit import RateLimit
from amazon_music_async.errors import AmazonMusicError
from amazon_music_async.events import Stats

_REMEMBERED = 10_000
"""Of how many users it is remembered whether they are served."""


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
    turn: Any = None
    """What a shared rate gave."""


class _Waiter(NamedTuple):
    """A caller in the queue."""

    turn: "asyncio.Future[Permit]"
    user: int
    patience: float


@define(eq=False)
class Limiter:
    """Where every request of a client, and of its views, waits for its turn: first come, first served.

    A refusal makes everybody wait, because the limit is that of the application; but a user who is refused while others
    are served waits alone. ``user``: any number that tells users apart.
    """

    limit: int
    stats: Stats = field(factory=Stats)
    clock: Clock | None = None
    """None: the running event loop."""
    rate: AdaptiveRate = field(factory=AdaptiveRate)
    shared: RateLimit | None = None
    """Says when the next one may leave, instead of ``rate``; one turn at a time is asked for."""
    _reserving: "asyncio.Task[Any] | None" = None
    _again: deque[_Waiter] = field(factory=deque[_Waiter])
    _fresh: deque[_Waiter] = field(factory=deque[_Waiter])
    _sleeping: set["asyncio.Future[None]"] = field(factory=set[asyncio.Future[None]])
    _served: int = 0
    _users: dict[int, int | None] = field(factory=dict[int, int | None])
    """The users answered last: ``_served`` when the user was refused first, or None if it was served since."""
    _only: int | None = None
    """The user of all requests so far."""
    _shut: dict[int, tuple[float, Callable[[float], AmazonMusicError]]] = field(
        factory=dict[int, tuple[float, Callable[[float], AmazonMusicError]]]
    )
    """Users whom the service told not to call, until when, and what makes the error of a call before that."""
    _held: bool = False
    """The rate makes the next one wait."""
    _timer: Timer | None = None
    _closed: Callable[[], AmazonMusicError] | None = None

    def now(self) -> float:
        """Seconds on the limiter's clock."""
        return (self.clock or asyncio.get_running_loop()).time()

    async def acquire(self, user: int = 0, *, again: bool = False, patience: float = 0.0) -> Permit:
        """Wait for a turn; whoever gets one gives it back by `succeeded`, `refused` or `release`.

        ``again``: a request that failed before goes before those not yet sent, because it came before them.
        ``patience``: the call fails if the service told its user to stay away for more than so many seconds.
        """
        self._check_open()
        if user != self._only:
            self.rate.alone = self._only is None
            self._only = user if self._only is None else self._only
        self._check_shut(user, patience)
        if self.shared is None and not self._again and not self._fresh and self.stats.in_flight < self.limit:
            now = self.now()
            if now >= self.rate.opens_at:
                return self._taken(now)
        turn: asyncio.Future[Permit] = asyncio.get_running_loop().create_future()
        (self._again if again else self._fresh).append(_Waiter(turn, user, patience))
        self._admit()
        try:
            taken = await turn
            # Closed since the turn was given, and before this caller could take it.
            self._check_open()
        except BaseException:
            if turn.done() and not turn.cancelled() and turn.exception() is None:
                self.release()
            self._admit()
            raise
        return taken

    def succeeded(self, permit: Permit, user: int = 0) -> None:
        """Give a turn back after an answer: the user is served."""
        self._served += 1
        self._remember(user, None)
        self.rate.succeeded(self.now(), permit.sent_at, bound=permit.bound)
        if self.shared is not None:
            self.shared.succeeded(permit.turn)
        self.release()

    def refused(self, permit: Permit, user: int = 0, retry_after: float | None = None) -> bool:
        """Give a turn back after a refusal for too many requests. Return True if nobody else has to wait for it.

        That is so if others were served since the user was refused first. ``retry_after``: the seconds that the service
        asked for.
        """
        known = user in self._users
        first = self._users.get(user)
        if not (own := first is not None and first < self._served):
            self.rate.refused(self.now(), permit.sent_at, retry_after, trusted=known and first is None)
        self._remember(user, self._served if first is None else first)
        self.release()
        return own

    async def share_refusal(self, permit: Permit, retry_after: float | None) -> None:
        """Tell those who share the rate of a refusal, after `refused`."""
        if self.shared is not None:
            pause = None if retry_after is None else self.rate.paused_for(self.now())
            await self.shared.refused(permit.turn, pause)

    def _remember(self, user: int, first_refused: int | None) -> None:
        if user in self._users:
            del self._users[user]
        elif len(self._users) >= _REMEMBERED:
            del self._users[next(iter(self._users))]
        self._users[user] = first_refused

    def shut(self, user: int, seconds: float, error: Callable[[float], AmazonMusicError]) -> None:
        """Record that the service told a user to come back in so many ``seconds``.

        Until then its calls fail, those in the queue at once. ``error``: makes the failure from the seconds left.
        """
        now = self.now()
        self._shut = {other: shut for other, shut in self._shut.items() if shut[0] > now}
        self._shut[user] = now + seconds, error
        for waiter in (*self._again, *self._fresh):
            if waiter.user == user and waiter.patience < seconds and not waiter.turn.done():
                waiter.turn.set_exception(error(seconds))

    def release(self) -> None:
        """Give a turn back that tells nothing of the rate: the request was lost, or the service failed."""
        self.stats.in_flight -= 1
        self._admit()

    async def sleep(self, seconds: float) -> None:
        """Let one caller pause; `close` ends its pause."""
        self._check_open()
        sleep: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        timer = (self.clock or sleep.get_loop()).call_at(self.now() + seconds, partial(_wake, sleep))
        self._sleeping.add(sleep)
        try:
            await sleep
        finally:
            timer.cancel()
            self._sleeping.discard(sleep)

    def close(self, error: Callable[[], AmazonMusicError]) -> None:
        """End with an error the wait of every caller, and of those who come later."""
        self._closed = error
        waiters: list[asyncio.Future[Any]] = [waiter.turn for waiter in (*self._again, *self._fresh)]
        for waiter in [*waiters, *self._sleeping]:
            if not waiter.done():
                waiter.set_exception(error())
        self._again.clear()
        self._fresh.clear()
        self._disarm()
        if self._reserving is not None:
            self._reserving.cancel()

    def _check_open(self) -> None:
        if self._closed is not None:
            raise self._closed()

    def _check_shut(self, user: int, patience: float) -> None:
        if user in self._shut:
            until, error = self._shut[user]
            if (left := until - self.now()) > patience:
                raise error(left)

    def _taken(self, now: float, shared_turn: Any = None) -> Permit:
        self.stats.in_flight += 1
        self.stats.peak_in_flight = max(self.stats.peak_in_flight, self.stats.in_flight)
        bound, self._held = self._held, False
        if self.shared is None:
            self.rate.sent(now, bound=bound)
        return Permit(now, bound, shared_turn)

    def _admit(self) -> None:
        """Let through whoever may go now, and come back when the next one may."""
        self._disarm()
        while self.stats.in_flight < self.limit:
            if (turn := self._first()) is None:
                self._held = False
                return
            if self.shared is not None:
                self._reserve(self.shared)
                return
            now, opens_at = self.now(), self.rate.opens_at
            if now < opens_at:
                self._held = True
                self._timer = (self.clock or asyncio.get_running_loop()).call_at(opens_at, self._admit)
                return
            (self._again or self._fresh).popleft()
            turn.set_result(self._taken(now))

    def _reserve(self, shared: RateLimit) -> None:
        """Ask for a turn, for whoever will be first when it comes."""
        if self._reserving is None:
            self._reserving = asyncio.get_running_loop().create_task(shared.acquire())
            self._reserving.add_done_callback(self._reserved)

    def _reserved(self, reserving: "asyncio.Task[Any]") -> None:
        self._reserving = None
        if (turn := self._first()) is not None:
            (self._again or self._fresh).popleft()
            if reserving.cancelled():
                turn.cancel()
            elif (error := reserving.exception()) is not None:
                turn.set_exception(error)
            else:
                turn.set_result(self._taken(self.now(), reserving.result()))
        self._admit()

    def _first(self) -> "asyncio.Future[Permit] | None":
        for queue in (self._again, self._fresh):
            while queue and queue[0].turn.done():
                queue.popleft()
            if queue:
                return queue[0].turn
        return None

    def _disarm(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


def _wake(sleep: "asyncio.Future[None]") -> None:
    if not sleep.done():
        sleep.set_result(None)

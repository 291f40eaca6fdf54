"""One rate for all processes of an application, kept in Redis."""

import asyncio
import random
import secrets
from contextlib import suppress
from typing import Any, NamedTuple

from amazon_music_async._calls.adaptive_rate import CONSTANTS, AdaptiveRate
from amazon_music_async._calls.redis_rate_script import SCRIPT
from amazon_music_async._events import EventDispatcher, checked_listener
from amazon_music_async._validation import check_kind, checked_rate
from amazon_music_async.auth.redis_token_store import RedisClient
from amazon_music_async.events import OnEvent, RateNotShared

_ANSWER = 0.5
"""Seconds to wait for an answer of the server."""
_AWAY = 1.0
"""Seconds after which a server that was away is asked again, up to half of them more or less."""
_PUT_OFF = 0.5
"""The part of the time between two turns of a process that it lets pass before it asks: what is promised is not taken
back by a refusal, so little is promised, and late."""
_TOO_SHORT = 0.01
"""Seconds that are not worth a timer."""
_UNLIMITED = 1e9


class _Turn(NamedTuple):
    """Leave to send one request."""

    sent_at: float
    """When, by the clock of whoever gave it."""
    bound: bool
    silent: bool
    own: AdaptiveRate | None
    """Who gave it while the server was away; None: the server."""


class _Reply(NamedTuple):
    """What the script returned."""

    wait: float
    sent_at: float
    """0: no turn, because nothing is served at present; ask again after ``wait``."""
    bound: bool
    silent: bool
    """Nothing was served since the rate fell last."""


class RedisRate:
    """A rate that all processes share, found and kept in Redis or Valkey: the ``rate=`` of their clients.

    Needs the extra ``redis``. Every process makes one, for one event loop.

    The rate is learned as one process alone does it, from the answers to all of them; when the service asks for a
    pause, all wait. Each request costs one round trip to Redis: it reserves a turn, and waits for it once.

    - ``redis``: an asyncio client of redis-py (or of valkey), yours to configure and to close.
    - ``name``: what the keys begin with. One for each api key: the limit is that of the application.
    - ``most``: the most requests a second, for those who were told theirs.
    - ``hint``: requests a second to begin with, where Redis knows none. It keeps the last rate for an hour.
    - ``on_event``: a plain function that is called with each event.

    While Redis cannot be reached, each process goes on by itself with its part of the last rate; a `RateNotShared`
    event and a warning in the log say so once. When it is back, the rate is shared again.

    >>> async with AmazonMusic.from_env(rate=RedisRate(redis)) as music:
    ...     tracks = await music.tracks.get_many(ids)
    >>> len(tracks)
    300
    """

    def __init__(
        self,
        redis: RedisClient,
        *,
        name: str = "amazon-music-rate",
        most: float | None = None,
        hint: float | None = None,
        on_event: OnEvent | None = None,
    ) -> None:
        """Check what is given; the server is not asked yet."""
        if not callable(getattr(redis, "eval", None)):
            raise TypeError(f"redis is an asyncio client of Redis, not {type(redis).__name__}")
        check_kind(name, str, "name= is a str")
        if not name:
            raise ValueError("name= is empty")
        self._redis = redis
        # In a cluster, what is in braces decides where a key lives: both keys live in one place.
        self._keys = f"{{{name}}}", f"{{{name}}}:processes"
        self._most = _UNLIMITED if most is None else checked_rate(most, "most=")
        self._hint = None if hint is None else checked_rate(hint, "hint=")
        self._events = EventDispatcher(checked_listener(on_event))
        self._process = secrets.token_hex(8)
        self._processes = 1
        self._rate: float | None = None
        self._own: AdaptiveRate | None = None
        """The part of this process, while the server is away."""
        self._ask_again_at = 0.0
        self._answers: list[object] = []
        """Turns that were served, and whether they had to be waited for: what the server does not know yet."""
        self._urgent = asyncio.Event()
        """There is an answer that the others wait for."""
        self._last_turn, self._between = 0.0, 0.0
        self._reserving = asyncio.Lock()

    def __repr__(self) -> str:
        """Where, and the rate."""
        return f"RedisRate({self._keys[0]!r}, rate={self.rate})"

    @property
    def rate(self) -> float | None:
        """Requests a second of all processes together; None before the first.

        >>> rate = RedisRate(redis, hint=5.0)
        >>> turn = await rate.acquire()
        >>> rate.rate
        5.0
        """
        return self._rate if self._own is None or self._own.rate is None else self._own.rate * self._processes

    async def acquire(self) -> Any:
        """Return when a request may leave.

        >>> turn = await RedisRate(redis).acquire()
        """
        async with self._reserving:
            began = _now()
            await self._put_off()
            while isinstance(reply := await self._ask(), _Reply):
                await asyncio.sleep(reply.wait)
                if reply.sent_at:
                    self._last_turn = _now()
                    self._between = self._last_turn - began
                    self._urgent.clear()
                    return _Turn(reply.sent_at, reply.bound, reply.silent, None)
            return await _own_turn(reply)

    def succeeded(self, turn: Any) -> None:
        """Record that the request of a turn was served. Redis is told with the next turn.

        >>> rate = RedisRate(redis)
        >>> rate.succeeded(await rate.acquire())
        """
        if turn.own is None:
            self._answers += (turn.sent_at, int(turn.bound))
        else:
            turn.own.succeeded(_now(), turn.sent_at, bound=turn.bound)
        if turn.silent:
            self._urgent.set()

    async def refused(self, turn: Any, retry_after: float | None) -> None:
        """Record that it was refused for too many requests, and let all wait for ``retry_after`` seconds.

        >>> rate = RedisRate(redis, hint=5.0)
        >>> await rate.refused(await rate.acquire(), 1.0)
        >>> rate.rate < 5.0
        True
        """
        self._urgent.set()
        if turn.own is not None:
            turn.own.refused(_now(), turn.sent_at, retry_after)
        elif isinstance(own := await self._ask(turn.sent_at, retry_after), AdaptiveRate):
            own.refused(_now(), _now(), retry_after)

    async def _put_off(self) -> None:
        """Let other processes ask first, while it is their turn; unless there is something urgent to tell."""
        if self._rate is not None:
            between = min(self._between, self._processes / self._rate)
            left = self._last_turn + _PUT_OFF * between - _now()
            if left > _TOO_SHORT:
                with suppress(TimeoutError):
                    async with asyncio.timeout(left):
                        await self._urgent.wait()

    async def _ask(self, refused: object = "", pause: object = None) -> _Reply | AdaptiveRate:
        """Run the script. While the server is away, return the rate of this process instead."""
        if self._own is not None and _now() < self._ask_again_at:
            return self._own
        answers, self._answers = self._answers, []
        first = self.rate or self._hint or CONSTANTS["_GUESS"]
        try:
            async with asyncio.timeout(_ANSWER):
                reply = await self._redis.eval(
                    SCRIPT,
                    2,
                    *self._keys,
                    *(self._process, first, self._most, refused, "" if pause is None else pause, *answers),
                )
        except Exception as error:  # noqa: BLE001 - a server that is away is no reason to send nothing
            return self._go_on_alone(error)
        wait, sent_at, bound, silent, rate, processes = map(float, reply.split())
        self._rate, self._processes, self._own = rate, int(processes), None
        return _Reply(wait, sent_at, bool(bound), bool(silent))

    def _go_on_alone(self, error: Exception) -> AdaptiveRate:
        now = _now()
        self._ask_again_at = now + _AWAY * (0.5 + random.random())  # noqa: S311 - no secret
        if self._own is None:
            part = (self._rate or self._hint or CONSTANTS["_GUESS"]) / self._processes
            self._own = AdaptiveRate(ceiling=self._most / self._processes)
            self._own.start_from(part)
            # Not all processes at the same time.
            self._own.sent(now - random.random() / part, bound=False)  # noqa: S311 - no secret
            # Something was served at that rate, or a refusal now would be taken for the end of all.
            self._own.succeeded(now, now, bound=False)
            reason = _reason(error)
            self._events.emit(RateNotShared(error=f"{type(reason).__name__}: {reason}", rate=part))
        return self._own


def _reason(error: BaseException) -> BaseException:
    """Return the error that redis-py retried until our time-out, such as a wrong password; else ``error`` itself."""
    cancelled = error.__cause__
    return (isinstance(cancelled, asyncio.CancelledError) and cancelled.__context__) or error


async def _own_turn(own: AdaptiveRate) -> _Turn:
    bound = False
    while (wait := own.opens_at - _now()) > 0:
        bound = True
        await asyncio.sleep(wait)
    own.sent(_now(), bound=bound)
    return _Turn(_now(), bound, silent=False, own=own)


def _now() -> float:
    return asyncio.get_running_loop().time()

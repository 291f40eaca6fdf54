"""Services that refuse what is too much, on a clock that nobody waits for."""

import asyncio
import random
import selectors
from collections import deque
from collections.abc import Callable, Coroutine, Mapping, Sequence
from typing import Protocol, TypeVar

import orjson
from attrs import define, field

from amazon_music_async import Answer

T = TypeVar("T")

LATENCY = 0.05
"""Seconds from a request to its answer, give or take a tenth."""


class _Skipping(selectors.SelectSelector):
    """Lets time pass where others wait for it."""

    now = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """Return what is ready, ``timeout`` seconds later."""
        assert timeout is not None, "nothing is left that could ever happen"
        self.now += max(0.0, timeout)
        return super().select(0)


class _VirtualLoop(asyncio.SelectorEventLoop):
    def __init__(self) -> None:
        self._skipping = _Skipping()
        super().__init__(self._skipping)

    def time(self) -> float:
        return self._skipping.now


def virtually(work: Coroutine[None, None, T]) -> T:
    """Run on a clock that begins at 0 and takes no time: always with the same result."""
    with asyncio.Runner(loop_factory=_VirtualLoop) as runner:
        return runner.run(work)


class Limit(Protocol):
    """What a service allows."""

    def wait(self, now: float) -> float | None:
        """Return None if a request is served, else the seconds until one would be."""
        ...


@define
class Unlimited:
    """Serves everything."""

    def wait(self, now: float) -> None:
        """Serve it."""


@define
class Bucket:
    """A token bucket: ``rate`` requests a second on average, up to ``burst`` at once."""

    rate: float
    burst: float
    _filled_at: float = 0.0
    _tokens: float = field(init=False)

    def __attrs_post_init__(self) -> None:
        """Begin with all tokens."""
        self._tokens = self.burst

    def wait(self, now: float) -> float | None:
        """Serve a request for each token."""
        self._tokens = min(self.burst, self._tokens + (now - self._filled_at) * self.rate)
        self._filled_at = now
        if self._tokens < 1 - 1e-9:
            return (1 - self._tokens) / self.rate
        self._tokens -= 1
        return None


@define
class Window:
    """So many requests in any ``seconds``; those refused count as well, so whoever does not slow down gets none."""

    number: int
    seconds: float
    _times: deque[float] = field(factory=deque[float], init=False)

    def wait(self, now: float) -> float | None:
        """Serve a request if there were fewer."""
        while self._times and self._times[0] <= now - self.seconds:
            self._times.popleft()
        self._times.append(now)
        return None if len(self._times) <= self.number else self._times.popleft() + self.seconds - now


@define
class Quota:
    """So many requests in each period of so many ``seconds``."""

    number: int
    seconds: float
    _period: int = -1
    _used: int = 0

    def wait(self, now: float) -> float | None:
        """Serve a request if the quota of its period is not used up."""
        if (period := int(now // self.seconds)) != self._period:
            self._period, self._used = period, 0
        self._used += 1
        return None if self._used <= self.number else (period + 1) * self.seconds - now


@define
class Changing:
    """Token buckets, one after the other: from which second on, its rate, its burst. A rate of 0: nothing is served."""

    steps: Sequence[tuple[float, float, float]]

    _bucket: Bucket = field(factory=lambda: Bucket(1, 0), init=False)
    _since: float = -1.0

    def wait(self, now: float) -> float | None:
        """Ask the bucket of that time, which begins full."""
        since, rate, burst = [step for step in self.steps if step[0] <= now][-1]
        if since != self._since:
            self._since, self._bucket = since, Bucket(max(rate, 1e-9), burst, now)
        return self._bucket.wait(now)


@define(eq=False)
class Service:
    """A transport to a service that looks up tracks, within a limit."""

    limit: Limit
    seed: int
    retry_after: Callable[[float], str] | None = None
    """What its refusals say, by the seconds until a request would be served."""
    banned: str = "nobody"
    """Users whose token begins so are always refused."""
    served: list[float] = field(factory=list[float], init=False)
    """When."""
    refused: list[float] = field(factory=list[float], init=False)
    _random: random.Random = field(init=False)

    def __attrs_post_init__(self) -> None:
        """Make its latencies repeatable."""
        self._random = random.Random(self.seed)

    async def send(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        body: bytes | None,
        timeout: float,  # noqa: ASYNC109 - as the protocol has it
    ) -> Answer:
        """Judge a request halfway."""
        del method, body, timeout
        now = asyncio.get_running_loop().time
        half = LATENCY * self._random.uniform(0.9, 1.1) / 2
        await asyncio.sleep(half)
        wait = 1.0 if f"Bearer {self.banned}" in headers["Authorization"] else self.limit.wait(now())
        (self.served if wait is None else self.refused).append(now())
        await asyncio.sleep(half)
        if wait is not None:
            said = {"Retry-After": self.retry_after(wait)} if self.retry_after else {}
            return Answer(429, said, b'{"error": {"code": "THROTTLED"}}')
        _, several, ids = url.partition("ids=")
        found = [{"id": id} for id in ids.split("&")[0].split(",")]
        data = {"tracks": found} if several else {"track": {"id": url.rpartition("/")[2]}}
        return Answer(200, {}, orjson.dumps({"data": data}))

    async def close(self) -> None:
        """Nothing is left open."""

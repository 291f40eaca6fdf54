"""A service that allows so many requests a second."""

import asyncio
import os
from collections.abc import Callable

from attrs import define, field
from fake_clock import FakeClock
from fake_transport import Reply, Sent, error, everything

from amazon_music_async import AmazonMusic, Answer

SEEDS = range(int(os.environ.get("SEEDS", "1")))
"""For each kind of limit. The environment may ask for more, as ``nox -s tests`` does once."""


@define
class Bucket:
    """A token bucket: so many requests a second at a time, and a few at once."""

    clock: FakeClock
    rate: Callable[[float], float]
    """Requests a second, by the seconds since the start."""
    burst: float = 5.0
    refusal: Answer = field(factory=lambda: error(429))
    refused_at: list[float] = field(factory=list[float])
    """Seconds since the start."""
    tokens: float = 5.0
    _filled_at: float = 1000.0

    def answer(self, sent: Sent) -> Reply:
        """An answer if the bucket holds a token, else a refusal."""
        now = self.clock.time()
        self.tokens = min(self.burst, self.tokens + (now - self._filled_at) * self.rate(now - 1000.0))
        self._filled_at = now
        if self.tokens < 1:
            self.refused_at.append(now - 1000.0)
            return self.refusal
        self.tokens -= 1
        return everything(sent)


async def ask(music: AmazonMusic, number: int) -> None:
    """Look up so many tracks, all asked for at once."""
    await asyncio.gather(*(music.tracks.get(f"B{each}") for each in range(number)))

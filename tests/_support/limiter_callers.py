# pyright: reportPrivateUsage=false
"""Callers of a limiter, who note when they get their turn."""

import asyncio
import math
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress

from attrs import define, field
from fake_clock import FakeClock, turns

from amazon_music_async._calls.adaptive_rate import AdaptiveRate
from amazon_music_async._calls.limiter import Limiter, Permit


@define(eq=False)
class Callers:
    """Callers of a limiter, who note when they get their turn."""

    limit: int = 1
    rate: float | None = None
    clock: FakeClock = field(factory=lambda: FakeClock(runs=False))
    let_in: list[str] = field(factory=list[str])
    turns_taken: dict[str, Permit] = field(factory=dict[str, Permit])
    tasks: dict[str, "asyncio.Task[None]"] = field(factory=dict[str, "asyncio.Task[None]"])
    limiter: Limiter = field(init=False)

    def __attrs_post_init__(self) -> None:
        """Open the limiter."""
        self.limiter = Limiter(self.limit, clock=self.clock, rate=AdaptiveRate(ceiling=self.rate or math.inf))

    async def come(self, *names: str, user: int = 0, again: bool = False, patience: float = 30.0) -> None:
        """Let callers come one after the other, and go as far as they can."""
        for name in names:
            self.tasks[name] = asyncio.create_task(self._enter(name, user, again=again, patience=patience))
            await turns(3)

    async def _enter(self, name: str, user: int, *, again: bool, patience: float) -> None:
        self.turns_taken[name] = await self.limiter.acquire(user, again=again, patience=patience)
        self.let_in.append(name)

    async def go(self, name: str, user: int = 0) -> None:
        """Let a caller give its turn back, served."""
        self.limiter.succeeded(self.turns_taken.pop(name), user)
        await turns(3)

    async def refuse(self, name: str, user: int = 0, retry_after: float | None = None) -> bool:
        """Let a caller give its turn back, refused. Return True if it is the user's own matter."""
        own = self.limiter.refused(self.turns_taken.pop(name), user, retry_after)
        await turns(3)
        return own

    async def pass_by(self, seconds: float) -> None:
        """Let time pass."""
        self.clock.advance(seconds)
        await turns(3)

    async def lose(self, name: str) -> None:
        """Cancel a caller."""
        self.tasks[name].cancel()
        with suppress(asyncio.CancelledError):
            await self.tasks[name]

    @property
    def waiting(self) -> int:
        """How many futures the limiter still holds."""
        return len(self.limiter._again) + len(self.limiter._fresh) + len(self.limiter._sleeping)


@asynccontextmanager
async def callers(limit: int = 1, rate: float | None = None) -> AsyncGenerator[Callers]:
    """Callers of a limiter, none of whom is left behind."""
    those = Callers(limit, rate)
    yield those
    for task in those.tasks.values():
        task.cancel()
    await asyncio.gather(*those.tasks.values(), return_exceptions=True)

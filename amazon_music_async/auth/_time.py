"""The time that passes for a login."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable

from attrs import frozen


def _clock() -> float:
    return time.time()  # looked up at each call: tests replace it


def _monotonic() -> float:
    return time.monotonic()  # as above


@frozen
class Time:
    """Clocks, a pause, and the random part of its length; tests that must not wait have another one."""

    clock: Callable[[], float] = _clock
    """Seconds since the epoch."""
    monotonic: Callable[[], float] = _monotonic
    """Seconds, by a clock that nobody sets."""
    random: Callable[[], float] = random.random
    """A number from 0 to 1."""
    sleep: Callable[[float], Awaitable[object]] = asyncio.sleep

"""What a client asks when its rate is not its own."""

from typing import Any, Protocol, TypeGuard


class RateLimit(Protocol):
    """A rate that several clients share, given as ``rate=``; `RedisRate` is one.

    A client asks for one turn at a time, for the request that is to be sent next.

    >>> import asyncio
    >>> class TwoHundred:
    ...     rate = 200.0
    ...     async def acquire(self):
    ...         await asyncio.sleep(0.005)
    ...     def succeeded(self, turn):
    ...         pass
    ...     async def refused(self, turn, retry_after):
    ...         print("more than the service serves")
    >>> async with AmazonMusic.from_env(rate=TwoHundred()) as music:
    ...     tracks = await music.tracks.get_many(ids)
    """

    @property
    def rate(self) -> float | None:
        """Requests a second of all who share it, if it is known: for ``stats.rate``."""
        ...

    async def acquire(self) -> Any:
        """Return when a request may leave, with whatever tells this turn from others.

        >>> turn = await RedisRate(redis).acquire()
        """
        ...

    def succeeded(self, turn: Any) -> None:
        """Record that the request of a turn was served.

        >>> rate = RedisRate(redis)
        >>> rate.succeeded(await rate.acquire())
        """
        ...

    async def refused(self, turn: Any, retry_after: float | None) -> None:
        """Record that it was refused for too many requests. ``retry_after``: seconds for which all have to wait.

        >>> rate = RedisRate(redis)
        >>> await rate.refused(await rate.acquire(), None)
        """
        ...


def is_shared(rate: object) -> TypeGuard[RateLimit]:
    """Return True if a ``rate`` is a `RateLimit`: not a number, nor a class."""
    methods = ("acquire", "succeeded", "refused")
    return not isinstance(rate, type) and all(callable(getattr(rate, name, None)) for name in methods)

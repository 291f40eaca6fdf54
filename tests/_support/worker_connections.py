"""Descriptions of clients for workers in this process, which remember what was opened."""

import asyncio
import threading
from collections.abc import AsyncGenerator, Callable

from attrs import define, field
from redis.asyncio import Redis

from amazon_music_async import AmazonMusic, ClientClosed, Missing, RedisRate

OPENED: "list[AmazonMusic | Held]" = []
"""What workers of this process have opened, until a test forgets it."""
STARTED = threading.Event()
"""Whether a client that holds its calls has got one."""


@define
class Remembered:
    """Opens clients, and remembers them."""

    connect: Callable[[], AmazonMusic]

    def __call__(self) -> AmazonMusic:
        """Open a client."""
        client = self.connect()
        OPENED.append(client)
        return client


@define(eq=False)
class Held:
    """A client whose calls do not end before it is closed."""

    _closed: asyncio.Event = field(factory=asyncio.Event, init=False)

    @property
    def tracks(self) -> "Held":
        """The group of endpoints."""
        return self

    async def stream(self, ids: list[str]) -> AsyncGenerator[Missing]:
        """Wait until the client is closed, and end as calls do that are cut off."""
        STARTED.set()
        await self._closed.wait()
        if ids:
            raise ClientClosed("this client is closed")
        yield Missing("")

    async def close(self) -> None:
        """End all calls."""
        self._closed.set()


@define
class HeldOnce:
    """Opens a client that holds its calls, and then clients that answer."""

    connect: Callable[[], AmazonMusic]

    def __call__(self) -> "AmazonMusic | Held":
        """Open a client."""
        OPENED.append(self.connect() if OPENED else Held())
        return OPENED[-1]


def sharing_a_rate(url: str, redis_url: str) -> AmazonMusic:
    """Open a client of the service at ``url`` that shares its rate."""
    return AmazonMusic.from_env(base_url=url, rate=RedisRate(Redis.from_url(redis_url)))  # pyright: ignore[reportUnknownMemberType] - redis-py is typed in part


def broken() -> Held:
    """Open a client that its own maker has closed already."""
    client = Held()
    asyncio.get_running_loop().create_task(client.close())
    return client

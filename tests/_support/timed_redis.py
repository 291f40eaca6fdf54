# pyright: reportUnknownMemberType=false
# redis-py is typed in part.
"""A Redis whose clock is a test's."""

import asyncio
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

import redis
import servers
from attrs import define, field

from amazon_music_async._calls.redis_rate_script import SCRIPT


@define(eq=False)
class TimedRedis:
    """A real Redis that runs the script of `RedisRate` at a time that the test says.

    It answers at once, so that the event loop may have a clock that nobody waits for.
    """

    server: "redis.Redis"
    now: float = 1000.0
    away: bool = False
    """Whether the server cannot be reached."""
    asked: int = 0
    """How often a script was run."""
    _script: Any = field(init=False)

    def __attrs_post_init__(self) -> None:
        """Replace the server's clock."""
        self._script = self.server.register_script(
            SCRIPT.replace("redis.call('TIME')", "redis.call('MGET', 's', 'us')")
        )

    def ask(self, process: str, *arguments: object, first: float = 10.0, ceiling: float = 1e9) -> list[float]:
        """What the script returns to a process at this time."""
        seconds, micro = divmod(round(self.now * 1e6), 1_000_000)
        self.server.mset({"s": seconds, "us": micro})
        self.asked += 1
        reply = self._script(keys=["rate", "processes"], args=[process, first, ceiling, *arguments])
        return [float(number) for number in reply.split()]

    def forget(self) -> None:
        """Lose everything, as in a restart."""
        self.server.flushall()

    async def eval(self, script: str, keys: int, /, *arguments: Any) -> bytes:
        """As the asyncio client has it, for a `RedisRate`: at the time of the event loop."""
        assert script == SCRIPT
        assert keys == 2
        self.now = asyncio.get_running_loop().time()
        if self.away:
            raise ConnectionError("nobody listens")
        first, ceiling = arguments[3:5]
        return " ".join(map(repr, self.ask(arguments[2], *arguments[5:], first=first, ceiling=ceiling))).encode()


@contextmanager
def timed_redis(server: servers.RedisServer) -> Generator[TimedRedis]:
    """An empty one."""
    with redis.Redis(unix_socket_path=server.socket) as client:
        client.flushall()
        yield TimedRedis(client)

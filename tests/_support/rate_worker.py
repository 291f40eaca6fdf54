# pyright: reportPrivateUsage=false
"""A process that looks up ids at a rate that it shares, one a request.

``python rate_worker.py URL API_KEY TOKEN REDIS_SOCKET``. It prints ``ready``, reads lines of ids until there are no
more, and prints each id when it is found. ``alone`` says that it goes on by itself, because Redis is away.
"""

import asyncio
import sys
from collections.abc import Iterator

from redis.asyncio import Redis

from amazon_music_async import AmazonMusic, RedisRate
from amazon_music_async._calls import redis_rate

redis_rate._AWAY = 0.1  # so that it asks again before all is done


def say(what: str) -> None:
    """Say it at once: a process that is killed says nothing more."""
    sys.stdout.write(f"{what}\n")
    sys.stdout.flush()


async def main(url: str, key: str, token: str, socket: str) -> None:
    """Look up what is asked for."""
    async with Redis(unix_socket_path=socket) as redis:
        rate = RedisRate(redis, hint=200.0, on_event=lambda _: say("alone"))
        async with AmazonMusic(token, api_key=key, base_url=url, rate=rate, concurrency=4) as music:
            say("ready")
            for line in sys.stdin:  # nothing else is to be done meanwhile
                ids = iter(line.split())
                await asyncio.gather(*(look_up(music, ids) for _ in range(4)))


async def look_up(music: AmazonMusic, ids: Iterator[str]) -> None:
    """Look up what others have left."""
    for id in ids:
        say((await music.tracks.get(id)).id)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))

"""The stores that many users and processes share, by the address of their database."""

from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from typing import TypeAlias

from amazon_music_async.auth import RedisTokenStore, SQLTokenStore

SharedStore: TypeAlias = SQLTokenStore | RedisTokenStore


@asynccontextmanager
async def opened(url: str, wait: float = 30.0) -> AsyncGenerator[Callable[[str], SharedStore]]:
    """A function that makes the store of a user."""
    # Each is imported where it is used: a worker that uses one of them is quicker to start.
    if url.startswith("unix"):
        from redis.asyncio import Redis  # noqa: PLC0415

        async with Redis(unix_socket_path=url.removeprefix("unix://")) as client:
            # The lock of a process that was killed is not waited for longer than need be.
            yield lambda user: RedisTokenStore(client, user, expiry=1.0, wait=wait)
        return
    from sqlalchemy.ext.asyncio import create_async_engine  # noqa: PLC0415
    from sqlalchemy.pool import NullPool  # noqa: PLC0415

    engine = create_async_engine(url, poolclass=NullPool)
    try:
        await SQLTokenStore.create_table(engine)
        yield lambda user: SQLTokenStore(engine, user, wait=wait)
    finally:
        await engine.dispose()

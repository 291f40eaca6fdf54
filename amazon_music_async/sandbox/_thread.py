"""A sandbox in a thread of its own, for tests that do not run in its event loop."""

import asyncio
from collections.abc import Generator
from contextlib import contextmanager
from threading import Thread
from typing import Protocol


class Startable(Protocol):
    """What can be started and stopped."""

    async def start(self) -> None:
        """Start."""
        ...

    async def stop(self) -> None:
        """Stop. Stopping twice does nothing."""
        ...


@contextmanager
def running_in_thread(service: Startable) -> Generator[None]:
    """Run ``service`` in the event loop of a new thread until the block is left."""
    loop = asyncio.new_event_loop()
    thread = Thread(target=loop.run_forever, name="amazon-music-sandbox", daemon=True)
    thread.start()
    try:
        asyncio.run_coroutine_threadsafe(service.start(), loop).result()
        yield
    finally:
        asyncio.run_coroutine_threadsafe(service.stop(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()

"""A sandbox in a thread of its own, for tests that have no event loop."""

import asyncio
import threading
from collections.abc import Generator
from contextlib import contextmanager

from amazon_music_async.sandbox import Sandbox


@contextmanager
def in_thread(sandbox: Sandbox) -> Generator[Sandbox]:
    """Start a sandbox; it is stopped at the end of the block."""
    loop = asyncio.new_event_loop()
    loop.run_until_complete(sandbox.start())
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        yield sandbox
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.run_until_complete(sandbox.stop())
        loop.run_until_complete(loop.shutdown_default_executor())
        loop.close()

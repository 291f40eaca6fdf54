"""Blocking calls in threads."""

import asyncio
import threading

import pytest

from amazon_music_async.cli.threads import in_thread


async def test_one_thread_serves_calls_that_follow_each_other() -> None:
    """A job that writes ten thousand times starts no ten thousand threads."""
    used = [await in_thread(threading.get_ident) for _ in range(5)]

    assert len(set(used)) == 1


async def test_a_thread_that_is_held_holds_no_other_call() -> None:
    """Somebody waits for the keyboard, gives up, and works on; the thread is used again when it is free."""
    pressed, left = threading.Event(), threading.Event()

    def held() -> None:
        pressed.wait()

    waiting = asyncio.create_task(in_thread(held))
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting

    await in_thread(left.set)

    assert left.is_set()
    pressed.set()


async def test_what_a_call_raises_is_raised() -> None:
    """And the thread lives on."""
    with pytest.raises(ZeroDivisionError):
        await in_thread(lambda: 1 / 0)

    assert await in_thread(lambda: 1) == 1

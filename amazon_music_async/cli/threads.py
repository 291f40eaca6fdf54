"""Blocking calls in threads that nobody waits for at the end."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future
from threading import Thread
from typing import TypeVar

T = TypeVar("T")


async def in_thread(call: Callable[[], T]) -> T:
    """What ``call`` returns or raises.

    Not `asyncio.to_thread`: its threads are joined when the loop ends, and one that waits for the keyboard, or for a
    reader that has fallen asleep, would hold Ctrl-C for ever.
    """
    done: Future[T] = Future()
    # Once running, a future cannot be cancelled from the loop's side: the thread may always set it.
    done.set_running_or_notify_cancel()
    Thread(target=_run, args=(call, done), daemon=True).start()
    return await asyncio.wrap_future(done)


def _run(call: Callable[[], T], done: "Future[T]") -> None:
    try:
        done.set_result(call())
    except BaseException as error:  # noqa: BLE001 - whoever waits gets it
        done.set_exception(error)

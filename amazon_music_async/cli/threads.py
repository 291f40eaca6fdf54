"""Blocking calls in threads that nobody waits for at the end."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future
from queue import SimpleQueue
from threading import Thread
from typing import Any, TypeAlias, TypeVar

T = TypeVar("T")
Calls: TypeAlias = "SimpleQueue[tuple[Callable[[], Any], Future[Any]]]"

_idle: list[Calls] = []
"""What the threads without work listen to. To start one for each call costs more than a small write."""


async def in_thread(call: Callable[[], T]) -> T:
    """What ``call`` returns or raises.

    Not `asyncio.to_thread`: its threads are joined when the loop ends, and one that waits for the keyboard, or for a
    reader that has fallen asleep, would hold Ctrl-C for ever.
    """
    done: Future[T] = Future()
    # Once running, a future cannot be cancelled from the loop's side: the thread may always set it.
    done.set_running_or_notify_cancel()
    calls = _idle.pop() if _idle else _started()
    # Not when this waits no longer: the thread may still be at it.
    done.add_done_callback(lambda _: _idle.append(calls))
    calls.put((call, done))
    return await asyncio.wrap_future(done)


def _started() -> Calls:
    calls: Calls = SimpleQueue()
    Thread(target=_work, args=(calls,), daemon=True).start()
    return calls


def _work(calls: Calls) -> None:
    while True:
        _run(*calls.get())


def _run(call: Callable[[], T], done: "Future[T]") -> None:
    try:
        done.set_result(call())
    except BaseException as error:  # noqa: BLE001 - whoever waits gets it
        done.set_exception(error)

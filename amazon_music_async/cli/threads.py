"""Blocking calls in threads that do not keep the program from ending."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future
from queue import SimpleQueue
from threading import Thread
from typing import Any, TypeAlias, TypeVar

T = TypeVar("T")
Calls: TypeAlias = "SimpleQueue[tuple[Callable[[], Any], Future[Any]]]"

_idle: list[Calls] = []
"""The queues of idle threads. To start a thread for each call would cost more than a small write."""


async def in_thread(call: Callable[[], T]) -> T:
    """Return or raise what ``call`` does.

    Not `asyncio.to_thread`: its threads are joined when the loop ends, and one that waits for the keyboard, or for a
    reader that does not read, would keep the program from ending after Ctrl-C.
    """
    done: Future[T] = Future()
    # A running future cannot be cancelled by the loop, so the thread can always set its result.
    done.set_running_or_notify_cancel()
    calls = _idle.pop() if _idle else _start_thread()
    # When the call ends, not when the waiter is cancelled: the thread may still be busy.
    done.add_done_callback(lambda _: _idle.append(calls))
    calls.put((call, done))
    return await asyncio.wrap_future(done)


def _start_thread() -> Calls:
    calls: Calls = SimpleQueue()
    Thread(target=_work, args=(calls,), daemon=True).start()
    return calls


def _work(calls: Calls) -> None:
    while True:
        _run(*calls.get())


def _run(call: Callable[[], T], done: "Future[T]") -> None:
    try:
        done.set_result(call())
    except BaseException as error:  # noqa: BLE001 - the waiter gets it
        done.set_exception(error)

"""Blocking calls in threads."""

import asyncio
import threading
from io import BytesIO
from typing import Any

import pytest

from amazon_music_async.cli.output import sink
from amazon_music_async.cli.output.formats import JsonLines
from amazon_music_async.cli.output.stream import OutputStream
from amazon_music_async.cli.threads import in_thread


async def test_one_thread_serves_calls_that_follow_each_other() -> None:
    """Threads are reused."""
    used = [await in_thread(threading.get_ident) for _ in range(5)]

    assert len(set(used)) == 1


async def test_a_blocked_thread_delays_no_other_call() -> None:
    """The blocked thread is reused once its call returns."""
    pressed, left = threading.Event(), threading.Event()

    def blocked() -> None:
        pressed.wait()

    waiting = asyncio.create_task(in_thread(blocked))
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting

    await in_thread(left.set)

    assert left.is_set()
    pressed.set()


async def test_a_reader_that_does_not_read_keeps_no_command_from_ending(monkeypatch: pytest.MonkeyPatch) -> None:
    """After Ctrl-C, what it has not taken is given up."""
    monkeypatch.setattr(sink, "_STALLED", 0.0)
    took, reads = threading.Event(), threading.Event()

    class Stalled(BytesIO):
        def write(self, data: Any) -> int:
            took.set()
            reads.wait()
            return len(data)

    output = sink.OutputSink(JsonLines(), OutputStream("a pipe", Stalled(), opened_here=False))
    output.put(b"{}\n")
    await in_thread(took.wait)

    await output.close(interrupted=True)

    assert not reads.is_set()
    reads.set()
    await output.writer.written()


async def test_an_exception_reaches_the_caller() -> None:
    """The thread goes on to serve other calls."""
    with pytest.raises(ZeroDivisionError):
        await in_thread(lambda: 1 / 0)

    assert await in_thread(lambda: 1) == 1

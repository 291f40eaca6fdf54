"""A sandbox in a thread of its own, and clients that meet a sandbox whose event loop does not run."""

import asyncio
from collections.abc import Callable
from threading import active_count
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from amazon_music_async import ConnectionFailed, Retry
from amazon_music_async.sandbox import Sandbox


def test_synchronous_code_can_use_a_sandbox_in_a_thread() -> None:
    """Any HTTP client reaches it while the test's thread waits."""
    with Sandbox.in_thread(tracks=10) as sandbox, pytest.raises(HTTPError, match="401") as caught:
        urlopen(sandbox.url + "/markets")  # noqa: S310 - our own address
    caught.value.close()

    assert [request.status for request in sandbox.requests] == [401]


async def test_a_client_in_another_loop_can_use_a_sandbox_in_a_thread() -> None:
    """The client runs in the test's event loop, the sandbox in its own."""
    with Sandbox.in_thread(tracks=10) as sandbox:
        async with sandbox.client() as music:
            tracks = await music.tracks.get_many(sandbox.track_ids)

    assert len(tracks) == 10


async def test_a_sandbox_in_a_thread_can_be_stopped_and_started_from_the_test() -> None:
    """An outage is simulated from the event loop of the test; the sandbox goes on in its own."""
    with Sandbox.in_thread(tracks=10) as sandbox:
        await sandbox.stop()
        async with sandbox.client(retry=Retry.none()) as music:
            with pytest.raises(ConnectionFailed):
                await music.tracks.get(sandbox.track_ids[0])
        await sandbox.start()
        async with sandbox.client() as music:
            track = await music.tracks.get(sandbox.track_ids[0])

    assert track.id == sandbox.track_ids[0]


def test_nothing_is_left_of_the_thread() -> None:
    """After the block the thread has ended, after an exception too."""
    before = active_count()
    with pytest.raises(ZeroDivisionError), Sandbox.in_thread():
        _ = 1 / 0

    assert active_count() == before


def test_a_failed_start_is_raised_where_it_was_asked_for() -> None:
    """An impossible port is an error of the block, and no thread is left."""
    before = active_count()
    with pytest.raises(OverflowError, match="port"), Sandbox.in_thread(port=70_000):
        pass  # pragma: no cover - never reached

    assert active_count() == before


USES: dict[str, Callable[[Sandbox], object]] = {
    "client": Sandbox.client,
    "login": Sandbox.login,
    "url": lambda sandbox: sandbox.url,
    "token_url": lambda sandbox: sandbox.token_url,
}


@pytest.mark.parametrize("use", USES.values(), ids=USES)
def test_every_way_to_a_sandbox_in_another_loop_is_refused(use: Callable[[Sandbox], object]) -> None:
    """A sandbox whose event loop does not run would never answer: whoever asks for it is told what to set instead."""
    loop = asyncio.new_event_loop()
    sandbox = loop.run_until_complete(_started())

    async def connect() -> None:
        use(sandbox)

    with pytest.raises(RuntimeError, match=r"loop_scope.*in_thread"):
        asyncio.run(connect())
    assert repr(sandbox).startswith("<Sandbox at http://127.0.0.1:")
    loop.run_until_complete(sandbox.stop())
    loop.close()


def test_a_client_may_be_made_before_its_loop_runs() -> None:
    """Outside any event loop `client` cannot know which loop will run, and lets it be."""
    loop = asyncio.new_event_loop()
    sandbox = loop.run_until_complete(_started())

    music = sandbox.client()

    loop.run_until_complete(music.close())
    loop.run_until_complete(sandbox.stop())
    loop.close()


async def _started() -> Sandbox:
    sandbox = Sandbox()
    await sandbox.start()
    return sandbox

"""One client in each worker."""

import asyncio
from collections.abc import Generator
from types import SimpleNamespace
from typing import Any

import pytest

pytest.importorskip("distributed", reason="the extra dask is not installed")

import distributed
from worker_connections import OPENED, STARTED, HeldOnce, Remembered, broken

from amazon_music_async import ClientClosed
from amazon_music_async.dask import FromEnvironment
from amazon_music_async.dask.connection import packed
from amazon_music_async.dask.worker_clients import look_up_here
from amazon_music_async.sandbox import Sandbox


@pytest.fixture
def cluster() -> Generator[Any]:
    """Two workers with two threads each, of this test alone."""
    OPENED.clear()
    STARTED.clear()
    with distributed.Client(
        n_workers=2, threads_per_worker=2, processes=False, dashboard_address="127.0.0.1:0"
    ) as client:
        yield client


def look_up(client: Any, ids: Any, connect: Any, worker: int) -> Any:
    """Look up some tracks, on one worker if it is there."""
    addresses = sorted(client.nthreads())
    chosen = [addresses[worker]]
    return client.submit(
        look_up_here, ids, "tracks", packed(connect), pure=False, workers=chosen, allow_other_workers=True
    )


def test_each_worker_opens_one_client(cluster: Any, sandbox: Sandbox) -> None:
    """However many tasks and threads it has; workers in one process have one each."""
    connect = Remembered(FromEnvironment(base_url=sandbox.url))
    for worker in (0, 1, 0, 1):
        tasks = [look_up(cluster, sandbox.track_ids[n : n + 3], connect, worker) for n in range(4)]
        assert {len(outcomes) for outcomes in cluster.gather(tasks)} == {3}

    assert len(OPENED) == 2


def test_jobs_with_different_descriptions_have_different_clients(cluster: Any, sandbox: Sandbox) -> None:
    """What one job wants of its client is none of another's business."""
    for timeout in (8.0, 9.0, 8.0):
        connect = Remembered(FromEnvironment(base_url=sandbox.url, timeout=timeout))
        look_up(cluster, sandbox.track_ids[:3], connect, 0).result()

    assert len(OPENED) == 2


def test_a_client_is_closed_with_its_worker(sandbox: Sandbox) -> None:
    """No connection outlives the worker."""
    OPENED.clear()
    with distributed.Client(n_workers=1, processes=False, dashboard_address="127.0.0.1:0") as client:
        look_up(client, sandbox.track_ids[:3], Remembered(FromEnvironment(base_url=sandbox.url)), 0).result()
        assert "closed" not in repr(OPENED[0])

    assert "closed" in repr(OPENED[0])


def test_ids_asked_of_a_closing_worker_are_asked_elsewhere(cluster: Any, sandbox: Sandbox) -> None:
    """A worker that is taken away costs no id: its task goes to another one."""
    task = look_up(cluster, sandbox.track_ids[:3], HeldOnce(FromEnvironment(base_url=sandbox.url)), 0)
    assert STARTED.wait(120)

    cluster.sync(cluster.cluster.workers[0].close)
    assert [outcome.id for outcome in task.result(120)] == list(sandbox.track_ids[:3])


def test_a_client_that_was_closed_by_others_is_a_failure_of_the_job(cluster: Any) -> None:
    """It would be closed in every worker: the task is not sent round for ever."""
    with pytest.raises(ClientClosed):
        look_up(cluster, ["B1"], broken, 0).result(120)


async def test_a_worker_that_is_closing_opens_no_client(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody would close it: the task goes to another worker."""
    loop = SimpleNamespace(asyncio_loop=asyncio.get_running_loop())
    worker = SimpleNamespace(status=distributed.Status.closing, loop=loop, plugins={})
    monkeypatch.setattr(distributed, "get_worker", lambda: worker)

    with pytest.raises(distributed.Reschedule):
        await asyncio.to_thread(look_up_here, ["B1"], "tracks", packed(None))

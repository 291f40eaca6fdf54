# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
# Dask and pyarrow are typed in part.
"""A real scheduler and real workers, some of which are killed."""

import os
import signal
from collections.abc import Generator, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("distributed", reason="the extra dask is not installed")

import pyarrow.parquet as pq
import redis
import servers
from dask_processes import allow_no_failures, processes
from poisoned import POISON, poisoned
from worker_connections import sharing_a_rate

from amazon_music_async.dask import FromEnvironment, ParquetReport, look_up, look_up_to_parquet
from amazon_music_async.sandbox import Sandbox


@pytest.fixture(scope="module")
def service() -> Generator[Sandbox]:
    """A sandbox whose key and token are in the environment of all that this module starts."""
    with Sandbox.in_thread(tracks=4000) as sandbox, pytest.MonkeyPatch.context() as patched:
        patched.setenv("AMAZON_MUSIC_API_KEY", sandbox.api_key)
        patched.setenv("AMAZON_MUSIC_TOKEN", sandbox.token)
        yield sandbox


@pytest.fixture(scope="module")
def two_workers(service: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Generator[Any]:
    """A scheduler and two workers, each a process with a nanny that starts it again when it dies."""
    with processes(tmp_path_factory.mktemp("cluster"), 2) as client:
        yield client


def column(folder: Path, name: str) -> list[Any]:
    """A column of all parts, in their order."""
    tables = [pq.ParquetFile(part).read([name]) for part in sorted(folder.iterdir())]
    return [value for table in tables for value in table.column(name).to_pylist()]


def test_two_workers_look_up_a_frame(two_workers: Any, service: Sandbox) -> None:
    """Each worker process opens a client of its own, by its environment."""
    ids = service.track_ids[:800]
    frame: Any = look_up([ids[:400], ids[400:]], "tracks", connect=FromEnvironment(base_url=service.url))

    assert frame.compute()["id"].tolist() == list(ids)


def test_workers_share_one_rate(
    two_workers: Any, service: Sandbox, tmp_path: Path, redis_server: servers.RedisServer
) -> None:
    """A description of a client with a `RedisRate` can be pickled; both workers are known to Redis."""
    connect = partial(sharing_a_rate, service.url, redis_server.url)
    with redis.Redis(unix_socket_path=redis_server.socket) as client:
        client.flushall()
        report = look_up_to_parquet(service.track_ids, tmp_path / "tracks", connect=connect, part_rows=200)

        assert report == ParquetReport(found=4000, missing=0, failed=0, parts=20)
        assert client.zcard("{amazon-music-rate}:processes") == 2


def test_each_id_has_its_row_when_a_worker_is_killed(two_workers: Any, service: Sandbox, tmp_path: Path) -> None:
    """The part that the worker was at is done once more, and no part is there twice."""
    [victim, *_] = two_workers.run(os.getpid).values()

    def ids() -> Iterator[str]:
        for number, id in enumerate(service.track_ids):
            if number == 2000:
                os.kill(victim, signal.SIGKILL)
            yield id

    connect = FromEnvironment(base_url=service.url)
    report = look_up_to_parquet(ids(), tmp_path / "tracks", connect=connect, part_rows=200)

    assert report == ParquetReport(found=4000, missing=0, failed=0, parts=20)
    assert column(tmp_path / "tracks", "id") == list(service.track_ids)
    assert [path.name for path in tmp_path.iterdir()] == ["tracks"]


def test_a_part_that_kills_its_workers_is_failed_rows(two_workers: Any, service: Sandbox, tmp_path: Path) -> None:
    """The ids of the other parts are found, though their workers died with it; its own say why they failed."""
    ids = [*service.track_ids[:300], POISON, *service.track_ids[300:599]]
    connect = partial(poisoned, service.url)
    two_workers.run_on_scheduler(allow_no_failures)

    report = look_up_to_parquet(ids, tmp_path / "tracks", connect=connect, part_rows=100)

    assert report == ParquetReport(found=500, missing=0, failed=100, parts=6)
    assert column(tmp_path / "tracks", "asked") == ids
    errors = column(tmp_path / "tracks", "error")
    assert all(error.startswith("KilledWorker: ") for error in errors[300:400])
    assert set(errors[:300] + errors[400:]) == {None}

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
# Dask is typed in part.
"""Dask workers under one limit: refusals, time and shares, with a shared rate and without.

``python benchmarks/shared_rate_dask.py`` prints lines of the table in README.rst; ``shared 20 800`` behind it does one
job: 20 requests a second, 800 requests; ``alone`` has each task open a client of its own.
"""

import asyncio
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from functools import partial
from typing import Any

from attrs import frozen
from distributed import Client, LocalCluster
from redis.asyncio import Redis
from shared_rate import REDIS

from amazon_music_async import AmazonMusic, AmazonMusicError, RedisRate
from amazon_music_async.dask import look_up_to_parquet
from amazon_music_async.sandbox import Sandbox

_WORKERS, _THREADS, _BURST, _IDS = 4, 4, 5, 10
"""Ids are looked up ten a request: more would measure the processors of one machine, not the limit."""


@frozen
class Job:
    """So many requests at so many a second."""

    mode: str
    rate: int
    requests: int


JOBS = [
    Job(mode, rate, requests) for rate, requests in ((5, 250), (20, 600), (150, 3000)) for mode in ("alone", "shared")
]


def sharing(socket: str) -> AmazonMusic:
    """Open the client of a worker. The language tells which."""
    return AmazonMusic.from_env(rate=RedisRate(Redis(unix_socket_path=socket)), language=f"x-{os.getpid()}")


def look_up_alone(ids: list[str]) -> int:
    """Look up ids with a client that knows of no other; return how many failed."""

    async def look_up() -> None:
        async with AmazonMusic.from_env(language=f"x-{os.getpid()}") as music:
            await music.tracks.get_many(ids)

    try:
        asyncio.run(look_up())
    except AmazonMusicError:
        return len(ids)
    return 0


def run(job: Job) -> str:
    """Do a job; return its line of the table."""
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(dir="/tmp"))  # a short path, for a socket
        sandbox = stack.enter_context(
            Sandbox.in_thread(tracks=job.requests * _IDS, latency=0.02, keep=10 * job.requests)
        )
        access = {"BASE_URL": sandbox.url, "API_KEY": sandbox.api_key, "TOKEN": sandbox.token}
        os.environ.update({f"AMAZON_MUSIC_{name}": value for name, value in access.items()})
        cluster = LocalCluster(n_workers=_WORKERS, threads_per_worker=_THREADS, dashboard_address="127.0.0.1:0")
        client = stack.enter_context(Client(stack.enter_context(cluster)))
        client.wait_for_workers(_WORKERS)
        socket = stack.enter_context(_redis(folder))
        ids = sandbox.track_ids
        sandbox.throttle(job.rate, burst=_BURST)
        start = time.monotonic()
        if job.mode == "alone":
            parts = [[*ids[first : first + _IDS]] for first in range(0, len(ids), _IDS)]
            results: Any = client.gather(client.map(look_up_alone, parts))
            failed = sum(results)
        else:
            connect = partial(sharing, socket)
            failed = look_up_to_parquet(ids, f"{folder}/parts", connect=connect, client=client, part_rows=_IDS).failed
        seconds = time.monotonic() - start
        answers = [(request.status, request.headers["Accept-Language"]) for request in sandbox.requests]
    return _line(job, answers, failed, seconds)


@contextmanager
def _redis(folder: str) -> Generator[str]:
    socket = f"{folder}/redis"
    command = (REDIS, "--port", "0", "--unixsocket", socket, "--save", "", "--dir", folder)
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL)  # noqa: S603 - our own
    try:
        while not os.path.exists(socket):  # noqa: PTH110 - one string
            time.sleep(0.01)
        yield socket
    finally:
        server.kill()
        server.wait()


def _line(job: Job, answers: list[tuple[int, str]], failed: int, seconds: float) -> str:
    refused = sum(status == 429 for status, _ in answers)
    shares = Counter(worker for status, worker in answers if status == 200)
    mean = sum(shares.values()) / _WORKERS
    ideal = (job.requests - _BURST) / job.rate
    return (
        f"{job.mode:6} {_WORKERS} workers, {job.rate:3}/s: {seconds / ideal:.2f} x the ideal {ideal:.0f} s, "
        f"refused {refused / len(answers):.1%}, shares {min(shares.values()) / mean:.2f} to "
        f"{max(shares.values()) / mean:.2f}, ids failed: {failed}"
    )


if __name__ == "__main__":
    mode, rate, requests = sys.argv[1:] or ("", "0", "0")
    for each in [Job(mode, int(rate), int(requests))] if mode else JOBS:
        print(run(each), flush=True)

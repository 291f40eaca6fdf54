"""Processes that share one rate: refusals, time and shares, with a real Redis and the sandbox.

``python benchmarks/shared_rate.py`` prints lines of the table in README.rst; ``4 20 800`` behind it does one job: 4
processes, 20 requests a second, 800 requests; ``alone`` or ``kill`` may follow.
"""

import asyncio
import json
import shutil
import sys
import tempfile
import time
from contextlib import suppress

from attrs import frozen
from redis.asyncio import Redis

from amazon_music_async import AmazonMusic, RedisRate
from amazon_music_async.sandbox import Sandbox

_BURST = 5
_SEARCH = 15
"""Seconds after which the limit is found."""
_LINE = 2**22
"""The most bytes of a line that a process is given."""
REDIS = shutil.which("redis-server") or "valkey-server"


@frozen
class Job:
    """So many processes at so many requests a second."""

    processes: int
    rate: int
    requests: int
    mode: str = "shared"
    """Or ``alone``: without Redis. Or ``kill``: Redis is killed for five seconds, and one of the processes for good."""


JOBS = (
    *(Job(number, 20, 800, "alone") for number in (1, 4, 16)),
    *(Job(number, rate, requests) for rate, requests in ((5, 500), (20, 800), (150, 6000)) for number in (1, 4, 16)),
    *(Job(number, 20, 800, "kill") for number in (4, 16)),
)


async def work(url: str, key: str, token: str, socket: str) -> None:
    """Look up ids, one a request, and print each that is found, and when: this is one of the processes."""
    ids = iter(sys.stdin.readline().split())
    async with Redis(unix_socket_path=socket) as redis:
        rate = RedisRate(redis) if socket else None
        async with AmazonMusic(token, api_key=key, base_url=url, rate=rate) as music:

            async def ask() -> None:
                for id in ids:
                    await music.tracks.get(id)
                    print(json.dumps([id, time.time()]), flush=True)

            print("ready", flush=True)
            sys.stdin.readline()
            await asyncio.gather(*(ask() for _ in range(8)))


async def run(job: Job) -> str:
    """Do a job; return its line of the table."""
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:  # a short path, for a socket
        async with Sandbox(tracks=job.requests, latency=0.02, keep=10 * job.requests) as sandbox:
            socket = "" if job.mode == "alone" else f"{folder}/redis"
            redis = await _redis(folder)
            parts = [[*sandbox.track_ids[first :: job.processes]] for first in range(job.processes)]
            options = (sandbox.url, sandbox.api_key, sandbox.token, socket)
            processes = [await _started(part, options) for part in parts]
            sandbox.throttle(job.rate, burst=_BURST)
            start = time.time()
            answers = [asyncio.create_task(_answers(process)) for process in processes]
            if job.mode == "kill":
                redis = await _kill(redis, folder, processes[0])
            found = [await each for each in answers]
            redis.kill()
            await redis.wait()
            log = [(request.started, request.status == 429) for request in sandbox.requests]
    return _line(job, parts, found, start, log)


async def _redis(folder: str) -> asyncio.subprocess.Process:
    server = await asyncio.create_subprocess_exec(
        *(REDIS, "--port", "0", "--unixsocket", f"{folder}/redis", "--save", "", "--dir", folder),
        stdout=asyncio.subprocess.DEVNULL,
    )
    async with asyncio.timeout(30), Redis(unix_socket_path=f"{folder}/redis") as redis:
        while True:
            with suppress(Exception):
                await redis.ping()  # pyright: ignore[reportUnknownMemberType, reportGeneralTypeIssues]
                return server
            await asyncio.sleep(0.02)


async def _started(part: list[str], options: tuple[str, ...]) -> asyncio.subprocess.Process:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, __file__, "--process", *options),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        limit=_LINE,
    )
    assert process.stdin
    assert process.stdout
    process.stdin.write(f"{' '.join(part)}\n".encode())
    assert await process.stdout.readline() == b"ready\n"
    return process


async def _answers(process: asyncio.subprocess.Process) -> list[tuple[str, float]]:
    output, _ = await process.communicate(b"go\n")
    return [json.loads(line) for line in output.splitlines() if line.endswith(b"]")]


async def _kill(
    redis: asyncio.subprocess.Process, folder: str, victim: asyncio.subprocess.Process
) -> asyncio.subprocess.Process:
    await asyncio.sleep(8)
    redis.kill()
    await redis.wait()
    await asyncio.sleep(5)
    redis = await _redis(folder)
    await asyncio.sleep(5)
    victim.kill()
    return redis


def _line(
    job: Job, parts: list[list[str]], found: list[list[tuple[str, float]]], start: float, log: list[tuple[float, bool]]
) -> str:
    ids = [id for part in found for id, _ in part]
    asked = {id for part in parts[job.mode == "kill" :] for id in part}
    once = len(ids) == len({*ids}) and asked <= {*ids}
    ends = [max(moment for _, moment in part) for part in found]
    ideal = (len(ids) - _BURST) / job.rate
    # A process that was killed has no share; the others are compared while all of them had something to do.
    live = found[job.mode == "kill" :]
    first_end = min(ends[job.mode == "kill" :])
    shares = [sum(moment <= first_end for _, moment in part) for part in live]
    mean = sum(shares) / len(shares)
    later = [refused for moment, refused in log if moment > log[0][0] + _SEARCH]
    return (
        f"{job.mode:6} {job.processes:2} processes, {job.rate:3}/s: {(max(ends) - start) / ideal:.2f} x the ideal "
        f"{ideal:.0f} s, refused {sum(each for _, each in log) / len(log):.1%}, "
        f"later {sum(later) / max(1, len(later)):.1%}, shares {min(shares) / mean:.2f} to "
        f"{max(shares) / mean:.2f}, each id once: {'yes' if once else 'NO'}"
    )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--process"]:
        asyncio.run(work(*sys.argv[2:]))
    else:
        number, rate, requests, mode = [*sys.argv[1:], "shared"][:4] if sys.argv[1:] else ("0", "0", "0", "")
        given = Job(int(number), int(rate), int(requests), mode)
        for each in (given,) if given.processes else JOBS:
            print(asyncio.run(run(each)), flush=True)

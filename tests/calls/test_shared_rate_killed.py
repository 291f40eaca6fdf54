"""Processes that share a rate, one of which is killed, and their Redis too."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager, suppress

import rate_worker
import redis
import servers
from unmeasured import unmeasured

from amazon_music_async.sandbox import Sandbox

IDS = 100
"""For each of two processes."""


@asynccontextmanager
async def worker(sandbox: Sandbox, server: servers.RedisServer) -> AsyncGenerator[asyncio.subprocess.Process]:
    """A process that waits for its ids; it is no measure of coverage."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, rate_worker.__file__, sandbox.url, sandbox.api_key, sandbox.token, server.socket),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env=unmeasured(),
    )
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()


def give(process: asyncio.subprocess.Process, ids: list[str]) -> None:
    """Tell a process what to look up."""
    assert process.stdin
    process.stdin.write(f"{' '.join(ids)}\n".encode())


async def said(process: asyncio.subprocess.Process, *, after: str = "", lines: int = 1) -> list[str]:
    """The next lines of a process; or those up to one, it and some after it."""
    assert process.stdout
    output: list[str] = []
    while lines:
        line = await process.stdout.readline()
        assert line, "it has ended"
        output.append(line.decode().strip())
        lines -= not after or after in output
    return output


async def rest(process: asyncio.subprocess.Process) -> list[str]:
    """What a process says until it ends."""
    return (await process.communicate(b""))[0].decode().split()


async def test_each_id_is_found_once_though_redis_and_a_process_are_killed() -> None:
    """Without Redis both go on alone; what one had left when it was killed, the other finds, with a Redis again."""
    async with asyncio.timeout(60), Sandbox(tracks=2 * IDS) as sandbox, AsyncExitStack() as stack:
        ids = [*sandbox.track_ids]
        server = stack.enter_context(servers.redis())
        victim, other = [await stack.enter_async_context(worker(sandbox, server)) for _ in range(2)]
        assert await said(victim) + await said(other) == ["ready", "ready"]
        give(victim, ids[:IDS])
        give(other, ids[IDS:])
        found = await said(victim, lines=10) + await said(other, lines=10)
        os.kill(server.pid, signal.SIGKILL)
        found += await said(victim, after="alone", lines=10) + await said(other, after="alone", lines=10)
        again = stack.enter_context(servers.redis(server))
        victim.kill()
        found += await rest(victim)
        give(other, [id for id in ids[:IDS] if id not in found])
        found += await rest(other)
        with redis.Redis(unix_socket_path=again.socket) as client:
            assert client.exists("{amazon-music-rate}")

        assert sorted(found) == sorted([*ids, "alone", "alone"])
        assert (victim.returncode, other.returncode) == (-signal.SIGKILL, 0)

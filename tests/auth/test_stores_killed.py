# pyright: reportPrivateUsage=false
"""Processes that share logins, one of which is killed."""

import asyncio
import os
import sys
from pathlib import Path

import store_worker
from shared_stores import opened

from amazon_music_async.auth import StoredLogin
from amazon_music_async.sandbox import Sandbox

USERS, PROCESSES, ROUNDS = 8, 4, 10


async def worker(url: str, sandbox: Sandbox) -> asyncio.subprocess.Process:
    """A process that renews the logins again and again."""
    program = Path(store_worker.__file__)
    arguments = (url, sandbox.token_url, sandbox.client_id, sandbox.client_secret, USERS, ROUNDS, 1)
    return await asyncio.create_subprocess_exec(
        *(sys.executable, str(program), *map(str, arguments)),
        stdout=asyncio.subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": str(program.parent)},
    )


async def killed(process: asyncio.subprocess.Process) -> set[str]:
    """Kill a process in the midst of its work; the users whose renewal was under way."""
    assert process.stdout
    lines = [await process.stdout.readline() for _ in range(7)]
    process.kill()
    lines += (await process.communicate())[0].splitlines()
    under_way: set[str] = set()
    for line in lines:
        sign, user = line.decode().split()
        (under_way.add if sign == "+" else under_way.discard)(user)
    return under_way


async def test_a_process_that_is_killed_loses_no_login_but_the_one_it_renews(url: str) -> None:
    """Four processes renew eight logins that rotate; one is killed; only a login that it was renewing may be lost."""
    async with (
        Sandbox(tracks=0, albums=0, liked=0, library=0, rotate_refresh_tokens=True) as sandbox,
        opened(url) as of,
    ):
        for user in map(str, range(USERS)):
            await of(user).save(StoredLogin(refresh_token=sandbox.issue_refresh_token(user)))
        processes = [await worker(url, sandbox) for _ in range(PROCESSES)]
        lost = await killed(processes[0])
        outputs = [(await process.communicate())[0].decode() for process in processes[1:]]

        assert [process.returncode for process in processes[1:]] == [0] * (PROCESSES - 1)
        assert {line[2:] for output in outputs for line in output.splitlines() if line[0] == "!"} <= lost
        assert len(lost) <= 1
        assert sandbox.renewals > PROCESSES * ROUNDS // 2

        kept = {user: await of(user).load() or StoredLogin() for user in map(str, range(USERS))}
        dead = {user for user, login in kept.items() if not sandbox._logins.is_good(login.refresh_token or "")}

        assert dead <= lost

"""One at a time, in all processes."""

import asyncio
import sys
import threading
from pathlib import Path

import pytest
from filelock import FileLock, Timeout
from login_service import LoginService

from amazon_music_async.auth import FileTokenStore, StoredLogin, _file_lock as _threads


async def test_one_at_a_time_holds_the_lock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The lock excludes other tasks, those with the same store and those with another one for the same file."""
    monkeypatch.setattr(_threads, "_EVERY", 0.0)
    one, two = FileTokenStore(tmp_path / "login.json"), FileTokenStore(tmp_path / "login.json")
    inside = 0

    async def enter(store: FileTokenStore) -> int:
        nonlocal inside
        async with store.lock():
            inside += 1
            most = inside
            await asyncio.sleep(0)
            inside -= 1
        return most

    assert await asyncio.gather(*(enter(store) for store in (one, one, two))) == [1, 1, 1]


async def test_a_link_and_what_it_leads_to_have_one_lock(tmp_path: Path) -> None:
    """Whoever shares the file may know it by another name."""
    link = tmp_path / "login.json"
    link.symlink_to(tmp_path / "elsewhere.json")
    async with FileTokenStore(link).lock():
        with pytest.raises(Timeout):
            FileLock(tmp_path / "elsewhere.json.lock", timeout=0).acquire()


async def test_a_waiter_for_the_lock_can_be_cancelled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who is cancelled while waiting for the lock, or while taking it, leaves it free."""
    monkeypatch.setattr(_threads, "_EVERY", 0.0)
    store = FileTokenStore(tmp_path / "login.json")

    async def take() -> None:
        async with store.lock():
            pass

    for number_of_turns in range(12):
        async with store.lock():
            waiter = asyncio.create_task(take())
            for _ in range(number_of_turns):
                await asyncio.sleep(0)
            waiter.cancel()
            waiter.cancel()
            await asyncio.wait([waiter])
    async with asyncio.timeout(5):
        await take()


async def test_a_cancellation_waits_for_the_thread() -> None:
    """Who is cancelled, and cancelled again, while a thread works for it ends after the thread."""
    begun, go, log = threading.Event(), threading.Event(), list[str]()

    def work() -> None:
        begun.set()
        go.wait(5)
        log.append("done")

    task = asyncio.create_task(_threads.in_thread(work))
    await asyncio.to_thread(begun.wait, 5)
    for _ in range(3):
        task.cancel()
        await asyncio.sleep(0)
    go.set()
    await asyncio.wait([task])

    assert task.cancelled()
    assert log == ["done"]


PROGRAM = """
import asyncio, sys
from amazon_music_async.auth import FileTokenStore, LoginWithAmazon

async def main(url, path, times):
    login = LoginWithAmazon("id", "secret", refresh_token="Atzr|0", store=FileTokenStore(path), token_url=url)
    token = None
    for _ in range(times):
        token = await login.token(rejected=token)

asyncio.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3])))
"""


async def test_two_processes_share_a_login_while_every_renewal_rotates(tmp_path: Path, service: LoginService) -> None:
    """Two processes that renew again and again spend no refresh token twice, and are never logged out."""
    arguments = ("-c", PROGRAM, service.url, str(tmp_path / "login.json"), "25")
    processes = [
        await asyncio.create_subprocess_exec(sys.executable, *arguments, stderr=asyncio.subprocess.PIPE)
        for _ in range(2)
    ]
    outputs = [(await process.communicate())[1].decode() for process in processes]

    assert outputs == ["", ""]
    assert [process.returncode for process in processes] == [0, 0]

    spent = [form["refresh_token"] for form in service.forms]

    assert len(set(spent)) == len(spent)
    assert (await FileTokenStore(tmp_path / "login.json").load() or StoredLogin()).refresh_token == service.alive

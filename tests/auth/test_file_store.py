"""A login kept in a file."""

import asyncio
import json
import os
import sys
import threading
from pathlib import Path

import pytest
from login_service import LoginService

from amazon_music_async.auth import FileTokenStore, StoredLogin, _threads
from amazon_music_async.errors import AuthError

LOGIN = StoredLogin(
    refresh_token="Atzr|kept",
    access_token="Atza|kept",
    expires_at=1_700_000_000.123456,
    expires_in=3600.0,
    scopes=frozenset({"music::catalog", "music::library"}),
    client_id="amzn1.one",
)


def names(directory: Path) -> list[str]:
    """What is in ``directory``."""
    return sorted(path.name for path in directory.iterdir())


def mode(path: Path) -> int:
    """Who may do what."""
    return path.stat().st_mode & 0o777


posix = pytest.mark.skipif(os.name == "nt", reason="modes mean nothing on Windows")


async def test_what_is_saved_is_loaded(tmp_path: Path) -> None:
    """A saved login comes back the same, to the last digit; nothing is there before, and nothing after `clear`."""
    store = FileTokenStore(tmp_path / "login.json")

    assert await store.load() is None

    for login in (LOGIN, StoredLogin(access_token="Atza|only"), StoredLogin(refresh_token="Atzr|only")):
        await store.save(login)

        assert await FileTokenStore(str(store.path)).load() == login

    await store.clear()
    await store.clear()

    assert await store.load() is None
    assert names(tmp_path) == []


@posix
async def test_the_file_is_private_from_its_first_byte(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """File and missing directory are made for their owner alone, before anything is written."""
    modes: list[int] = []
    fdopen = os.fdopen

    def spy(descriptor: int, mode: str, encoding: str) -> object:
        modes.append(os.fstat(descriptor).st_mode & 0o777)
        return fdopen(descriptor, mode, encoding=encoding)

    monkeypatch.setattr(os, "fdopen", spy)
    umask = os.umask(0)
    try:
        store = FileTokenStore(tmp_path / "new" / "login.json")
        async with store.lock():
            await store.save(LOGIN)
    finally:
        os.umask(umask)

    assert modes == [0o600]
    assert mode(store.path.parent) == 0o700
    assert mode(store.path) == 0o600


@posix
async def test_a_loose_file_is_replaced_by_a_private_one(tmp_path: Path) -> None:
    """A file that anybody could read is private once it is saved again."""
    path = tmp_path / "login.json"
    path.write_text("{}")
    path.chmod(0o644)
    await FileTokenStore(path).save(LOGIN)

    assert mode(path) == 0o600


async def test_a_save_that_fails_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the disk fails in the middle, the login of before is still there, and nothing else is."""
    store = FileTokenStore(tmp_path / "login.json")
    await store.save(LOGIN)

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        await store.save(StoredLogin(refresh_token="Atzr|next"))

    assert await store.load() == LOGIN
    assert names(tmp_path) == ["login.json"]


async def test_what_a_killed_process_left_is_swept_away(tmp_path: Path) -> None:
    """Half a file left by a process that was killed does not stand in the way."""
    store = FileTokenStore(tmp_path / "login.json")
    (tmp_path / "login.json.new").write_text('{"refresh_tok')
    await store.save(LOGIN)

    assert names(tmp_path) == ["login.json"]


@posix
async def test_a_link_stays_a_link(tmp_path: Path) -> None:
    """Where the file is a link, what it leads to is replaced."""
    (tmp_path / "elsewhere").mkdir()
    link = tmp_path / "login.json"
    link.symlink_to(tmp_path / "elsewhere" / "real.json")
    await FileTokenStore(link).save(LOGIN)

    assert link.is_symlink()
    assert await FileTokenStore(tmp_path / "elsewhere" / "real.json").load() == LOGIN


BAD = [
    "",
    "not json Atzr|kept",
    "[" * 100_000,
    "[]",
    "{}",
    '{"version": 1}',
    '{"version": 2, "refresh_token": "Atzr|kept"}',
    '{"version": 1, "refresh_token": 7}',
    '{"version": 1, "refresh_token": "Atzr|kept", "expires_at": "soon"}',
    '{"version": 1, "refresh_token": "Atzr|kept", "expires_at": true}',
    '{"version": 1, "refresh_token": "Atzr|kept", "expires_at": NaN}',
    '{"version": 1, "refresh_token": "Atzr|kept", "scopes": "music::catalog"}',
    '{"version": 1, "refresh_token": "Atzr|kept", "scopes": [1]}',
    "\udc80",
]


@pytest.mark.parametrize("text", BAD)
async def test_a_damaged_file_is_an_error_that_names_it(tmp_path: Path, text: str) -> None:
    """A file that holds no login is an AuthError that names it, and prints nothing of it: nobody is logged out."""
    path = tmp_path / "login.json"
    path.write_bytes(text.encode(errors="surrogateescape"))
    with pytest.raises(AuthError, match=r"login\.json does not hold a login") as caught:
        await FileTokenStore(path).load()

    assert caught.value.error == "store_corrupt"
    assert "kept" not in str(caught.value)
    assert caught.value.__context__ is None


async def test_the_file_is_plain_json(tmp_path: Path) -> None:
    """The file is JSON that names its version, and leaves out what is not known."""
    store = FileTokenStore(tmp_path / "login.json")
    await store.save(StoredLogin(refresh_token="Atzr|only"))

    assert json.loads(store.path.read_text()) == {"version": 1, "refresh_token": "Atzr|only"}
    assert repr(store) == f"FileTokenStore({str(tmp_path / 'login.json')!r})"


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

# pyright: reportPrivateUsage=false
"""A login file in a container: mounted alone, or on a volume that cannot be written."""

import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from login_service import LoginService, MakeLogin

from amazon_music_async.auth import FileTokenStore, StoredLogin, _file_lock, file_store
from amazon_music_async.errors import AuthError, AuthUnavailable
from amazon_music_async.events import Event, TokenNotSaved

pytestmark = pytest.mark.skipif(os.name == "nt", reason="containers of Windows mount no files")

LONG, SHORT = StoredLogin(refresh_token="Atzr|" + 300 * "a"), StoredLogin(refresh_token="Atzr|b")


def refusing(number: int) -> Callable[..., object]:
    """A system call that the system refuses."""

    def call(*_: object, **__: object) -> object:
        raise OSError(number, os.strerror(number))

    return call


def yes(_: Path) -> bool:
    """What `_is_fixed` says of a file that is mounted alone."""
    return True


def no(_: Path, mode: int) -> bool:
    """What the system says of a directory that cannot be written."""
    return mode != os.W_OK


@pytest.fixture
async def store(tmp_path: Path) -> FileTokenStore:
    """A store with a login."""
    store = FileTokenStore(tmp_path / "login.json")
    await store.save(LONG)
    return store


@pytest.fixture
def alone(store: FileTokenStore, monkeypatch: pytest.MonkeyPatch) -> FileTokenStore:
    """A store whose file is mounted alone: it can be written, not replaced, and nothing can be made beside it."""
    monkeypatch.setattr(Path, "replace", refusing(errno.EBUSY))
    monkeypatch.setattr(Path, "unlink", refusing(errno.EBUSY))
    monkeypatch.setattr(file_store, "_is_fixed", yes)
    return store


def make_read_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the system refuse to write."""
    monkeypatch.setattr(os, "open", refusing(errno.EROFS))
    monkeypatch.setattr(os, "access", no)


async def test_a_file_mounted_alone_is_written_in_place(alone: FileTokenStore) -> None:
    """Where the file cannot be replaced it is written; a shorter login leaves nothing of a longer one."""
    inode = alone.path.stat().st_ino
    for login in (SHORT, LONG, SHORT):
        async with alone.lock():
            await alone.save(login)

        assert await alone.load() == login
        assert "aaa" not in alone.path.read_text() or login == LONG
        assert alone.path.stat().st_ino == inode


async def test_a_file_mounted_alone_is_cleared_in_place(alone: FileTokenStore) -> None:
    """Where the file cannot be deleted it says that it holds nothing, and takes the next login."""
    await alone.clear()

    assert await alone.load() is None
    assert "Atzr" not in alone.path.read_text()

    await alone.save(SHORT)

    assert await alone.load() == SHORT


async def test_a_file_mounted_alone_is_its_own_lock(alone: FileTokenStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """Containers share the file, and nothing beside it: one at a time holds it."""
    monkeypatch.setattr(_file_lock, "_EVERY", 0.0)
    async with alone.lock():
        with pytest.raises(AuthUnavailable, match=r"login\.json: waited 0 s"):
            async with _file_lock.own_lock(alone.path, wait=0.0):
                pass
    async with alone.lock():
        assert [path.name for path in alone.path.parent.iterdir()] == ["login.json"]


async def test_nothing_is_written_into_a_file_that_others_can_read(alone: FileTokenStore) -> None:
    """A file that cannot be made private gets no login."""
    alone.path.chmod(0o644)
    with pytest.raises(AuthError, match="has mode 0644"):
        await alone.save(SHORT)


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO])
async def test_a_full_disk_is_no_reason_to_write_in_place(
    store: FileTokenStore, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    """What fails for another reason is raised, and the login of before stays."""
    monkeypatch.setattr(Path, "replace", refusing(number))
    with pytest.raises(OSError, match=os.strerror(number)):
        await store.save(SHORT)
    monkeypatch.setattr(Path, "unlink", refusing(number))
    with pytest.raises(OSError, match=os.strerror(number)):
        await store.clear()

    assert await store.load() == LONG


def test_a_file_beside_which_nothing_can_be_made_is_seen(
    store: FileTokenStore, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A mount of its own has another device than its directory; a volume that cannot be written says so."""
    assert not file_store._is_fixed(store.path)
    assert not file_store._is_fixed(tmp_path / "missing")

    monkeypatch.setattr(os, "access", no)

    assert file_store._is_fixed(store.path)


async def test_a_fresh_token_on_a_volume_that_cannot_be_written_serves(
    store: FileTokenStore, monkeypatch: pytest.MonkeyPatch, make_login: MakeLogin, events: list[Event]
) -> None:
    """The token is used, and an event says that nothing can be saved."""
    await store.save(StoredLogin(refresh_token="Atzr|0", access_token="Atza|kept", expires_at=2e6))
    make_read_only(monkeypatch)

    assert await make_login(store).token() == "Atza|kept"

    problem = f"store_read_only: {store.path} cannot be written, so nothing can be saved: Read-only file system"

    assert events == [TokenNotSaved(error=problem)]


async def test_a_login_on_a_volume_that_cannot_be_written_is_renewed_in_memory(
    store: FileTokenStore, monkeypatch: pytest.MonkeyPatch, make_login: MakeLogin, service: LoginService
) -> None:
    """A token that has expired is renewed all the same."""
    service.alive = LONG.refresh_token or ""
    make_read_only(monkeypatch)
    login = make_login(store)

    assert await login.token() == "Atza|1"
    assert not login.saved
    assert await login.token(rejected="Atza|1") == "Atza|2"
    assert await store.load() == LONG

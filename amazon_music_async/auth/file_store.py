"""A login kept in a file."""

import errno
import os
import stat
from collections.abc import AsyncGenerator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

from amazon_music_async.atomic_file import replace_file
from amazon_music_async.auth._file_lock import file_lock, in_thread, own_lock, user_path
from amazon_music_async.auth._stored_login_json import read, written
from amazon_music_async.auth.token_store import StoredLogin
from amazon_music_async.errors import AuthError

_FIXED = frozenset({errno.EBUSY, errno.EROFS, errno.EACCES, errno.EPERM})
"""What the system answers where a file cannot be replaced, or nothing be made beside it, but perhaps be written."""

_CLEARED = "null\n"
"""What a file holds that could not be deleted."""


class FileTokenStore:
    """A `TokenStore` in a JSON file that only its owner may read (mode 0600 from its first byte).

    The file is replaced as a whole: whoever reads it, and whenever the power fails, sees the login of before or the
    login of after. Processes that share it take turns by means of ``PATH.lock`` beside it. A missing directory is made
    for its owner alone (0700). A file that belongs to another user, or that others can read, is refused with an
    `AuthError` that names its mode.

    In a container, a file that is mounted alone cannot be replaced: it is written in place, and is its own lock. Where
    it cannot be written at all, the login serves from memory, and a `TokenNotSaved` event says so.

    On Windows modes mean nothing: the file is protected by what its directory allows, so keep it below the user's
    profile (``%LOCALAPPDATA%``), which other users cannot read, or use `KeyringTokenStore`.

    >>> store = FileTokenStore("login.json")
    >>> login = LoginWithAmazon(client_id, client_secret, store=store, refresh_token=sandbox.refresh_token)
    >>> token = await login.token()
    >>> store
    FileTokenStore('login.json')
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        """Keep the login at ``path``; nothing is read or written yet."""
        self.path = user_path(path)

    def __repr__(self) -> str:
        """Where, not what."""
        return f"FileTokenStore({str(self.path)!r})"

    async def load(self) -> StoredLogin | None:
        """What was saved last; None when there is no file. A file that holds no login is an `AuthError`.

        >>> store = FileTokenStore("login.json")
        >>> await store.load() is None
        True
        """
        return await in_thread(_read, self.path)

    async def save(self, login: StoredLogin) -> None:
        """Keep ``login``; when this returns, it is on the disk.

        >>> store = FileTokenStore("login.json")
        >>> await store.save(StoredLogin(refresh_token="secret"))
        >>> (await store.load()).refresh_token
        ***
        """
        await in_thread(_write, self.path, written(login).encode())

    async def clear(self) -> None:
        """Delete the file.

        >>> store = FileTokenStore("login.json")
        >>> await store.clear()
        """
        await in_thread(_clear, self.path)

    @asynccontextmanager
    async def lock(self) -> AsyncGenerator[None]:
        """Exclude everybody else who shares the file, in all processes.

        >>> store = FileTokenStore("login.json")
        >>> async with store.lock():
        ...     login = await store.load() is None
        """
        async with await in_thread(_lock, self.path):
            yield


def _read(path: Path) -> StoredLogin | None:
    try:
        with path.open("rb") as file:
            text, status = file.read().decode(errors="replace"), os.fstat(file.fileno())
    except FileNotFoundError:
        return None
    if text.rstrip() == _CLEARED.rstrip():
        return None
    login = read(text)
    if login is None:
        raise AuthError("store_corrupt", f"{path} does not hold a login: delete it, and log in again")
    _check_private(path, status)
    return login


def _check_private(path: Path, status: os.stat_result) -> None:
    """Refuse a file that another user may have written, or may read."""
    if not hasattr(os, "geteuid"):
        return
    me = os.geteuid()
    if status.st_uid not in {me, 0}:
        raise AuthError("store_unsafe", f"{path} belongs to user {status.st_uid}, not to user {me}: log in again")
    mode = stat.S_IMODE(status.st_mode)
    # Orchestrators mount secrets as root's, readable by a group of the process.
    if mode & (stat.S_IRWXG | stat.S_IRWXO if status.st_uid == me else stat.S_IWGRP | stat.S_IRWXO):
        raise AuthError("store_unsafe", f"{path} has mode {mode:04o}, so others can use the login: chmod 600 it")


def _write(path: Path, content: bytes) -> None:
    # Of a link, what it leads to is replaced: people keep such files elsewhere and link them.
    path = Path(os.path.realpath(path))
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        replace_file(path, content, mode=0o600)
    except OSError as error:
        if error.errno not in _FIXED or not path.exists():
            raise
        _write_in_place(path, content)


def _clear(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        if error.errno not in _FIXED:
            raise
        _write_in_place(path, _CLEARED.encode())


def _write_in_place(path: Path, content: bytes) -> None:
    with path.open("r+b") as file:
        status = os.fstat(file.fileno())
        _check_private(path, status)
        # Filled up with spaces, which JSON allows, one write replaces all: a process that is killed leaves no half.
        file.write(content.ljust(status.st_size))
        file.flush()
        os.fsync(file.fileno())


def _lock(path: Path) -> AbstractAsyncContextManager[None]:
    # Of a link, beside what it leads to: whoever shares the file may know it by another name.
    real = Path(os.path.realpath(path))
    return own_lock(real) if _is_fixed(real) else file_lock(real.with_name(real.name + ".lock"), str(path))


def _is_fixed(path: Path) -> bool:
    """Whether ``path`` is mounted alone, or nothing can be made beside it."""
    try:
        return path.stat().st_dev != path.parent.stat().st_dev or not os.access(path.parent, os.W_OK)
    except FileNotFoundError:
        return False

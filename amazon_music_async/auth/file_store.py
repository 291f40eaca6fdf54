"""A login kept in a file."""

import os
from contextlib import AbstractAsyncContextManager
from pathlib import Path

from amazon_music_async.atomic_file import replace_file
from amazon_music_async.auth._file_lock import file_lock, in_thread
from amazon_music_async.auth._stored_login_json import read, written
from amazon_music_async.auth.token_store import StoredLogin
from amazon_music_async.errors import AuthError


class FileTokenStore:
    """A `TokenStore` in a JSON file that only its owner may read (mode 0600 from its first byte).

    The file is replaced as a whole: whoever reads it, and whenever the power fails, sees the login of before or the
    login of after. Processes that share it take turns by means of ``PATH.lock`` beside it. A missing directory is made
    for its owner alone (0700).

    On Windows modes mean nothing: the file is protected by what its directory allows, so keep it below the user's
    profile (``%LOCALAPPDATA%``), which other users cannot read, or use `KeyringTokenStore`.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        """Keep the login at ``path``; nothing is read or written yet."""
        self.path = Path(path).expanduser()

    def __repr__(self) -> str:
        """Where, not what."""
        return f"FileTokenStore({str(self.path)!r})"

    async def load(self) -> StoredLogin | None:
        """What was saved last; None when there is no file. A file that holds no login is an `AuthError`."""
        text = await in_thread(_read, self.path)
        if text is None:
            return None
        login = read(text)
        if login is None:
            raise AuthError("store_corrupt", f"{self.path} does not hold a login: delete it, and log in again")
        return login

    async def save(self, login: StoredLogin) -> None:
        """Keep ``login``; when this returns, it is on the disk."""
        await in_thread(_replace, self.path, written(login))

    async def clear(self) -> None:
        """Delete the file."""
        await in_thread(self.path.unlink, missing_ok=True)

    def lock(self) -> AbstractAsyncContextManager[None]:
        """Exclude everybody else who shares the file, in all processes."""
        # Of a link, beside what it leads to: whoever shares the file may know it by another name.
        path = Path(os.path.realpath(self.path))
        return file_lock(path.with_name(path.name + ".lock"), str(self.path))


def _read(path: Path) -> str | None:
    try:
        return path.read_bytes().decode(errors="replace")
    except FileNotFoundError:
        return None


def _replace(path: Path, text: str) -> None:
    # Of a link, what it leads to is replaced: people keep such files elsewhere and link them.
    path = Path(os.path.realpath(path))
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    replace_file(path, text.encode(), mode=0o600)

"""A lock on an output: two runs that write to one file would destroy it."""

import errno
import os
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from socket import gethostname
from typing import IO, Any

from attrs import define

from amazon_music_async.cli.exit_status import Problem

_HELD = {errno.EACCES, errno.EAGAIN, errno.EWOULDBLOCK, errno.EDEADLK}


@define
class FileLock:
    """Held by one process at a time; the system frees it when its holder dies."""

    _file: "IO[bytes] | None" = None
    _path: Path = Path()

    def acquire(self, output: Path) -> None:
        """Take the lock of ``output``; if another run holds it, raise a `Problem` that says which."""
        self._path = output.with_name(output.name + ".lock")
        while self._file is None:
            file = self._path.open("a+b", buffering=0)
            try:
                if not _locked(file.fileno()):
                    raise Problem(f"another run is writing to {output}: {_holder(file)}. Wait for its end, or stop it")
                if self._is_current(file):
                    self._file = file
            finally:
                if self._file is None:
                    file.close()
        since = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
        with suppress(OSError):  # On a full disk: the lock is held, only nobody can read by whom.
            self._file.truncate(0)
            self._file.write(f"pid {os.getpid()} on {gethostname()}, since {since}\n".encode())

    def release(self) -> None:
        """Let others have it."""
        if self._file is not None:
            with suppress(OSError):  # Windows removes no open file: an empty one stays.
                self._path.unlink()
            self._file.close()
            self._file = None

    def _is_current(self, file: IO[bytes]) -> bool:
        """Whether the path still leads to the file: its last holder may have removed it meanwhile."""
        try:
            return os.path.samestat(os.fstat(file.fileno()), self._path.stat())
        except FileNotFoundError:
            return False


def _locked(descriptor: int) -> bool:
    try:
        _lock(descriptor)
    except OSError as error:
        if error.errno in _HELD:
            return False
        raise
    return True


def _holder(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read(200).decode(errors="replace").strip() or "it has just begun"


def _lock(descriptor: int) -> None:
    try:
        import fcntl  # noqa: PLC0415 - Windows has none
    except ImportError:
        import msvcrt  # noqa: PLC0415 - as above

        windows: Any = msvcrt  # Elsewhere type checkers do not know what it holds.
        # Far behind what the file holds: nobody else can read a locked part.
        os.lseek(descriptor, 1 << 20, os.SEEK_SET)
        windows.locking(descriptor, windows.LK_NBLCK, 1)
    else:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)

"""Blocking work in threads, and a lock that other processes respect."""

import asyncio
import os
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from amazon_music_async.auth.token_store import READ_ONLY
from amazon_music_async.errors import AuthError, AuthUnavailable

if TYPE_CHECKING:
    from filelock import FileLock

P = ParamSpec("P")
T = TypeVar("T")

_EVERY = 0.02
"""Seconds between two looks at a lock that somebody else holds."""
WAIT = 150.0
"""Seconds to wait for a lock: more than a renewal takes whose every attempt fails."""


async def in_thread(work: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
    """What ``work`` returns, done in a thread.

    A cancellation waits for the thread: nobody may believe the file closed, or the lock free, while it is not.
    """
    future = asyncio.get_running_loop().run_in_executor(None, partial(work, *args, **kwargs))
    try:
        return await asyncio.shield(future)
    except asyncio.CancelledError:
        while not future.done():
            try:
                await asyncio.wait({future})
            except asyncio.CancelledError:
                continue
        future.exception()
        raise


def busy(what: str, wait: float) -> AuthUnavailable:
    """The error of who has waited long enough for ``what``."""
    return AuthUnavailable("store_busy", f"another task or process holds {what}: waited {wait:g} s for it")


@asynccontextmanager
async def file_lock(path: Path, what: str, wait: float = WAIT) -> AsyncGenerator[None]:
    """Hold the lock file ``path``, which is made if need be. The system frees it when its holder dies.

    `AuthUnavailable`, which says ``what`` is locked, if it is not free within ``wait`` seconds.
    """
    # Late: from Python 3.12 on it adds an audit hook, which slows down every change of an object's class, and so the
    # reading of models, in programs that keep no file.
    from filelock import FileLock  # noqa: PLC0415

    # A new FileLock each time: one object may be acquired twice by its owner, which two tasks of one process are not.
    # Acquiring and releasing happen in different threads of the pool.
    lock = FileLock(path, timeout=0, thread_local=False, mode=0o600)
    await in_thread(path.parent.mkdir, mode=0o700, parents=True, exist_ok=True)
    try:
        await _until(partial(_taken, lock), what, wait)
        yield
    finally:
        await in_thread(lock.release)


@asynccontextmanager
async def own_lock(path: Path, wait: float = WAIT) -> AsyncGenerator[None]:
    """Lock the file ``path`` itself, where no lock file can be made beside it; not on Windows.

    An `AuthError` if it can only be read.
    """
    try:
        descriptor = await in_thread(os.open, path, os.O_RDWR)
    except OSError as error:
        problem = f"{path} cannot be written, so nothing can be saved: {error.strerror}"
        raise AuthError(READ_ONLY, problem) from None
    try:
        await _until(partial(_flocked, descriptor), str(path), wait)
        yield
    finally:
        os.close(descriptor)


async def _until(taken: Callable[[], bool], what: str, wait: float) -> None:
    loop = asyncio.get_running_loop()
    end = loop.time() + wait
    while not await in_thread(taken):
        if loop.time() >= end:
            raise busy(what, wait)
        await asyncio.sleep(_EVERY)


def _taken(lock: "FileLock") -> bool:
    from filelock import Timeout  # noqa: PLC0415 - as above

    try:
        lock.acquire()
    except Timeout:
        return False
    return True


def _flocked(descriptor: int) -> bool:
    import fcntl  # noqa: PLC0415 - not on Windows

    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def user_path(path: str | os.PathLike[str]) -> Path:
    """``path``, with the user's home in place of ``~``."""
    try:
        return Path(path).expanduser()
    except RuntimeError:
        raise ValueError(f"{path}: this user has no home directory: set HOME, or name another place") from None

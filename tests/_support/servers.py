"""Real servers for tests: Redis and PostgreSQL, started on unix sockets in a folder of their own."""

import glob
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager, nullcontext
from pathlib import Path

import pytest
from attrs import frozen

_REDIS = shutil.which("redis-server") or shutil.which("valkey-server")
_POSTGRES = next(
    (Path(path) for path in sorted(glob.glob("/usr/lib/postgresql/*/bin"), reverse=True)),  # noqa: PTH207 - absolute
    None,
)
"""Debian's folder; its programs are in nobody's PATH."""
_USER = "nobody" if os.name == "posix" and os.geteuid() == 0 else None
"""As whom the servers run: PostgreSQL refuses to run as root."""


@frozen
class RedisServer:
    """A running Redis that keeps nothing."""

    socket: str
    pid: int

    @property
    def url(self) -> str:
        """For ``Redis.from_url``."""
        return f"unix://{self.socket}"


@frozen
class PostgresServer:
    """A running PostgreSQL with one database."""

    folder: str

    @property
    def url(self) -> str:
        """For SQLAlchemy's ``create_async_engine``, with asyncpg."""
        return f"postgresql+asyncpg://postgres@/postgres?host={self.folder}"


@contextmanager
def redis(killed: RedisServer | None = None) -> Generator[RedisServer]:
    """A Redis server, in the place of one that was killed; the test is skipped where none is installed."""
    if _REDIS is None:
        pytest.skip("needs a redis-server: apt-get install redis-server")
    with _folder() if killed is None else nullcontext(Path(killed.socket).parent) as folder:
        path = folder / "redis.sock"
        command = (_REDIS, "--port", "0", "--unixsocket", str(path), "--save", "", "--dir", str(folder))
        with _running(command, folder, lambda: _listens(path)) as pid:
            yield RedisServer(str(path), pid)


@contextmanager
def postgres() -> Generator[PostgresServer]:
    """A PostgreSQL server; the test is skipped where none is installed."""
    if _POSTGRES is None:
        pytest.skip("needs a PostgreSQL server: apt-get install postgresql")
    with _folder() as folder:
        data = folder / "data"
        initdb = (_POSTGRES / "initdb", "--no-sync", "--auth=trust", "--username=postgres", "--encoding=UTF8")
        subprocess.run([*initdb, "--no-locale", data], check=True, capture_output=True, cwd=folder, user=_USER)  # noqa: S603 - ours
        command = (
            *(str(_POSTGRES / "postgres"), "-D", str(data), "-k", str(folder)),
            *("-c", "listen_addresses=", "-c", "fsync=off", "-c", "max_connections=200"),
        )
        with _running(command, folder, lambda: _is_ready(data / "postmaster.pid")):
            yield PostgresServer(str(folder))


def _listens(path: Path) -> bool:
    """The socket of a server that was killed is still there."""
    with socket.socket(socket.AF_UNIX) as client:
        return client.connect_ex(str(path)) == 0


def _is_ready(status: Path) -> bool:
    """The socket is there earlier than the server that answers."""
    return status.exists() and "ready" in status.read_text()


@contextmanager
def _folder() -> Generator[Path]:
    """A folder whose path is short enough for a socket, and which the servers' user may enter."""
    folder = Path(tempfile.mkdtemp(prefix="ama-", dir="/tmp"))
    if _USER is not None:
        shutil.chown(folder, _USER)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _running(command: tuple[str, ...], folder: Path, ready: Callable[[], bool]) -> Generator[int]:
    log = folder / "log"
    with log.open("wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=output, cwd=folder, user=_USER)  # noqa: S603 - ours
    try:
        end = time.monotonic() + 30
        while not ready():
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < end, f"no answer within 30 s: {log.read_text()}"
            time.sleep(0.01)
        yield process.pid
    finally:
        process.send_signal(signal.SIGINT)  # SIGTERM has PostgreSQL wait for its clients
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

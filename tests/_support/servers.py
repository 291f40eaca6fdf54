"""Real servers for tests: Redis and PostgreSQL, started on unix sockets in a folder of their own."""

import glob
import os
import shutil
import signal
import subprocess
import tempfile
import threading
from collections.abc import Generator
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
_READY = "eady to accept connections"
"""What both servers say, Redis with a capital letter. The socket is there earlier."""


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
        with _running(command, folder) as pid:
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
        with _running(command, folder):
            yield PostgresServer(str(folder))


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
def _running(command: tuple[str, ...], folder: Path) -> Generator[int]:
    """A server, from when it says that it is ready; its process id."""
    process = subprocess.Popen(  # noqa: S603 - ours
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=folder, user=_USER
    )
    said: list[str] = []
    ready_or_ended = threading.Event()

    def listen() -> None:
        for line in process.stdout or ():
            said.append(line)
            if _READY in line:
                ready_or_ended.set()
        ready_or_ended.set()

    listening = threading.Thread(target=listen)
    listening.start()
    try:
        ready_or_ended.wait(30)
        assert any(_READY in line for line in said), f"no server within 30 s: {''.join(said)}"
        yield process.pid
    finally:
        process.send_signal(signal.SIGINT)  # SIGTERM has PostgreSQL wait for its clients
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        listening.join()
        if process.stdout:
            process.stdout.close()

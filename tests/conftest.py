"""What holds for every test."""

import os
import signal
from collections.abc import Iterator

import pytest
import servers
from coverage import Coverage
from hypothesis import settings

# Whoever puts the tests in the background has them ignore Ctrl-C, or with nohup the end of a terminal; and so would all
# that they start, which is sent these signals and waited for.
for number, handler in ((signal.SIGINT, signal.default_int_handler), (getattr(signal, "SIGHUP", None), signal.SIG_DFL)):
    if number is not None and signal.getsignal(number) is signal.SIG_IGN:
        signal.signal(number, handler)

settings.register_profile("here", deadline=None)
# On a shared machine a test is either right or wrong, the same way each time.
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "here")


def pytest_sessionfinish() -> None:
    """Save what was covered: pytest-xdist kills a worker that takes long to end, and coverage saves at the very end."""
    if (measured := Coverage.current()) is not None:
        measured.save()


@pytest.fixture(scope="session")
def redis_server() -> Iterator[servers.RedisServer]:
    """A Redis server for all tests of a process."""
    with servers.redis() as server:
        yield server


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[servers.PostgresServer]:
    """A PostgreSQL server for all tests of a process."""
    with servers.postgres() as server:
        yield server

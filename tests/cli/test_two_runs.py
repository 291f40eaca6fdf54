"""Two runs with one output: the second is refused, and nothing is lost."""

import errno
import fcntl
import os
import socket
import subprocess
import sys
import types
from collections.abc import Callable, Generator
from contextlib import closing
from pathlib import Path

import pytest
from cli_files import answers, beside
from click.testing import Result

from amazon_music_async.cli.exit_status import Problem
from amazon_music_async.cli.output import file_lock
from amazon_music_async.cli.output.file_lock import FileLock
from amazon_music_async.sandbox import Sandbox

Run = Callable[..., Result]


@pytest.fixture
def held(tmp_path: Path) -> Generator[Path]:
    """An output that another run is writing."""
    lock, output = FileLock(), tmp_path / "out.jsonl"
    lock.acquire(output)
    with closing(_Releasing(lock)):
        yield output


class _Releasing:
    def __init__(self, lock: FileLock) -> None:
        self.close = lock.release


@pytest.mark.parametrize("option", ["--resume", "--force"])
def test_a_second_run_is_refused_and_names_the_first(cli: Run, sandbox: Sandbox, held: Path, option: str) -> None:
    """It names process, host and time of the run that writes, changes nothing, and its status is 2."""
    held.write_text("precious\n")

    result = cli("tracks", sandbox.track_ids[0], "--output", held, option)

    assert f"another run is writing to {held}: pid {os.getpid()} on {socket.gethostname()}, since 20" in result.stderr
    assert result.exit_code == 2
    assert held.read_text() == "precious\n"
    assert not sandbox.requests


def test_a_link_to_the_output_is_the_same_output(cli: Run, sandbox: Sandbox, held: Path) -> None:
    """Another name does not get round the lock."""
    held.touch()
    link = held.with_name("link.jsonl")
    link.symlink_to(held)

    result = cli("tracks", sandbox.track_ids[0], "--output", link)

    assert "another run is writing" in result.stderr


def test_a_dead_run_holds_no_lock(cli: Run, sandbox: Sandbox, tmp_path: Path) -> None:
    """A killed process leaves its lock file, but not the lock."""
    output = tmp_path / "out.jsonl"
    code = (
        "import os, pathlib, sys; from amazon_music_async.cli.output.file_lock import FileLock;"
        "lock = FileLock(); lock.acquire(pathlib.Path(sys.argv[1])); os._exit(9)"
    )
    subprocess.run([sys.executable, "-c", code, output], check=False)  # noqa: S603 - ours
    left = beside(output, ".lock").exists()

    result = cli("tracks", sandbox.track_ids[0], "--output", output)

    assert left
    assert result.exit_code == 0
    assert answers(output) == [(sandbox.track_ids[0], "found")]
    assert not beside(output, ".lock").exists()


def test_a_lock_file_removed_meanwhile_is_made_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its last holder removed it between our opening and our locking: what we hold would exclude nobody."""
    output = tmp_path / "out"
    real, removed = fcntl.flock, list[Path]()

    def slow(descriptor: int, how: int) -> None:
        if not removed:
            beside(output, ".lock").unlink()
            removed.append(output)
        real(descriptor, how)

    monkeypatch.setattr(fcntl, "flock", slow)
    first, second = FileLock(), FileLock()

    first.acquire(output)
    with pytest.raises(Problem, match="another run is writing"):
        second.acquire(output)

    first.release()


def test_a_lock_that_cannot_be_taken_is_an_error(cli: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file system without locks is named; nothing is written."""

    def unsupported(*_: object) -> None:
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr(fcntl, "flock", unsupported)

    result = cli("tracks", "B0", "--sandbox", "--output", tmp_path / "out.jsonl")

    assert "No locks available" in result.stderr
    assert result.exit_code == 2


def test_a_full_disk_does_not_keep_the_lock_from_being_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Then it cannot say who holds it."""

    def full() -> str:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(file_lock, "gethostname", full)
    first = FileLock()
    first.acquire(tmp_path / "out")

    with pytest.raises(Problem, match="it has just begun"):
        FileLock().acquire(tmp_path / "out")

    first.release()


def test_windows_locks_what_nobody_reads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Far behind the text that says who holds it, because a locked part cannot be read there."""
    locked: list[tuple[int, int]] = []
    windows = types.ModuleType("msvcrt")

    def locking(descriptor: int, _: int, size: int) -> None:
        locked.append((os.lseek(descriptor, 0, os.SEEK_CUR), size))

    windows.__dict__.update(LK_NBLCK=2, locking=locking)
    monkeypatch.setitem(sys.modules, "fcntl", None)
    monkeypatch.setitem(sys.modules, "msvcrt", windows)
    lock = FileLock()

    lock.acquire(tmp_path / "out")

    assert locked == [(1 << 20, 1)]
    assert (tmp_path / "out.lock").read_text().startswith("pid ")
    lock.release()

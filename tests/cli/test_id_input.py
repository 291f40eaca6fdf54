"""Ids read from files, from standard input and from pipes."""

import errno
import gzip
import os
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from cli_files import answers
from click.testing import Result

from amazon_music_async.cli import id_input
from amazon_music_async.sandbox import Sandbox

Run = Callable[..., Result]


@pytest.mark.parametrize("compressed", [False, True])
def test_a_handwritten_file_of_ids_is_read(cli: Run, sandbox: Sandbox, tmp_path: Path, compressed: bool) -> None:
    """Byte order mark, CRLF, blank lines, comments, surrounding spaces, no final newline; plain or gzip."""
    first, second = sandbox.track_ids[:2]
    text = f"\ufeff{first}\r\n\r\n# a comment\r\n  {second}\t\r\n\ufeff{first}".encode()
    file = tmp_path / "ids.txt"
    file.write_bytes(gzip.compress(text) if compressed else text)

    result = cli("tracks", "--ids", file)

    assert [id for id, _ in answers(result.stdout)] == [first, second, first]


@pytest.mark.parametrize("arguments", [["-"], ["--ids", "-"]])
def test_standard_input_is_read(cli: Run, sandbox: Sandbox, arguments: list[str]) -> None:
    """One id a line, as another program writes them."""
    result = cli("tracks", *arguments, input="\n".join(sandbox.track_ids[:3]) + "\n")

    assert [id for id, _ in answers(result.stdout)] == list(sandbox.track_ids[:3])


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\n", "it is not UTF-8 text"),
        (b"B0\nB\x00\n", "it holds control characters"),
        (b"B0\nB\xff", "it is not UTF-8 text"),
        (b"B" * 5000, "it has a line of more than 4096 bytes"),
        (gzip.compress(b"B0\n" * 9, mtime=0)[:-10], "the compressed file ends too early"),
        (gzip.compress(b"B0\n" * 9, mtime=0)[:-8] + b"\0" * 8, "the compressed file is damaged: CRC check failed"),
    ],
)
def test_a_file_that_is_not_a_list_of_ids_is_refused(
    cli: Run, sandbox: Sandbox, tmp_path: Path, content: bytes, problem: str
) -> None:
    """One line says why; the status is 2."""
    file = tmp_path / "ids"
    file.write_bytes(content)

    result = cli("tracks", "--ids", file)

    assert problem in result.stderr.splitlines()[-1]
    assert result.exit_code == 2


def test_a_read_error_is_one_line(cli: Run, sandbox: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk fails while ids are read."""
    file = tmp_path / "ids"
    file.write_text("B0\n")

    async def broken(call: object) -> bytes:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(id_input, "in_thread", broken)

    result = cli("tracks", "--ids", file)

    assert result.stderr.splitlines()[-1] == f"Error: cannot read {file}: Input/output error"
    assert result.exit_code == 2


def test_a_named_pipe_is_read(cli: Run, sandbox: Sandbox, tmp_path: Path) -> None:
    """Its name says whether it is compressed."""
    pipe = tmp_path / "ids.gz"
    os.mkfifo(pipe)
    text = gzip.compress("\n".join(sandbox.track_ids[:3]).encode())
    writer = threading.Thread(target=pipe.write_bytes, args=(text,))
    writer.start()

    result = cli("tracks", "--ids", pipe)

    writer.join()
    assert [id for id, _ in answers(result.stdout)] == list(sandbox.track_ids[:3])

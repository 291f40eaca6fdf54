"""What the command line says, and how signals end it."""

import io
import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO

import click
import pytest
from click.testing import Result

from amazon_music_async import DataDrift, TokenNotSaved, Waiting
from amazon_music_async.__main__ import main as start
from amazon_music_async.cli import main, runner
from amazon_music_async.cli.id_input import ids_typed
from amazon_music_async.cli.output.warnings import show_warnings
from amazon_music_async.sandbox import Sandbox

Run = Callable[..., Result]
posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")


def waiting(error: str) -> Waiting:
    """A pause."""
    return Waiting(reason="retry", seconds=1.52, method="GET", path="tracks", attempt=1, error=error)


def warn(event: object) -> None:
    """Log an event as the client does."""
    logging.getLogger("amazon_music_async").warning("%s", event)


def test_help_shows_how_to_begin(cli: Run) -> None:
    """First the demo, then the login, then how to resume; no command's summary is cut off."""
    told = cli("--help").stdout.splitlines()

    demo = told.index("    amazon-music-async demo")
    login = next(number for number, line in enumerate(told) if "amazon-music-async login" in line)
    resume = next(number for number, line in enumerate(told) if line.endswith("--output tracks.jsonl --resume"))
    assert demo < login < resume
    commands = told[told.index("Commands:") + 1 :]
    assert [line.split()[0] for line in commands] == list(main.commands)
    assert not any(line.endswith("...") for line in commands)


def test_every_help_fits_into_80_columns(cli: Run) -> None:
    """``--help`` of every command."""
    for name in main.commands:
        result = cli(name, "--help")

        assert result.exit_code == 0
        assert all(len(line) <= 80 for line in result.stdout.splitlines())


def test_a_pause_is_one_line_for_all_calls(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Eight calls that wait for the same reason make one line within five seconds."""
    now = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    with show_warnings():
        for _ in range(8):
            warn(waiting("GET /tracks -> 500"))
        now[0] += 6
        warn(waiting("GET /tracks -> 503"))
    warn(waiting("outside"))

    assert capsys.readouterr().err.splitlines()[:2] == [
        "waiting 1.5 s before another attempt: GET /tracks -> 500",
        "waiting 1.5 s before another attempt: GET /tracks -> 503",
    ]


def test_warnings_are_plain_sentences(capsys: pytest.CaptureFixture[str]) -> None:
    """A login that is not saved, a value that cannot be read, any other warning."""
    with show_warnings():
        warn(TokenNotSaved(error="disk full"))
        warn(DataDrift(type="Track", field="isrc", place="$.data.isrc", problem="expected a text, got a number"))
        logging.getLogger("amazon_music_async").warning("on_event failed")

    assert capsys.readouterr().err.splitlines() == [
        "the login cannot be saved; trying again later: disk full",
        "a value that cannot be read is left out: $.data.isrc: expected a text, got a number",
        "on_event failed",
    ]


def test_a_complete_job_names_its_output(cli: Run, sandbox: Sandbox) -> None:
    """One record is counted in the singular."""
    result = cli("tracks", "B000000000", "--output", "out.jsonl")

    assert result.stderr.endswith("complete: 1 record is written to out.jsonl\n")


def test_the_hint_after_force_names_resume_instead(cli: Run, sandbox: Sandbox) -> None:
    """--resume and --force together would be refused."""
    sandbox.fail(status=500, times=1, path="/tracks")

    result = cli("tracks", "B0", "--output", "out.jsonl", "--force", "--attempts", "1")

    assert result.stderr.endswith(
        "Error: 1 id failed: out.jsonl.failed.jsonl says why; "
        "ask it again with the same command and --resume in place of --force\n"
    )


def test_a_problem_before_the_first_request_shows_no_numbers(cli: Run, sandbox: Sandbox, tmp_path: Path) -> None:
    """One line names it."""
    (tmp_path / "ids").write_bytes(b"\xff\xfe\n")

    result = cli("tracks", "--ids", "ids")

    assert result.stderr == "Error: ids is not a list of ids: it is not UTF-8 text\n"


def test_closed_streams_are_named(sandbox: Sandbox) -> None:
    """The parent process has closed standard output, or standard input."""
    for arguments, closed, name in ((["B0"], 1, "standard output"), (["-"], 0, "standard input")):
        line = f"import os, sys; os.close({closed}); os.execv(sys.executable, sys.argv[1:])"
        command = [sys.executable, "-c", line, sys.executable, "-m", "amazon_music_async", "tracks", *arguments]

        done = subprocess.run(command, stderr=subprocess.PIPE, text=True, check=False)  # noqa: S603 - ours

        assert f"{name}: it is closed" in done.stderr.replace("cannot write standard output it", "")
        assert done.returncode == 2


class Terminal(io.TextIOWrapper):
    """A terminal."""

    def isatty(self) -> bool:
        """Always."""
        return True


def test_a_prompt_says_how_to_end_typed_ids(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Otherwise the command would seem to hang."""
    monkeypatch.setattr(sys, "stdin", Terminal(io.BytesIO()))

    ids_typed()

    assert capsys.readouterr().err.startswith("Type ids, one a line; Ctrl-")


@posix
def test_an_ignored_signal_stays_ignored(cli: Run, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """As under ``nohup``."""
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        result = cli("tracks", "B000000000")
        after = signal.getsignal(signal.SIGHUP)
    finally:
        signal.signal(signal.SIGHUP, before)

    assert result.exit_code == 0
    assert after == signal.SIG_IGN


def test_ctrl_c_before_the_work_begins_has_its_status(
    cli: Run, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Status 130 while modules are loaded, while options are read, and just before the event loop starts."""

    def pressed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(runner, "_tune_garbage_collector", pressed)
        preparing = cli("like", "B000000000")
    with monkeypatch.context() as patch:
        patch.setattr(click.Command, "invoke", pressed)
        reading = cli("like", "B000000000")
    with monkeypatch.context() as patch:
        patch.setattr(click.Context, "__init__", pressed)
        parsing = cli("like", "B000000000")
    with monkeypatch.context() as patch:
        patch.setattr(type(main), "invoke", pressed)
        between = cli("like", "B000000000")
    with monkeypatch.context() as patch:
        patch.setitem(sys.modules, "amazon_music_async.cli", None)
        patch.setattr("builtins.__import__", pressed)
        with pytest.raises(SystemExit) as loading:
            start()

    results = [preparing, reading, parsing, between]
    assert [*(result.exit_code for result in results), loading.value.code] == [130] * 5
    assert preparing.stderr == "\ninterrupted: nothing is written\n"
    assert not sandbox.requests


def test_ctrl_c_before_the_start_writes_nothing(cli: Run, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """The output is not even created."""

    def pressed() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(runner, "_tune_garbage_collector", pressed)

    result = cli("tracks", "B000000000", "--output", "out.jsonl")

    assert result.stderr == "\ninterrupted: nothing is written\n"
    assert not Path("out.jsonl").exists()


def started(
    *arguments: str, stdout: int | IO[bytes], stderr: int | IO[bytes], **environment: str
) -> "subprocess.Popen[bytes]":
    """The command line as a process, whose output is buffered as a user's is."""
    line = [sys.executable, "-m", "amazon_music_async", *arguments]
    own = {**os.environ, "PYTHONUNBUFFERED": "", **environment}
    return subprocess.Popen(line, stdout=stdout, stderr=stderr, env=own)  # noqa: S603 - ours


@posix
@pytest.mark.parametrize(
    ("arguments", "status"), [(("B000000000",), 0), (("a,b",), 1), (("--ids", "none"), 2), ((), 2)]
)
def test_a_full_log_changes_neither_the_job_nor_its_status(
    sandbox: Sandbox, tmp_path: Path, arguments: tuple[str, ...], status: int
) -> None:
    """Messages are lost, records are not."""
    sandbox.fail(status=503, times=1, retry_after=1, path="/tracks")
    with Path("/dev/full").open("wb") as full:
        process = started("tracks", *arguments, "--output", "out.jsonl", stdout=subprocess.PIPE, stderr=full)
        process.communicate()

    assert process.returncode == status
    assert Path("out.jsonl").exists() == (status < 2)


@posix
def test_a_full_standard_output_is_an_error(sandbox: Sandbox) -> None:
    """For the commands that print text as well."""
    with Path("/dev/full").open("wb") as full:
        process = started("--help", stdout=full, stderr=subprocess.PIPE)
        said = process.communicate()[1]

    assert said == b"Error: cannot write standard output: No space left on device\n"
    assert process.returncode == 2


@posix
def test_a_full_standard_output_is_named_by_the_demo() -> None:
    """Not only the reason, which could be that of any file."""
    with Path("/dev/full").open("wb") as full:
        arguments = ("demo", "--tracks", "100", "--latency", "0")
        process = started(*arguments, stdout=full, stderr=subprocess.PIPE)
        said = process.communicate()[1]

    assert said == b"Error: cannot write standard output: No space left on device\n"
    assert process.returncode == 2


@posix
@pytest.mark.parametrize(
    "arguments", [("--help",), ("--version",), ("tracks", "--help"), ("demo", "--tracks", "100"), ("sandbox",)]
)
def test_a_closed_pipe_has_its_own_status(arguments: tuple[str, ...]) -> None:
    """Whatever is shown: the status is that of a broken pipe, and nothing is said."""
    reader, writer = os.pipe()
    os.close(reader)

    process = started(*arguments, stdout=writer, stderr=subprocess.PIPE)
    os.close(writer)
    said = process.communicate()[1]

    assert process.returncode == 141
    assert said == b""


@pytest.mark.parametrize("encoding", ["ascii", "cp437", "cp850", "cp932"])
def test_the_demo_is_shown_on_an_old_terminal(encoding: str) -> None:
    """What its character set does not hold is replaced."""
    arguments = ("demo", "--tracks", "100", "--latency", "0")
    process = started(*arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, PYTHONIOENCODING=encoding)
    shown, said = process.communicate()

    assert process.returncode == 0, said
    assert b"is now on your list as LIKE" in shown


def handles(process: "subprocess.Popen[bytes]", number: int) -> bool:
    """Whether a process has a handler for a signal, by what the system says of it."""
    lines = Path(f"/proc/{process.pid}/status").read_text().splitlines()
    (caught,) = [line.split()[1] for line in lines if line.startswith("SigCgt")]
    return bool(int(caught, 16) >> (number - 1) & 1)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux says which signals a process handles")
def test_a_pipe_without_a_reader_can_be_interrupted(sandbox: Sandbox, tmp_path: Path) -> None:
    """SIGTERM ends a job that waits for somebody to read its output."""
    os.mkfifo("pipe")
    process = started("tracks", "B0", "--output", "pipe", stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    while not handles(process, signal.SIGTERM):
        with suppress(subprocess.TimeoutExpired):
            process.wait(0.01)
    process.terminate()

    said = process.communicate(timeout=20)[1]

    assert process.returncode == 128 + signal.SIGTERM
    assert said.endswith(b"ended by SIGTERM: nothing is written\n")

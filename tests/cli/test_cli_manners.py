"""How the command line speaks, and how it takes leave."""

import io
import logging
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from click.testing import Result

from amazon_music_async import DataDrift, TokenNotSaved, Waiting
from amazon_music_async.__main__ import main as start
from amazon_music_async.cli import main, runner as running
from amazon_music_async.cli.id_input import ids_typed
from amazon_music_async.cli.output.warnings import notices
from amazon_music_async.sandbox import Sandbox

Run = Callable[..., Result]
posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")


def waiting(error: str) -> Waiting:
    """A pause."""
    return Waiting(reason="retry", seconds=1.52, method="GET", path="tracks", attempt=1, error=error)


def warn(event: object) -> None:
    """What the client does with an event that deserves a line."""
    logging.getLogger("amazon_music_async").warning("%s", event)


def test_help_shows_a_stranger_how_to_begin(cli: Run) -> None:
    """What needs no account, then how to log in, how to go on, and what the exit status means."""
    told = cli("--help").stdout.splitlines()

    demo = told.index("    amazon-music-async demo")
    login = next(number for number, line in enumerate(told) if "amazon-music-async login" in line)
    resume = next(number for number, line in enumerate(told) if line.endswith("--output tracks.jsonl --resume"))
    assert demo < login < resume
    commands = told[told.index("Commands:") + 1 :]
    assert [line.split()[0] for line in commands] == list(main.commands)
    assert not any(line.endswith("...") for line in commands)


def test_every_command_explains_itself(cli: Run) -> None:
    """In lines that fit into 80 columns."""
    for name in main.commands:
        result = cli(name, "--help")

        assert result.exit_code == 0
        assert all(len(line) <= 80 for line in result.stdout.splitlines())


def test_a_pause_is_told_in_words_and_not_again_at_once(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Eight calls that wait for the same reason are one line."""
    now = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    with notices():
        for _ in range(8):
            warn(waiting("GET /tracks -> 500"))
        now[0] += 6
        warn(waiting("GET /tracks -> 503"))
    warn(waiting("unheard"))

    assert capsys.readouterr().err.splitlines()[:2] == [
        "waiting 1.5 s before another attempt: GET /tracks -> 500",
        "waiting 1.5 s before another attempt: GET /tracks -> 503",
    ]


def test_other_warnings_are_told_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    """A login that is not saved, a value that cannot be read, and whatever else there is."""
    with notices():
        warn(TokenNotSaved(error="disk full"))
        warn(DataDrift(type="Track", field="isrc", place="$.data.isrc", problem="expected a text, got a number"))
        logging.getLogger("amazon_music_async").warning("on_event failed")

    assert capsys.readouterr().err.splitlines() == [
        "the renewed login could not be saved, and will be again: disk full",
        "a value of the service was left out: $.data.isrc: expected a text, got a number",
        "on_event failed",
    ]


def test_a_complete_job_says_where_its_records_are(cli: Run, sandbox: Sandbox) -> None:
    """One record is one record."""
    result = cli("tracks", "B000000000", "--output", "out.jsonl")

    assert result.stderr.endswith("complete: 1 record is written to out.jsonl\n")


def test_after_force_resume_takes_its_place(cli: Run, sandbox: Sandbox) -> None:
    """The same command with both would be refused."""
    result = cli("tracks", "a,b", "--output", "out.jsonl", "--force")

    assert result.stderr.endswith(
        "Error: 1 id failed: out.jsonl.failed.jsonl says why; "
        "ask it again with the same command and --resume in place of --force\n"
    )


def test_a_problem_before_the_first_request_is_one_line(cli: Run, sandbox: Sandbox, tmp_path: Path) -> None:
    """There are no numbers to tell."""
    (tmp_path / "ids").write_bytes(b"\xff\xfe\n")

    result = cli("tracks", "--ids", "ids")

    assert result.stderr == "Error: ids is no list of ids: it is not UTF-8 text\n"


def test_closed_streams_are_named(sandbox: Sandbox) -> None:
    """Whoever started the command has closed them: there is nothing to read from, or to write to."""
    for arguments, closed, name in ((["B0"], 1, "standard output"), (["-"], 0, "standard input")):
        line = f"import os, sys; os.close({closed}); os.execv(sys.executable, sys.argv[1:])"
        command = [sys.executable, "-c", line, sys.executable, "-m", "amazon_music_async", "tracks", *arguments]

        done = subprocess.run(command, stderr=subprocess.PIPE, text=True, check=False)  # noqa: S603 - ours

        assert f"{name}: it is closed" in done.stderr.replace("cannot write standard output it", "")
        assert done.returncode == 2


class Terminal(io.TextIOWrapper):
    """Somebody who types."""

    def isatty(self) -> bool:
        """It is one."""
        return True


def test_who_types_is_told_how_to_end(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Without a word, it would look as if nothing happened."""
    monkeypatch.setattr(sys, "stdin", Terminal(io.BytesIO()))

    ids_typed()

    assert capsys.readouterr().err.startswith("Type ids, one a line; Ctrl-")


@posix
def test_what_is_ignored_stays_ignored(cli: Run, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """``nohup`` means it."""
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
    """While options are read, while the collector is told, while the modules are loaded; and nothing warns."""

    def pressed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(running, "_spare_the_collector", pressed)
        preparing = cli("like", "B000000000")
    with monkeypatch.context() as patch:
        patch.setattr(click.Command, "invoke", pressed)
        reading = cli("like", "B000000000")
    with monkeypatch.context() as patch:
        patch.setitem(sys.modules, "amazon_music_async.cli", None)
        patch.setattr("builtins.__import__", pressed)
        with pytest.raises(SystemExit) as loading:
            start()

    assert (preparing.exit_code, reading.exit_code, loading.value.code) == (130, 130, 130)
    assert preparing.stderr == "\ninterrupted\n"
    assert not sandbox.requests


def test_a_job_that_has_not_begun_has_written_nothing(
    cli: Run, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C comes before the files are opened."""

    def pressed() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(running, "_spare_the_collector", pressed)

    result = cli("tracks", "B000000000", "--output", "out.jsonl")

    assert result.stderr == "\ninterrupted: nothing is written\n"
    assert not Path("out.jsonl").exists()

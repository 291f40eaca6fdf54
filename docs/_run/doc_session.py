"""Runs the examples of one page, or of one docstring, against a sandbox, and compares what they print.

On a page:

- ``python`` blocks run in one namespace, from top to bottom, and may await. `GIVEN` says what the namespace holds.
- A ``python`` block with ``:caption: name.py`` is a file instead, to be run by a console block or imported by a later
  block. A block that defines ``test_…`` is a file, too, and pytest runs it at once.
- A ``text`` block is what has been printed since the last one. ``...`` in it stands for anything.
- A ``console`` block is run line by line. Lines that begin with ``$`` are commands, the lines below each its output;
  where no line begins so, each line is a command. One that ends with ``&`` runs until the page ends.
- ``.. invisible-code-block: python`` is run and not shown.

Programs find the sandbox in the environment, as with ``AmazonMusic.from_env()``.
"""

import ast
import asyncio
import builtins
import contextlib
import doctest
import gzip
import importlib
import inspect
import io
import os
import re
import shlex
import signal
import subprocess
import sys
import traceback
from collections.abc import Coroutine, Generator, Iterator
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any, cast

import pytest
from attrs import define, field
from click.testing import CliRunner
from doc_blocks import SHOWN_ONLY, Block

from amazon_music_async import AmazonMusic, LoginWithAmazon
from amazon_music_async.cli import main, runner as command_runner
from amazon_music_async.sandbox import Sandbox

GIVEN = ("token", "security_profile_id", "client_id", "client_secret", "path", "ids", "ten_thousand_ids", "sandbox")
"""What the examples use without saying where it comes from."""

INTERACTIVE = frozenset({"demo", "login", "sandbox"})
"""Commands that have tests of their own, because they ask somebody or run until Ctrl-C: here only their words are
checked."""

NOT_RUN = frozenset({".", "cd", "docker", "git", "nox", "pip", "pyinstaller", "uv", "uvicorn"})
"""Programs that install, serve, or are not there; `.` reads a file of the shell."""

_CHECKER = doctest.OutputChecker()
_CRON = re.compile(r"^(?:[\d*/,-]+ +){5}")
_SECONDS = 30


@define
class DocSession:
    """One page: its namespace, its folder, its sandbox, its event loop."""

    folder: Path
    sandbox: Sandbox
    loop: asyncio.Runner
    names: dict[str, Any]
    background: contextlib.ExitStack
    """Ends the programs that run until the page ends."""
    printed: io.StringIO = field(factory=io.StringIO)

    def run(self, block: Block) -> None:
        """Run one example of a page."""
        match block.language:
            case "python" if block.is_test:
                self._python("-m", "pytest", "-q", self._save(block, "test_example.py"))
            case "python" if block.file:
                self._save(block, block.file)
            case "python":
                with contextlib.redirect_stdout(self.printed):
                    self.execute(compile(block.padded, block.path, "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT))
            case "text":
                compare(block.source, self.printed.getvalue(), block.place)
                self.printed = io.StringIO()
            case "console":
                for command, expected in commands(block.source):
                    output = self.command(command)
                    if expected:
                        compare(expected, output, block.place)
            case language:
                assert language in SHOWN_ONLY, f"{block.place}: {language} is not known here"

    def execute(self, code: CodeType) -> None:
        """Run what may await at its top level."""
        result = FunctionType(code, self.names)()
        if inspect.iscoroutine(result):
            self.loop.run(_at_most(result))

    def command(self, command: str) -> str:
        """Run what is typed at a prompt; return what it prints."""
        output = ""
        for part in _CRON.sub("", command).split(" && "):
            words = shlex.split(part, comments=True)
            program = words[0].rpartition("/")[2]
            if program == "export":
                os.environ.update((name, value) for name, _, value in (word.partition("=") for word in words[1:]))
            elif program == "amazon-music-async":
                output += amazon_music_async(words[1:])
            elif words[-1] == "&":
                self.background.enter_context(in_background(words[:-1], self.folder))
            elif program in {"python", "python3", "pytest"} and "venv" not in words:
                module = ["-m", "pytest"] if program == "pytest" else []
                output += self._python(*module, *words[1:])
            else:
                assert program in NOT_RUN | {"python3"}, f"{program} is a program that is not known here"
        return output

    def _save(self, block: Block, name: str) -> str:
        (self.folder / (block.file or name)).write_text(block.source, "utf-8")
        importlib.invalidate_caches()
        return block.file or name

    def _python(self, *words: str) -> str:
        command = [sys.executable, *words]
        done = subprocess.run(command, cwd=self.folder, env=_env(), capture_output=True, text=True, check=False)  # noqa: S603 - our own pages
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


@contextlib.contextmanager
def in_background(words: list[str], folder: Path) -> Generator[None]:
    """Run a program as a module; stop it at the end, with all the processes that it has started."""
    with (folder / f"{words[0]}.log").open("w+", encoding="utf-8") as log:
        command = [sys.executable, "-m", *words]
        process = subprocess.Popen(command, cwd=folder, env=_env(), stdout=log, stderr=log, start_new_session=True)  # noqa: S603 - our own pages
        try:
            yield
            process.terminate()
            status = process.wait(_SECONDS)
            log.seek(0)
            said = log.read()
            assert status == 0, said
            assert "Traceback" not in said, said
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def amazon_music_async(words: list[str]) -> str:
    """Run the command line; return what it prints to standard output."""
    if words and words[0] in INTERACTIVE:
        # A word or an option that the command does not know is an error.
        main.commands[words[0]].make_context(words[0], words[1:]).close()
        return ""
    result = CliRunner().invoke(main, words)
    assert result.exit_code == 0, f"{shlex.join(words)}: {result.output}"
    return result.stdout


def commands(source: str) -> Iterator[tuple[str, str]]:
    """The commands of a console block, each with the output that is shown below it."""
    lines = source.replace("\\\n", " ").splitlines()
    if not any(line.startswith("$ ") for line in lines):
        yield from ((line, "") for line in lines if line.strip())
        return
    for part in re.split(r"^\$ ", "\n".join(lines), flags=re.MULTILINE)[1:]:
        command, _, expected = part.partition("\n")
        yield command, expected


def compare(expected: str, printed: str, place: str) -> None:
    """Assert that what is shown was printed; ``...`` stands for anything."""
    same = _CHECKER.check_output(expected.strip() + "\n", _plain(printed).strip() + "\n", doctest.ELLIPSIS)
    assert same, f"{place} shows\n{expected}\nbut this was printed:\n{printed}"


def check_docstring(session: DocSession, text: str, name: str, line: int) -> int:
    """Run the ``>>>`` examples of a docstring, and compare what they print; return how many there are."""
    examples = doctest.DocTestParser().get_examples(text, name)
    for example in examples:
        place = f"{name}, line {line + example.lineno}: {example.source.strip()}"
        code = compile(example.source, name, "single", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
        with contextlib.redirect_stdout(io.StringIO()) as printed:
            error = _raised(session, code)
        if error is not None and example.exc_msg is None:
            raise AssertionError(f"{place} failed") from error
        if example.exc_msg is not None:
            assert error is not None, f"{place} raised nothing"
            compare(example.exc_msg, "".join(traceback.format_exception_only(error)), place)
        else:
            compare(example.want, printed.getvalue(), place)
    return len(examples)


@contextlib.contextmanager
def session(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Generator[DocSession]:
    """A session that begins: only the service is another than the examples say."""
    running = Sandbox.in_thread(tracks=300, albums=30, liked=60, library=20, interval=0.01)
    with running as sandbox, asyncio.Runner() as loop:
        _set_default(monkeypatch, AmazonMusic, "base_url", sandbox.url)
        _set_default(monkeypatch, LoginWithAmazon, "token_url", sandbox.token_url)
        monkeypatch.setattr(command_runner, "_tune_garbage_collector", lambda: None)
        monkeypatch.setenv("AMAZON_MUSIC_API_KEY", sandbox.api_key)
        monkeypatch.setenv("AMAZON_MUSIC_TOKEN", sandbox.token)
        monkeypatch.setenv("AMAZON_MUSIC_CLIENT_ID", sandbox.client_id)
        monkeypatch.setenv("AMAZON_MUSIC_CLIENT_SECRET", sandbox.client_secret)
        monkeypatch.setenv("AMAZON_MUSIC_REFRESH_TOKEN", sandbox.refresh_token)
        monkeypatch.setenv("AMAZON_MUSIC_BASE_URL", sandbox.url)
        monkeypatch.setenv("AMAZON_MUSIC_TOKEN_URL", sandbox.token_url)
        monkeypatch.chdir(folder)
        monkeypatch.setattr(sys, "path", [str(folder), *sys.path])  # a page imports the programs that it shows
        _write_files(folder)
        music = sandbox.client()
        with contextlib.ExitStack() as background:
            yield DocSession(folder, sandbox, loop, _given(sandbox, folder) | {"music": music}, background)
        loop.run(music.close())


def _set_default(monkeypatch: pytest.MonkeyPatch, made: type, name: str, value: str) -> None:
    """Have a class constructed with ``value`` for ``name`` where the caller gives none."""
    constructor = cast("FunctionType", vars(made)["__init__"])
    monkeypatch.setattr(constructor, "__kwdefaults__", {**(constructor.__kwdefaults__ or {}), name: value})


def _given(sandbox: Sandbox, folder: Path) -> dict[str, Any]:
    async def fetch_token() -> str:
        return sandbox.token

    async def send_user_to(url: str) -> str:
        return sandbox.approve_login(url)

    def show(_: str, user_code: str) -> None:
        sandbox.approve_device(user_code)

    return {
        "__name__": "__main__",
        "__builtins__": builtins,
        "sandbox": sandbox,
        "token": sandbox.token,
        "security_profile_id": sandbox.api_key,
        "client_id": sandbox.client_id,
        "client_secret": sandbox.client_secret,
        "path": folder / "login.json",
        "ids": sandbox.track_ids,
        "ten_thousand_ids": sandbox.track_ids,
        "fetch_token": fetch_token,
        "send_user_to": send_user_to,
        "show": show,
    }


def _write_files(folder: Path) -> None:
    """The files that commands are shown to read."""
    (folder / "ids.txt").write_text("B076YT2CBT\n")
    (folder / "ids.txt.gz").write_bytes(gzip.compress(b"B076YT2CBT\n"))
    (folder / "isrcs.txt").write_text("USQ4E1300686\n")


def _env() -> dict[str, str]:
    return os.environ | {"PYTHONSAFEPATH": "", "COLUMNS": "100"}


def _raised(session: DocSession, code: CodeType) -> Exception | None:
    try:
        session.execute(code)
    except Exception as error:  # noqa: BLE001 - compared with what the docstring shows
        return error
    return None


async def _at_most(work: Coroutine[Any, Any, Any]) -> None:
    await asyncio.wait_for(work, _SECONDS)


def _plain(printed: str) -> str:
    return re.sub(r"\x1b\[[0-9;]*m", "", printed)

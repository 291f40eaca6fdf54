"""The README tells the truth."""

import ast
import asyncio
import contextlib
import functools
import gzip
import io
import re
import shlex
import tomllib
from collections.abc import Awaitable, Callable
from pathlib import Path
from types import CodeType
from typing import TypeAlias, cast

import pytest
from click.testing import CliRunner

import amazon_music_async
from amazon_music_async.cli import main, runner
from amazon_music_async.sandbox import Sandbox

Example: TypeAlias = Callable[[Sandbox], Awaitable[None]]


def blocks(root: Path, language: str) -> list[str]:
    """The code blocks of one language, each at its own line of the file, so that a traceback points there."""
    text = (root / "README.rst").read_text("utf-8")
    found: list[str] = []
    for match in re.finditer(rf"^\.\. code-block:: {language}\n\n((?:    .*\n|\n)+)", text, re.MULTILINE):
        lines = match[1].splitlines()
        above = text[: match.start(1)].count("\n")
        found.append("\n" * above + "\n".join(line[4:] for line in lines))
    return found


async def run(code: CodeType, names: dict[str, object]) -> None:
    """Execute what may await at its top level."""
    result: object = eval(code, names)  # noqa: S307 - our own README
    if isinstance(result, Awaitable):
        await result


def given(sandbox: Sandbox, path: Path) -> dict[str, object]:
    """What the examples use without saying where it comes from: values, and what a caller does for a user."""

    async def fetch_token() -> str:
        return sandbox.token

    async def send_user_to(url: str) -> str:
        return sandbox.approve_login(url)

    def show(_: str, user_code: str) -> None:
        sandbox.approve_device(user_code)

    return {
        "token": sandbox.token,
        "security_profile_id": sandbox.api_key,
        "ten_thousand_ids": sandbox.track_ids,
        "ids": iter(sandbox.track_ids),
        "client_id": sandbox.client_id,
        "client_secret": sandbox.client_secret,
        "path": path,
        "fetch_token": fetch_token,
        "send_user_to": send_user_to,
        "show": show,
    }


async def test_every_example_runs(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From top to bottom, as printed, in one go; only the service is another."""
    async with Sandbox(tracks=300, albums=30, liked=60, library=20, interval=0.01) as sandbox:
        client = functools.partial(amazon_music_async.AmazonMusic, base_url=sandbox.url)
        login = functools.partial(amazon_music_async.LoginWithAmazon, token_url=sandbox.token_url)
        monkeypatch.setattr(amazon_music_async, "AmazonMusic", client)
        monkeypatch.setattr(amazon_music_async, "LoginWithAmazon", login)
        names = given(sandbox, tmp_path / "login.json")
        with contextlib.redirect_stdout(io.StringIO()) as printed:
            for block in blocks(root, "python"):
                code = compile(block, "README.rst", "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
                await asyncio.wait_for(run(code, names), 30)
            await asyncio.wait_for(cast("Example", names["test_missing_tracks_are_counted"])(sandbox), 30)

    assert "times refused" in printed.getvalue()


def commands(root: Path) -> list[list[str]]:
    """The words of each use of the command line that is shown."""
    return [
        shlex.split(line.rpartition("amazon-music-async ")[2])
        for block in blocks(root, "console")
        for line in block.splitlines()
        if "amazon-music-async " in line
    ]


def test_nothing_is_shown_that_is_not_run(root: Path) -> None:
    """Whatever looks like code is one of the blocks that the tests here find."""
    text = (root / "README.rst").read_text("utf-8")
    directives = re.findall(r"^ *\.\. ([\w:-]+):: *(\S*)", text, re.MULTILINE)

    languages = [argument for name, argument in directives if name != "image"]
    assert {name for name, _ in directives} == {"code-block", "image"}
    assert sorted(languages) == ["console"] * len(blocks(root, "console")) + ["python"] * len(blocks(root, "python"))
    assert not re.search(r"^ *>>>|^ *[^. ].*::$", text, re.MULTILINE), "a block without a directive"


def test_every_command_exists(root: Path) -> None:
    """Each command that is shown is one, and takes what is shown behind it."""
    shown = commands(root)

    assert len(shown) > 5
    for name, *arguments in shown:
        # A word or an option that the command does not know is an error.
        main.commands[name].make_context(name, arguments).close()


def test_every_job_runs(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As printed; only the service is another. The demo and the login have tests of their own."""
    monkeypatch.setattr(runner, "_tune_garbage_collector", lambda: None)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "ids.txt.gz").write_bytes(gzip.compress(b"B076YT2CBT\n"))
    (tmp_path / "isrcs.txt").write_text("USQ4E1300686\n")
    jobs = [words for words in commands(root) if words[0] not in {"demo", "login"}]

    results = [CliRunner().invoke(main, [*words, "--sandbox"]) for words in jobs]

    assert [result.exit_code for result in results] == [0] * len(jobs)


def test_what_is_run_elsewhere_is_what_the_readme_says(root: Path) -> None:
    """The checks install nox as a newcomer does."""
    (command,) = [block.strip() for block in blocks(root, "console") if "nox" in block]

    assert '/pip" install --quiet "nox[uv]"' in (root / ".ci/run").read_text("utf-8")
    assert '/pip install "nox[uv]" && .venv-nox/bin/nox' in command


def test_the_parts_of_the_checks_are_called_as_the_readme_says(root: Path) -> None:
    """Each session of nox that the README names is one, on an interpreter that is tested."""
    text = (root / "README.rst").read_text("utf-8")
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]
    functions = [node for node in ast.parse((root / "noxfile.py").read_text("utf-8")).body if hasattr(node, "name")]
    versions = [last for line in project["classifiers"] if (last := line.rpartition(":: ")[2]).startswith("3.")]

    for session, version in re.findall(r"``nox -s (\w+)(?:-([\d.]+))?", text):
        assert session in [vars(node)["name"] for node in functions]
        assert not version or version in versions

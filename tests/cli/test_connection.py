"""Which service a command uses, and whose login."""

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import pytest
from cli_files import answers
from click.testing import Result
from yarl import URL

from amazon_music_async import AmazonMusic, FileTokenStore, Retry, StoredLogin
from amazon_music_async.cli import connection
from amazon_music_async.sandbox import Sandbox

Run = Callable[..., Result]


def test_any_command_runs_against_an_embedded_sandbox(cli: Run) -> None:
    """No account, no token, no network."""
    result = cli("tracks", "B076YT2CBT", "--sandbox", "--sandbox-tracks", "20")

    assert answers(result.stdout) == [("B076YT2CBT", "found")]


def test_without_an_api_key_its_variable_is_named(cli: Run) -> None:
    """And the way to try it without an account."""
    result = cli("tracks", "B0")

    assert "AMAZON_MUSIC_API_KEY is not set" in result.stderr
    assert "--sandbox" in result.stderr
    assert result.exit_code == 2


def test_without_a_login_the_ways_to_log_in_are_named(cli: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command, and the variables."""
    monkeypatch.setenv("AMAZON_MUSIC_API_KEY", "amzn1.application.0")

    result = cli("liked")

    for way in ("amazon-music-async login", "AMAZON_MUSIC_TOKEN", "AMAZON_MUSIC_REFRESH_TOKEN", "--sandbox"):
        assert way in result.stderr
    assert result.exit_code == 2


def test_a_refresh_token_in_the_environment_is_used(
    cli: Run, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Together with the client id and secret."""
    monkeypatch.delenv("AMAZON_MUSIC_TOKEN")
    monkeypatch.setenv("AMAZON_MUSIC_TOKEN_URL", sandbox.token_url)
    monkeypatch.setenv("AMAZON_MUSIC_CLIENT_ID", sandbox.client_id)
    monkeypatch.setenv("AMAZON_MUSIC_CLIENT_SECRET", sandbox.client_secret)
    monkeypatch.setenv("AMAZON_MUSIC_REFRESH_TOKEN", sandbox.refresh_token)

    result = cli("tracks", sandbox.track_ids[0])

    assert answers(result.stdout) == [(sandbox.track_ids[0], "found")]


def test_the_stored_login_is_used(cli: Run, sandbox: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """If the environment holds no token."""
    monkeypatch.delenv("AMAZON_MUSIC_TOKEN")
    login = StoredLogin(access_token=sandbox.token, expires_at=time.time() + 3600, client_id=sandbox.client_id)
    asyncio.run(FileTokenStore(tmp_path / "login.json").save(login))

    result = cli("tracks", sandbox.track_ids[0])

    assert answers(result.stdout) == [(sandbox.track_ids[0], "found")]


def test_a_dead_login_asks_to_log_in_again(
    cli: Run, sandbox: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The token is not shown."""
    monkeypatch.delenv("AMAZON_MUSIC_TOKEN")
    monkeypatch.setenv("AMAZON_MUSIC_TOKEN_URL", sandbox.token_url)
    monkeypatch.setenv("AMAZON_MUSIC_CLIENT_SECRET", sandbox.client_secret)
    login = StoredLogin(refresh_token="Atzr|dead", client_id=sandbox.client_id)
    asyncio.run(FileTokenStore(tmp_path / "login.json").save(login))

    result = cli("tracks", sandbox.track_ids[0])

    assert "Log in again: amazon-music-async login" in result.stderr
    assert "Atzr|dead" not in result.stderr
    assert result.exit_code == 1


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        (("--sandbox", "--base-url", "https://example.com/v1"), "--base-url cannot be used with --sandbox"),
        (("--sandbox-tracks", "20"), "--sandbox-tracks needs --sandbox"),
        (("--sandbox-latency", "0.1"), "--sandbox-latency needs --sandbox"),
    ],
)
def test_an_option_that_would_be_ignored_is_refused(
    cli: Run, sandbox: Sandbox, options: tuple[str, ...], problem: str
) -> None:
    """Both services cannot be meant; what the environment says may stand beside --sandbox."""
    result = cli("tracks", sandbox.track_ids[0], *options)

    assert problem in result.stderr
    assert result.exit_code == 2
    assert not sandbox.requests


def test_plain_http_is_refused(cli: Run, sandbox: Sandbox) -> None:
    """The token would travel unencrypted."""
    result = cli("tracks", "B0", "--base-url", "http://example.com/v1")

    assert "--base-url must be an https URL" in result.stderr
    assert result.exit_code == 2


def test_a_bad_api_key_is_named_by_its_variable(cli: Run, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not by an argument of the library."""
    monkeypatch.setenv("AMAZON_MUSIC_API_KEY", "key\n")

    result = cli("tracks", "B0")

    assert result.stderr.startswith("Error: AMAZON_MUSIC_API_KEY holds white space")
    assert result.exit_code == 2


def test_a_login_that_cannot_be_read_is_one_line(
    cli: Run, sandbox: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """For example because its file is a directory."""
    monkeypatch.delenv("AMAZON_MUSIC_TOKEN")
    monkeypatch.setenv("AMAZON_MUSIC_LOGIN_FILE", str(tmp_path))

    result = cli("tracks", "B0")

    assert result.stderr == f"Error: {tmp_path}: Is a directory\n"
    assert result.exit_code == 2


@pytest.mark.skipif(os.name == "nt", reason="Windows has no list of users to be missing from")
def test_a_user_without_a_home_reads_one_line(cli: Run, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither HOME nor an entry in the list of users, as in some containers."""

    def nobody(_: int) -> NoReturn:
        raise KeyError

    for name in ("AMAZON_MUSIC_TOKEN", "AMAZON_MUSIC_LOGIN_FILE", "HOME"):
        monkeypatch.delenv(name)
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    monkeypatch.setattr("pwd.getpwuid", nobody)

    result = cli("tracks", "B0")

    assert result.stderr == (
        "Error: no home directory to keep the login in: set HOME, or name a file in AMAZON_MUSIC_LOGIN_FILE\n"
    )
    assert result.exit_code == 2


def test_a_sandbox_port_in_use_is_one_line(cli: Run, sandbox: Sandbox) -> None:
    """Another program listens there."""
    result = cli("sandbox", "--port", URL(sandbox.url).port)

    assert "address already in use" in result.stderr
    assert result.stderr.count("\n") == 1
    assert result.exit_code == 2


def test_a_bad_token_is_one_line(cli: Run, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """The service's message, without the token."""
    monkeypatch.setenv("AMAZON_MUSIC_TOKEN", "Atza|bad")

    result = cli("tracks", "B0")

    assert "Error: Unauthorized: " in result.stderr.splitlines()[-1]
    assert "Atza|bad" not in result.output
    assert result.exit_code == 1


@pytest.mark.parametrize("missing", ["click", "rich"])
def test_without_its_libraries_the_command_line_says_what_to_install(missing: str) -> None:
    """One line, no traceback."""
    hidden = f"import sys; sys.modules[{missing!r}] = None; import amazon_music_async.__main__ as m; m.main()"

    result = subprocess.run([sys.executable, "-c", hidden], check=False, capture_output=True, text=True)  # noqa: S603 - ours

    assert result.stderr == f"the command line needs {missing}: pip install 'amazon_music_async[cli]'\n"
    assert result.returncode == 2


def test_another_missing_module_is_a_traceback() -> None:
    """Only the extra's libraries have a hint."""
    hidden = "import sys; sys.modules['csv'] = None; import amazon_music_async.__main__ as m; m.main()"

    result = subprocess.run([sys.executable, "-c", hidden], check=False, capture_output=True, text=True)  # noqa: S603 - ours

    last = result.stderr.splitlines()[-1]
    assert last.startswith("ModuleNotFoundError: ")
    assert "csv" in last


def test_the_module_is_the_command(sandbox: Sandbox) -> None:
    """``python -m amazon_music_async`` and ``amazon-music-async`` are the same."""
    command = [sys.executable, "-m", "amazon_music_async", "tracks", sandbox.track_ids[0]]

    result = subprocess.run(command, check=False, capture_output=True, text=True)  # noqa: S603 - ours

    assert answers(result.stdout) == [(sandbox.track_ids[0], "found")]


@pytest.mark.parametrize("command", ["tracks", "login", "logout"])
@pytest.mark.parametrize(
    ("name", "value", "problem"),
    [
        ("AMAZON_MUSIC_CLIENT_SECRET", "two words", "client_secret holds white space"),
        ("AMAZON_MUSIC_TOKEN_URL", "http://example.com/token", "AMAZON_MUSIC_TOKEN_URL must be an https URL"),
    ],
)
def test_a_setting_that_cannot_be_used_is_one_line(
    cli: Run,
    sandbox: Sandbox,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    command: str,
    name: str,
    value: str,
    problem: str,
) -> None:
    """The message names the variable, and shows no secret."""
    monkeypatch.delenv("AMAZON_MUSIC_TOKEN")
    monkeypatch.setenv("AMAZON_MUSIC_CLIENT_ID", sandbox.client_id)
    monkeypatch.setenv(name, value)
    asyncio.run(FileTokenStore(tmp_path / "login.json").save(StoredLogin(refresh_token="Atzr|0")))

    result = cli(command, *(["B0"] if command == "tracks" else []))

    assert f"Error: {problem}" in result.stderr
    assert "two words" not in result.output
    assert result.exit_code == 2


def test_a_job_waits_for_minutes(cli: Run, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """As long as --patience allows; a program's own client gives up after half a minute."""
    used: list[Retry] = []

    class Spy(AmazonMusic):
        def __init__(self, *args: Any, **options: Any) -> None:
            used.append(options["retry"])
            super().__init__(*args, **options)

    monkeypatch.setattr(connection, "AmazonMusic", Spy)

    cli("tracks", "B0")
    cli("tracks", "B0", "--patience", "3600", "--attempts", "9")

    assert used == [Retry(attempts=10, longest=300, deadline=300), Retry(attempts=9, longest=3600, deadline=3600)]

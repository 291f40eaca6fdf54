"""``demo`` and ``sandbox``, and the bar that is shown on a terminal."""

import asyncio
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from cli_files import answers
from click.testing import Result

from amazon_music_async import AmazonMusic, Playlists
from amazon_music_async.cli.commands import demo
from amazon_music_async.sandbox import Sandbox

Run = Callable[..., Result]


def test_the_demo_shows_what_it_did(cli: Run) -> None:
    """A row for tracks by id, liked tracks, library albums and a like that is read back."""
    result = cli("demo", "--tracks", "300", "--latency", "0", "--sandbox")

    rows = [line.split() for line in result.stdout.splitlines()]
    assert ["tracks", "by", "id", "300", "3"] in [row[:5] for row in rows]
    assert ["liked", "tracks", "30", "1"] in [row[:4] for row in rows]
    assert ["library", "albums", "12", "1"] in [row[:4] for row in rows]
    assert ["search", "by", "ISRC"] in [row[:3] for row in rows]
    assert ["a", "playlist", "5", "6"] in [row[:4] for row in rows]
    assert "is now on your list as LIKE. 14 requests, " in result.stdout
    assert result.exit_code == 0


def test_the_demo_fails_if_a_like_is_lost(cli: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Status 1, and a message."""

    async def forgotten(*_: object) -> None:
        """Nothing is read back."""

    monkeypatch.setattr(demo, "_liked", forgotten)

    result = cli("demo", "--tracks", "100", "--latency", "0")

    assert "was liked, but is None in the list" in result.stderr
    assert result.exit_code == 1


async def title_of(track_id: str) -> str | None:
    """What the library finds where the environment leads it."""
    async with AmazonMusic.from_env() as music:
        return (await music.tracks.get(track_id)).title


def test_the_demo_fails_if_a_playlist_is_not_reordered(cli: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Status 1, and a message."""

    async def ignored(*_: object, **__: object) -> None:
        """Nothing is moved."""

    monkeypatch.setattr(Playlists, "move", ignored)

    result = cli("demo", "--tracks", "100", "--latency", "0")

    assert "but is not there" in result.stderr
    assert result.exit_code == 1


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT for another process")
def test_a_sandbox_can_be_used_from_another_shell(cli: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """What it prints is all the other shell needs."""
    command = [sys.executable, "-u", "-m", "amazon_music_async", "sandbox", "--tracks", "10", "--sandbox"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:  # noqa: S603
        assert process.stdout
        for _ in range(6):
            name, _, value = process.stdout.readline().removeprefix("export ").strip().partition("=")
            monkeypatch.setenv(name, value.strip("'"))
        result = cli("tracks", "B076YT2CBT")
        title = asyncio.run(title_of("B076YT2CBT"))
        process.send_signal(signal.SIGINT)
        said = process.communicate()[1]

    assert answers(result.stdout) == [("B076YT2CBT", "found")]
    assert title
    assert "# 10 tracks and 100 albums at http://127.0.0.1:" in said
    assert said.endswith("\ninterrupted\n")
    assert process.returncode == 130


def test_a_sandbox_that_cannot_listen_names_the_address(cli: Run) -> None:
    """The reason alone could be that of anything."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        result = cli("sandbox", "--port", str(port))

    assert result.stderr.startswith(f"Error: cannot listen on 127.0.0.1, port {port}: ")
    assert result.exit_code == 2


@pytest.mark.parametrize("kind", ["tracks", "albums", "artists", "playlists", "stations", "shows"])
def test_the_ids_of_a_sandbox_can_be_listed(cli: Run, kind: str) -> None:
    """Those of the same seed and sizes, one a line."""
    result = cli("sandbox", "--list", kind, "--tracks", "30", "--seed", "7")

    catalogue = Sandbox(30, seed=7).catalogue
    assert tuple(result.stdout.split()) == getattr(catalogue, kind).ids
    assert result.exit_code == 0


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT for another process")
def test_a_sandbox_can_be_throttled(cli: Run) -> None:
    """Requests above the rate are refused; the address is the one asked for."""
    command = [
        sys.executable,
        "-u",
        "-m",
        "amazon_music_async",
        "sandbox",
        "--throttle",
        "0.001",
        "--host",
        "127.0.0.2",
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:  # noqa: S603
        assert process.stdout
        url = process.stdout.readline().partition("=")[2].strip()
        statuses = [status_of(url + "/markets") for _ in range(6)]
        process.send_signal(signal.SIGINT)

    assert url.startswith("http://127.0.0.2:")
    assert statuses == [401, 401, 401, 401, 401, 429]


def status_of(url: str) -> int:
    """The status of a GET without headers."""
    with pytest.raises(HTTPError) as refused:
        urlopen(url)  # noqa: S310 - our own address
    refused.value.close()
    return refused.value.code


def test_a_bar_is_shown_on_a_terminal(cli: Run, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """On standard error, with the rate; standard output holds only records."""
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")

    result = cli("tracks", *sandbox.track_ids)

    assert re.search(r"tracks.*1,000.*/s", result.stderr)
    assert len(answers(result.stdout)) == 1000

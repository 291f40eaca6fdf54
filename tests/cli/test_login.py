"""``login`` and ``logout``."""

import errno
import os
import re
import socket
import threading
import webbrowser
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode, urljoin, urlsplit
from urllib.request import urlopen

import click
import pytest
from cli_files import answers
from click.testing import Result

from amazon_music_async import FileTokenStore
from amazon_music_async.sandbox import Sandbox

Run = Callable[..., Result]
Browse = Callable[[str], None]


class Form(HTMLParser):
    """The form of a page: where it goes, and its fields."""

    def __init__(self, page: str) -> None:
        """Read the page."""
        super().__init__()
        self.action = ""
        self.fields: dict[str, str] = {}
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: "list[tuple[str, str | None]]") -> None:
        """Keep what a browser would send."""
        given = dict(attrs)
        if tag == "form":
            self.action = given.get("action") or ""
        if tag == "input":
            self.fields[given.get("name") or ""] = given.get("value") or ""


def get(url: str, form: "dict[str, str] | None" = None) -> tuple[int, str, str]:
    """The status, the page, and where it was in the end."""
    data = None if form is None else urlencode(form).encode()
    try:
        with urlopen(url, data, timeout=10) as answer:  # noqa: S310 - our own
            return answer.status, answer.read().decode(), answer.url
    except HTTPError as error:
        with error:
            return error.code, error.read().decode(), url


def decide(address: str, decision: str) -> None:
    """Go to the login's page, and press a button of it."""
    _, page, url = get(address)
    form = Form(page)
    get(urljoin(url, form.action), {**form.fields, "decision": decision})


@pytest.fixture
def browser(monkeypatch: pytest.MonkeyPatch) -> Callable[[Browse], list[str]]:
    """Give the user a browser that does something with an address; it tells what it was given."""

    def installed(browse: Browse) -> list[str]:
        opened: list[str] = []

        def open_(address: str) -> bool:
            opened.append(address)
            browse(address)
            return True

        monkeypatch.setattr(webbrowser, "open", open_)
        return opened

    return installed


@pytest.fixture
def application(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """An application that is registered at the sandbox; nobody is logged in."""
    monkeypatch.delenv("AMAZON_MUSIC_TOKEN")
    monkeypatch.setenv("AMAZON_MUSIC_TOKEN_URL", sandbox.token_url)
    monkeypatch.setenv("AMAZON_MUSIC_CLIENT_ID", sandbox.client_id)
    monkeypatch.setenv("AMAZON_MUSIC_CLIENT_SECRET", sandbox.client_secret)


def test_after_a_login_in_the_browser_commands_use_it(
    cli: Run, sandbox: Sandbox, application: None, browser: Callable[[Browse], list[str]], tmp_path: Path
) -> None:
    """It is kept in a file; neither the terminal nor the browser's command line shows a secret."""
    opened = browser(lambda address: decide(address, "allow"))

    result = cli("login", "--port", "0")

    login = (tmp_path / "login.json").read_text()
    refresh_token = re.findall(r'"refresh_token": "(.+?)"', login)[0]
    assert result.exit_code == 0
    assert f"The login is kept in {tmp_path / 'login.json'}" in result.stderr
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/[\w-]{22}", opened[0])
    assert refresh_token not in result.output
    assert "code=" not in result.output
    assert answers(cli("tracks", sandbox.track_ids[0]).stdout) == [(sandbox.track_ids[0], "found")]


def test_a_login_allows_what_the_commands_ask_for(
    cli: Run, sandbox: Sandbox, application: None, browser: Callable[[Browse], list[str]]
) -> None:
    """A list that needs a permission that was never asked for would be refused with 403."""
    browser(lambda address: decide(address, "allow"))
    cli("login", "--port", "0")

    results = {name: cli(name).exit_code for name in ("me", "recent", "liked", "library-tracks", "playlists")}

    assert set(results.values()) == {0}, results


def test_a_declined_login_fails(
    cli: Run, sandbox: Sandbox, application: None, browser: Callable[[Browse], list[str]], tmp_path: Path
) -> None:
    """Amazon's error is shown, and nothing is stored."""
    browser(lambda address: decide(address, "deny"))

    result = cli("login", "--port", "0")

    assert "access_denied" in result.stderr
    assert result.exit_code == 1
    assert not (tmp_path / "login.json").exists()


def test_a_request_with_another_state_does_not_end_the_login(cli: Run, browser: Callable[[Browse], list[str]]) -> None:
    """Any page in the browser can request the local page."""
    seen: list[tuple[int, str]] = []

    def browse(address: str) -> None:
        root = urljoin(address, "/")
        seen.extend(get(root + path)[:2] for path in ("", "favicon.ico", "callback?code=evil&state=evil", "callback"))
        seen.append(get(address, {"posted": "something"})[:2])
        port = urlsplit(address).port
        with socket.create_connection(("127.0.0.1", port)) as stranger:
            stranger.sendall(b"\r\n")
        # This one connects, sends nothing, and is not waited for.
        silent.append(socket.create_connection(("127.0.0.1", port)))
        decide(address, "allow")
        decide(address, "allow")
        seen.append(get(root + "callback")[:2])

    silent: list[socket.socket] = []
    browser(browse)

    result = cli("login", "--sandbox", "--port", "0")

    silent[0].close()
    assert [status for status, _ in seen] == [404, 404, 400, 400, 404, 400]
    assert "evil" not in "".join(page for _, page in seen)
    assert result.exit_code == 0


def test_a_login_with_a_device_code(cli: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """The terminal shows the code and the page to type it in."""

    def overheard(text: str, *, err: bool) -> None:
        assert err
        said.append(text)
        if found := re.search(r"open (\S+) on any device and type in: (\S+)", text):
            threading.Thread(target=typed_in, args=found.groups()).start()

    def typed_in(uri: str, code: str) -> None:
        get(uri, {"user_code": code, "decision": "allow"})

    said: list[str] = []
    monkeypatch.setattr(click, "echo", overheard)

    result = cli("login", "--device", "--sandbox", "--scopes", "catalog, library")

    assert said[0].startswith("Within 10 minutes")
    assert said[-1] == "You are logged in. The sandbox ends now, and the login with it."
    assert result.exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["login", "--scopes", "catalog everything"], "music::everything is not one of music::catalog"),
        (["login", "--scopes", ""], "none is not one of"),
        (["login"], "AMAZON_MUSIC_CLIENT_ID is not set"),
    ],
)
def test_wrong_options_of_login_are_refused(cli: Run, arguments: list[str], problem: str) -> None:
    """Before a browser or a port is opened."""
    result = cli(*arguments)

    assert problem in result.stderr
    assert result.exit_code == 2


def test_a_port_in_use_is_a_problem(cli: Run) -> None:
    """The message names --port."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        result = cli("login", "--sandbox", "--port", str(port))

    assert f"cannot listen on port {port}: " in result.stderr
    assert "--port" in result.stderr
    assert result.exit_code == 2


def test_logout_deletes_and_revokes_the_login(
    cli: Run, sandbox: Sandbox, application: None, browser: Callable[[Browse], list[str]], tmp_path: Path
) -> None:
    """To log out twice is no error."""
    browser(lambda address: decide(address, "allow"))
    cli("login", "--port", "0")

    first = cli("logout")
    second = cli("logout")

    assert first.stderr == "You are logged out.\n"
    assert not (tmp_path / "login.json").exists()
    assert second.stderr == "Nobody is logged in.\n"
    assert (first.exit_code, second.exit_code) == (0, 0)
    assert any(request.path.endswith("/revoke") for request in sandbox.login_requests)


def test_a_login_that_cannot_be_saved_fails(
    cli: Run, application: None, browser: Callable[[Browse], list[str]], tmp_path: Path
) -> None:
    """It does not say that the login is kept."""
    browser(lambda address: decide(address, "allow"))
    (tmp_path / "login.json").mkdir()

    result = cli("login", "--port", "0")

    assert "could not be saved" in result.stderr.splitlines()[-1]
    assert "is kept in" not in result.output
    assert result.exit_code == 1


def test_a_logout_can_be_tried(cli: Run) -> None:
    """``logout --sandbox``."""
    result = cli("logout", "--sandbox")

    assert result.stderr == "You are logged out.\n"
    assert result.exit_code == 0


def test_a_logout_that_cannot_delete_the_login_says_so(
    cli: Run,
    sandbox: Sandbox,
    application: None,
    browser: Callable[[Browse], list[str]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """On a volume that is read-only, for example: the file is still there."""

    async def clear(_: object) -> None:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    browser(lambda address: decide(address, "allow"))
    cli("login", "--port", "0")
    monkeypatch.setattr(FileTokenStore, "clear", clear)

    result = cli("logout")

    assert result.stderr.startswith("Error: the login could not be deleted here: store_failed: cannot clear it: ")
    assert result.exit_code == 1


def test_a_logout_that_could_not_be_revoked_says_so(
    cli: Run, sandbox: Sandbox, application: None, browser: Callable[[Browse], list[str]], tmp_path: Path
) -> None:
    """The login is deleted here all the same."""
    browser(lambda address: decide(address, "allow"))
    cli("login", "--port", "0")
    sandbox.fail(status=400, times=None, path="/auth/o2/token/revoke", body={"error": "invalid_client"})

    result = cli("logout")

    assert "the login is deleted here, but could not be revoked at Amazon" in result.stderr
    assert result.exit_code == 1
    assert not (tmp_path / "login.json").exists()

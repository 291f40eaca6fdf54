"""The proxy of the environment is used."""

import socket
import threading
from collections.abc import Callable, Generator

import pytest
from attrs import define, field
from click.testing import Result

from amazon_music_async.sandbox import Sandbox

Run = Callable[..., Result]


@define
class Proxy:
    """Refuses every request, and keeps what was asked."""

    port: int
    asked: list[str] = field(factory=list[str])


@pytest.fixture
def proxy(monkeypatch: pytest.MonkeyPatch) -> Generator[Proxy]:
    """A proxy that wants another login, and no variable that names one."""
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    with socket.create_server(("127.0.0.1", 0)) as server:
        proxy = Proxy(server.getsockname()[1])

        def serve() -> None:
            while True:
                connection, _ = server.accept()
                with connection:
                    request = connection.recv(65536).decode()
                    if not request:
                        return
                    proxy.asked.append(request)
                    connection.sendall(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")

        thread = threading.Thread(target=serve)
        thread.start()
        yield proxy
        socket.create_connection(server.getsockname()).close()
        thread.join()


@pytest.fixture
def account(monkeypatch: pytest.MonkeyPatch) -> None:
    """An account at the real service."""
    monkeypatch.setenv("AMAZON_MUSIC_API_KEY", "amzn1.application.0")
    monkeypatch.setenv("AMAZON_MUSIC_TOKEN", "Atza|0")


def test_a_refused_proxy_login_is_not_tried_again(
    cli: Run, account: None, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The message says that it is the proxy's, and shows no password."""
    monkeypatch.setenv("HTTPS_PROXY", f"http://me:s3cret@127.0.0.1:{proxy.port}")

    result = cli("tracks", "B0")

    assert [request.split("\r\n")[0] for request in proxy.asked] == ["CONNECT api.music.amazon.dev:443 HTTP/1.1"]
    assert "Basic bWU6czNjcmV0" in proxy.asked[0]
    assert "the proxy refused the login (407)" in result.output
    assert "s3cret" not in result.output
    assert result.exit_code == 1


def test_a_login_is_renewed_through_the_proxy(
    cli: Run, proxy: Proxy, account: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A proxy may be named without its scheme."""
    monkeypatch.delenv("AMAZON_MUSIC_TOKEN")
    for name in ("CLIENT_ID", "CLIENT_SECRET", "REFRESH_TOKEN"):
        monkeypatch.setenv(f"AMAZON_MUSIC_{name}", "0")
    monkeypatch.setenv("https_proxy", f"127.0.0.1:{proxy.port}")

    result = cli("tracks", "B0", "--attempts", "1")

    assert proxy.asked[0].startswith("CONNECT api.amazon.com:443")
    assert result.exit_code == 1


def test_no_proxy_is_used_for_an_excepted_host(
    cli: Run, sandbox: Sandbox, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    """``NO_PROXY`` names hosts that are reached directly."""
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{proxy.port}")
    monkeypatch.setenv("NO_PROXY", "example.com,127.0.0.1")

    result = cli("tracks", sandbox.track_ids[0])

    assert proxy.asked == []
    assert result.exit_code == 0


def test_a_proxy_of_another_kind_is_named(
    cli: Run, proxy: Proxy, account: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By its variable, before anything is sent."""
    monkeypatch.setenv("HTTPS_PROXY", f"socks5://127.0.0.1:{proxy.port}")

    result = cli("tracks", "B0")

    assert result.stderr == "Error: HTTPS_PROXY names a socks5 proxy: only http and https are supported\n"
    assert result.exit_code == 2


@pytest.mark.parametrize(
    "address", ["http://", "://", "http://[::1", "http://me:s3cret@h:99999", "h:port", "   ", "http://two words", "h:0"]
)
def test_an_address_that_is_none_is_told_at_once(
    cli: Run, account: None, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    """Without the address, which may hold a password."""
    for name in ("https_proxy", "no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HTTPS_PROXY", address)

    result = cli("tracks", "B0")

    assert result.stderr == (
        "Error: HTTPS_PROXY names a proxy whose address cannot be used: "
        "it is to look like http://proxy.example.com:8080\n"
    )
    assert result.exit_code == 2

"""The local web page where a login in the browser begins and ends."""

import asyncio
import hmac
import secrets
from contextlib import suppress
from types import TracebackType
from typing import Self
from urllib.parse import parse_qs, urlsplit

from attrs import define, field

from amazon_music_async import Authorization
from amazon_music_async.cli.exit_status import Problem, reason

_TIMEOUT = 10.0
"""Seconds for a browser to send its request: some connect in advance and send nothing."""

_ANSWER = (
    "HTTP/1.1 {status}\r\n{header}Content-Type: text/html; charset=utf-8\r\nContent-Length: {length}\r\n"
    "Cache-Control: no-store\r\nReferrer-Policy: no-referrer\r\nConnection: close\r\n\r\n{body}"
)
_PAGE = "<!DOCTYPE html><title>amazon-music-async</title><p style='font: 1.2rem system-ui; margin: 4rem'>{}</p>"


def _future() -> "asyncio.Future[str]":
    return asyncio.get_running_loop().create_future()


@define(eq=False)
class CallbackServer:
    """Listens on ``port`` of the loopback interface. Nothing is logged."""

    port: int
    authorization: Authorization | None = None
    """The login under way. Until it is set, every page is 404."""
    callback_url: "asyncio.Future[str]" = field(factory=_future)
    """The full address that the browser came back to, with the code."""
    server: asyncio.Server = field(init=False)
    _path: str = field(factory=lambda: secrets.token_urlsafe(16), repr=False)
    """Unguessable: another user of this machine who came first could finish the login with another account."""
    connections: "set[asyncio.Task[None] | None]" = field(factory=set[asyncio.Task[None] | None])

    async def __aenter__(self) -> Self:
        """Listen."""
        try:
            self.server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        except OSError as error:
            raise Problem(f"cannot listen on port {self.port}: {reason(error)}; choose another one: --port") from None
        self.port = self.server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Stop listening, and close the open connections."""
        self.server.close()
        for task in filter(None, self.connections):
            task.cancel()
        await asyncio.gather(*filter(None, self.connections), return_exceptions=True)

    @property
    def address(self) -> str:
        """Where the login begins: it redirects to the login page, whose address is too long to type."""
        return f"{self._root}{self._path}"

    @property
    def redirect_uri(self) -> str:
        """Where the browser comes back to; it must be an allowed return URL of the security profile."""
        return f"{self._root}callback"

    @property
    def _root(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        self.connections.add(task)
        try:
            async with asyncio.timeout(_TIMEOUT):
                request = await reader.readuntil(b"\r\n\r\n")
                writer.write(self._answer(request))
                await writer.drain()
        except (OSError, TimeoutError, ValueError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            pass  # The browser has gone, or the client is not a browser.
        finally:
            self.connections.discard(task)
            with suppress(OSError):
                writer.close()

    def _answer(self, request: bytes) -> bytes:
        method, _, rest = request.decode("latin-1").partition(" ")
        target = rest.partition(" ")[0]
        path = urlsplit(target).path
        if method == "GET" and self.authorization is not None:
            if hmac.compare_digest(path.encode(), f"/{self._path}".encode()):
                return _answer("302 Found", "To the login.", f"Location: {self.authorization.url}\r\n")
            if path == "/callback":
                return self._called_back(target, self.authorization.state)
        return _answer("404 Not Found", "There is nothing here.")

    def _called_back(self, target: str, state: str) -> bytes:
        given = parse_qs(urlsplit(target).query).get("state", [""])[0]
        # Any other page in the browser can request this address, and must not end the login.
        if not hmac.compare_digest(given.encode(), state.encode()):
            return _answer("400 Bad Request", "This is not the login under way.")
        if not self.callback_url.done():
            self.callback_url.set_result(self.redirect_uri.removesuffix("/callback") + target)
        return _answer("200 OK", "You can close this page and go back to the terminal.")


def _answer(status: str, text: str, header: str = "") -> bytes:
    body = _PAGE.format(text)
    return _ANSWER.format(status=status, header=header, length=len(body.encode()), body=body).encode()

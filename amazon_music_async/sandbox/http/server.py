"""The HTTP server: it turns requests and replies into HTTP, and applies faults."""

import asyncio
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any, Protocol, TypeVar, cast

from aiohttp import web
from attrs import define, field

from amazon_music_async.sandbox.http.faults import (
    Action,
    DropConnection,
    Fail,
    Faults,
    Garbage,
    HalfBody,
    Hang,
    RepeatToken,
    Slow,
)
from amazon_music_async.sandbox.http.reply import Reply, json_reply
from amazon_music_async.sandbox.http.request import Request, parsed_query
from amazon_music_async.sandbox.http.request_log import Received, RequestLog

_T = TypeVar("_T")
VERSION = "/v1"
_ANY_HOST = ("0.0.0.0", "::", "")  # noqa: S104 - only compared with
_GARBAGE = b"<html><body><h1>Bad Gateway</h1>\xff\xfe"


class Service(Protocol):
    """Anything that answers requests."""

    def answer(self, request: Request, /) -> Reply:
        """The reply to ``request``."""
        ...


class Settings(Protocol):
    """What may change while the server runs."""

    latency: float
    """Seconds before each answer of the music service."""

    @property
    def openapi(self) -> dict[str, Any]:
        """The description to serve at ``/openapi.json``."""
        ...


@define(eq=False)
class Server:
    """Passes requests below ``/v1`` to ``music`` and all others to ``login``, except ``/openapi.json``."""

    music: Service
    login: Service
    faults: Faults
    requests: RequestLog
    login_requests: RequestLog
    settings: Settings
    _runner: web.ServerRunner | None = field(default=None, init=False)
    _loop: asyncio.AbstractEventLoop | None = field(default=None, init=False)
    _running: set[asyncio.Task[object] | None] = field(factory=set[asyncio.Task[object] | None], init=False)

    async def start(self, host: str, port: int) -> str:
        """Listen, and return the origin, such as ``http://127.0.0.1:8080``; port 0 is any free port."""
        return await self._in_own_loop(self._start(host, port))

    async def stop(self) -> None:
        """Close every connection and wait until no task is left."""
        await self._in_own_loop(self._stop())

    async def _in_own_loop(self, work: Coroutine[Any, Any, _T]) -> _T:
        """Do this in the event loop of the server, which may run in another thread."""
        loop = self._loop
        if loop is None or loop is asyncio.get_running_loop() or not loop.is_running():
            return await work
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(work, loop))

    async def _start(self, host: str, port: int) -> str:
        if self._runner is not None:
            raise RuntimeError("the sandbox is already running")
        # A handler is cancelled when its client disconnects: nobody waits for the answer of a request that hangs.
        # Bodies are not decompressed: a broken one would be logged as an error of the server.
        server = web.Server(self._handle, handler_cancellation=True, access_log=None, auto_decompress=False)
        self._runner = web.ServerRunner(server, shutdown_timeout=0.1)
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, host, port).start()
        except BaseException:  # the port is in use or impossible, or the task was cancelled
            await self._stop()
            raise
        self._loop = asyncio.get_running_loop()
        name = "127.0.0.1" if host in _ANY_HOST else f"[{host}]" if ":" in host else host
        return f"http://{name}:{self._runner.addresses[0][1]}"

    def check_loop(self) -> None:
        """Raise if another event loop runs here while the server's own loop does not: requests would hang."""
        try:
            here = asyncio.get_running_loop()
        except RuntimeError:  # nothing runs here, and nothing can be sent yet
            return
        if self._loop is not None and self._loop is not here and not self._loop.is_running():
            raise RuntimeError(
                "the sandbox was started in another event loop, which does not run now, so it would never answer: "
                "give its fixture the loop_scope of the tests (@pytest_asyncio.fixture(loop_scope=...), or "
                "asyncio_default_fixture_loop_scope in pytest's settings), or run it by 'with Sandbox.in_thread()'"
            )

    async def _stop(self) -> None:
        runner, self._runner = self._runner, None
        if runner is None:
            return
        running = tuple(filter(None, self._running))
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        await _a_few_turns()  # asyncio never closes a connection that it accepts while the server is closed.
        await runner.cleanup()
        await _a_few_turns()  # The tasks of the connections end.

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        path = request.rel_url.raw_path
        if path == "/openapi.json":
            return await _sent(request, json_reply(self.settings.openapi), None)
        login = not path.startswith(VERSION + "/")
        log = self.login_requests if login else self.requests
        loop, task = asyncio.get_running_loop(), asyncio.current_task()
        received = Received(request.method, path, request.rel_url.raw_query_string, request.headers, loop.time())
        log.begin(received)
        self._running.add(task)
        try:
            return await self._answered(request, received, login=login)
        except web.HTTPRequestEntityTooLarge as refusal:
            received.status = refusal.status
            raise
        finally:
            self._running.discard(task)
            log.end(received, loop.time())

    async def _answered(self, http: web.BaseRequest, received: Received, *, login: bool) -> web.StreamResponse:
        received.body = await http.read() if http.can_read_body else b""
        path = received.path if login else received.path.removeprefix(VERSION)
        request = Request(received.method, path, parsed_query(received.query_string), received.headers, received.body)
        action = self.faults.action_for(request, login=login)
        seconds = (0.0 if login else self.settings.latency) + (action.seconds if isinstance(action, Slow) else 0.0)
        if seconds > 0:
            await asyncio.sleep(seconds)
        if isinstance(action, Hang):
            await asyncio.Event().wait()
        if isinstance(action, DropConnection):
            _transport(http).abort()
            return web.Response()
        request.repeats_token = isinstance(action, RepeatToken)
        reply = action.reply if isinstance(action, Fail) else (self.login if login else self.music).answer(request)
        received.user = request.user
        received.status = reply.status
        return await _sent(http, reply, action)


async def _a_few_turns() -> None:
    for _ in range(3):
        await asyncio.sleep(0)


async def _sent(http: web.BaseRequest, reply: Reply, action: Action | None) -> web.StreamResponse:
    if isinstance(action, HalfBody):
        return await _half_sent(http, reply)
    body = _GARBAGE if isinstance(action, Garbage) else reply.body
    response = web.Response(body=body, status=reply.status, headers=reply.headers)
    response.content_type = reply.content_type
    return response


async def _half_sent(http: web.BaseRequest, reply: Reply) -> web.StreamResponse:
    response = web.StreamResponse(status=reply.status, headers=reply.headers)
    response.content_type = reply.content_type
    response.content_length = len(reply.body)
    response.force_close()
    with suppress(ConnectionError):  # the client has disconnected
        await response.prepare(http)
        await response.write(reply.body[: len(reply.body) // 2])
        _transport(http).close()
    return response


def _transport(http: web.BaseRequest) -> asyncio.Transport:
    # It is None only after the client has disconnected, and then the handler has been cancelled.
    return cast("asyncio.Transport", http.transport)

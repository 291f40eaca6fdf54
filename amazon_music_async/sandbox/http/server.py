"""Where calls and replies become HTTP on a loopback port, with the faults that only a network has."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Protocol, cast

from aiohttp import web
from attrs import define, field

from amazon_music_async.sandbox.http.faults import Action, Drop, Fail, Faults, Garbage, Half, Hang, Repeat, Slow
from amazon_music_async.sandbox.http.reply import Reply
from amazon_music_async.sandbox.http.request import Call, parsed_query
from amazon_music_async.sandbox.http.request_log import Log, Received

VERSION = "/v1"
_GARBAGE = b"<html><body><h1>Bad Gateway</h1>\xff\xfe"


class Answering(Protocol):
    """Whatever answers calls."""

    def answer(self, call: Call, /) -> Reply:
        """The reply to ``call``."""
        ...


@define(eq=False)
class Server:
    """Listens, and answers through ``service`` below the version and through ``login`` beside it."""

    service: Answering
    login: Answering
    faults: Faults
    requests: Log
    login_requests: Log
    pause: Callable[[], float]
    """Seconds before each answer of the service, asked anew for each request."""
    _runner: web.ServerRunner | None = field(default=None, init=False)
    _running: set[asyncio.Task[object] | None] = field(factory=set[asyncio.Task[object] | None], init=False)

    async def start(self, port: int) -> int:
        """Listen on a loopback port, any free one for 0; the port is returned."""
        if self._runner is not None:
            raise RuntimeError("the sandbox is already running")
        # Cancelled when the client has gone: nobody waits for the answer of a request that hangs.
        # Bodies stay as they are: one that cannot be unpacked would count as a mistake of the server.
        server = web.Server(self._handle, handler_cancellation=True, access_log=None, auto_decompress=False)
        self._runner = web.ServerRunner(server, shutdown_timeout=0.1)
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, "127.0.0.1", port).start()
        except BaseException:  # a port that is taken, or none at all, or a start that is given up
            await self.stop()
            raise
        return int(self._runner.addresses[0][1])

    async def stop(self) -> None:
        """Cut every connection; nothing is left running."""
        runner, self._runner = self._runner, None
        if runner is None:
            return
        running = tuple(filter(None, self._running))
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        await runner.cleanup()
        # The connections' own tasks end in the loop's next turns.
        for _ in range(3):
            await asyncio.sleep(0)

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        path = request.rel_url.raw_path
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

    async def _answered(self, request: web.BaseRequest, received: Received, *, login: bool) -> web.StreamResponse:
        received.body = await request.read() if request.can_read_body else b""
        path = received.path if login else received.path.removeprefix(VERSION)
        call = Call(received.method, path, parsed_query(received.query_string), received.headers, received.body)
        action = self.faults.befalling(call, login=login)
        seconds = (0.0 if login else self.pause()) + (action.seconds if isinstance(action, Slow) else 0.0)
        if seconds > 0:
            await asyncio.sleep(seconds)
        if isinstance(action, Hang):
            await asyncio.Event().wait()
        if isinstance(action, Drop):
            return _dropped(request)
        call.repeats_token = isinstance(action, Repeat)
        reply = action.reply if isinstance(action, Fail) else (self.login if login else self.service).answer(call)
        received.user = call.user
        received.status = reply.status
        return await _sent(request, reply, action)


async def _sent(request: web.BaseRequest, reply: Reply, action: Action | None) -> web.StreamResponse:
    if isinstance(action, Half):
        return await _half_sent(request, reply)
    body = _GARBAGE if isinstance(action, Garbage) else reply.body
    response = web.Response(body=body, status=reply.status, headers=reply.headers)
    response.content_type = reply.content_type
    return response


async def _half_sent(request: web.BaseRequest, reply: Reply) -> web.StreamResponse:
    response = web.StreamResponse(status=reply.status, headers=reply.headers)
    response.content_type = reply.content_type
    response.content_length = len(reply.body)
    response.force_close()
    with suppress(ConnectionError):  # the client has gone before
        await response.prepare(request)
        await response.write(reply.body[: len(reply.body) // 2])
        _transport(request).close()
    return response


def _dropped(request: web.BaseRequest) -> web.StreamResponse:
    _transport(request).abort()
    return web.Response()


def _transport(request: web.BaseRequest) -> asyncio.Transport:
    # It is None only when the client has gone, and then the handler has been cancelled.
    return cast("asyncio.Transport", request.transport)

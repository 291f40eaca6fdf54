"""Sends requests over aiohttp; the protocol that another HTTP library would follow."""

import asyncio
import warnings
from collections.abc import AsyncGenerator, Mapping
from contextlib import suppress
from typing import Any, Protocol, cast
from weakref import WeakSet

import aiohttp
from aiohttp.client_proto import ResponseHandler
from aiohttp.connector import Connection
from aiohttp.tracing import Trace
from attrs import define, field, frozen
from yarl import URL

from amazon_music_async._calls.transport_failures import is_undecodable
from amazon_music_async.errors import ClientClosed, DecodeError

MAX_BODY = 32 * 2**20
"""The most bytes of a body, after decompression, unless the caller says otherwise."""

_NO_TYPE = frozenset({"Content-Type"})
"""The header that aiohttp would add to a request without a body."""
_NO_TIMEOUT = aiohttp.ClientTimeout(total=None)
"""The time-out is ours: aiohttp's does not hold for a body that began to arrive before the request was sent."""


@frozen
class Answer:
    """An HTTP response: what a `Transport` gives back.

    >>> answer = Answer(204, {}, b"")
    >>> answer.succeeded
    True
    >>> answer
    Answer(status=204, body=<0 bytes>)
    """

    status: int
    headers: Mapping[str, str] = field(repr=False)
    """Names are looked up in any case."""
    body: bytes = field(repr=lambda body: f"<{len(body)} bytes>")
    """All of it, decompressed."""

    @property
    def succeeded(self) -> bool:
        """Whether the status is 2xx."""
        return 200 <= self.status < 300


class Transport(Protocol):
    """Sends requests: what `AmazonMusic` uses to talk to the service.

    The client's own uses aiohttp. Another one is passed as ``transport=``: for another HTTP library, or for tests.

    >>> class Recorded:
    ...     async def send(self, method, url, headers, body, timeout):
    ...         return Answer(200, {}, b'{"data": {"track": {"id": "B076YT2CBT", "title": "Happy"}}}')
    ...     async def close(self):
    ...         pass
    >>> offline = AmazonMusic(token, api_key=security_profile_id, transport=Recorded())
    >>> (await offline.tracks.get("B076YT2CBT")).title
    'Happy'
    """

    async def send(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        body: bytes | None,
        timeout: float,  # noqa: ASYNC109 - who implements it knows best how to stop
    ) -> Answer:
        """Send one request and return the answer, whatever its status. Redirects are not to be followed.

        ``headers``: names and values as they are sent; the repr of a secret value is ``***``.
        ``timeout``: seconds from now to the last byte of the answer; then raise `TimedOut`. Raise `ConnectionFailed`
        when no answer arrives and another attempt may help. Any other exception becomes a `TransportError`.

        >>> class Counted:
        ...     def __init__(self, transport):
        ...         self.transport, self.sent = transport, 0
        ...     async def send(self, method, url, headers, body, timeout):
        ...         self.sent += 1
        ...         return await self.transport.send(method, url, headers, body, timeout)
        ...     async def close(self):
        ...         await self.transport.close()
        """
        ...

    async def close(self) -> None:
        """Close the connections. Nothing is sent afterwards.

        >>> class Lent:
        ...     async def close(self):
        ...         pass  # whoever made the connections closes them
        """
        ...


@define(eq=False)
class AiohttpTransport:
    """Sends requests over one aiohttp session: a lent one, never closed here, or its own, opened at the first request.

    ``max_body``: the most bytes of a body, after decompression.
    """

    session: aiohttp.ClientSession | None = field(default=None, repr=False)
    max_body: int = MAX_BODY
    _owned: aiohttp.ClientSession | None = field(default=None, init=False, repr=False)
    _loop_end: AsyncGenerator[None] | None = field(default=None, init=False, repr=False)
    _in_flight: set["asyncio.Task[Any]"] = field(factory=set["asyncio.Task[Any]"], init=False, repr=False)
    _closed: bool = field(default=False, init=False)

    @property
    def cookie_jar(self) -> str | None:
        """The class of what keeps the cookies of all users of a lent session; None if nothing does."""
        jar = None if self.session is None else self.session.cookie_jar
        return None if jar is None or isinstance(jar, aiohttp.DummyCookieJar) else type(jar).__name__

    async def send(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        body: bytes | None,
        timeout: float,  # noqa: ASYNC109 - as the protocol has it
    ) -> Answer:
        """The answer, whatever its status; a `TimeoutError` when it was not complete within ``timeout`` seconds."""
        session = self._owned or await self._open()
        # A coroutine always runs in a task, if it got as far as to aiohttp.
        task = cast("asyncio.Task[Any]", asyncio.current_task())
        cancelling = task.cancelling()
        self._in_flight.add(task)
        try:
            async with asyncio.timeout(timeout):
                return await self._exchange(session, method, url, headers, body)
        except asyncio.CancelledError:
            # By `close` and by nobody else, or by nobody: a lent session that is closed cancels what its callers wait
            # for.
            if self._closed:
                others = task.uncancel()
            elif self.session is not None and self.session.closed:
                others = task.cancelling()
            else:
                raise
            if others > cancelling:
                raise
        finally:
            self._in_flight.discard(task)
        raise _closed() if self._closed else _lent_closed()

    async def _exchange(
        self,
        session: aiohttp.ClientSession,
        method: str,
        url: str,
        headers: Mapping[str, str],
        body: bytes | None,
    ) -> Answer:
        # A redirect is not followed: the token must not go to another host.
        async with session.request(
            method,
            URL(url, encoded=True),
            headers=headers,
            data=body,
            skip_auto_headers=_NO_TYPE if body is None and method != "GET" else None,
            allow_redirects=False,
            raise_for_status=False,
            auto_decompress=True,
            timeout=_NO_TIMEOUT,
        ) as response:
            try:
                body = await self._body(response)
                if body is None:
                    raise DecodeError(f"the body is larger than {self.max_body} bytes")  # noqa: TRY301 - no frame more
            except (DecodeError, aiohttp.ClientPayloadError) as error:
                if 200 <= response.status < 300 or not is_undecodable(error):
                    raise
                # The status tells the kind of refusal. The text is dropped: half a secret would not be recognised.
                body = b""
            return Answer(response.status, response.headers, body)

    async def _body(self, response: aiohttp.ClientResponse) -> bytes | None:
        """Return the body, or None when it is too large."""
        parts: list[bytes] = []
        size = 0
        while part := await response.content.readany():
            size += len(part)
            if size > self.max_body:
                response.close()
                return None
            parts.append(part)
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def distrust(self) -> None:
        """Send no more requests over the connections that are open now, because one gave the answer to another request.

        Nobody knows which one; all its later answers would be shifted as well. A lent session is left alone.
        """
        if self._owned is not None:
            cast("_Connector", self._owned.connector).distrust()

    async def _open(self) -> aiohttp.ClientSession:
        if self._closed:
            raise _closed()
        if self.session is not None:
            if self.session.closed:
                raise _lent_closed()
            return self.session
        self._owned = session = aiohttp.ClientSession(connector=_Connector(), cookie_jar=aiohttp.DummyCookieJar())
        self._loop_end = _closed_with_loop(session)
        await anext(self._loop_end)
        return session

    async def close(self) -> None:
        """Close the session, unless it is lent; requests in flight end with `ClientClosed`."""
        if not self._closed:
            self._closed = True
            # A lent session stays open, and a connection that is still being made belongs to no session yet.
            for task in self._in_flight:
                task.cancel()
        owned, loop_end, self._owned, self._loop_end = self._owned, self._loop_end, None, None
        if owned is not None and loop_end is not None:
            await owned.close()
            await loop_end.aclose()

    def __del__(self) -> None:
        """Warn that the client was not closed, as aiohttp does for a session, and close it."""
        if self._owned is None or self._loop_end is None:
            return
        # The first step of each closes the connections; later steps only wait for the loop, which may have ended.
        for closing in (self._owned.close(), self._loop_end.aclose()):
            with suppress(StopIteration, RuntimeError):
                closing.send(None)
            closing.close()
        warnings.warn("unclosed AmazonMusic: use `async with` or `await music.close()`", ResourceWarning, 2, self)


class _Connector(aiohttp.TCPConnector):
    """Never gives out an idle connection on which something has arrived: it would be taken for the next answer."""

    def __init__(self) -> None:
        """How many connections there are is the limiter's business."""
        super().__init__(limit=0)  # pyright: ignore[reportUnknownMemberType] - aiohttp types one parameter in part
        self._used = WeakSet[ResponseHandler]()
        """Those given out. A new connection may have received something too: from what is no HTTP server."""

    def distrust(self) -> None:
        """Close every connection when it is idle or its request is answered."""
        for protocol in self._used:
            protocol.force_close()

    async def connect(
        self,
        req: aiohttp.ClientRequest,
        traces: list[Trace],
        timeout: aiohttp.ClientTimeout,  # noqa: ASYNC109 - as aiohttp has it
    ) -> Connection:
        """A new connection, or an idle one that is as the last answer left it."""
        while True:
            connection = await super().connect(req, traces, timeout)
            protocol = cast("ResponseHandler", connection.protocol)  # None when the connection is given back
            if not (protocol.should_close and protocol in self._used):
                self._used.add(protocol)
                return connection
            connection.close()


async def _closed_with_loop(session: aiohttp.ClientSession) -> AsyncGenerator[None]:
    """Close ``session`` when its event loop ends: asyncio.run closes the asynchronous generators that are left.

    After the end of the loop a connection can no longer be closed without a warning.
    """
    try:
        yield
    finally:
        await session.close()


def _closed() -> ClientClosed:
    return ClientClosed("this client is closed")


def _lent_closed() -> ClientClosed:
    return ClientClosed("the aiohttp session that was lent to this client is closed")

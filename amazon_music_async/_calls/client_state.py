"""What a client and its views share."""

import asyncio
from typing import Any
from urllib.parse import quote

from attrs import define, field

from amazon_music_async._calls.decode_lock import DecodeLock
from amazon_music_async._calls.limiter import Limiter
from amazon_music_async._calls.request import Request
from amazon_music_async._calls.transport import AiohttpTransport, Transport
from amazon_music_async._events import EventDispatcher
from amazon_music_async.errors import ClientClosed


@define(eq=False)
class ClientState:
    """The base URL, the transport, the limiter, the listener: everything that does not belong to one user."""

    base_url: str
    headers: dict[str, str] = field(repr=False)
    """Sent with every request; the api key is among them."""
    secrets: tuple[str, ...] = field(repr=False)
    transport: Transport = field(repr=False)
    limiter: Limiter
    events: EventDispatcher
    decoding: DecodeLock = field(factory=DecodeLock, repr=False)
    closed: bool = False
    _loop: asyncio.AbstractEventLoop | None = field(default=None, init=False, repr=False)

    def url(self, request: Request[Any]) -> str:
        """The URL of a request, quoted once: ids stay readable, and commas part them as the documents show."""
        url = f"{self.base_url}/{request.path}"
        if not request.query:
            return url
        return (
            url + "?" + "&".join(f"{quote(name, safe='[]')}={quote(value, safe=',')}" for name, value in request.query)
        )

    def count(self, attempt: int) -> None:
        """Count a request that is about to be sent."""
        self.limiter.stats.requests += 1
        self.limiter.stats.retries += attempt > 1

    def check_open(self) -> None:
        """Raise `ClientClosed` after `close`, and in another event loop than that of the first call."""
        if self.closed:
            raise ClientClosed("this client is closed")
        loop = asyncio.get_running_loop()
        if self._loop is None:
            self._loop = loop
        elif self._loop is not loop:
            raise ClientClosed("this client belongs to another event loop: make one for each loop (each asyncio.run)")

    def distrust_connections(self) -> None:
        """Open new connections, because an answer belongs to another request."""
        if isinstance(self.transport, AiohttpTransport):
            self.transport.distrust()

    async def close(self) -> None:
        """End every call that waits or is under way, and close what was opened."""
        self.closed = True
        self.limiter.close(lambda: ClientClosed("this client is closed"))
        await self.transport.close()

"""A server on loopback that answers with whatever bytes a test wants."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import TypeAlias

from attrs import define, field

Handler: TypeAlias = Callable[["Wire"], Awaitable[None]]


def response(body: bytes, *headers: str, status: str = "200 OK", length: int | None = None) -> bytes:
    """An HTTP response; ``length`` is what it promises, if not the truth."""
    promised = len(body) if length is None else length
    head = [f"HTTP/1.1 {status}", f"Content-Length: {promised}", "Content-Type: application/json", *headers, "", ""]
    return "\r\n".join(head).encode() + body


@define
class Wire:
    """The server's end of one connection, after a request was read."""

    request: bytes
    writer: asyncio.StreamWriter
    reader: asyncio.StreamReader

    async def send(self, data: bytes) -> None:
        """Write some bytes."""
        self.writer.write(data)
        await self.writer.drain()

    async def hang(self) -> None:
        """Say nothing until the client goes away."""
        await self.reader.read()

    def reset(self) -> None:
        """Drop the connection."""
        transport = self.writer.transport
        transport.abort()


@define(eq=False)
class RawServer:
    """What arrived, and what is answered."""

    handler: Handler
    requests: list[bytes] = field(factory=list[bytes])
    connections: int = 0
    open: int = 0
    """Connections that are open now."""
    url: str = ""
    _tasks: dict["asyncio.Task[None]", asyncio.StreamWriter] = field(
        factory=dict["asyncio.Task[None]", asyncio.StreamWriter]
    )

    def connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one connection, which is known before its task has begun."""
        task = asyncio.create_task(self.serve(reader, writer))
        self._tasks[task] = writer
        task.add_done_callback(self._tasks.pop)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, any number of requests."""
        self.connections += 1
        self.open += 1
        try:
            with suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
                while not writer.is_closing():
                    await self._answer(reader, writer)
        finally:
            self.open -= 1
            writer.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        length = next(
            (int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")), 0
        )
        request = head + await reader.readexactly(length)
        self.requests.append(request)
        await self.handler(Wire(request, writer, reader))

    async def idle(self) -> None:
        """Wait until the clients have closed all connections."""
        async with asyncio.timeout(5):
            while self._tasks:
                await asyncio.wait(set(self._tasks))

    async def stop(self) -> None:
        """Close what is still open."""
        for task, writer in list(self._tasks.items()):
            task.cancel()
            writer.transport.abort()
        await asyncio.gather(*self._tasks, return_exceptions=True)


@asynccontextmanager
async def raw_server(answers: Handler | bytes) -> AsyncGenerator[RawServer]:
    """A server that answers every request in the same way."""

    async def say(wire: Wire) -> None:
        assert isinstance(answers, bytes)
        await wire.send(answers)

    running = RawServer(say if isinstance(answers, bytes) else answers)
    server = await asyncio.start_server(running.connected, "127.0.0.1", 0, limit=2**20)
    running.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
    try:
        yield running
    finally:
        server.close()
        await running.stop()

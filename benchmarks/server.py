"""A server that is never the bottleneck: another process, bodies made beforehand, no framework.

``/80ms/v1/…`` answers after 80 milliseconds. It ends when its standard input does.
"""

import asyncio
import sys
from urllib.parse import parse_qs

import bodies

_PAGES = 50
"""How many pages the list of liked tracks has."""
_OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%b"
_UNKNOWN = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"


class Server(asyncio.Protocol):
    """One connection: requests without bodies, one after the other."""

    def __init__(self) -> None:
        """Nothing was received yet."""
        self._received = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the way back."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Answer each request that is complete."""
        self._received += data
        while (end := self._received.find(b"\r\n\r\n")) >= 0:
            target = self._received[: self._received.index(b"\r\n")].split(b" ")[1]
            self._received = self._received[end + 4 :]
            self._answer(target)

    def _answer(self, target: bytes) -> None:
        assert self._transport is not None
        _, latency, path = target.split(b"/", 2)
        body = _body(path.removeprefix(b"v1/"))
        answer = _UNKNOWN if body is None else _OK % (len(body), body)
        seconds = int(latency.removesuffix(b"ms")) / 1000
        if seconds:
            asyncio.get_running_loop().call_later(seconds, self._transport.write, answer)
        else:
            self._transport.write(answer)


def _body(path: bytes) -> bytes | None:
    path, _, query = path.partition(b"?")
    if path.startswith(b"spotify/"):
        return bodies.spotify()
    if path == b"tracks":
        # Cheaper than parse_qs, and enough: nothing else comes first here.
        asked = query.partition(b"&")[0].removeprefix(b"ids=").split(b",")
        return bodies.tracks(asked)
    if path.startswith(b"tracks/"):
        return bodies.track(path.removeprefix(b"tracks/"))
    if path == b"me/tracks":
        return bodies.liked(int(parse_qs(query).get(b"cursor", [b"0"])[0]), _PAGES)
    return None


async def _serve() -> None:
    for page in range(_PAGES):
        bodies.liked(page, _PAGES)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Server, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)
    server.close()


if __name__ == "__main__":
    asyncio.run(_serve())

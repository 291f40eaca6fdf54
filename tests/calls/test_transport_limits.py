"""Bodies and headers that are too large, endless or unreadable."""

import gzip
import tracemalloc
import zlib
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import aiohttp
import pytest
from raw_calls import TRACK, client, failure
from raw_server import Wire, raw_server, response

from amazon_music_async import ConnectionFailed, DecodeError, Retry, ServerError, TimedOut


@asynccontextmanager
async def memory() -> AsyncGenerator[list[int]]:
    """The most bytes that were taken meanwhile."""
    most: list[int] = []
    tracemalloc.start()
    yield most
    most.append(tracemalloc.get_traced_memory()[1])
    tracemalloc.stop()


async def test_an_endless_body_is_refused() -> None:
    """A body larger than the limit is a DecodeError, at once and in bounded memory."""

    async def pour(wire: Wire) -> None:
        await wire.send(b"HTTP/1.1 200 OK\r\n\r\n")
        while not wire.writer.is_closing():
            await wire.send(b"x" * 2**18)

    async with memory() as most:
        error, requests = await failure(pour, max_body=2**20)

    assert type(error) is DecodeError
    assert str(error) == "GET /tracks/A -> the body is larger than 1048576 bytes @ $"
    assert requests == 1
    assert most[0] < 8 * 2**20


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
async def test_a_decompression_bomb_is_refused_in_bounded_memory(encoding: str) -> None:
    """The limit counts bytes after decompression: 64 MiB of nothing in 64 kB are given up in bounded memory."""
    empty = b"\x00" * (64 * 2**20)
    bomb = gzip.compress(empty, 1) if encoding == "gzip" else zlib.compress(empty, 1)
    del empty
    async with memory() as most:
        error, requests = await failure(response(bomb, f"Content-Encoding: {encoding}"), max_body=2**20)

    assert type(error) is DecodeError
    assert "the body is larger than 1048576 bytes" in str(error)
    assert requests == 1
    assert most[0] < 16 * 2**20


async def test_a_body_of_exactly_the_limit_is_read() -> None:
    """One byte more would be too many."""
    packed = response(gzip.compress(TRACK), "Content-Encoding: gzip")
    async with raw_server(packed) as server, client(server.url, max_body=len(TRACK)) as music:
        assert (await music.tracks.get("A")).id == "A"
        assert music.stats.received == len(TRACK)

    error, _ = await failure(packed, max_body=len(TRACK) - 1)

    assert type(error) is DecodeError


async def test_answers_are_decompressed_even_if_the_lent_session_does_not() -> None:
    """The session of a proxy may be made with auto_decompress=False."""
    packed = response(gzip.compress(TRACK), "Content-Encoding: gzip")
    async with (
        raw_server(packed) as server,
        aiohttp.ClientSession(auto_decompress=False) as session,
        client(server.url, session=session) as music,
    ):
        assert (await music.tracks.get("A")).id == "A"


async def test_chunks_are_joined_to_one_body() -> None:
    """A body sent byte by byte is read whole."""
    pieces = [b"%x\r\n%s\r\n" % (1, bytes([byte])) for byte in TRACK]

    async def piecemeal(wire: Wire) -> None:
        await wire.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        for piece in pieces:
            await wire.send(piece)
        await wire.send(b"0\r\n\r\n")

    async with raw_server(piecemeal) as server, client(server.url) as music:
        assert (await music.tracks.get("A")).id == "A"


@pytest.mark.parametrize(
    "answers",
    [
        response(b"not gzip at all", "Content-Encoding: gzip"),
        response(gzip.compress(TRACK)[:15] + b"broken" * 5, "Content-Encoding: gzip"),
        b"SSH-2.0-OpenSSH_9.6\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"x" * 100_000 + b"\r\n\r\n",
    ],
    ids=["no gzip", "broken gzip", "no http", "bad length", "long header"],
)
async def test_an_answer_that_is_not_http_is_not_retried(answers: bytes) -> None:
    """The next answer would be as unreadable."""
    error, requests = await failure(answers)

    assert type(error) is DecodeError
    assert requests == 1
    assert len(str(error)) < 250


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        (
            b"HTTP/1.1 200 OK\r\nX: " + b"x" * 9000 + b"\r\n\r\n",
            (
                "a line of its head is longer than 8190 bytes; lend a session that accepts more, session="
                "aiohttp.ClientSession(max_line_size=…, max_field_size=…)"
            ),
        ),
        (b"HTTP/1.1 200 OK\r\n" + b"X: x\r\n" * 300 + b"\r\n", "Too many headers received"),
        (b"SSH-2.0-OpenSSH_9.6\r\n\r\n", "Bad status line: Expected HTTP/, RTSP/ or ICE/"),
        (response(b"not gzip at all", "Content-Encoding: gzip"), "Can not decode content-encoding: gzip"),
    ],
    ids=["long header", "many headers", "no http", "no gzip"],
)
async def test_an_unreadable_answer_is_described_by_the_message_of_aiohttp(answers: bytes, words: str) -> None:
    """The error says what is wrong, and for a header that is too long which session to lend."""
    error, _ = await failure(answers)

    assert str(error) == f"GET /tracks/A -> the answer is not HTTP that can be read: {words} @ $"


async def test_a_lent_session_that_accepts_longer_headers_reads_them() -> None:
    """The session that the error advises works."""
    long = response(TRACK, "X: " + "x" * 9000)
    async with (
        raw_server(long) as server,
        aiohttp.ClientSession(max_line_size=2**16, max_field_size=2**16) as session,
        client(server.url, session=session) as music,
    ):
        assert (await music.tracks.get("A")).id == "A"


@pytest.mark.parametrize(
    ("body", "headers"),
    [(b"not gzip at all", ["Content-Encoding: gzip"]), (b"busy " * 999, [])],
    ids=["no gzip", "too large"],
)
async def test_a_refusal_whose_body_cannot_be_read_is_still_a_refusal(body: bytes, headers: list[str]) -> None:
    """Its status tells the class, and whether it is retried."""
    error, requests = await failure(response(body, *headers, "Retry-After: 0", status="503 Busy"), max_body=999)

    assert isinstance(error, ServerError)
    assert (error.status, error.message, error.retry_after) == (503, None, 0)
    assert (error.attempts, requests) == (3, 3)


async def test_a_refusal_that_is_cut_off_is_retried() -> None:
    """Its body matters: a 404 with an error object is about an id, one without is not."""

    async def cut(wire: Wire) -> None:
        await wire.send(response(b'{"error"', status="404 Not Found", length=100))
        wire.writer.close()

    error, requests = await failure(cut)

    assert type(error) is ConnectionFailed
    assert requests >= 3


async def test_endless_headers_are_refused_in_bounded_memory() -> None:
    """Either as unreadable or by the time-out."""

    async def pour(wire: Wire) -> None:
        await wire.send(b"HTTP/1.1 200 OK\r\n")
        while not wire.writer.is_closing():
            await wire.send(b"".join(b"X-%d: %s\r\n" % (number, b"y" * 1000) for number in range(64)))

    async with memory() as most:
        error, _ = await failure(pour, timeout=1.0, retry=Retry.none())

    assert isinstance(error, DecodeError | TimedOut)
    assert most[0] < 64 * 2**20

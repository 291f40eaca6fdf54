"""The sandbox starts and stops at once, and logs what arrives."""

import asyncio
import socket
import time
from collections.abc import Sequence
from contextlib import suppress
from io import BytesIO

import pytest
from aiohttp import ClientError, ClientSession
from sandbox_http import TRACK, Http, http_to
from yarl import URL

from amazon_music_async.sandbox import Received, Sandbox


async def test_a_large_catalogue_starts_at_once() -> None:
    """A million tracks take no time to start."""
    begun = time.perf_counter()
    async with Sandbox(tracks=1_000_000, albums=100_000):
        took = time.perf_counter() - begun

    assert took < 5.0


async def test_stopping_does_not_wait_for_idle_connections() -> None:
    """Connections that a client keeps alive are closed."""
    sandbox = Sandbox()
    await sandbox.start()
    async with ClientSession() as session:
        await Http(sandbox, session).get(TRACK)
        begun = time.perf_counter()
        await sandbox.stop()

    assert time.perf_counter() - begun < 5.0


@pytest.mark.parametrize("turns", range(5))
async def test_a_connection_that_arrives_just_before_the_stop_is_closed(
    turns: int, caplog: pytest.LogCaptureFixture
) -> None:
    """It is known to the server or not yet: nothing is left of it, and nothing is logged."""
    sandbox = Sandbox()
    await sandbox.start()
    with socket.create_connection(("127.0.0.1", URL(sandbox.url).port or 0), timeout=5) as connection:
        for _ in range(turns):
            await asyncio.sleep(0)
        await sandbox.stop()
        with suppress(ConnectionError):
            assert connection.recv(1) == b""

    assert caplog.records == []


async def test_nothing_is_left_running() -> None:
    """After the block the event loop has the tasks it had before."""
    before = asyncio.all_tasks()
    async with Sandbox() as sandbox, http_to(sandbox) as http:
        await asyncio.gather(*(http.get(TRACK) for _ in range(10)))

    assert asyncio.all_tasks() == before


async def test_stopping_twice_does_nothing() -> None:
    """A stopped sandbox can be stopped, and so can one that never ran."""
    sandbox = Sandbox()
    await sandbox.stop()
    await sandbox.start()
    await sandbox.stop()
    await sandbox.stop()


async def test_starting_a_running_sandbox_is_an_error(sandbox: Sandbox) -> None:
    """A second start is a `RuntimeError`."""
    with pytest.raises(RuntimeError, match="already"):
        await sandbox.start()


async def test_writes_survive_a_restart() -> None:
    """After a stop and a start the user's lists are as before."""
    async with Sandbox() as sandbox, http_to(sandbox) as http:
        await http.put("/me/library/tracks/B08DL2BXQC")
        await sandbox.stop()
        with pytest.raises(ClientError):
            await http.get(TRACK)
        await sandbox.start()

        assert (await http.get(TRACK)).status == 200
        assert list(sandbox.user().library_tracks) == ["B08DL2BXQC"]


async def test_the_port_can_be_chosen(sandbox: Sandbox) -> None:
    """A fixed port is used; a port in use is an error, and no task is left."""
    port = int(sandbox.login_origin.rpartition(":")[2])
    before = asyncio.all_tasks()
    late = Sandbox(port=port)

    with pytest.raises(OSError, match=str(port)):
        await late.start()
    await sandbox.stop()
    async with late:
        assert late.url == f"http://127.0.0.1:{port}/v1"
    assert asyncio.all_tasks() <= before


@pytest.mark.parametrize(("host", "shown"), [("0.0.0.0", "127.0.0.1"), ("localhost", "localhost"), ("::1", "[::1]")])  # noqa: S104 - it is stopped at once
async def test_the_host_can_be_chosen(host: str, shown: str) -> None:
    """The address names the host, and loopback if it listens everywhere."""
    async with Sandbox(host=host) as sandbox, http_to(sandbox) as http:
        assert sandbox.login_origin.startswith(f"http://{shown}:")
        assert (await http.get(TRACK)).status == 200


async def test_a_failed_start_can_be_repeated() -> None:
    """An impossible port is the same error each time, and no task is left."""
    before = asyncio.all_tasks()
    lost = Sandbox(port=70_000)

    for _ in range(2):
        with pytest.raises(OverflowError, match="port"):
            await lost.start()
    assert asyncio.all_tasks() == before


def test_it_has_no_address_before_it_starts() -> None:
    """Asking for the address of a sandbox that is not started says how to start it."""
    with pytest.raises(RuntimeError, match="async with"):
        _ = Sandbox().url


async def test_two_sandboxes_live_side_by_side() -> None:
    """Each has its own port and its own tokens."""
    async with Sandbox() as one, Sandbox() as other, http_to(one) as http:
        answer = await http.get(TRACK, authorization=f"Bearer {other.token}")

        assert one.url != other.url
        assert answer.status == 401


async def test_requests_are_logged(http: Http, sandbox: Sandbox) -> None:
    """A record holds what arrived, from whom, and how it was answered."""
    await http.put("/me/tracks/B076YT2CBT?a=1&a=2", {"likeState": "LIKE"})

    record = sandbox.requests[0]
    assert isinstance(record, Received)
    assert (record.method, record.path, record.query) == ("PUT", "/v1/me/tracks/B076YT2CBT", {"a": "1"})
    assert (record.body, record.status, record.user) == (b'{"likeState":"LIKE"}', 200, "default")
    assert record.headers["X-API-KEY"] == sandbox.api_key
    assert record.finished is not None
    assert record.finished >= record.started


async def test_no_record_shows_a_secret(http: Http, sandbox: Sandbox) -> None:
    """The repr of a request holds no token, and is short."""
    await http.get(f"/me/tracks?cursor=Atza|secret&trackIds={'B076YT2CBT,' * 40}")

    shown = repr(sandbox.requests[0])
    assert "secret" not in shown
    assert sandbox.token[10:] not in shown
    assert len(shown) < 200
    assert repr(sandbox.requests) == "<1 requests, the last 1 kept>"


async def test_only_the_last_requests_are_kept() -> None:
    """``keep`` bounds the log, and the count includes all."""
    async with Sandbox(keep=2) as sandbox, http_to(sandbox) as http:
        for path in ("/tracks/1", "/tracks/2", "/tracks/3"):
            await http.get(path)

        assert [request.path for request in sandbox.requests] == ["/v1/tracks/2", "/v1/tracks/3"]
        assert (len(sandbox.requests), sandbox.request_count) == (2, 3)


async def test_requests_are_a_sequence(http: Http, sandbox: Sandbox) -> None:
    """They can be counted, indexed, sliced and cleared."""
    for path in ("/tracks/1", "/tracks/2", "/tracks/3"):
        await http.get(path)

    some: Sequence[Received] = sandbox.requests[1:]
    assert [request.path for request in some] == ["/v1/tracks/2", "/v1/tracks/3"]
    assert sandbox.requests[-1].path == "/v1/tracks/3"
    sandbox.requests.clear()
    assert (len(sandbox.requests), sandbox.request_count, sandbox.peak_in_flight) == (0, 0, 0)


async def test_the_repr_says_where_it_listens(sandbox: Sandbox) -> None:
    """The repr holds the address and the sizes, and no secret."""
    secrets = [sandbox.token, sandbox.refresh_token, sandbox.client_secret, sandbox.api_key]

    assert repr(sandbox) == f"<Sandbox at {sandbox.url}: 1000 tracks, 100 albums>"
    assert repr(Sandbox(tracks=5)) == "<Sandbox, not started: 5 tracks, 100 albums>"
    assert not any(secret in repr(sandbox) for secret in secrets)


async def test_the_most_in_flight_is_known(http: Http, sandbox: Sandbox) -> None:
    """Requests that hang at once are in flight at once."""
    sandbox.latency = 0.01
    await asyncio.gather(*(http.get(TRACK) for _ in range(7)))

    assert (sandbox.peak_in_flight, sandbox.in_flight) == (7, 0)


async def test_the_latency_does_not_apply_to_the_login_service(http: Http, sandbox: Sandbox) -> None:
    """The login service answers at once."""
    sandbox.latency = 60.0

    assert (await asyncio.wait_for(http.page(sandbox.token_url), 10)).status == 404


@pytest.mark.parametrize("origin", ["url", "login_origin"])
async def test_a_body_too_large_is_refused(http: Http, sandbox: Sandbox, origin: str) -> None:
    """A body of more than a megabyte is a 413, which the log records."""
    address = getattr(sandbox, origin) + "/me/tracks/B076YT2CBT"
    async with http.session.put(address, data=BytesIO(b"x" * 2_000_000)) as answer:
        assert answer.status == 413

    assert (*sandbox.requests, *sandbox.login_requests)[-1].status == 413


async def test_a_body_that_cannot_be_unpacked_is_refused(http: Http, caplog: pytest.LogCaptureFixture) -> None:
    """It is answered 400, and aiohttp logs no error."""
    answer = await http.send("PUT", "/me/tracks/B076YT2CBT", BytesIO(b"{}"), {"content-encoding": "gzip"})

    assert (answer.status, answer.error["code"]) == (400, "BAD_REQUEST")
    assert [record for record in caplog.records if record.name.startswith("aiohttp")] == []

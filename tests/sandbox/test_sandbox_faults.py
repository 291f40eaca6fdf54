"""Faults are applied as often as asked, and to the requests asked for."""

import asyncio
import logging
import time
from datetime import UTC, datetime, timedelta, timezone
from types import MappingProxyType
from urllib.parse import urlsplit

import orjson
import pytest
from aiohttp import ClientError, ClientPayloadError, ServerDisconnectedError
from sandbox_http import TRACK, Http, http_to, statuses, until

from amazon_music_async.sandbox import Sandbox


async def test_a_failure_happens_as_often_as_asked(http: Http, sandbox: Sandbox) -> None:
    """Three failures are injected, and the fourth request succeeds."""
    fault = sandbox.fail(status=429, times=3, retry_after=1)

    assert await statuses(http, *[TRACK] * 4) == [429, 429, 429, 200]
    assert fault.hits == 3


async def test_a_failure_has_the_documented_error_object(http: Http, sandbox: Sandbox) -> None:
    """The code goes with the status, and ``Retry-After`` is there when it was asked for."""
    sandbox.fail(429, retry_after=1.5)
    sandbox.fail(500)

    throttled, broken = await http.get(TRACK), await http.get(TRACK)

    assert (throttled.error["code"], throttled.headers["Retry-After"]) == ("THROTTLED", "1.5")
    assert (broken.error["code"], broken.headers.get("Retry-After")) == ("INTERNAL", None)


@pytest.mark.parametrize(
    ("given", "sent"),
    [
        (2, "2"),
        (7_200_000.0, "7200000"),
        ("soon", "soon"),
        (datetime(2030, 1, 2, 3, 4, 5, tzinfo=UTC), "Wed, 02 Jan 2030 03:04:05 GMT"),
        (datetime(2030, 1, 2, 3, 4, 5, tzinfo=timezone(timedelta(hours=3))), "Wed, 02 Jan 2030 00:04:05 GMT"),
    ],
)
async def test_retry_after_has_several_spellings(
    http: Http, sandbox: Sandbox, given: float | str | datetime, sent: str
) -> None:
    """It is sent as seconds, as a date, or as any text."""
    sandbox.fail(503, retry_after=given)

    assert (await http.get(TRACK)).headers["Retry-After"] == sent


async def test_a_failure_can_have_any_code_body_and_headers(http: Http, sandbox: Sandbox) -> None:
    """A code, a body as mapping, text or bytes, and headers are sent as given."""
    sandbox.fail(403, code="AUTH_NO_MUSIC_ACCOUNT_FOUND")
    sandbox.fail(502, body={"message": "Bad Gateway"})
    sandbox.fail(502, body="<h1>Bad Gateway</h1>")
    sandbox.fail(200, body=b"\xff", headers=MappingProxyType({"X-Odd": "yes"}))

    coded, mapped, html, odd = [await http.get(TRACK) for _ in range(4)]

    assert coded.error["code"] == "AUTH_NO_MUSIC_ACCOUNT_FOUND"
    assert mapped.json == {"message": "Bad Gateway"}
    assert (html.text, html.headers["Content-Type"]) == ("<h1>Bad Gateway</h1>", "text/html")
    assert (odd.status, odd.body, odd.headers["X-Odd"]) == (200, b"\xff", "yes")


async def test_a_fault_can_be_limited_to_a_path_and_a_method(http: Http, sandbox: Sandbox) -> None:
    """Other requests succeed; the path may include the version or not."""
    sandbox.fail(500, path="/albums", method="get")
    sandbox.fail(501, path="/v1/me")
    sandbox.fail(502, method="DELETE")

    assert await statuses(http, TRACK, "/albums/B0064UPU4G", "/me/tracks", TRACK) == [200, 500, 501, 200]


async def test_a_fault_can_skip_requests(http: Http, sandbox: Sandbox) -> None:
    """``skip`` leaves that many matching requests alone."""
    sandbox.fail(500, skip=2, path="/tracks")

    assert await statuses(http, TRACK, "/me/tracks", TRACK, TRACK, TRACK) == [200, 200, 200, 500, 200]


async def test_a_fault_without_end_can_be_lifted(http: Http, sandbox: Sandbox) -> None:
    """``times=None`` applies to every request until `lift`."""
    fault = sandbox.fail(500, times=None)
    before = await statuses(http, *[TRACK] * 5)
    fault.lift()

    assert before == [500] * 5
    assert await statuses(http, TRACK) == [200]


async def test_all_faults_can_be_cleared(http: Http, sandbox: Sandbox) -> None:
    """`clear_faults` ends faults and throttling."""
    sandbox.fail(500, times=None)
    sandbox.throttle(1)
    sandbox.clear_faults()

    assert await statuses(http, *[TRACK] * 10) == [200] * 10


def test_a_negative_count_of_faults_is_refused() -> None:
    """A wrong argument is a `ValueError` at once."""
    with pytest.raises(ValueError, match="negative"):
        Sandbox().fail(times=-1)
    with pytest.raises(ValueError, match="negative"):
        Sandbox().hang(skip=-1)


async def test_a_dropped_connection_carries_nothing_out(http: Http, sandbox: Sandbox) -> None:
    """The connection is closed before any answer, and the write did not happen."""
    sandbox.drop_connection(times=2, method="PUT")

    # The HTTP library itself asks once more when a kept-alive connection is dead.
    with pytest.raises(ServerDisconnectedError):
        await http.put("/me/library/tracks/B08DL2BXQC")

    assert list(sandbox.user().library_tracks) == []
    assert sandbox.requests[-1].status == 0


async def test_half_a_body_comes_after_the_write(http: Http, sandbox: Sandbox) -> None:
    """The connection is closed within the answer, and the write happened."""
    sandbox.half_body()

    with pytest.raises(ClientPayloadError):
        await http.put("/me/library/tracks/B08DL2BXQC")

    assert list(sandbox.user().library_tracks) == ["B08DL2BXQC"]


async def test_garbage_is_not_json(http: Http, sandbox: Sandbox) -> None:
    """The answer claims to be JSON, and is neither JSON nor text."""
    sandbox.garbage()

    answer = await http.get(TRACK)

    assert (answer.status, answer.headers["Content-Type"]) == (200, "application/json")
    with pytest.raises(orjson.JSONDecodeError):
        orjson.loads(answer.body)


async def test_a_hanging_request_ends_when_its_client_disconnects(http: Http, sandbox: Sandbox) -> None:
    """The request is in flight until its client disconnects."""
    sandbox.hang()
    task = asyncio.create_task(http.get(TRACK))
    await until(lambda: sandbox.in_flight == 1)
    task.cancel()

    with pytest.raises(asyncio.CancelledError):
        await task
    await until(lambda: sandbox.in_flight == 0)
    assert sandbox.requests[-1].status == 0


async def test_a_hanging_request_does_not_delay_stopping() -> None:
    """Stopping closes the connections of requests that hang, and no task is left."""
    before = asyncio.all_tasks()
    async with Sandbox() as sandbox, http_to(sandbox) as http:
        sandbox.hang(times=None)
        tasks = [asyncio.create_task(http.get(TRACK)) for _ in range(5)]
        await until(lambda: sandbox.in_flight == 5)
        await sandbox.stop()
        results = await asyncio.gather(*tasks, return_exceptions=True)

    assert all(isinstance(result, ClientError) for result in results)
    assert asyncio.all_tasks() == before


async def test_a_client_that_never_reads_delays_nothing() -> None:
    """Stopping does not wait for a client to read its answers."""
    sandbox = Sandbox()
    await sandbox.start()
    address = urlsplit(sandbox.url)
    _, writer = await asyncio.open_connection(address.hostname, address.port)
    asked = (
        f"GET /v1/tracks?ids={','.join(sandbox.track_ids[:100])} HTTP/1.1\r\nHost: localhost\r\n"
        f"Authorization: Bearer {sandbox.token}\r\nx-api-key: {sandbox.api_key}\r\n\r\n"
    )
    for _ in range(60):
        writer.write(asked.encode())
    await until(lambda: sandbox.request_count >= 20)
    begun = time.perf_counter()
    await sandbox.stop()

    assert time.perf_counter() - begun < 5.0
    writer.close()


async def test_faults_are_not_logged_by_the_server(
    http: Http, sandbox: Sandbox, caplog: pytest.LogCaptureFixture
) -> None:
    """Injected faults leave no record in the log of aiohttp."""
    caplog.set_level(logging.DEBUG)
    for wrong in (sandbox.drop_connection, sandbox.half_body, sandbox.hang):
        wrong(times=2)
        with pytest.raises((ClientError, TimeoutError)):
            await asyncio.wait_for(http.put("/me/library/tracks/B08DL2BXQC"), 0.05)
        sandbox.clear_faults()

    assert [record for record in caplog.records if record.name.startswith("aiohttp")] == []


async def test_half_a_body_for_a_disconnected_client_is_not_logged(
    sandbox: Sandbox, caplog: pytest.LogCaptureFixture
) -> None:
    """A client that disconnects right after its request causes no log record."""
    sandbox.half_body()
    address = urlsplit(sandbox.url)
    _, writer = await asyncio.open_connection(address.hostname, address.port)
    writer.write(b"GET /v1/tracks/B076YT2CBT HTTP/1.1\r\nHost: localhost\r\n\r\n")
    writer.close()

    await until(lambda: sandbox.request_count == 1 and sandbox.in_flight == 0)

    assert sandbox.requests[0].status == 401
    assert [record for record in caplog.records if record.name.startswith("aiohttp")] == []


async def test_a_slow_answer_comes_after_the_next(http: Http, sandbox: Sandbox) -> None:
    """A slow answer comes later than the next request's."""
    sandbox.slow(0.02)

    slow, quick = asyncio.create_task(http.get(TRACK)), asyncio.create_task(http.get("/me/tracks"))
    done, _ = await asyncio.wait({slow, quick}, return_when=asyncio.FIRST_COMPLETED)

    assert done == {quick}
    assert (await slow).status == 200


async def test_latency_can_be_changed_while_it_runs(http: Http, sandbox: Sandbox) -> None:
    """The latency holds for every answer of the music service."""
    sandbox.latency = 0.01

    await http.get(TRACK)

    took = sandbox.requests[-1]
    assert took.finished is not None
    assert took.finished - took.started >= 0.009


async def test_a_repeated_token_is_the_one_sent(http: Http, sandbox: Sandbox) -> None:
    """A page returns the token that it was asked with; requests for a first page do not match."""
    sandbox.repeat_token()
    first = (await http.get("/me/tracks?limit=10")).json["data"]["user"]["tracks"]["pageInfo"]
    second = (await http.get(f"/me/tracks?limit=10&cursor={first['token']}")).json["data"]["user"]["tracks"]["pageInfo"]

    assert first == second

# pyright: reportPrivateUsage=false
"""Calls that fail and are made again, and those that are not."""

import asyncio
from collections.abc import Callable

import pytest
from fake_clock import FakeClock
from fake_transport import FakeTransport, Reply, answer, client, error, item, sent_by

from amazon_music_async import (
    AmazonMusicError,
    APIError,
    ConnectionFailed,
    DecodeError,
    RateLimited,
    Request,
    Retry,
    TimedOut,
    Track,
    delete,
    get,
    post,
    put,
)

Make = Callable[..., Request[Track]]
MAKERS: list[Make] = [get, put, delete]


def made(make: Make) -> Request[Track]:
    """A request of some method."""
    return make("tracks/{}", "A", at="track", into=Track)


@pytest.mark.parametrize("make", MAKERS)
@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504])
async def test_a_failure_that_may_pass_is_tried_again(make: Make, status: int) -> None:
    """Statuses that another attempt may mend, for every idempotent method."""
    transport = FakeTransport(replies=[error(status), error(status), item("A")])
    async with client(transport) as music:
        assert (await music.send(made(make))).id == "A"

    assert len(transport.sent) == 3


@pytest.mark.parametrize("make", MAKERS)
@pytest.mark.parametrize("kind", [ConnectionFailed, TimedOut])
async def test_a_lost_connection_is_tried_again(make: Make, kind: type[AmazonMusicError]) -> None:
    """So are time-outs: all three methods may be repeated here."""
    transport = FakeTransport(replies=[kind("lost"), item("A")])
    async with client(transport) as music:
        assert (await music.send(made(make))).id == "A"

    assert len(transport.sent) == 2


@pytest.mark.parametrize("make", [*MAKERS, post])
@pytest.mark.parametrize("status", [302, 304, 400, 402, 403, 404, 409, 418, 422, 501, 505, 599])
async def test_a_failure_that_will_not_pass_is_raised_at_once(make: Make, status: int) -> None:
    """Any other status is the service's last word."""
    transport = FakeTransport(lambda _: error(status))
    async with client(transport) as music:
        with pytest.raises(APIError) as caught:
            await music.send(made(make))

    assert caught.value.status == status
    assert caught.value.attempts == len(transport.sent) == 1


@pytest.mark.parametrize("reply", [error(429), error(503), ConnectionFailed("lost"), TimedOut("late")])
async def test_a_post_is_never_sent_twice(reply: Reply) -> None:
    """It may not be idempotent."""
    transport = FakeTransport(lambda _: reply)
    async with client(transport) as music:
        with pytest.raises(AmazonMusicError):
            await music.send(made(post))

    assert len(transport.sent) == 1


@pytest.mark.parametrize("reply", [answer(body=b"<html>"), answer({}), DecodeError("too large")])
async def test_an_answer_that_cannot_be_decoded_is_not_asked_for_again(reply: Reply) -> None:
    """The service would say the same again."""
    transport = FakeTransport(lambda _: reply)
    async with client(transport) as music:
        with pytest.raises(DecodeError) as caught:
            await music.tracks.get("A")

    assert caught.value.attempts == len(transport.sent) == 1


@pytest.mark.parametrize("reply", [error(429), error(503, retry_after=1), ConnectionFailed("lost")])
async def test_without_retries_the_first_failure_is_raised(reply: Reply) -> None:
    """Retry.none() means one request."""
    transport = FakeTransport(lambda _: reply)
    async with client(transport, retry=Retry.none()) as music:
        with pytest.raises(AmazonMusicError):
            await music.tracks.get("A")

    assert len(transport.sent) == 1


async def test_a_call_refused_for_the_rate_queues_behind_the_others() -> None:
    """Or those who are refused again and again would keep everybody waiting."""
    transport = FakeTransport(replies=[error(429)], clock=FakeClock(), latency=1.0)
    async with client(transport, concurrency=1) as music:
        await asyncio.gather(*map(music.tracks.get, "ABCD"))

    assert [path for _, path in sent_by(transport)] == [f"tracks/{id}" for id in "ABCDA"]


@pytest.mark.parametrize(("attempts", "sends"), [(1, 1), (2, 4), (3, 6)])
async def test_a_refusal_while_others_are_answered_does_not_count_as_an_attempt(attempts: int, sends: int) -> None:
    """A call that is refused for the rate is sent up to twice as often, if others of its user are answered."""
    answered = [error(429) if number % 2 == 0 else item("B") for number in range(99)]
    transport = FakeTransport(replies=answered, clock=FakeClock(), latency=1.0)
    async with client(transport, concurrency=1, retry=Retry(attempts=attempts)) as music:
        refused = asyncio.create_task(music.tracks.get("A"))
        await asyncio.sleep(0)
        while not refused.done():
            await music.tracks.get("B")
        with pytest.raises(RateLimited) as caught:
            await refused

    assert caught.value.attempts == sends


async def test_no_attempt_is_excused_where_nobody_is_answered() -> None:
    """A service that refuses everything ends a call after as many attempts as the policy says."""
    transport = FakeTransport(lambda _: error(429), clock=FakeClock(), latency=1.0)
    async with client(transport, retry=Retry(attempts=3)) as music:
        failures = await asyncio.gather(*map(music.tracks.get, "ABCD"), return_exceptions=True)

    assert [isinstance(failure, RateLimited) and failure.attempts for failure in failures] == [3] * 4


async def test_a_call_made_again_goes_before_those_not_made_yet() -> None:
    """It came before them; while it pauses, its place is theirs."""
    transport = FakeTransport(replies=[error(503)], clock=FakeClock(), latency=1.0)
    async with client(transport, concurrency=1) as music:
        await asyncio.gather(*map(music.tracks.get, "ABCD"))

    assert [path for _, path in sent_by(transport)] == [f"tracks/{id}" for id in "ABACD"]

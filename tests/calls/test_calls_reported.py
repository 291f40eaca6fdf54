"""What is told of calls: events, lines in the log, counters."""

import asyncio
import functools
import logging
from typing import Any, cast

import attrs
import pytest
from attrs.exceptions import FrozenInstanceError
from fake_clock import FakeClock, turns
from fake_transport import FakeTransport, answer, client, error, item

from amazon_music_async import (
    AttemptFinished,
    ConnectionFailed,
    CookiesShared,
    DataDrift,
    RateLimited,
    Retry,
    Stats,
    TokenNotSaved,
    TokenRenewed,
    UnmatchedItem,
    Waiting,
)
from amazon_music_async._events import EventDispatcher
from amazon_music_async.events import Event, OnEvent

LOGGER = "amazon_music_async"
EVENTS: list[tuple[Event, int]] = [
    (
        AttemptFinished(method="GET", path="x", attempt=1, status=200, error=None, seconds=0.1, received=7),
        logging.DEBUG,
    ),
    (Waiting(reason="retry", seconds=1.0, method="GET", path="x", attempt=1, error="e"), logging.DEBUG),
    (Waiting(reason="throttled", seconds=1.1, method="GET", path="x", attempt=1, error="e"), logging.WARNING),
    (TokenRenewed(rejected=True), logging.INFO),
    (TokenNotSaved(error="disk full"), logging.WARNING),
    (DataDrift(type="Track", field="title", place="$", problem="p"), logging.WARNING),
    (UnmatchedItem(type="Track", id="A"), logging.INFO),
    (CookiesShared(jar="CookieJar"), logging.WARNING),
]


async def test_every_attempt_and_every_pause_is_told() -> None:
    """A call that is answered at the third attempt, from its first request to its last byte."""
    events: list[Event] = []
    transport = FakeTransport(
        replies=[ConnectionFailed("lost"), error(429, retry_after=3), item("A")], clock=FakeClock(), latency=0.5
    )
    async with client(transport, on_event=events.append) as music:
        await music.tracks.get("A")

    told = {"method": "GET", "path": "tracks/{}"}
    finished: dict[str, Any] = {**told, "seconds": 0.5}
    assert events == [
        AttemptFinished(**finished, attempt=1, status=None, error="ConnectionFailed", received=0),
        Waiting(**told, reason="retry", seconds=0.25, attempt=1, error="GET /tracks/A -> lost"),
        AttemptFinished(**finished, attempt=2, status=429, error=None, received=len(error(429).body)),
        Waiting(
            **told,
            reason="throttled",
            seconds=3.5,
            attempt=2,
            error="GET /tracks/A -> 429: said so [retry after 3 s] (after 2 attempts in 1.2 s)",
        ),
        AttemptFinished(**finished, attempt=3, status=200, error=None, received=len(item("A").body)),
    ]


async def test_data_drift_is_told_once_for_each_field() -> None:
    """A bad field of ten thousand tracks is one event."""
    events: list[Event] = []
    odd = answer({"track": {"id": "A", "title": 7, "duration": "long"}})
    async with client(FakeTransport(lambda _: odd), on_event=events.append) as music:
        for _ in range(3):
            await music.tracks.get("A")

    assert sorted(event.field for event in events if isinstance(event, DataDrift)) == ["duration", "title"]


@pytest.mark.parametrize("event", [event for event, _ in EVENTS])
def test_events_are_frozen(event: Event) -> None:
    """Nobody who hears an event can change it for the next."""
    with pytest.raises(FrozenInstanceError):
        setattr(event, attrs.fields(type(event))[0].name, "another")


@pytest.mark.parametrize(("event", "level"), EVENTS)
def test_the_log_says_the_same(event: Event, level: int, caplog: pytest.LogCaptureFixture) -> None:
    """Pauses of more than a second, drift and lost logins are warnings; attempts are for debugging."""
    with caplog.at_level(logging.DEBUG, LOGGER):
        EventDispatcher().emit(event)

    assert caplog.record_tuples == [(LOGGER, level, str(event))]


async def test_a_long_pause_is_one_line_before_it_begins(caplog: pytest.LogCaptureFixture) -> None:
    """Nobody wonders why nothing moves; short pauses are not worth a line."""
    clock = FakeClock(runs=False)
    pauses = [error(503, retry_after=0), error(503, retry_after=2), error(429, retry_after=3)]
    lines: list[int] = []
    async with client(FakeTransport(replies=pauses, clock=clock)) as music:
        call = asyncio.create_task(music.tracks.get("A"))
        for seconds in (0.25, 2.5, 4.0):
            await turns()
            lines.append(len(caplog.records))
            clock.advance(seconds)
        await call

    assert lines == [0, 1, 2]
    assert [record.getMessage().split(", method", 1)[0] for record in caplog.records] == [
        "Waiting(reason='retry', seconds=2.5",
        "Waiting(reason='throttled', seconds=4.0",
    ]


async def test_at_the_usual_level_the_log_is_silent(caplog: pytest.LogCaptureFixture) -> None:
    """What works is not news."""
    async with client(FakeTransport(replies=[error(503)])) as music:
        await music.tracks.get("A")

    assert caplog.records == []


async def test_a_listener_that_fails_breaks_nothing(caplog: pytest.LogCaptureFixture) -> None:
    """Its exception is logged, the request goes on."""

    def listen(event: Event) -> None:
        raise ValueError(f"cannot bear {type(event).__name__}")

    async with client(FakeTransport(replies=[error(503)]), on_event=listen) as music:
        assert (await music.tracks.get("A")).id == "A"
        assert music.stats.in_flight == 0

    assert [record.levelname for record in caplog.records] == ["ERROR"] * 3
    assert "cannot bear Waiting" in caplog.text


async def nothing(_: Event) -> None:
    """Listen, but only when awaited."""


class Listener:
    """One that can be called, and must be awaited."""

    async def __call__(self, event: Event) -> None:
        """Listen."""


def test_a_class_may_listen() -> None:
    """To call a class makes an instance, whether that must be awaited or not."""
    client(on_event=cast("OnEvent", Listener))


@pytest.mark.parametrize("listener", [nothing, functools.partial(nothing), Listener(), 7, "print"])
def test_a_listener_that_must_be_awaited_is_refused(listener: Any) -> None:
    """It would never be: a TypeError says so at once."""
    with pytest.raises(TypeError, match="on_event= is a plain function taking one event; it is called, not awaited"):
        client(on_event=listener)


async def test_the_counters_count() -> None:
    """Requests, retries, refusals, seconds and bytes."""
    transport = FakeTransport(
        replies=[error(503), error(429, retry_after=2), ConnectionFailed("lost"), item("A")], clock=FakeClock()
    )
    async with client(transport) as music:
        assert music.stats == Stats()

        await music.tracks.get("A")

        assert music.stats == Stats(
            requests=4,
            retries=3,
            throttled=1,
            waited=0.25 + 2.5 + 1,
            received=2 * len(error(503).body) + len(item("A").body),
            in_flight=0,
            peak_in_flight=1,
            rate=8.0,
        )


async def test_the_counters_are_a_copy() -> None:
    """What was counted at some moment stays as it was; nobody can turn the client's own counters."""
    async with client() as music:
        before = music.stats
        before.in_flight = 99
        await music.tracks.get("A")

        assert (before.requests, music.stats.requests, music.stats.in_flight) == (0, 1, 0)


async def test_requests_in_flight_are_counted() -> None:
    """Now, and at most."""
    transport = FakeTransport()
    transport.hold()
    async with client(transport, concurrency=3) as music:
        calls = asyncio.gather(*(music.tracks.get(f"B{number}") for number in range(5)))
        await turns()

        assert (music.stats.in_flight, music.stats.peak_in_flight, music.stats.requests) == (3, 3, 3)

        transport.release()
        await calls

        assert (music.stats.in_flight, music.stats.peak_in_flight, music.stats.requests) == (0, 3, 5)


async def test_a_refusal_of_a_policy_without_retries_is_counted_as_well() -> None:
    """Throttled counts answers, not pauses."""
    async with client(FakeTransport(replies=[error(429)]), retry=Retry.none()) as music:
        with pytest.raises(RateLimited):
            await music.tracks.get("A")

        assert (music.stats.throttled, music.stats.retries, music.stats.waited) == (1, 0, 0)

"""The methods by which a user of the sandbox injects faults."""

import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import TypeAlias

from amazon_music_async.sandbox.http.faults import (
    Action,
    DropConnection,
    Fail,
    Fault,
    Faults,
    Garbage,
    HalfBody,
    Hang,
    RepeatToken,
    Slow,
    Throttle,
)
from amazon_music_async.sandbox.http.reply import Body, failure

RetryAfter: TypeAlias = float | str | datetime
"""Seconds or a date; a string is sent unchanged."""


class FaultInjection:
    """Faults for the next ``times`` requests each (None: for every request).

    ``path`` limits a fault to paths with this prefix (``/tracks``, ``/me``, ``/auth/o2/token``), ``method`` to one HTTP
    method; ``skip`` leaves the first matching requests alone. Without ``path`` a fault applies to the music service
    only, never to the login service. A request gets at most one fault: the first injected that matches.

    >>> from amazon_music_async.sandbox import Sandbox
    >>> sandbox = Sandbox()
    >>> fault = sandbox.fail(status=429, times=3, retry_after=1, path="/tracks")
    >>> sandbox.throttle(requests_per_second=20)
    >>> sandbox.clear_faults()
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Begin without faults."""
        self._faults = Faults()
        self._clock = clock

    def fail(
        self,
        status: int = 500,
        times: int | None = 1,
        *,
        retry_after: RetryAfter | None = None,
        code: str | None = None,
        body: Body = None,
        headers: Mapping[str, str] | None = None,
        path: str | None = None,
        method: str | None = None,
        skip: int = 0,
    ) -> Fault:
        """Answer with ``status`` and the documented error object, or with ``body`` if one is given.

        >>> fault = sandbox.fail(status=429, times=2, retry_after=0, path="/tracks")
        >>> track = await music.tracks.get("B076YT2CBT")
        >>> fault.hits, music.stats.retries
        (2, 2)
        """
        if not 200 <= status <= 999:
            raise ValueError(f"an answer cannot have the status {status}: 200 to 999 are possible")
        all_headers = {**(headers or {}), **_retry_after(retry_after)}
        return self._add(Fail(failure(status, code, body, all_headers)), times, path, method, skip)

    def drop_connection(
        self, times: int | None = 1, *, path: str | None = None, method: str | None = None, skip: int = 0
    ) -> Fault:
        """Close the connection before any answer; the request is not carried out.

        >>> fault = sandbox.drop_connection(times=None)
        >>> try:
        ...     await music.with_options(retry=Retry.none()).tracks.get("B076YT2CBT")
        ... except ConnectionFailed:
        ...     print("no answer")
        no answer
        """
        return self._add(DropConnection(), times, path, method, skip)

    def half_body(
        self, times: int | None = 1, *, path: str | None = None, method: str | None = None, skip: int = 0
    ) -> Fault:
        """Carry the request out, and close the connection in the middle of the response body.

        >>> fault = sandbox.half_body(times=None)
        >>> try:
        ...     await music.with_options(retry=Retry.none()).tracks.get("B076YT2CBT")
        ... except ConnectionFailed:
        ...     print("half an answer")
        half an answer
        """
        return self._add(HalfBody(), times, path, method, skip)

    def garbage(
        self, times: int | None = 1, *, path: str | None = None, method: str | None = None, skip: int = 0
    ) -> Fault:
        """Carry the request out, and send a body that is not JSON.

        >>> fault = sandbox.garbage()
        >>> try:
        ...     await music.tracks.get("B076YT2CBT")
        ... except DecodeError:
        ...     print("no JSON")
        no JSON
        """
        return self._add(Garbage(), times, path, method, skip)

    def hang(
        self, times: int | None = 1, *, path: str | None = None, method: str | None = None, skip: int = 0
    ) -> Fault:
        """Never answer: the request ends when the client disconnects or the sandbox stops.

        >>> fault = sandbox.hang()
        >>> try:
        ...     await music.with_options(timeout=0.05, retry=Retry.none()).tracks.get("B076YT2CBT")
        ... except TimedOut:
        ...     print("too late")
        too late
        """
        return self._add(Hang(), times, path, method, skip)

    def slow(
        self,
        seconds: float,
        times: int | None = 1,
        *,
        path: str | None = None,
        method: str | None = None,
        skip: int = 0,
    ) -> Fault:
        """Answer ``seconds`` later.

        >>> fault = sandbox.slow(0.01, times=1)
        >>> track = await music.tracks.get("B076YT2CBT")
        >>> fault.hits
        1
        """
        return self._add(Slow(seconds), times, path, method, skip)

    def repeat_token(
        self, times: int | None = 1, *, path: str | None = None, method: str | None = None, skip: int = 0
    ) -> Fault:
        """Return the page token that the request was sent with; requests without one (a first page) do not match.

        >>> fault = sandbox.repeat_token()
        >>> try:
        ...     await music.tracks.liked(page_size=20).take(60)
        ... except PaginationError:
        ...     print("in a circle")
        in a circle
        """
        return self._add(RepeatToken(), times, path, method, skip)

    def throttle(
        self, requests_per_second: float | None, *, burst: float = 5, retry_after: RetryAfter | None = None
    ) -> None:
        """Answer 429 above this rate, after a ``burst`` of requests at once; None ends it.

        >>> sandbox.throttle(requests_per_second=200, burst=1, retry_after=0)
        >>> tracks = await music.tracks.get_many(sandbox.track_ids)
        >>> len(tracks)
        300
        """
        self._faults.throttle = None
        if requests_per_second is not None:
            refusal = failure(429, None, None, _retry_after(retry_after))
            self._faults.throttle = Throttle(requests_per_second, burst, refusal, self._clock)

    @property
    def throttled(self) -> int:
        """How many requests `throttle` has refused."""
        return self._faults.throttled

    def clear_faults(self) -> None:
        """Lift every fault and the throttle.

        >>> fault = sandbox.fail(status=503, times=None)
        >>> sandbox.clear_faults()
        >>> (await music.tracks.get("B076YT2CBT")).title
        'Happy (From "Despicable Me 2")'
        """
        self._faults.clear()

    def _add(self, action: Action, times: int | None, path: str | None, method: str | None, skip: int) -> Fault:
        return self._faults.add(Fault(action, times, path, method, skip))


def _retry_after(value: RetryAfter | None) -> dict[str, str]:
    """The header for ``value``."""
    match value:
        case None:
            return {}
        case datetime():
            text = format_datetime(value.astimezone(UTC), usegmt=True)
        case str():
            text = value
        case _:
            text = str(int(value) if value == int(value) else value)
    return {"Retry-After": text}

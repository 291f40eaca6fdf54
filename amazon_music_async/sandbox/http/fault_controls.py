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
        """Answer with ``status`` and the documented error object, or with ``body`` if one is given."""
        if not 200 <= status <= 999:
            raise ValueError(f"an answer cannot have the status {status}: 200 to 999 are possible")
        all_headers = {**(headers or {}), **_retry_after(retry_after)}
        return self._add(Fail(failure(status, code, body, all_headers)), times, path, method, skip)

    def drop_connection(
        self, times: int | None = 1, *, path: str | None = None, method: str | None = None, skip: int = 0
    ) -> Fault:
        """Close the connection before any answer; the request is not carried out."""
        return self._add(DropConnection(), times, path, method, skip)

    def half_body(
        self, times: int | None = 1, *, path: str | None = None, method: str | None = None, skip: int = 0
    ) -> Fault:
        """Carry the request out, and close the connection in the middle of the response body."""
        return self._add(HalfBody(), times, path, method, skip)

    def garbage(
        self, times: int | None = 1, *, path: str | None = None, method: str | None = None, skip: int = 0
    ) -> Fault:
        """Carry the request out, and send a body that is not JSON."""
        return self._add(Garbage(), times, path, method, skip)

    def hang(
        self, times: int | None = 1, *, path: str | None = None, method: str | None = None, skip: int = 0
    ) -> Fault:
        """Never answer: the request ends when the client disconnects or the sandbox stops."""
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
        """Answer ``seconds`` later."""
        return self._add(Slow(seconds), times, path, method, skip)

    def repeat_token(
        self, times: int | None = 1, *, path: str | None = None, method: str | None = None, skip: int = 0
    ) -> Fault:
        """Return the page token that the request was sent with; requests without one (a first page) do not match."""
        return self._add(RepeatToken(), times, path, method, skip)

    def throttle(
        self, requests_per_second: float | None, *, burst: float = 5, retry_after: RetryAfter | None = None
    ) -> None:
        """Answer 429 above this rate, after a ``burst`` of requests at once; None ends it."""
        self._faults.throttle = None
        if requests_per_second is not None:
            refusal = failure(429, None, None, _retry_after(retry_after))
            self._faults.throttle = Throttle(requests_per_second, burst, refusal, self._clock)

    @property
    def throttled(self) -> int:
        """How many requests `throttle` has refused."""
        return self._faults.throttled

    def clear_faults(self) -> None:
        """Lift every fault and the throttle."""
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

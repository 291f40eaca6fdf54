"""How a user of the sandbox makes it misbehave."""

import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import TypeAlias

from amazon_music_async.sandbox.http.faults import Action, Drop, Fail, Fault, Faults, Garbage, Half, Hang, Repeat, Slow
from amazon_music_async.sandbox.http.reply import Body, failure
from amazon_music_async.sandbox.http.throttle import Throttle

RetryAfter: TypeAlias = float | str | datetime
"""Seconds, or a date; a string is sent as it is."""


class Trouble:
    """Faults, each for the next ``times`` requests (None: for all).

    ``path`` limits a fault to paths that begin so (``/tracks``, ``/me``, ``/auth/o2/token``), ``method`` to one
    method; ``skip`` lets as many matching requests pass first. Without ``path`` a fault befalls the music service
    alone, never the login service. At most one fault befalls a request, the one asked for first.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Nothing goes wrong yet."""
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
        """Answer with ``status``, and the documented error object unless a ``body`` is given."""
        if not 200 <= status <= 999:
            raise ValueError(f"no answer can have the status {status}")
        all_headers = dict(headers or {})
        if retry_after is not None:
            all_headers["Retry-After"] = retry_after_header(retry_after)
        return self._add(Fail(failure(status, code, body, all_headers)), times, path, method, skip)

    def drop_connection(
        self, times: int | None = 1, *, path: str | None = None, method: str | None = None, skip: int = 0
    ) -> Fault:
        """Lose the connection before any answer; the request is not carried out."""
        return self._add(Drop(), times, path, method, skip)

    def half_body(
        self, times: int | None = 1, *, path: str | None = None, method: str | None = None, skip: int = 0
    ) -> Fault:
        """Carry the request out, and lose the connection half way through the answer."""
        return self._add(Half(), times, path, method, skip)

    def garbage(
        self, times: int | None = 1, *, path: str | None = None, method: str | None = None, skip: int = 0
    ) -> Fault:
        """Carry the request out, and answer with what is not JSON."""
        return self._add(Garbage(), times, path, method, skip)

    def hang(
        self, times: int | None = 1, *, path: str | None = None, method: str | None = None, skip: int = 0
    ) -> Fault:
        """Never answer: until the client goes away, or the sandbox stops."""
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
        """Answer ``seconds`` later than otherwise."""
        return self._add(Slow(seconds), times, path, method, skip)

    def repeat_token(
        self, times: int | None = 1, *, path: str | None = None, method: str | None = None, skip: int = 0
    ) -> Fault:
        """Give a page the token that it was asked with. First pages are asked with none, and do not count."""
        return self._add(Repeat(), times, path, method, skip)

    def throttle(
        self, requests_per_second: float | None, *, burst: float = 5, retry_after: RetryAfter | None = None
    ) -> None:
        """Let that many requests through, after ``burst`` at once, and answer 429 to the others; None lets all."""
        if requests_per_second is None:
            self._faults.throttle = None
            return
        header = None if retry_after is None else retry_after_header(retry_after)
        self._faults.throttle = Throttle(requests_per_second, burst, header, self._clock)

    @property
    def throttled(self) -> int:
        """How many requests `throttle` has refused."""
        return self._faults.throttled

    def clear_faults(self) -> None:
        """From now on nothing goes wrong, and nothing is throttled."""
        self._faults.clear()

    def _add(self, action: Action, times: int | None, path: str | None, method: str | None, skip: int) -> Fault:
        return self._faults.add(Fault(action, times, path, method, skip))


def retry_after_header(value: RetryAfter) -> str:
    """``value`` as the header spells it."""
    if isinstance(value, datetime):
        return format_datetime(value.astimezone(UTC), usegmt=True)
    return value if isinstance(value, str) else str(int(value) if value == int(value) else value)

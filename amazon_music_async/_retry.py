"""Whether to try again, and after how long; no clock, no sleep, no random numbers of its own."""

import math
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from attrs import Attribute, field, frozen

from amazon_music_async._validation import checked_seconds, checked_whole


def _seconds(_: object, attribute: "Attribute[float]", value: object) -> None:
    checked_seconds(value, f"Retry({attribute.name}=…)", endless=True)


def _whole(_: object, attribute: "Attribute[int]", value: object) -> None:
    checked_whole(value, f"Retry({attribute.name}=…)")


@frozen
class Retry:
    """How often, and after which pauses, a failed request is sent again.

    ``attempts``: the most sends of one call, the first included. ``first``: the ceiling, in seconds, of the pause
    after the first attempt; it doubles with each attempt up to ``longest``. The pause itself is drawn evenly between
    0 and the ceiling ("full jitter"), so that many callers do not come back at once. ``deadline``: seconds that all
    attempts and pauses of one call may take, from the first send; time spent queueing for a turn does not count.

    What the service asks for in ``Retry-After`` comes first, up to ``longest``; the drawn pause follows it. If the
    service asks for more, the call fails at once with ``retry_after`` set, and so do later calls, unsent, until the
    time is near.

    After a 429 without ``Retry-After`` the first two pauses are not drawn: the client has just lowered its rate, and
    the call queues again at that rate. A 429 while other calls of the same user are answered does not count as an
    attempt, up to ``attempts`` times in one call: a rate is found by exceeding it, and no call should fail for that.

    >>> patient = Retry(attempts=8, longest=300.0, deadline=900.0)
    >>> (await music.with_options(retry=patient).tracks.get("B076YT2CBT")).title
    'Happy (From "Despicable Me 2")'
    """

    attempts: int = field(default=5, validator=_whole)
    first: float = field(default=0.5, validator=_seconds)
    longest: float = field(default=30.0, validator=_seconds)
    deadline: float = field(default=120.0, validator=_seconds)

    @classmethod
    def none(cls) -> "Retry":
        """Never again: the first failure is raised.

        >>> Retry.none().attempts
        1
        """
        return cls(attempts=1)

    def wait(
        self, attempt: int, *, spent: float, retry_after: float | None, random: Callable[[], float]
    ) -> float | None:
        """Seconds to pause after the failure of ``attempt`` (the first is 1), or None: give up.

        ``spent``: seconds used so far. ``retry_after``: what the service asked for. ``random``: gives [0, 1).

        >>> retry = Retry(first=0.5)
        >>> [retry.wait(attempt, spent=0.0, retry_after=None, random=lambda: 1.0) for attempt in (1, 2, 3, 4, 5)]
        [0.5, 1.0, 2.0, 4.0, None]
        >>> retry.wait(1, spent=0.0, retry_after=7.0, random=lambda: 1.0)
        7.5
        """
        if attempt >= self.attempts:
            return None
        asked = max(0.0, retry_after or 0.0)
        pause = min(self.longest, asked + self._drawn(attempt, random))
        if asked > self.longest or spent + pause > self.deadline:
            return None
        return pause

    def _drawn(self, attempt: int, random: Callable[[], float]) -> float:
        # 2 ** 1000 is more than a float holds; no ceiling grows for that long.
        ceiling = min(self.longest, self.first * 2.0 ** min(attempt - 1, 64))
        return ceiling * random()


_EPOCH = 1e9
"""Seconds from which on a ``Retry-After`` is no pause (of 31 years) but a point in time, counted from 1970."""
_LAST = 253_402_300_799.0
"""The last second that `datetime` knows."""


def parse_retry_after(value: str | None, now: float) -> float | None:
    """The seconds that a ``Retry-After`` header asks for: from seconds, an HTTP date or a Unix time; else None.

    ``now``: seconds since the epoch. See https://www.rfc-editor.org/rfc/rfc9110#field.retry-after
    """
    if value is None:
        return None
    try:
        seconds = float(value)
        if seconds >= _EPOCH:
            seconds -= now
    except ValueError:
        try:
            date = parsedate_to_datetime(value)
            # A date that says nothing of its zone (-0000) is UTC by RFC 9110.
            seconds = (date if date.tzinfo else date.replace(tzinfo=UTC)).timestamp() - now
        except (ValueError, OverflowError):
            return None
    return max(0.0, seconds) if math.isfinite(seconds) else None


def in_words(now: float, seconds: float) -> str:
    """The moment ``seconds`` after ``now`` (seconds since the epoch) in UTC, to the second; no later than year 9999."""
    return f"{datetime.fromtimestamp(min(now + seconds, _LAST), UTC):%Y-%m-%d %H:%M:%S} UTC"

"""The policy for failures that may pass."""

import math
import time
from typing import Any

import pytest
from hypothesis import example, given, strategies as st

from amazon_music_async import Retry
from amazon_music_async._retry import in_words, parse_retry_after

NOW = 1_445_412_480.0  # 2015-10-21 07:28:00 UTC


def wait(
    policy: Retry, attempt: int = 1, *, spent: float = 0.0, after: float | None = None, random: float = 0.5
) -> float | None:
    """What the policy says."""
    return policy.wait(attempt, spent=spent, retry_after=after, random=lambda: random)


def test_the_pause_is_drawn_below_a_ceiling_that_doubles() -> None:
    """Full jitter: between 0 and the ceiling, which doubles from ``first`` to ``longest``."""
    policy = Retry(attempts=100, first=1.0, longest=10.0)

    assert [wait(policy, attempt) for attempt in range(1, 7)] == [0.5, 1.0, 2.0, 4.0, 5.0, 5.0]
    assert wait(policy, 3, random=0.0) == 0.0
    assert wait(policy, 99, random=0.25) == 2.5


def test_the_last_attempt_is_the_last() -> None:
    """After ``attempts`` sends nothing is sent again."""
    assert wait(Retry(attempts=3), 2) is not None
    assert wait(Retry(attempts=3), 3) is None


def test_none_never_tries_again() -> None:
    """Retry.none() gives up after the first failure, whatever the service asks for."""
    assert wait(Retry.none()) is None
    assert wait(Retry.none(), after=0.0) is None


def test_the_random_pause_follows_what_the_service_asks_for() -> None:
    """Retry-After is obeyed up to ``longest``, and a drawn pause follows, so that callers do not come back at once."""
    assert wait(Retry(longest=30.0), after=7.0) == 7.25
    assert wait(Retry(longest=30.0), after=30.0) == 30.0
    assert wait(Retry(longest=30.0), after=0.0) == 0.25


def test_more_than_the_longest_pause_is_not_waited_for() -> None:
    """Beyond ``longest`` the policy gives up at once."""
    assert wait(Retry(longest=30.0), after=30.1) is None


def test_nothing_is_sent_after_the_deadline() -> None:
    """A pause that would end beyond the deadline is not begun."""
    policy = Retry(deadline=10.0, first=4.0)

    assert wait(policy, spent=8.0) == 2.0
    assert wait(policy, spent=8.1) is None
    assert wait(policy, after=11.0) is None


@given(
    attempt=st.integers(1, 10_000),
    attempts=st.integers(1, 10_000),
    first=st.floats(1e-9, 1e9),
    longest=st.floats(1e-9, 1e9),
    deadline=st.floats(1e-9, 1e9),
    spent=st.floats(0, 1e9),
    after=st.none() | st.floats(-1e9, 1e12),
    random=st.floats(0, 1, exclude_max=True),
)
def test_no_pause_is_negative_or_too_long(
    attempt: int,
    attempts: int,
    first: float,
    longest: float,
    deadline: float,
    spent: float,
    after: float,
    random: float,
) -> None:
    """Whatever happens, a pause is between 0 and ``longest``, and ends before the deadline."""
    policy = Retry(attempts=attempts, first=first, longest=longest, deadline=deadline)

    pause = wait(policy, attempt, spent=spent, after=after, random=random)

    assert pause is None or (0 <= pause <= longest and spent + pause <= deadline and attempt < attempts)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (None, None),
        ("7", 7.0),
        (" 7 ", 7.0),
        ("0", 0.0),
        ("1.5", 1.5),
        ("-3", 0.0),
        ("99999999999999999999", 1e20 - NOW),
        ("1445412487", 7.0),
        ("1445412487.5", 7.5),
        ("1000000000", 0.0),
        ("999999999", 999_999_999.0),
        ("Wed, 21 Oct 2015 07:28:07 GMT", 7.0),
        ("Wed, 21 Oct 2015 07:28:07 -0000", 7.0),
        ("Wed, 21 Oct 2015 09:28:07 +0200", 7.0),
        ("Wed, 21 Oct 2015 07:00:00 GMT", 0.0),
        ("Wednesday, 21-Oct-15 07:28:07 GMT", 7.0),
        ("Fri, 31 Dec 9999 23:59:59 -2359", 251_956_974_659.0),
        ("Wed, 99 Oct 2015 07:28:07 GMT", None),
        ("soon", None),
        ("", None),
        ("nan", None),
        ("inf", None),
        ("-inf", None),
        ("7 seconds", None),
    ],
)
def test_a_retry_after_header_is_read_as_seconds_a_date_or_a_unix_time(
    header: str | None, seconds: float | None
) -> None:
    """Retry-After holds seconds, an HTTP date, or a date as seconds since 1970; anything else is ignored."""
    assert parse_retry_after(header, NOW) == seconds


@pytest.mark.parametrize(("seconds", "words"), [(7.0, "2015-10-21 07:28:07 UTC"), (1e20, "9999-12-31 23:59:59 UTC")])
def test_any_end_of_a_pause_can_be_named(seconds: float, words: str) -> None:
    """A pause beyond the year 9999 ends there."""
    assert in_words(NOW, seconds) == words


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="Windows cannot change its time zone for one process")
def test_a_date_without_a_zone_is_utc_wherever_the_program_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    """RFC 9110 knows no local time."""
    with monkeypatch.context() as elsewhere:
        elsewhere.setenv("TZ", "JST-9")
        time.tzset()
        seconds = parse_retry_after("Wed, 21 Oct 2015 07:28:07 -0000", NOW)
    time.tzset()

    assert seconds == 7.0


@given(header=st.text() | st.floats().map(str) | st.integers().map(str) | st.datetimes().map("{:%a, %d %b %Y}".format))
@example("1" * 5000)
@example("Mon, 01 Jan 0001 00:00:00 +2359")
def test_any_header_can_be_read(header: str) -> None:
    """A header is never a reason to fail, and never a pause below 0 or without end."""
    seconds = parse_retry_after(header, NOW)

    assert seconds is None or (seconds >= 0 and math.isfinite(seconds))


@pytest.mark.parametrize(
    ("options", "error", "words"),
    [
        ({"attempts": 0}, ValueError, "must be at least 1, not 0"),
        ({"attempts": 1.0}, TypeError, "a whole number, not float"),
        ({"attempts": True}, TypeError, "a whole number, not bool"),
        ({"first": 0}, ValueError, "must be more than 0 seconds, not 0"),
        ({"first": math.nan}, ValueError, "must be more than 0 seconds, not nan"),
        ({"longest": -1.0}, ValueError, "must be more than 0 seconds, not -1"),
        ({"deadline": "9"}, TypeError, "a number of seconds, not str"),
        ({"deadline": True}, TypeError, "a number of seconds, not bool"),
    ],
)
def test_a_policy_that_makes_no_sense_is_refused(options: Any, error: type[Exception], words: str) -> None:
    """A wrong policy is a ValueError or a TypeError that names the option."""
    with pytest.raises(error) as caught:
        Retry(**options)

    assert words in str(caught.value)
    assert next(iter(options)) in str(caught.value)

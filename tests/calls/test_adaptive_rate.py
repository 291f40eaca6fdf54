"""The rate that is found from what the service refuses."""

import pytest
from hypothesis import given, strategies as st

from amazon_music_async._calls.adaptive_rate import AdaptiveRate


def served(pace: AdaptiveRate, rate: float, seconds: float, start: float = 0.0, *, bound: bool = True) -> float:
    """Answer so many requests a second for a while; the time when it ends."""
    for number in range(int(rate * seconds)):
        pace.answered(start + number / rate, bound=bound)
    return start + seconds


def test_there_is_no_rate_until_something_is_refused() -> None:
    """Without a refusal nobody waits."""
    pace = AdaptiveRate()
    served(pace, 1000, 1)

    assert pace.rate is None
    assert pace.gap == 0.0


def test_the_first_refusal_sets_the_rate_to_what_was_served() -> None:
    """16 answers in the last second, or a guess of 10 where fewer were seen."""
    busy, idle, silent = AdaptiveRate(), AdaptiveRate(), AdaptiveRate()
    served(busy, 16, 1)
    idle.answered(0.0, bound=False)

    assert all((busy.refused(1.0, 0.9), idle.refused(1.0, 0.9), silent.refused(1.0, 0.9)))
    assert (busy.rate, idle.rate, silent.rate) == (16, 10, 10)
    assert silent.gap == pytest.approx(0.1)


def test_refusals_of_requests_sent_together_count_once() -> None:
    """Eight requests that were under way when the rate fell tell nothing new."""
    pace = AdaptiveRate()
    pace.refused(1.0, 0.5)
    rate = pace.rate

    assert not pace.refused(1.1, 0.6)
    assert pace.rate == rate
    assert pace.refused(2.0, 1.5)


def test_the_rate_falls_by_a_part() -> None:
    """Multiplicative decrease: what is left is a part of what was served."""
    pace = AdaptiveRate(rate=100.0)
    end = served(pace, 50, 2, bound=False)
    pace.refused(end, end - 0.1)

    assert pace.rate == pytest.approx(0.85 * 50, rel=0.1)


def test_the_rate_falls_far_when_hardly_anything_was_answered_since() -> None:
    """A limit that falls to a tenth is not approached step by step, each with its refusal."""
    pace = AdaptiveRate(rate=100.0)
    end = served(pace, 100, 1)
    pace.refused(end, end - 0.1)
    first = pace.rate or 0.0
    pace.answered(end + 0.4, bound=True)
    pace.refused(end + 0.5, end + 0.1)

    assert first == pytest.approx(85, rel=0.1)
    assert pace.rate == pytest.approx(0.85 * 0.3 * first, rel=0.2)


def test_the_rate_climbs_while_it_is_used() -> None:
    """Additive increase, which quickens with the time since the last refusal."""
    pace = AdaptiveRate(rate=100.0)
    pace.refused(0.0, 0.0)
    pace.refused(1.0, 0.5)
    pace.refused(2.0, 1.5)
    first = pace.rate or 0.0
    served(pace, 20, 1, 2.0)
    second = pace.rate or 0.0
    served(pace, 20, 1, 3.0)
    third = pace.rate or 0.0

    assert 0 < second - first < third - second


def test_the_pause_of_all_is_short_once_the_rate_is_known() -> None:
    """At first everybody waits as long as who was refused; then only for a few sends, since the rate has fallen."""
    pace = AdaptiveRate()
    pace.refused(0.0, 0.0)

    assert pace.shared_backoff(3.0) == 3.0

    served(pace, 20, 1)
    pace.refused(1.0, 0.9)

    assert pace.shared_backoff(3.0) == pytest.approx(4 * pace.gap)
    assert pace.shared_backoff(0.01) == 0.01


def test_a_rate_that_nobody_fills_does_not_climb() -> None:
    """Requests that were not held back prove nothing about the limit."""
    pace = AdaptiveRate()
    pace.refused(0.0, 0.0)
    served(pace, 5, 60, bound=False)

    assert pace.rate == 10


def test_a_long_silence_is_no_reason_to_leap() -> None:
    """After an hour without requests the rate climbs as after a second."""
    pace = AdaptiveRate()
    pace.refused(0.0, 0.0)
    pace.answered(3600.0, bound=True)

    assert pace.rate == pytest.approx(10 + 3 * 10)


def test_a_pause_that_the_service_asked_for_is_no_time_without_a_refusal() -> None:
    """Ten seconds of silence, asked for, are no reason to climb faster after them."""
    asked, silent = AdaptiveRate(rate=20.0), AdaptiveRate(rate=20.0)
    for pace in (asked, silent):
        pace.refused(served(pace, 20, 2), 1.9)
        pace.refused(served(pace, 16, 1, 2.0), 2.9)
    asked.paused(3.0, 8.0)
    asked.paused(3.1, 9.9)
    for pace, start in ((asked, 13.0), (silent, 3.0)):
        served(pace, 10, 1, start)

    assert asked.rate == pytest.approx(silent.rate)


def test_a_pause_does_not_make_the_service_look_slow() -> None:
    """What was served is counted over the seconds in which anything was sent: 20 a second, with two pauses between."""
    pace = AdaptiveRate(rate=30.0)
    now = served(pace, 20, 0.5, bound=False)
    for _ in range(2):
        pace.paused(now, 5.0)
        now = served(pace, 20, 0.5, now + 5.0, bound=False)
    pace.refused(now, now - 0.1)

    assert pace.rate == pytest.approx(0.85 * 20, rel=0.1)


STEP = st.tuples(st.sampled_from("rap"), st.booleans(), st.floats(0, 10), st.floats(0, 1))


@given(steps=st.lists(STEP, max_size=100))
def test_the_rate_never_ends(steps: list[tuple[str, bool, float, float]]) -> None:
    """Whatever is answered and refused, and whatever pauses are asked for, there is a rate to go on with."""
    pace, now = AdaptiveRate(), 0.0
    for what, bound, passed, flight in steps:
        now += passed
        if what == "r":
            pace.refused(now, now - flight)
        elif what == "p":
            pace.paused(now, flight * 5)
        else:
            pace.answered(now, bound=bound)

        assert pace.rate is None or 0.5 <= pace.rate < float("inf")
        assert 0 <= pace.gap <= 2

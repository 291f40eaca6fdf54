"""The rate that is found from what the service refuses."""

import pytest
from hypothesis import given, strategies as st

from amazon_music_async._calls.adaptive_rate import AdaptiveRate


def served(rate: AdaptiveRate, number: int, every: float, start: float = 0.0) -> float:
    """Send and serve so many requests that the rate held back; return when it ends."""
    now = start
    for _ in range(number):
        now += every
        rate.sent(now, bound=True)
        rate.succeeded(now, now, bound=True)
    return now


def refused(now: float = 1.0) -> AdaptiveRate:
    """Return a rate after one refusal."""
    rate = AdaptiveRate()
    rate.sent(0.0, bound=False)
    rate.refused(now, 0.0, None)
    return rate


def test_there_is_no_rate_until_something_is_refused() -> None:
    """Without a refusal nobody waits."""
    rate = AdaptiveRate()
    now = served(rate, 1000, 0.001)

    assert rate.rate is None
    assert rate.opens_at <= now


def test_a_ceiling_holds_before_anything_is_refused() -> None:
    """At four a second the next one leaves a quarter of a second later."""
    rate = AdaptiveRate(ceiling=4.0)
    rate.sent(10.0, bound=False)

    assert rate.opens_at == 10.25


def test_the_rate_never_exceeds_its_ceiling() -> None:
    """However long nothing is refused."""
    rate = AdaptiveRate(ceiling=12.0)
    rate.refused(1.0, 0.0, None)
    served(rate, 500, 0.1, 1.0)

    assert rate.rate == 12.0


def test_a_rate_grows_that_did_not_for_long() -> None:
    """However many seconds went by since: that is no error."""
    rate = AdaptiveRate()
    rate.start_from(40.0)
    served(rate, 60, 0.025, start=1e6)

    assert rate.rate is not None
    assert rate.rate > 40.0


def test_a_saved_rate_is_begun_with() -> None:
    """And climbs from there, if nothing is refused."""
    rate = AdaptiveRate()
    rate.start_from(40.0)

    assert rate.rate == 40.0

    served(rate, 60, 0.025)

    assert (rate.rate or 0.0) > 40.0


def test_the_first_refusal_sets_the_rate_from_what_was_served() -> None:
    """Four fifths of 100 answers a second, or of a guess of 10 where fewer were seen."""
    busy = AdaptiveRate()
    now = served(busy, 200, 0.01)
    busy.refused(now, now, None)

    assert busy.rate == pytest.approx(80, rel=0.02)
    assert refused().rate == 8.0


def test_refusals_of_requests_sent_together_count_once() -> None:
    """What was under way when the rate fell tells nothing new, nor does more silence."""
    rate = refused(1.0)
    for sent_at in (0.2, 0.9, 1.5, 2.0):
        rate.refused(2.1, sent_at, None)

    assert rate.rate == 8.0


def test_a_silence_is_probed_ever_more_slowly_up_to_the_longest_pause() -> None:
    """While nothing is served, the next try comes after 0.4 of the silence so far."""
    rate = refused(1.0)
    rate.sent(2.0, bound=True)

    assert rate.opens_at == pytest.approx(2.4)

    rate.sent(1001.0, bound=True)

    assert rate.opens_at == 1031.0


def test_a_rate_that_is_not_filled_stays() -> None:
    """Answers to requests that the rate did not hold back prove nothing."""
    rate = refused(1.0)
    for second in range(2, 100):
        rate.sent(float(second), bound=False)
        rate.succeeded(float(second), float(second), bound=False)

    assert rate.rate == 8.0


def test_a_refusal_after_a_calm_takes_a_fifth() -> None:
    """The rate falls, then comes back to where it was refused."""
    rate = AdaptiveRate()
    rate.start_from(20.0)
    now = served(rate, 20, 0.05)
    before = rate.rate or 0.0
    rate.refused(now, now, None)

    assert rate.rate == pytest.approx(0.8 * before)

    served(rate, 140, 1 / before, now)

    assert (rate.rate or 0.0) >= before


def test_a_limit_that_fell_far_is_followed_at_once() -> None:
    """The rate falls to at most two and a half times what was served since the last fall."""
    rate = AdaptiveRate()
    rate.start_from(500.0)
    now = served(rate, 500, 0.002)
    rate.refused(now, now, None)
    for _ in range(3):
        now = served(rate, 1, 0.2, now)
        rate.refused(now + 0.01, now + 0.01, None)

    assert (rate.rate or 0.0) <= 20.0


def test_refusals_that_no_fall_cures_weigh_less() -> None:
    """One in four at every rate is the other processes' doing: the rate stays within a few times."""
    rate, now = AdaptiveRate(), 0.0
    rate.start_from(20.0)
    for _ in range(20):
        now = served(rate, 3, 1 / (rate.rate or 1.0), now)
        now += 1 / (rate.rate or 1.0)
        rate.sent(now, bound=True)
        rate.refused(now, now, None)

    assert (rate.rate or 0.0) > 20 * 0.8**20 * 5


def test_time_without_requests_does_not_count_as_served_badly() -> None:
    """A minute in which nobody wanted to send leaves a full fall, no deeper one."""
    rate = AdaptiveRate()
    rate.start_from(20.0)
    now = served(rate, 5, 0.05) + 60.0
    before = rate.rate or 0.0
    rate.sent(now, bound=False)
    rate.refused(now, now, None)

    assert rate.rate == pytest.approx(0.8 * before)


def test_a_refusal_with_a_pause_is_risked_less_often() -> None:
    """Where each refusal costs a second, the rate takes longer to come back to where it was refused."""
    cheap, dear = AdaptiveRate(), AdaptiveRate()
    for rate, pause in ((cheap, None), (dear, 1.0)):
        rate.start_from(20.0)
        now = served(rate, 20, 0.05)
        rate.refused(now, now, pause)
        served(rate, 150, 0.05, now + 1.0)

    assert (dear.rate or 0.0) < (cheap.rate or 0.0)


@given(
    st.lists(
        st.tuples(st.sampled_from(["sent", "served", "refused", "asked"]), st.floats(0, 5), st.booleans()),
        max_size=80,
    )
)
def test_on_any_schedule_the_rate_is_sane(steps: list[tuple[str, float, bool]]) -> None:
    """Never below half a request a second; the next one leaves within the longest pause of the last one."""
    rate, now, sent_at = AdaptiveRate(), 0.0, 0.0
    for what, seconds, bound in steps:
        now += seconds
        if what == "sent":
            sent_at = max(now, rate.opens_at)
            now = sent_at
            rate.sent(now, bound=bound)
        elif what == "served":
            rate.succeeded(now, sent_at, bound=bound)
        else:
            rate.refused(now, sent_at, seconds if what == "asked" else None)

        assert rate.rate is None or rate.rate >= 0.4
        assert rate.opens_at <= now + 30.0

"""How many requests a second, found from what the service refuses; no clock of its own.

The service publishes no rate. So there is none until the first refusal (429); then the rate falls to a part of what
was lately answered, and climbs again while nothing is refused: multiplicative decrease, additive increase, as TCP
does it (https://www.rfc-editor.org/rfc/rfc5681). The climb quickens with the time since the last refusal, after H-TCP,
so that a steady limit is touched only now and then; after a while it is taken to be lifted, and searched for.
"""

from collections import deque

from attrs import define, field

_FALL = 0.85
"""What is left of the rate after a refusal."""
_LEAST = 0.3
"""What is left of the rate at least, before the fall, when hardly anything was answered since the last refusal."""
_CLIMB = 0.1
"""The part of the rate after the fall that is added each second, at first."""
_QUICKEN = 1.0
"""How fast the climb itself grows, per second squared."""
_SEARCH = 3.0
"""Growth per second (as an exponent) until the second refusal: the first rate is a guess from a handful of answers."""
_GUESS = 10.0
"""Requests a second after the first refusal, when fewer were answered until then."""
_STALE = 1.5
"""Seconds of sends without a refusal after which the rate is searched for anew: the limit was lifted."""
SLOWEST = 0.5
"""Requests a second below which the rate never falls, unless the longest pause asks for more."""
_BREATH = 4
"""Sends that are left out after a refusal, once the rate is known: what a token bucket wants to refill."""
_RECENT = 16
"""How many answers tell the rate that was lately served."""


@define
class AdaptiveRate:
    """The rate, as the seconds between two sends.

    All times are seconds of one monotonic clock, chosen by the caller.
    """

    rate: float | None = None
    """Requests a second; None while nothing was ever refused."""
    slowest: float = SLOWEST
    _fell_at: float = 0.0
    _fell_busy: float = 0.0
    _base: float = 0.0
    _searching: bool = True
    _grown_at: float = 0.0
    _answers: deque[float] = field(factory=lambda: deque(maxlen=_RECENT))
    _still_from: float = 0.0
    _still_until: float = 0.0
    _stood: float = 0.0
    """Seconds of the pauses before that one."""

    @property
    def gap(self) -> float:
        """Seconds between two sends."""
        return 0.0 if self.rate is None else 1.0 / self.rate

    def paused(self, now: float, seconds: float) -> None:
        """Hear that the service wants nothing sent for so many ``seconds``, which tell nothing of what it can serve."""
        if now > self._still_until:
            self._stood += self._still_until - self._still_from
            self._still_from = now
        self._still_until = max(self._still_until, now + seconds)

    def answered(self, now: float, *, bound: bool) -> None:
        """Hear of a request that was not refused. ``bound``: it had been held back by the rate."""
        busy = self._busy(now)
        self._answers.append(busy)
        if self.rate is None:
            return
        # A rate that nobody fills proves nothing when it is not refused.
        if bound:
            since, step = busy - self._fell_busy, max(0.0, busy - self._grown_at)
            self._searching = self._searching or since > _STALE
            slope = _SEARCH * self.rate if self._searching else self._base * (_CLIMB + _CLIMB * _QUICKEN * since**2)
            self.rate += slope * min(step, 1.0)
        self._grown_at = busy

    def refused(self, now: float, sent_at: float) -> bool:
        """Hear of a request that was refused. True if the rate fell: one refusal counts for all that were under way."""
        if self.rate is not None and sent_at < self._fell_at:
            return False
        busy = self._busy(now)
        served = self._served(busy)
        if self.rate is None:
            fallen = max(_GUESS, served)
        else:
            # Refused before it grew: the pause was too short, which tells nothing of the rate searched for.
            self._searching = self._searching and self.rate <= self._base
            fallen = _FALL * min(self.rate, served, self._since_the_fall(busy, self.rate))
        self.rate = self._base = max(self.slowest, fallen)
        self._fell_at, self._fell_busy, self._grown_at = now, busy, busy
        return True

    def shared_backoff(self, seconds: float) -> float:
        """For how long all should pause after a refusal that does not say.

        ``seconds`` while little is known of the rate; then the time of a few sends, for the rate has fallen already.
        """
        return seconds if self._searching else min(seconds, _BREATH * self.gap)

    def _busy(self, now: float) -> float:
        """The time without the pauses that the service asked for."""
        return now - self._stood - (min(max(now, self._still_from), self._still_until) - self._still_from)

    def _since_the_fall(self, busy: float, rate: float) -> float:
        """Requests a second answered since the rate last fell: if few, the limit fell far, and so must the rate."""
        answers = sum(at > self._fell_busy for at in self._answers)
        if answers == _RECENT:
            return rate
        return max(_LEAST * rate, answers / max(busy - self._fell_busy, 1e-3))

    def _served(self, busy: float) -> float:
        """Requests a second that were lately answered: over at least a second before the first refusal."""
        if not self._answers:
            return 0.0
        span = busy - self._answers[0]
        if self.rate is None:
            span = max(1.0, span)
        return len(self._answers) / max(span, 1e-3)

"""How many requests a second, found from what the service refuses; no clock, no queue, no sleep of its own.

The service publishes no rate. So there is none until the first refusal (429). From then on requests leave at a rate
that falls at a refusal and grows while nothing is refused, by the curve of CUBIC, TCP's congestion control
(https://www.rfc-editor.org/rfc/rfc9438): quickly back to near the rate that was refused, slowly around it, then ever
faster. Unlike CUBIC it counts answers instead of seconds, so that at 1 and at 100 requests a second about one of
thirty is refused or fewer. ``benchmarks/pacing.py`` measures it against many kinds of limits.

Several processes may share one limit without knowing of each other; then requests are refused at any rate. The more
were refused lately at rates that should have been low enough, the less the rate falls.
"""

import math

from attrs import define

_FALL = 0.8
"""The part of the rate that is left after a refusal."""
_PLATEAU, _PLATEAU_SECONDS = 30, 2.5
"""Answers, at least, until the rate is back where it was refused; more at high rates, see `_plateau`."""
_STEEP = 12.0
"""How fast the rate grows beyond that: the exponent is this times the cube of the plateaus passed."""
_FASTEST, _FASTEST_AT_FIRST = 1.5, 3.0
"""The most that the rate grows in a second, as an exponent; the same until the second fall."""
_SERVED = 2.5
"""The rate falls at least to so many times the rate at which requests were served."""
_SERVED_FROM = 1.2
"""Plateaus after a fall at which the count of what is served starts again: from there the rate may grow tenfold."""
_RECENT, _TOLERATED, _LEAST_FALL = 16, 0.25, 0.15
"""Answers over which refusals at low rates are averaged; the part of them at which a fall is the smallest; its size."""
_COST = 15
"""If a refusal with a pause costs so many requests, it is risked once in so many times as many answers."""
_GUESS, _SLOWEST = 10.0, 0.5
"""Requests a second after the first refusal if fewer were served; the lowest rate, but see ``longest``."""
_PROBE, _COUNTED = 0.4, 1.0
"""While nothing is served: the pause before the next try, as a part of that time; the seconds of it that count."""
_UNCONFIRMED = 1.0
"""Seconds for which one user's ``Retry-After`` holds for the others too, until another request confirms it."""
_SLACK = 0.01
"""Seconds by which a timer may be late without lowering the rate."""

CONSTANTS: dict[str, float] = {name: value for name, value in vars().items() if name.isupper()}
"""All of the above: the script that shares a rate among processes counts with the same numbers."""


@define
class AdaptiveRate:
    """When the next request may leave. All times are seconds of one monotonic clock, chosen by the caller."""

    rate: float | None = None
    """Requests a second; None until a request is refused."""
    ceiling: float = math.inf
    """The most requests a second, whatever is served."""
    longest: float = 30.0
    """The longest pause between two requests, in seconds."""
    alone: bool = True
    """All requests are of one user: what the service asks of one request holds for all."""
    _peak: float = 0.0
    """The rate that was refused last."""
    _span: float = 0.0
    """Answers from the fall until that rate is reached again: the plateau of the curve."""
    _judged: float = 0.0
    """Answers since the fall."""
    _fast: bool = True
    """The rate fell at most once, so it is only a first guess."""
    _noise: float = 0.0
    """The part of the last sixteen or so answers at rates below the peak that were refusals."""
    _served: float = 0.0
    _since: float | None = None
    """When the count ``_served`` began. Idle time and pauses that the service asked for are left out by moving it."""
    _fell_at: float = -math.inf
    _grown_at: float = 0.0
    _silent_since: float | None = None
    """When the rate fell, as long as no request is served that was sent after it."""
    _sent_at: float = -math.inf
    _open_at: float = -math.inf
    """Until when all users wait."""
    _asked_until: float = -math.inf
    """Until when the service asked one of them to wait."""
    _doubted: bool = False
    """The last pause was cut short for the other users."""

    def start_from(self, rate: float) -> None:
        """Begin with a rate that was learned before, in requests a second."""
        self.rate = self._peak = min(rate, self.ceiling)
        self._span = self._judged = _plateau(self._peak)

    @property
    def opens_at(self) -> float:
        """When the next request may leave."""
        gap = 1 / (self.rate or self.ceiling)
        if self._silent_since is not None:
            gap = min(self.longest, max(2 * gap, _PROBE * (self._sent_at - max(self._silent_since, self._paused))))
        return max(self._paused, self._sent_at + gap)

    @property
    def _paused(self) -> float:
        return self._asked_until if self.alone else self._open_at

    def paused_for(self, now: float) -> float:
        """Return the seconds for which all users wait because the service asked for it."""
        return max(0.0, self._paused - now)

    def sent(self, now: float, *, bound: bool) -> None:
        """Record that a request leaves. ``bound``: it had to wait until `opens_at`."""
        due = self.opens_at
        if self._since is None:
            self._since = now
        elif self.rate is not None and not bound:
            # Nothing was to be sent since it was due: that time does not show what could have been served.
            self._since += max(0.0, now - due)
        self._sent_at = due if now - due <= _SLACK else now

    def succeeded(self, now: float, sent_at: float, *, bound: bool) -> None:
        """Record a request that was served. The rate grows only while requests have to wait for it (``bound``)."""
        if sent_at < self._fell_at:
            return
        self._served += 1
        if self._silent_since is not None:
            self._since = (self._since or 0.0) + max(0.0, sent_at - max(self._silent_since, self._paused) - _COUNTED)
            self._silent_since = None
        if bound and self.rate is not None:
            self._grow(now, sent_at, self.rate)
        self._grown_at = now

    def _grow(self, now: float, sent_at: float, rate: float) -> None:
        if self._judged < self._span:
            self._noise -= self._noise / _RECENT
        self._judged += 1
        if self._judged - 1 < _SERVED_FROM * self._span <= self._judged:
            self._served, self._since = 2, sent_at - 2 / rate
        grown = self._peak * _curve(self._judged / self._span - 1)
        exponent = _FASTEST_AT_FIRST if self._fast else _FASTEST
        fastest = rate * math.exp(min(50.0, exponent * max(0.0, now - self._grown_at)))
        self.rate = min(self.ceiling, max(rate, min(grown, fastest)))

    def refused(self, now: float, sent_at: float, pause: float | None, *, trusted: bool = True) -> None:
        """Record a request that was refused, and the ``pause`` in seconds that the service asked for, if it did.

        The rate falls once for all requests that were under way, and not again before one is served. ``trusted``: the
        user was served before, so the refusal confirms a pause that was asked of another user.
        """
        confirmed = trusted and self._doubted and self._silent_since is not None and sent_at >= self._fell_at
        if self._silent_since is None and sent_at >= self._fell_at:
            self._fall(now, sent_at, pause)
        if pause is not None:
            before = max(now, self._paused)
            self._asked_until = max(self._asked_until, now + pause)
            self._open_at = max(self._open_at, now + (pause if confirmed else min(pause, _UNCONFIRMED)))
            self._doubted = self._open_at < now + pause
            self._since = (self._since or 0.0) + max(0.0, self._paused - before)

    def _fall(self, now: float, sent_at: float, pause: float | None) -> None:
        seconds = max(sent_at - (self._since or sent_at), 1e-3)
        part, kept = 1.0, 0.0
        if self.rate is None:
            self._peak = max(_GUESS, self._served / max(seconds, 1.0))
            self._span = self._judged = _plateau(self._peak) / 2
        else:
            self._fast = False
            if self._judged < self._span:
                self._noise += (1 - self._noise) / _RECENT
            served = _SERVED * self._served / seconds
            if pause is None and served >= self.rate:
                part = min(1.0, max(_LEAST_FALL, abs(1 - self._noise / _TOLERATED)))
            self._peak = min(self.rate, served)
            self._span = _plateau(self._peak)
            self._judged = self._span * (1 - part ** (1 / 3))
            kept = min(self._served, 1.0)
        if pause is not None:
            cost = _COST * self._peak * min(1.0, pause)
            self._judged, self._span = self._judged * max(1.0, cost / self._span), max(self._span, cost)
        self._peak = max(self._peak, _SLOWEST / _FALL, 1 / (_FALL * self.longest))
        self.rate = min(self.ceiling, self._peak * (1 - (1 - _FALL) * part))
        self._since = now - seconds * kept / max(1.0, self._served)
        self._served = kept
        self._fell_at = self._grown_at = self._silent_since = now


def _plateau(rate: float) -> float:
    """Answers from a fall until the rate is back: at low rates always as many, at high ones about 2.5 seconds' worth.

    So slow processes grow faster, in proportion, than fast ones: those that share a limit come to have equal shares.
    """
    return max(_PLATEAU, _PLATEAU / 3 + _PLATEAU_SECONDS * rate)


def _curve(plateaus: float) -> float:
    """The rate as a part of its peak: four fifths one plateau before (-1), flat around the peak (0), then steep."""
    if plateaus < 0:
        return 1 + (1 - _FALL) * plateaus**3
    return math.exp(min(50.0, _STEEP * plateaus**3))

"""How many requests a second are let through."""

from collections.abc import Callable

from attrs import define, field, validators


@define
class Throttle:
    """A bucket of ``burst`` tokens that fills at ``rate`` a second; each request takes one."""

    rate: float = field(validator=validators.gt(0))
    burst: float = field(validator=validators.ge(1))
    _retry_after: str | None
    _clock: Callable[[], float]
    _tokens: float = field(init=False)
    _filled: float = field(init=False)

    def __attrs_post_init__(self) -> None:
        """Begin with a full bucket."""
        self._tokens = self.burst
        self._filled = self._clock()

    @property
    def headers(self) -> dict[str, str]:
        """What a refusal says about when to come back."""
        return {} if self._retry_after is None else {"Retry-After": self._retry_after}

    def admits(self) -> bool:
        """Whether this request is let through."""
        now = self._clock()
        self._tokens = min(self.burst, self._tokens + (now - self._filled) * self.rate)
        self._filled = now
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True

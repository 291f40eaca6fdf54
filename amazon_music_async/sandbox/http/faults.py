"""Faults that the sandbox injects: which kinds there are, and which request each applies to."""

from collections.abc import Callable
from typing import TypeAlias

from attrs import define, field, frozen, validators

from amazon_music_async.sandbox.http.reply import Reply
from amazon_music_async.sandbox.http.request import Request


@frozen
class Fail:
    """Answer with this reply instead; the request is not carried out."""

    reply: Reply


@frozen
class DropConnection:
    """Close the connection before any answer; the request is not carried out."""


@frozen
class HalfBody:
    """Carry the request out, and close the connection in the middle of the response body."""


@frozen
class Garbage:
    """Carry the request out, and send a body that is not JSON."""


@frozen
class Hang:
    """Never answer; the request is not carried out."""


@frozen
class Slow:
    """Answer ``seconds`` later."""

    seconds: float


@frozen
class RepeatToken:
    """Return the page token that the request was sent with, so that a walk would go in a circle."""


Action: TypeAlias = Fail | DropConnection | HalfBody | Garbage | Hang | Slow | RepeatToken


@define
class Fault:
    """A fault that was injected: count its ``hits``, or `lift` it before it is used up.

    It applies to the next ``times`` matching requests (None: to all), after the first ``skip`` of them. ``path`` is a
    prefix below the version, such as ``/me/library``; without one the fault matches every request to the music
    service and none to the login service.

    >>> from amazon_music_async.sandbox import Sandbox
    >>> fault = Sandbox().fail(status=503, times=2, path="/tracks")
    >>> fault.hits
    0
    """

    _action: Action
    times: int | None = 1
    path: str | None = None
    method: str | None = None
    skip: int = 0
    hits: int = field(default=0, init=False)
    """How many requests it has been applied to."""

    def __attrs_post_init__(self) -> None:
        """Check the counts, and that the path can match a request."""
        if self.skip < 0 or (self.times is not None and self.times < 0):
            raise ValueError("times and skip are counts and cannot be negative")
        if self.path is not None and not self.path.startswith("/"):
            raise ValueError(f"a path begins with a slash, {self.path!r} does not")

    def lift(self) -> None:
        """Stop applying this fault.

        >>> fault = sandbox.fail(status=503, times=None)
        >>> fault.lift()
        >>> (await music.tracks.get("B076YT2CBT")).title
        'Happy (From "Despicable Me 2")'
        """
        self.times = self.hits

    def apply_to(self, request: Request, *, login: bool) -> Action | None:
        """Return the action for this ``request`` and count it, or None if the fault does not apply."""
        if self.times == self.hits or not self._matches(request, login=login):
            return None
        if self.skip:
            self.skip -= 1
            return None
        self.hits += 1
        return self._action

    def _matches(self, request: Request, *, login: bool) -> bool:
        if self.method is not None and self.method.upper() != request.method:
            return False
        if isinstance(self._action, RepeatToken) and request.cursor is None:
            return False
        prefix = self.path or "/v1"
        if login and prefix.startswith("/v1"):
            return False
        return request.path.startswith(prefix.removeprefix("/v1"))


@define
class Throttle:
    """A token bucket: ``burst`` requests at once, then ``rate`` requests a second."""

    rate: float = field(validator=validators.gt(0))
    burst: float = field(validator=validators.ge(1))
    refusal: Reply
    _clock: Callable[[], float]
    _tokens: float = field(init=False)
    _filled_at: float = field(init=False)

    def __attrs_post_init__(self) -> None:
        """Start with a full bucket."""
        self._tokens = self.burst
        self._filled_at = self._clock()

    def admits(self) -> bool:
        """Take a token for this request; return False if there is none."""
        now = self._clock()
        self._tokens = min(self.burst, self._tokens + (now - self._filled_at) * self.rate)
        self._filled_at = now
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True


@define
class Faults:
    """All faults that are to be applied, in the order in which they were injected."""

    throttle: Throttle | None = field(default=None, init=False)
    throttled: int = field(default=0, init=False)
    """How many requests the throttle has refused."""
    _faults: list[Fault] = field(factory=list[Fault], init=False)

    def add(self, fault: Fault) -> Fault:
        """Apply ``fault`` from now on."""
        self._faults = [each for each in self._faults if each.times != each.hits]
        self._faults.append(fault)
        return fault

    def clear(self) -> None:
        """Lift every fault and the throttle."""
        self.throttle = None
        for fault in self._faults:
            fault.lift()
        self._faults.clear()

    def action_for(self, request: Request, *, login: bool = False) -> Action | None:
        """Return what happens to this ``request``: the first fault that applies, or None."""
        if self.throttle and not login and not self.throttle.admits():
            self.throttled += 1
            return Fail(self.throttle.refusal)
        actions = (fault.apply_to(request, login=login) for fault in self._faults)
        return next((action for action in actions if action is not None), None)

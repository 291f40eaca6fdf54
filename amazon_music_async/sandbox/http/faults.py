"""What can go wrong, how often, and for which requests."""

from typing import TypeAlias

from attrs import define, field, frozen

from amazon_music_async.sandbox.http.reply import Reply, failure
from amazon_music_async.sandbox.http.request import Call
from amazon_music_async.sandbox.http.throttle import Throttle


@frozen
class Fail:
    """Another answer is given; the request is not carried out."""

    reply: Reply


@frozen
class Drop:
    """The connection is lost before any answer; the request is not carried out."""


@frozen
class Half:
    """The request is carried out, and the connection is lost half way through the answer."""


@frozen
class Garbage:
    """The request is carried out, and the answer is not JSON."""


@frozen
class Hang:
    """There is never an answer; the request is not carried out."""


@frozen
class Slow:
    """The answer comes ``seconds`` later."""

    seconds: float


@frozen
class Repeat:
    """The page gives out the token that it was asked with: followed, it leads in a circle."""


Action: TypeAlias = Fail | Drop | Half | Garbage | Hang | Slow | Repeat


@define
class Fault:
    """``action`` befalls the next ``times`` matching requests (None: all), after ``skip`` that pass unharmed.

    ``path`` is the beginning of a path below the version, such as ``/me/library``. Without one, every request to the
    music service matches, and none to the login service.
    """

    action: Action
    times: int | None = 1
    path: str | None = None
    method: str | None = None
    skip: int = 0
    hits: int = field(default=0, init=False)
    """How many requests it has befallen."""

    def __attrs_post_init__(self) -> None:
        """Refuse what can be no count, and a path that no request has."""
        if self.skip < 0 or (self.times is not None and self.times < 0):
            raise ValueError("times and skip are counts: neither can be negative")
        if self.path is not None and not self.path.startswith("/"):
            raise ValueError(f"a path begins with a slash, {self.path!r} does not")

    def spent(self) -> bool:
        """Whether it will befall no more."""
        return self.times is not None and self.hits >= self.times

    def lift(self) -> None:
        """From now on it befalls no more."""
        self.times = self.hits

    def befalls(self, call: Call, *, login: bool) -> bool:
        """Whether it is the turn of this ``call``; asking counts."""
        if not self._matches(call, login=login):
            return False
        if self.skip:
            self.skip -= 1
            return False
        self.hits += 1
        return True

    def _matches(self, call: Call, *, login: bool) -> bool:
        if self.method is not None and self.method.upper() != call.method:
            return False
        if isinstance(self.action, Repeat) and "cursor" not in call.query:
            return False
        start = self.path or "/v1"
        if login and start.startswith("/v1"):
            return False
        return call.path.startswith(start.removeprefix("/v1"))


@define
class Faults:
    """All that is to go wrong, in the order in which it was asked for; one fault at most befalls a request."""

    throttle: Throttle | None = field(default=None, init=False)
    throttled: int = field(default=0, init=False)
    """How many requests the throttle has refused."""
    _waiting: list[Fault] = field(factory=list[Fault], init=False)

    def add(self, fault: Fault) -> Fault:
        """Let ``fault`` befall what matches it."""
        self._waiting.append(fault)
        return fault

    def clear(self) -> None:
        """Nothing goes wrong any more."""
        self.throttle = None
        for fault in self._waiting:
            fault.lift()
        self._waiting.clear()

    def befalling(self, call: Call, *, login: bool = False) -> Action | None:
        """What befalls this ``call``."""
        if self.throttle and not login and not self.throttle.admits():
            self.throttled += 1
            return Fail(failure(429, None, None, self.throttle.headers))
        if not self._waiting:
            return None
        self._waiting = [fault for fault in self._waiting if not fault.spent()]
        return next((fault.action for fault in self._waiting if fault.befalls(call, login=login)), None)

"""What arrived, as far back as was asked for."""

from collections import deque
from collections.abc import Mapping, Sequence
from typing import overload

from attrs import define, field

from amazon_music_async._redaction import scrub
from amazon_music_async.sandbox.http.request import parsed_query


@define(eq=False)
class Received:
    """One request as it arrived, and the status that it was answered with.

    ``path`` is as sent, the version included. ``status`` is 0 while there is no answer, and for ever when the
    connection was dropped or left. ``started`` and ``finished`` are seconds of the event loop's clock.
    """

    method: str
    path: str
    query_string: str
    headers: Mapping[str, str]
    started: float
    body: bytes = b""
    status: int = 0
    user: str | None = None
    finished: float | None = None

    @property
    def query(self) -> dict[str, str]:
        """The parameters."""
        return parsed_query(self.query_string)

    def __repr__(self) -> str:
        """One line, without a secret: no header, no body, and what looks like a token crossed out."""
        asked = f"{self.path}?{self.query_string}" if self.query_string else self.path
        shown = asked if len(asked) <= 120 else asked[:119] + "…"
        return scrub(f"<{self.method} {shown} {self.status or '-'} user={self.user}>")


@define
class Log(Sequence[Received]):
    """The last requests, oldest first. ``total`` goes on counting those that are no longer kept."""

    _kept: deque[Received]
    total: int = field(default=0, init=False)
    in_flight: int = field(default=0, init=False)
    peak_in_flight: int = field(default=0, init=False)

    @classmethod
    def keeping(cls, most: int) -> "Log":
        """A log that forgets all but the last ``most``."""
        return cls(deque(maxlen=most))

    def begin(self, received: Received) -> None:
        """A request has arrived."""
        self._kept.append(received)
        self.total += 1
        self.in_flight += 1
        self.peak_in_flight = max(self.peak_in_flight, self.in_flight)

    def end(self, received: Received, now: float) -> None:
        """It has been dealt with, one way or another."""
        received.finished = now
        self.in_flight -= 1

    def clear(self) -> None:
        """Forget what arrived, and count anew."""
        self._kept.clear()
        self.total = 0
        self.peak_in_flight = self.in_flight

    def __len__(self) -> int:
        """How many are kept."""
        return len(self._kept)

    @overload
    def __getitem__(self, index: int) -> Received: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[Received]: ...

    def __getitem__(self, index: int | slice) -> Received | Sequence[Received]:
        """One of them, or some."""
        return tuple(self._kept)[index] if isinstance(index, slice) else self._kept[index]

    def __repr__(self) -> str:
        """How many arrived, and how many are kept."""
        return f"<{self.total} requests, the last {len(self._kept)} kept>"

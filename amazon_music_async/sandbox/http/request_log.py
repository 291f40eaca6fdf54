"""The log of the requests that arrived."""

from collections import deque
from collections.abc import Mapping, Sequence
from typing import overload

from attrs import define, field

from amazon_music_async._redaction import scrub
from amazon_music_async.sandbox.http.request import parsed_query


@define(eq=False)
class Received:
    """One request as it arrived, and the status of its answer.

    ``path`` is as sent, including the version. ``status`` is 0 while there is no answer, and stays 0 if the connection
    was closed before one. ``started`` and ``finished`` are seconds of the event loop's clock. ``user`` is the name of
    the user whose token was sent.

    >>> Received("GET", "/v1/tracks", "ids=B076YT2CBT", {}, started=0.0, status=200)
    <GET /v1/tracks?ids=B076YT2CBT 200 user=None>
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
        """One line without secrets: no headers, no body, and anything like a token is replaced."""
        asked = f"{self.path}?{self.query_string}" if self.query_string else self.path
        shown = asked if len(asked) <= 120 else asked[:119] + "…"
        return scrub(f"<{self.method} {shown} {self.status or '-'} user={self.user}>")


@define
class RequestLog(Sequence[Received]):
    """The latest requests, oldest first: a sequence of `Received`. ``total`` counts those no longer kept, too.

    >>> from amazon_music_async.sandbox import Sandbox
    >>> Sandbox().requests
    <0 requests, the last 0 kept>
    """

    _kept: deque[Received]
    total: int = field(default=0, init=False)
    in_flight: int = field(default=0, init=False)
    peak_in_flight: int = field(default=0, init=False)

    @classmethod
    def keeping(cls, most: int) -> "RequestLog":
        """A log that keeps the last ``most`` requests."""
        return cls(deque(maxlen=most))

    def begin(self, received: Received) -> None:
        """Note that a request has arrived."""
        self._kept.append(received)
        self.total += 1
        self.in_flight += 1
        self.peak_in_flight = max(self.peak_in_flight, self.in_flight)

    def end(self, received: Received, now: float) -> None:
        """Note that a request was answered, or its connection closed."""
        received.finished = now
        self.in_flight -= 1

    def clear(self) -> None:
        """Empty the log and restart the count.

        >>> track = await music.tracks.get("B076YT2CBT")
        >>> sandbox.requests.clear()
        >>> len(sandbox.requests)
        0
        """
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
        """A request by its index, or several by a slice."""
        return tuple(self._kept)[index] if isinstance(index, slice) else self._kept[index]

    def __repr__(self) -> str:
        """How many arrived, and how many are kept."""
        return f"<{self.total} requests, the last {len(self._kept)} kept>"

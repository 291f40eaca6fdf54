"""Everything reported: to ``on_event``, to the logger ``amazon_music_async``, and in ``music.stats``.

No event holds a token, a secret, a code, the api key or a body.
"""

from collections.abc import Callable
from typing import Literal, TypeAlias

from attrs import define, frozen


@frozen(kw_only=True)
class AttemptFinished:
    """A request was sent, and answered or lost.

    ``status`` is None when no answer arrived; then ``error`` names the exception's class. ``seconds`` counts from
    the send to the last byte, ``received`` the bytes of the body after decompression.
    """

    method: str
    path: str
    attempt: int
    status: int | None
    error: str | None
    seconds: float
    received: int


@frozen(kw_only=True)
class Waiting:
    """A pause begins: of one call before its next attempt (``retry``), or of all callers (``throttled``)."""

    reason: Literal["retry", "throttled"]
    seconds: float
    method: str
    path: str
    attempt: int
    error: str
    """What led to the pause: the failure's own words."""


@frozen(kw_only=True)
class TokenRenewed:
    """The token source gave another token than before. ``rejected``: because the service had refused the old one."""

    rejected: bool


@frozen(kw_only=True)
class TokenNotSaved:
    """The store refused a renewed login, which is kept in memory and will be saved again. ``error`` says why."""

    error: str


@frozen(kw_only=True)
class DataDrift:
    """The service sent what its documents do not describe; the value became None, or the part was dropped.

    Reported once for each client and (``type``, ``field``).
    """

    type: str
    """The model's name: ``Track``."""
    field: str
    """The field's name in Python: ``release_date``."""
    place: str
    """Where it was seen first: ``$.data.tracks[3].releaseDate``."""
    problem: str
    """What was wrong: ``expected a date, got a number``."""


@frozen(kw_only=True)
class UnmatchedItem:
    """A look-up was answered with an item under an id nobody asked for."""

    type: str
    id: str


@frozen(kw_only=True)
class CookiesShared:
    """`AmazonMusic.as_user` was called on a client whose lent session keeps cookies.

    A cookie set in an answer to one user is sent with the requests of all others. Lend a session made with
    ``cookie_jar=aiohttp.DummyCookieJar()``. Reported once for each client.
    """

    jar: str
    """The class that keeps the cookies: ``CookieJar``."""


Event: TypeAlias = AttemptFinished | Waiting | TokenRenewed | TokenNotSaved | DataDrift | UnmatchedItem | CookiesShared
OnEvent: TypeAlias = Callable[[Event], object]


@define
class Stats:
    """What one client has done, its views included."""

    requests: int = 0
    """Requests sent, retries included."""
    retries: int = 0
    """Requests sent again."""
    throttled: int = 0
    """Requests refused with 429."""
    waited: float = 0.0
    """Seconds of pauses before another attempt, summed over calls."""
    received: int = 0
    """Bytes of bodies, after decompression."""
    in_flight: int = 0
    """Requests in flight now."""
    peak_in_flight: int = 0
    """The most requests ever in flight at once."""
    rate: float | None = None
    """Requests a second that the client found the service to allow; None while no request was refused."""

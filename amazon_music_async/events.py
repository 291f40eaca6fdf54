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

    >>> events = []
    >>> async with AmazonMusic(token, api_key=security_profile_id, on_event=events.append) as music:
    ...     track = await music.tracks.get("B076YT2CBT")
    >>> [(event.method, event.path, event.status) for event in events if isinstance(event, AttemptFinished)]
    [('GET', 'tracks/{}', 200)]
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
    """A pause begins: of one call before its next attempt (``retry``), or of all callers (``throttled``).

    >>> def listen(event):
    ...     if isinstance(event, Waiting):
    ...         print(f"{event.reason}: {event.method} {event.path} waits, attempt {event.attempt}")
    >>> fault = sandbox.fail(503, times=1)
    >>> async with sandbox.client(retry=Retry(first=0.01), on_event=listen) as music:
    ...     track = await music.tracks.get("B076YT2CBT")
    retry: GET tracks/{} waits, attempt 1
    """

    reason: Literal["retry", "throttled"]
    seconds: float
    method: str
    path: str
    attempt: int
    error: str
    """What led to the pause: the failure's own words."""


@frozen(kw_only=True)
class TokenRenewed:
    """The token source gave another token than before. ``rejected``: because the service had refused the old one.

    >>> events = []
    >>> async with sandbox.client(on_event=events.append) as music:
    ...     track = await music.tracks.get("B076YT2CBT")
    ...     sandbox.expire_tokens()
    ...     track = await music.tracks.get("B076YT2CBT")
    >>> [event for event in events if isinstance(event, TokenRenewed)]
    [TokenRenewed(rejected=True)]
    """

    rejected: bool


@frozen(kw_only=True)
class TokenNotSaved:
    """The store refused a renewed login, which is kept in memory and will be saved again. ``error`` says why.

    >>> def listen(event):
    ...     if isinstance(event, TokenNotSaved):
    ...         print("the login is kept in memory only:", event.error)
    >>> listen(TokenNotSaved(error="OSError: no space left on device"))
    the login is kept in memory only: OSError: no space left on device
    """

    error: str


@frozen(kw_only=True)
class DataDrift:
    """The service sent what its documents do not describe; the value became None, or the part was dropped.

    Reported once for each client and (``type``, ``field``).

    >>> events = []
    >>> body = {"data": {"track": {"id": "B076YT2CBT", "duration": "long"}}}
    >>> fault = sandbox.fail(200, body=body)
    >>> async with sandbox.client(on_event=events.append) as music:
    ...     track = await music.tracks.get("B076YT2CBT")
    >>> [(event.type, event.field, event.problem) for event in events if isinstance(event, DataDrift)]
    [('Track', 'duration', 'expected a number, got a string')]
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
    """A look-up was answered with an item under an id nobody asked for.

    >>> events = []
    >>> fault = sandbox.fail(200, body={"data": {"tracks": [{"id": "B076YT2CBT"}, {"id": "B999999999"}]}})
    >>> async with sandbox.client(on_event=events.append) as music:
    ...     tracks = await music.tracks.get_many(["B076YT2CBT"])
    >>> [event for event in events if isinstance(event, UnmatchedItem)]
    [UnmatchedItem(type='Track', id='B999999999')]
    """

    type: str
    id: str


@frozen(kw_only=True)
class CookiesShared:
    """`AmazonMusic.as_user` was called on a client whose lent session keeps cookies.

    A cookie set in an answer to one user is sent with the requests of all others. Lend a session made with
    ``cookie_jar=aiohttp.DummyCookieJar()``. Reported once for each client.

    >>> import aiohttp
    >>> def listen(event):
    ...     if isinstance(event, CookiesShared):
    ...         print("users share the cookies of", event.jar)
    >>> async with aiohttp.ClientSession() as session:
    ...     music = AmazonMusic(token, api_key=security_profile_id, session=session, on_event=listen)
    ...     anna = music.as_user(sandbox.login("anna"))
    users share the cookies of CookieJar
    """

    jar: str
    """The class that keeps the cookies: ``CookieJar``."""


@frozen(kw_only=True)
class RateNotShared:
    """The Redis of a `RedisRate` cannot be reached: this process goes on with its part of the last rate.

    Reported once, until it was reached again.

    >>> RateNotShared(error="TimeoutError: ", rate=5.0)
    RateNotShared(error='TimeoutError: ', rate=5.0)
    """

    error: str
    """What went wrong, in the words of the Redis client."""
    rate: float
    """Requests a second of this process, to begin with."""


Event: TypeAlias = (
    AttemptFinished | Waiting | TokenRenewed | TokenNotSaved | DataDrift | UnmatchedItem | CookiesShared | RateNotShared
)
OnEvent: TypeAlias = Callable[[Event], object]


@define
class Stats:
    """What one client has done, its views included.

    >>> await music.tracks.get_many(sandbox.track_ids)
    <Lookup: 300 found ('B076YT2CBT', 'B0042GBQS8', 'B000VBH2R2', …), 0 missing>
    >>> music.stats.requests, music.stats.throttled, music.stats.in_flight
    (3, 0, 0)
    """

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

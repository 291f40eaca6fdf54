"""The client: makes the parts, joins them, closes what it opened."""

import math
import os
from types import NoneType, TracebackType
from typing import TYPE_CHECKING, Any, NoReturn, Self, TypedDict, TypeVar, Unpack, get_origin

import aiohttp
import attrs

from amazon_music_async._calls.adaptive_rate import AdaptiveRate
from amazon_music_async._calls.client_state import ClientState
from amazon_music_async._calls.limiter import Limiter
from amazon_music_async._calls.rate_limit import RateLimit, is_shared
from amazon_music_async._calls.request import Request
from amazon_music_async._calls.sender import RequestSender
from amazon_music_async._calls.transport import MAX_BODY, AiohttpTransport, Transport
from amazon_music_async._convert.converter import checked_form
from amazon_music_async._events import EventDispatcher, checked_listener
from amazon_music_async._pages.walk import Pages
from amazon_music_async._redaction import concealed
from amazon_music_async._retry import Retry
from amazon_music_async._validation import (
    check_kind,
    checked_rate,
    checked_seconds,
    checked_url,
    checked_whole,
    checked_word,
    kind_of,
)
from amazon_music_async._version import USER_AGENT
from amazon_music_async.auth import LoginWithAmazon, StaticToken, TokenSource
from amazon_music_async.events import CookiesShared, OnEvent, Stats
from amazon_music_async.models.page import Connection
from amazon_music_async.resources._group import pages_of
from amazon_music_async.resources.albums import Albums
from amazon_music_async.resources.artists import Artists
from amazon_music_async.resources.browse import Browse
from amazon_music_async.resources.playlists import Playlists
from amazon_music_async.resources.podcasts import Podcasts
from amazon_music_async.resources.search import Search
from amazon_music_async.resources.stations import Stations
from amazon_music_async.resources.tracks import Tracks
from amazon_music_async.resources.user import CurrentUser

T = TypeVar("T")

BASE_URL = "https://api.music.amazon.dev/v1"


class ClientOptions(TypedDict, total=False):
    """The options of `AmazonMusic`, for those who pass them on; a test compares.

    >>> def connect(**options):
    ...     return AmazonMusic(token, api_key=security_profile_id, **options)
    >>> options: ClientOptions = {"concurrency": 16, "timeout": 10.0}
    >>> connect(**options).stats.requests
    0
    """

    api_key: str
    base_url: str
    session: aiohttp.ClientSession | None
    retry: Retry
    concurrency: int
    timeout: float
    language: str | None
    on_event: OnEvent | None
    max_body: int
    transport: Transport | None
    rate: float | RateLimit | None
    rate_hint: float | None


class AmazonMusic:
    """The Amazon Music Web API, for one user; `as_user` gives views for others.

    - ``auth``: a bearer token, or a `TokenSource`.
    - ``api_key``: the security profile id (``amzn1.application.…``).
    - ``base_url``: where the service is: https, or http on this machine.
    - ``session``: an `aiohttp.ClientSession` to borrow, never closed here: proxies and TLS are its business. Without
      one, a session is opened at the first call and closed by `close`.
    - ``retry``: the policy for failures that may pass.
    - ``concurrency``: the most requests in flight, of all views together.
    - ``timeout``: seconds for one attempt, from connecting to the last byte.
    - ``language``: for ``Accept-Language``, such as ``de-de``.
    - ``on_event``: a plain function that is called with each event.
    - ``max_body``: the most bytes of one answer, after decompression; a larger one is a `DecodeError`, or without words
      if it is a refusal.
    - ``rate``: the most requests a second, for those who were told theirs. Without it there is no limit until the
      service refuses a request (429); from then on the client finds the rate by itself. Or a `RateLimit` that several
      processes share, such as a `RedisRate`.
    - ``rate_hint``: requests a second to begin with, such as the ``stats.rate`` of an earlier client.

    A wrong argument is a `ValueError` or a `TypeError`; every failure of a call is an `AmazonMusicError`. A client
    belongs to the event loop in which it makes its first call, and is not thread-safe.
    See https://developer.amazon.com/docs/music/API_web_overview.html

    >>> async with AmazonMusic(token, api_key=security_profile_id) as music:
    ...     track = await music.tracks.get("B076YT2CBT")
    ...     print(track.title)
    Happy (From "Despicable Me 2")
    """

    __slots__ = ("__weakref__", "_sender")

    def __init__(
        self,
        auth: str | TokenSource,
        *,
        api_key: str,
        base_url: str = BASE_URL,
        session: aiohttp.ClientSession | None = None,
        retry: Retry = Retry(),  # noqa: B008 - frozen
        concurrency: int = 8,
        timeout: float = 30.0,
        language: str | None = None,
        on_event: OnEvent | None = None,
        max_body: int = MAX_BODY,
        transport: Transport | None = None,
        rate: float | RateLimit | None = None,
        rate_hint: float | None = None,
    ) -> None:
        """Check everything; nothing is opened or sent yet."""
        auth, api_key = concealed(auth), concealed(api_key)
        source = _token_source(auth)
        check_kind(retry, Retry, "retry= is a Retry")
        state = ClientState(
            base_url=_checked_base_url(base_url),
            headers=_headers(_checked_api_key(api_key), language),
            secrets=(api_key,),
            transport=_checked_transport(transport, session, max_body),
            limiter=_limiter(checked_whole(concurrency, "concurrency="), rate, rate_hint, retry.longest),
            events=EventDispatcher(checked_listener(on_event)),
        )
        self._sender = RequestSender(state, source, retry, checked_seconds(timeout, "timeout="))

    @classmethod
    def from_env(cls, auth: str | TokenSource | None = None, **options: Unpack[ClientOptions]) -> Self:
        """A client of what the environment names; ``auth`` and ``options`` as for the class itself.

        ``AMAZON_MUSIC_API_KEY``; without ``auth`` also ``AMAZON_MUSIC_TOKEN`` or what `LoginWithAmazon.from_env` reads.
        ``AMAZON_MUSIC_BASE_URL`` names another service. A `ValueError` says what is not set.

        >>> async with AmazonMusic.from_env() as music:
        ...     print((await music.albums.get("B0064UPU4G")).title)
        Discovery
        """
        auth = concealed(auth)
        key = options["api_key"] = concealed(options.get("api_key") or os.environ.get("AMAZON_MUSIC_API_KEY") or "")
        if not key:
            raise ValueError("AMAZON_MUSIC_API_KEY is not set: it holds the security profile id")
        token = auth or concealed(os.environ.get("AMAZON_MUSIC_TOKEN"))
        if not token and not os.environ.get("AMAZON_MUSIC_CLIENT_ID"):
            raise ValueError(
                "no token: set AMAZON_MUSIC_TOKEN, or AMAZON_MUSIC_CLIENT_ID, AMAZON_MUSIC_CLIENT_SECRET and "
                "AMAZON_MUSIC_REFRESH_TOKEN"
            )
        options["base_url"] = options.get("base_url") or os.environ.get("AMAZON_MUSIC_BASE_URL") or BASE_URL
        return cls(token or LoginWithAmazon.from_env(), **options)

    def as_user(
        self, auth: str | TokenSource, *, timeout: float | None = None, retry: Retry | None = None
    ) -> "AmazonMusic":
        """Return a light view of this client for another user: the same connections, limits and rate, its own tokens.

        ``timeout``, ``retry``: as for `with_options`. Closing a view does nothing.

        >>> anna = music.as_user(sandbox.login("anna"))
        >>> [liked.track.title for liked in await anna.tracks.liked().take(2)]
        ['Crystal Kingdom', 'Broken Harbor']
        """
        auth, state = concealed(auth), self._sender.state
        if isinstance(state.transport, AiohttpTransport) and state.transport.cookie_jar is not None:
            state.events.emit(CookiesShared(jar=state.transport.cookie_jar))
        return self._view(attrs.evolve(self._sender, source=_token_source(auth)), timeout, retry)

    def with_options(self, *, timeout: float | None = None, retry: Retry | None = None) -> "AmazonMusic":
        """Return a light view of this client with another patience: for a web request that must be quick, say.

        ``timeout``: seconds for one attempt. ``retry``: the policy for failures that may pass. What is None stays as it
        is. The view shares connections, limits, rate and tokens with this client; closing it does nothing.

        >>> quick = music.with_options(timeout=2.0, retry=Retry.none())
        >>> (await quick.tracks.get("B076YT2CBT")).title
        'Happy (From "Despicable Me 2")'
        """
        return self._view(self._sender, timeout, retry)

    def _view(self, sender: RequestSender, timeout: float | None, retry: Retry | None) -> "AmazonMusic":
        view = _View.__new__(_View)
        if retry is not None:
            check_kind(retry, Retry, "retry= is a Retry")
        view._sender = attrs.evolve(  # noqa: SLF001 - it is one of us
            sender,
            timeout=sender.timeout if timeout is None else checked_seconds(timeout, "timeout="),
            retry=retry or sender.retry,
        )
        return view

    async def send(self, request: Request[T]) -> T:
        """Make any call: the way to endpoints that have no method. See `get`, `put`, `post`, `patch` and `delete`.

        >>> album = await music.send(get("albums/{}", "B0064UPU4G", at="album", into=Album))
        >>> album.title
        'Discovery'
        """
        _check_request(request, "send()")
        return await self._sender.send(request)

    def walk(self, request: Request[Connection[T]], *, start: str | None = None, prefetch: bool = False) -> Pages[T]:
        """Follow the pages of any list: the way to lists that have no method.

        ``request``: asks for the first page, with `Connection` of a model as ``into``; the cursor of the next one
        travels in its query, or in the body of a POST that searches. ``start``: the cursor of the page to begin with.

        >>> request = get("me/playlists", at="user.playlists", into=Connection[Playlist], query={"limit": 50})
        >>> async for playlist in music.walk(request):
        ...     print(playlist.title)
        Playlist 1
        Playlist 2
        Playlist 3
        """
        _check_request(request, "walk()")
        if get_origin(request.into) is not Connection:
            raise TypeError(f"walk() takes a Request with into=Connection[…], not {request.into!r}")
        if not request.repeatable:
            raise ValueError("walk() takes a request that changes nothing: a GET, or a POST with read_only=True")
        return pages_of(self._sender, request, start, prefetch=prefetch)

    @property
    def tracks(self) -> Tracks:
        """Tracks of the catalogue and of the user."""
        return Tracks(self._sender)

    @property
    def albums(self) -> Albums:
        """Albums of the catalogue and of the user."""
        return Albums(self._sender)

    @property
    def artists(self) -> Artists:
        """Artists of the catalogue, and those that the user follows."""
        return Artists(self._sender)

    @property
    def playlists(self) -> Playlists:
        """Playlists of the user and of the catalogue."""
        return Playlists(self._sender)

    @property
    def search(self) -> Search:
        """The catalogue, searched."""
        return Search(self._sender)

    @property
    def user(self) -> CurrentUser:
        """The user who is logged in."""
        return CurrentUser(self._sender)

    @property
    def browse(self) -> Browse:
        """What the service recommends to the user."""
        return Browse(self._sender)

    @property
    def stations(self) -> Stations:
        """Stations of the catalogue."""
        return Stations(self._sender)

    @property
    def podcasts(self) -> Podcasts:
        """Podcasts of the catalogue."""
        return Podcasts(self._sender)

    @property
    def stats(self) -> Stats:
        """What has been done so far, by this client and all its views."""
        limiter = self._sender.state.limiter
        return attrs.evolve(limiter.stats, rate=(limiter.shared or limiter.rate).rate)

    async def close(self) -> None:
        """Close what was opened. Calls under way or waiting end with `ClientClosed`; so do all later ones.

        >>> music = AmazonMusic(token, api_key=security_profile_id)
        >>> track = await music.tracks.get("B076YT2CBT")
        >>> await music.close()
        """
        await self._sender.state.close()

    async def __aenter__(self) -> Self:
        """Nothing is opened before the first call."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Close what was opened."""
        await self.close()

    if not TYPE_CHECKING:

        def __enter__(self) -> NoReturn:
            """Say what is meant: type checkers refuse it by themselves."""
            raise TypeError("use 'async with AmazonMusic(…)', not 'with'")

        __exit__ = __enter__

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        """Refuse to be pickled or copied."""
        raise TypeError(
            f"{type(self).__name__} cannot be pickled: it holds connections and a token. Make one in each process, as "
            "AmazonMusic.from_env() does"
        )

    def __repr__(self) -> str:
        """Show the base URL and the concurrency, never a token."""
        if not hasattr(self, "_sender"):
            return f"<{type(self).__name__}, not made yet>"  # in the frames of a constructor that failed
        state = self._sender.state
        closed = ", closed" if state.closed else ""
        return f"<{type(self).__name__} {state.base_url}, concurrency {state.limiter.limit}{closed}>"


class _View(AmazonMusic):
    """A client for another user, which owns nothing."""

    __slots__ = ()

    async def close(self) -> None:
        """Do nothing: what it uses is not its own."""


def _limiter(concurrency: int, rate: float | RateLimit | None, hint: float | None, longest: float) -> Limiter:
    # To wait for the rate is a pause as well, so no longer than the longest.
    adaptive = AdaptiveRate(longest=longest)
    if is_shared(rate):
        if hint is not None:
            raise TypeError("rate_hint= is for a client with a rate of its own: give the hint to the RedisRate")
        return Limiter(concurrency, rate=adaptive, shared=rate)
    adaptive.ceiling = math.inf if rate is None else checked_rate(rate, "rate=")
    if hint is not None:
        adaptive.start_from(checked_rate(hint, "rate_hint="))
    return Limiter(concurrency, rate=adaptive)


def _headers(api_key: str, language: str | None) -> dict[str, str]:
    headers = {"x-api-key": api_key, "Accept": "application/json", "User-Agent": USER_AGENT}
    if language is not None:
        headers["Accept-Language"] = checked_word(language, "language=")
    return headers


def _checked_transport(transport: Transport | None, session: aiohttp.ClientSession | None, max_body: int) -> Transport:
    if session is not None:
        check_kind(session, aiohttp.ClientSession, "session= is an aiohttp.ClientSession")
    checked_whole(max_body, "max_body=")
    if transport is None:
        return AiohttpTransport(session, max_body)
    if session is not None:
        raise TypeError("transport= or session=, not both: a session belongs to the transport that uses it")
    can = callable(getattr(transport, "send", None)) and callable(getattr(transport, "close", None))
    if isinstance(transport, type) or not can:
        raise TypeError(f"transport= is a Transport, with send() and close(), not {kind_of(transport)}")
    return transport


def _check_request(request: Request[Any], method: str) -> None:
    check_kind(request, Request, f"{method} takes a Request, as get() makes one")
    into: Any = request.into
    if into is not NoneType:
        checked_form(into)


def _token_source(auth: str | TokenSource) -> TokenSource:
    if isinstance(auth, str):
        return StaticToken(auth)
    if isinstance(auth, type) or not callable(getattr(auth, "token", None)):
        raise TypeError(f"auth is a bearer token (str) or a TokenSource, not {kind_of(auth)}")
    return auth


def _checked_base_url(base_url: str) -> str:
    url = checked_url(base_url, "base_url=")
    if url.user or url.password or url.query_string or url.fragment:
        raise ValueError(f"base_url= must end with its path, and name no user: {url.scheme}://{url.host}")
    if f"{str(url).rstrip('/')}/v1" == BASE_URL:
        raise ValueError(f"base_url= must end with the version of the service: {BASE_URL}")
    return str(url).rstrip("/")


def _checked_api_key(api_key: str) -> str:
    key = checked_word(api_key, "api_key=")
    if key.startswith("amzn1.application-oa2-client."):
        raise ValueError("api_key= is the security profile id (amzn1.application.…), not the OAuth client id")
    return key

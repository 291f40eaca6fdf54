"""The client: makes the parts, joins them, closes what it opened."""

import os
from types import TracebackType
from typing import Self, TypedDict, TypeVar, Unpack

import aiohttp
import attrs

from amazon_music_async._calls.adaptive_rate import SLOWEST, AdaptiveRate
from amazon_music_async._calls.client_state import ClientState
from amazon_music_async._calls.limiter import Limiter
from amazon_music_async._calls.request import Request
from amazon_music_async._calls.sender import RequestSender
from amazon_music_async._calls.transport import MAX_BODY, AiohttpTransport
from amazon_music_async._convert.converter import checked_form
from amazon_music_async._events import EventDispatcher, checked_listener
from amazon_music_async._retry import Retry
from amazon_music_async._validation import check_kind, checked_seconds, checked_url, checked_whole, checked_word
from amazon_music_async._version import USER_AGENT
from amazon_music_async.auth import LoginWithAmazon, StaticToken, TokenSource
from amazon_music_async.events import OnEvent, Stats
from amazon_music_async.resources.albums import Albums
from amazon_music_async.resources.tracks import Tracks

T = TypeVar("T")

BASE_URL = "https://api.music.amazon.dev/v1"


class ClientOptions(TypedDict, total=False):
    """The options of `AmazonMusic`, for those who pass them on; a test compares."""

    api_key: str
    base_url: str
    session: aiohttp.ClientSession | None
    retry: Retry
    concurrency: int
    timeout: float
    language: str | None
    on_event: OnEvent | None
    max_body: int


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

    A wrong argument is a `ValueError` or a `TypeError`; every failure of a call is an `AmazonMusicError`. A client
    belongs to the event loop in which it makes its first call, and is not thread-safe.
    See https://developer.amazon.com/docs/music/API_web_overview.html
    """

    __slots__ = ("__weakref__", "_sender", "_state", "albums", "tracks")

    tracks: Tracks
    albums: Albums

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
    ) -> None:
        """Check everything; nothing is opened or sent yet."""
        source = _token_source(auth)
        _check_parts(retry, session)
        service = ClientState(
            base_url=_checked_base_url(base_url),
            headers=_headers(_checked_api_key(api_key), language),
            secrets=(api_key,),
            transport=AiohttpTransport(session, checked_whole(max_body, "max_body=")),
            # To wait for the rate is a pause as well.
            limiter=Limiter(
                checked_whole(concurrency, "concurrency="), pace=AdaptiveRate(slowest=max(SLOWEST, 1 / retry.longest))
            ),
            retry=retry,
            timeout=checked_seconds(timeout, "timeout="),
            events=EventDispatcher(checked_listener(on_event)),
        )
        self._join(service, source)

    def _join(self, service: ClientState, source: TokenSource) -> None:
        self._state = service
        self._sender = RequestSender(service, source)
        self.tracks = Tracks(self._sender.send, service.limiter.limit, service.events.emit)
        self.albums = Albums(self._sender.send, service.limiter.limit, service.events.emit)

    @classmethod
    def from_env(cls, **options: Unpack[ClientOptions]) -> Self:
        """A client of what the environment names; ``options`` as for the class itself.

        ``AMAZON_MUSIC_API_KEY``, and either ``AMAZON_MUSIC_TOKEN`` or the login that `LoginWithAmazon.from_env` reads.
        A `ValueError` says what is not set.
        """
        key = options.get("api_key") or os.environ.get("AMAZON_MUSIC_API_KEY")
        if not key:
            raise ValueError("AMAZON_MUSIC_API_KEY is not set: it holds the security profile id")
        token = os.environ.get("AMAZON_MUSIC_TOKEN")
        if not token and not os.environ.get("AMAZON_MUSIC_CLIENT_ID"):
            raise ValueError(
                "no token: set AMAZON_MUSIC_TOKEN, or AMAZON_MUSIC_CLIENT_ID, AMAZON_MUSIC_CLIENT_SECRET and "
                "AMAZON_MUSIC_REFRESH_TOKEN"
            )
        options["api_key"] = key
        return cls(token or LoginWithAmazon.from_env(), **options)

    def as_user(self, auth: str | TokenSource) -> "AmazonMusic":
        """A light view of this client for another user: same connections, limits and pace; never the same token.

        Closing a view does nothing.
        """
        view = _View.__new__(_View)
        view._join(self._state, _token_source(auth))  # noqa: SLF001 - it is one of us
        return view

    async def send(self, request: Request[T]) -> T:
        """Make any call: the way to endpoints that have no method yet. See `get`, `put`, `post` and `delete`."""
        check_kind(request, Request, "send() takes a Request, as get() makes one")
        checked_form(request.into)
        return await self._sender.send(request)

    @property
    def stats(self) -> Stats:
        """What has been done so far, by this client and all its views."""
        return attrs.evolve(self._state.limiter.stats)

    async def close(self) -> None:
        """Close what was opened. Calls under way or waiting end with `ClientClosed`; so do all later ones."""
        await self._state.close()

    async def __aenter__(self) -> Self:
        """Nothing is opened before the first call."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Close what was opened."""
        await self.close()

    def __repr__(self) -> str:
        """Where it goes, and how many at once; never with whose token."""
        closed = ", closed" if self._state.closed else ""
        return f"<{type(self).__name__} {self._state.base_url}, concurrency {self._state.limiter.limit}{closed}>"


class _View(AmazonMusic):
    """A client for another user, which owns nothing."""

    __slots__ = ()

    async def close(self) -> None:
        """Do nothing: what it uses is not its own."""


def _headers(api_key: str, language: str | None) -> dict[str, str]:
    headers = {"x-api-key": api_key, "Accept": "application/json", "User-Agent": USER_AGENT}
    if language is not None:
        headers["Accept-Language"] = checked_word(language, "language=")
    return headers


def _check_parts(retry: object, session: object) -> None:
    check_kind(retry, Retry, "retry= is a Retry")
    if session is not None:
        check_kind(session, aiohttp.ClientSession, "session= is an aiohttp.ClientSession")


def _token_source(auth: str | TokenSource) -> TokenSource:
    if isinstance(auth, str):
        return StaticToken(auth)
    if not callable(getattr(auth, "token", None)):
        raise TypeError(f"auth is a bearer token (str) or a TokenSource, not {type(auth).__name__}")
    return auth


def _checked_base_url(base_url: str) -> str:
    url = checked_url(base_url, "base_url=")
    if url.user or url.password or url.query_string or url.fragment:
        raise ValueError(f"base_url= must end with its path, and name no user: {url.scheme}://{url.host}")
    return str(url).rstrip("/")


def _checked_api_key(api_key: str) -> str:
    key = checked_word(api_key, "api_key=")
    if key.startswith("amzn1.application-oa2-client."):
        raise ValueError("api_key= is the security profile id (amzn1.application.…), not the OAuth client id")
    return key

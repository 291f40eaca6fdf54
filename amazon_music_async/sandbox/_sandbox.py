"""The sandbox as its users see it: its options, its addresses, what it knows and what arrived."""

import time
from collections.abc import Callable, Collection, Generator
from contextlib import contextmanager
from hashlib import blake2s
from math import inf
from operator import index
from random import Random
from types import TracebackType
from typing import TYPE_CHECKING, Any, NoReturn, ParamSpec, Self, TypeVar, Unpack, get_args

from attrs import define, field, validators

from amazon_music_async._retry import Retry
from amazon_music_async.auth.login_with_amazon import LoginWithAmazon
from amazon_music_async.client import AmazonMusic
from amazon_music_async.sandbox._client import SandboxClientOptions, connected, logged_in
from amazon_music_async.sandbox._thread import running_in_thread
from amazon_music_async.sandbox.catalogue.catalogue import Catalogue
from amazon_music_async.sandbox.catalogue.search import Search
from amazon_music_async.sandbox.http.fault_controls import FaultInjection
from amazon_music_async.sandbox.http.request_log import RequestLog
from amazon_music_async.sandbox.http.server import VERSION, Server
from amazon_music_async.sandbox.login.access_tokens import SCOPES, AccessTokens, scopes_of
from amazon_music_async.sandbox.login.controls import LoginControls
from amazon_music_async.sandbox.login.forms import Application
from amazon_music_async.sandbox.login.grants import Logins
from amazon_music_async.sandbox.music.authorization import Authorizer
from amazon_music_async.sandbox.music.endpoints import ENDPOINTS
from amazon_music_async.sandbox.music.openapi import describe
from amazon_music_async.sandbox.music.options import Options, UnknownIds
from amazon_music_async.sandbox.music.paging import Paging
from amazon_music_async.sandbox.music.service import MusicService
from amazon_music_async.sandbox.music.store import Store
from amazon_music_async.sandbox.music.users import DEFAULT_USER, User, Users

_SECONDS = (validators.ge(0.0), validators.lt(inf))
_COUNTS = ("tracks", "albums", "liked", "library", "playlists", "keep")
_P = ParamSpec("_P")
_SandboxT = TypeVar("_SandboxT", bound="Sandbox")


@define(eq=False, repr=False, slots=False)
class Sandbox(LoginControls, FaultInjection):
    """The music service and its login service on a loopback port, for development and tests.

    It runs in the event loop of its ``async with`` block; `in_thread` runs it in a thread of its own.

    - ``tracks``, ``albums``: how many the catalogue lists, the documents' own samples first.
    - ``liked``, ``library``, ``playlists``: how many liked tracks, library albums and playlists each user begins with.
    - ``latency``: seconds before each answer of the music service; it may be changed at any time.
    - ``seed``: another seed gives another catalogue, other ids and another api key.
    - ``host``, ``port``: where to listen; port 0 is any free port.
    - ``keep``: how many requests ``requests`` and ``login_requests`` hold, the latest.
    - ``scopes``: those the application is enabled for and that tokens have by default; None for all.
    - ``expires_in``: the lifetime of an access token in seconds.
    - ``rotate_refresh_tokens``: each renewal returns a new refresh token and invalidates the old one.
    - ``interval``: seconds between the polls of a device.
    - ``clock``: returns the seconds for tokens, codes and throttling.

    Where the documents leave the behaviour open:

    - ``unknown_ids``: an unknown id among many is left out (``"drop"``), becomes null (``"null"``), or has the whole
      call refused with 404 (``"refuse"``) or 400 (``"reject"``).
    - ``shuffle_answers``: objects come in another order than asked.
    - ``singular_keys``: they come under ``track`` and ``album`` instead of ``tracks`` and ``albums``.
    - ``full_nodes``: the nodes of lists hold every field instead of id, title and url.

    Search by words covers the first 10,000 objects of each kind; ids and ISRCs are found in the whole catalogue.

    >>> import asyncio
    >>> from amazon_music_async.sandbox import Sandbox
    >>> async def main() -> None:
    ...     async with Sandbox(tracks=1000, liked=250) as sandbox, sandbox.client() as music:
    ...         track = await music.tracks.get(sandbox.track_ids[0])
    ...         print(track.title, sandbox.request_count)
    >>> asyncio.run(main())
    Happy (From "Despicable Me 2") 1
    """

    tracks: int = 1000
    albums: int = 100
    liked: int = 250
    library: int = 120
    latency: float = field(default=0.0, validator=_SECONDS)
    playlists: int = field(default=3, kw_only=True)
    seed: int = field(default=0, kw_only=True)
    host: str = field(default="127.0.0.1", kw_only=True)
    port: int = field(default=0, kw_only=True)
    keep: int = field(default=4000, kw_only=True)
    scopes: Collection[str] | None = field(default=None, kw_only=True)
    expires_in: float = field(default=3600.0, kw_only=True, validator=_SECONDS)
    rotate_refresh_tokens: bool = field(default=False, kw_only=True)
    interval: float = field(default=1.0, kw_only=True, validator=_SECONDS)
    unknown_ids: UnknownIds = field(default="drop", kw_only=True, validator=validators.in_(get_args(UnknownIds)))
    shuffle_answers: bool = field(default=False, kw_only=True)
    singular_keys: bool = field(default=False, kw_only=True)
    full_nodes: bool = field(default=False, kw_only=True)
    clock: Callable[[], float] = field(default=time.monotonic, kw_only=True)
    api_key: str = field(init=False)
    catalogue: Catalogue = field(init=False)
    requests: RequestLog = field(init=False)
    """What the music service has received."""
    login_requests: RequestLog = field(init=False)
    """What the login service has received."""
    _users: Users = field(init=False)
    _server: Server = field(init=False)

    def __attrs_post_init__(self) -> None:
        """Build the parts. Nothing listens yet: use ``async with``, `in_thread` or `start`."""
        if min(index(getattr(self, name)) for name in _COUNTS) < 0:
            raise ValueError(f"{', '.join(_COUNTS)} are counts: none can be negative")
        self.api_key = f"amzn1.application.{_hex(self.seed, 'profile')}"
        self.catalogue = Catalogue(self.tracks, self.albums, liked=self.liked, library=self.library, seed=self.seed)
        self.requests, self.login_requests = RequestLog.keeping(self.keep), RequestLog.keeping(self.keep)
        self._users = Users(self.catalogue, self.liked, self.library, self.playlists, self.seed)
        tokens = AccessTokens(self.expires_in, self.clock)
        FaultInjection.__init__(self, self.clock)
        LoginControls.__init__(
            self, Logins(tokens, self.rotate_refresh_tokens, self.clock), self._application(), self.interval
        )
        self._server = Server(
            self._music_service(tokens), self._login, self._faults, self.requests, self.login_requests, self
        )

    def _application(self) -> Application:
        return Application(
            f"amzn1.application-oa2-client.{_hex(self.seed, 'client')}",
            f"amzn1.oa2-cs.v1.{_hex(self.seed, 'secret')}",
            SCOPES if self.scopes is None else scopes_of(self.scopes),
        )

    def _music_service(self, tokens: AccessTokens) -> MusicService:
        options = Options(
            unknown_ids=self.unknown_ids,
            shuffle_answers=self.shuffle_answers,
            singular_keys=self.singular_keys,
            full_nodes=self.full_nodes,
        )
        paging = Paging(_hex(self.seed, "cursors").encode())
        random = Random(self.seed)  # noqa: S311 - an order, not a secret
        store = Store(self.catalogue, Search(self.catalogue), self._users, paging, options, random)
        return MusicService(store, Authorizer(tokens, self.api_key))

    async def __aenter__(self) -> Self:
        """Start."""
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Stop."""
        await self.stop()

    if not TYPE_CHECKING:

        def __enter__(self) -> NoReturn:
            """Say what is meant: type checkers refuse it by themselves."""
            raise TypeError("use 'async with Sandbox(…)'; in synchronous code 'with Sandbox.in_thread(…)'")

        __exit__ = __enter__

    async def start(self) -> None:
        """Listen. What has happened before, in an earlier run, is still known.

        >>> sandbox = Sandbox(tracks=10)
        >>> await sandbox.start()
        >>> sandbox.url.startswith("http://127.0.0.1:")
        True
        >>> await sandbox.stop()
        """
        self._listens_at(await self._server.start(self.host, self.port))

    async def stop(self) -> None:
        """Close every connection and stop listening; no task is left. Stopping twice does nothing.

        >>> sandbox = Sandbox(tracks=10)
        >>> await sandbox.start()
        >>> await sandbox.stop()
        """
        await self._server.stop()

    @classmethod  # pyright: ignore[reportArgumentType] - a class is a callable with the parameters of its constructor
    @contextmanager
    def in_thread(cls: Callable[_P, _SandboxT], *args: _P.args, **options: _P.kwargs) -> Generator[_SandboxT]:
        """A sandbox that runs in a thread of its own, for synchronous tests and for clients in any event loop.

        ``options`` are those of `Sandbox`. Its methods may be called from the thread that opened it.

        >>> from urllib.request import urlopen
        >>> from amazon_music_async.sandbox import Sandbox
        >>> with Sandbox.in_thread(tracks=10) as sandbox:
        ...     urlopen(sandbox.login_origin + "/openapi.json").status
        200
        """
        sandbox = cls(*args, **options)
        with running_in_thread(sandbox):
            yield sandbox

    def __repr__(self) -> str:
        """Where it listens, and how much it holds."""
        where = ", not started" if self._origin is None else f" at {self._origin}{VERSION}"
        return f"<Sandbox{where}: {self.tracks} tracks, {self.albums} albums>"

    @property
    def login_origin(self) -> str:
        """Where it listens: ``http://127.0.0.1:PORT``. A `RuntimeError` in an event loop that it would never answer."""
        self._server.check_loop()
        return super().login_origin

    @property
    def url(self) -> str:
        """The ``base_url`` for a client: ``http://127.0.0.1:PORT/v1``."""
        return self.login_origin + VERSION

    @property
    def openapi(self) -> dict[str, Any]:
        """The OpenAPI 3.1 description of what it serves, as at ``/openapi.json``."""
        return describe(self.url)

    @staticmethod
    def endpoints() -> frozenset[tuple[str, str]]:
        """What it serves: methods and path templates.

        >>> ("GET", "/tracks/{id}") in Sandbox.endpoints()
        True
        """
        return frozenset((endpoint.method, endpoint.path) for endpoint in ENDPOINTS)

    @property
    def track_ids(self) -> tuple[str, ...]:
        """The ids of all tracks; made on first use."""
        return self.catalogue.tracks.ids

    @property
    def album_ids(self) -> tuple[str, ...]:
        """The ids of all albums; made on first use."""
        return self.catalogue.albums.ids

    @property
    def artist_ids(self) -> tuple[str, ...]:
        """The ids of all artists; made on first use."""
        return self.catalogue.artists.ids

    @property
    def request_count(self) -> int:
        """How many requests the music service has received, including those no longer in `requests`."""
        return self.requests.total

    @property
    def in_flight(self) -> int:
        """How many requests the music service is answering now."""
        return self.requests.in_flight

    @property
    def peak_in_flight(self) -> int:
        """The most requests that the music service has ever been answering at once."""
        return self.requests.peak_in_flight

    def user(self, name: str = DEFAULT_USER) -> User:
        """A user and their lists as they are now: ``liked``, ``library_albums``, ``playlists`` and more.

        >>> result = await music.tracks.like("B000VRPGVA")
        >>> sandbox.user().liked.state_of("B000VRPGVA")
        'LIKE'
        """
        return self._users[name]

    @property
    def liked_ids(self) -> tuple[str, ...]:
        """The tracks in the default user's list of liked tracks, in its order."""
        return tuple(self.user().liked)

    @property
    def library_ids(self) -> tuple[str, ...]:
        """The albums in the default user's library, in its order."""
        return tuple(self.user().library_albums)

    def client(self, **options: Unpack[SandboxClientOptions]) -> AmazonMusic:
        """A client of this sandbox, logged in as the default user; it renews its token as with the real service.

        ``options`` are those of `AmazonMusic`; those that lead here (``auth``, ``api_key``, ``base_url``) can be
        replaced.

        >>> async with sandbox.client(concurrency=2) as music:
        ...     print((await music.tracks.get("B076YT2CBT")).title)
        Happy (From "Despicable Me 2")
        """
        return connected(self, self.api_key, self.url, options)

    def login(self, user: str = DEFAULT_USER, *, retry: Retry | None = None) -> LoginWithAmazon:
        """A token source for ``user``, who is logged in already: for `AmazonMusic.as_user`, or as ``auth``.

        >>> async with AmazonMusic(sandbox.login("anna"), api_key=sandbox.api_key, base_url=sandbox.url) as music:
        ...     print((await music.user.get()).name)
        Anna
        """
        return logged_in(self, user, retry or Retry(), None)


def _hex(seed: int, purpose: str) -> str:
    return blake2s(f"{seed} {purpose}".encode(), digest_size=16).hexdigest()

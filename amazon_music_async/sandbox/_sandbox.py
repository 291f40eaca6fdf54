"""The sandbox as its users see it: what it knows, where it listens, what arrived."""

import time
from collections.abc import Callable, Collection
from hashlib import blake2s
from math import inf
from operator import index
from random import Random
from types import TracebackType
from typing import Self, Unpack, get_args

from attrs import define, field, validators

from amazon_music_async._retry import Retry
from amazon_music_async.auth.login_with_amazon import LoginWithAmazon
from amazon_music_async.client import AmazonMusic
from amazon_music_async.sandbox._client import SandboxClientOptions, connected, logged_in
from amazon_music_async.sandbox.catalogue.catalogue import Catalogue
from amazon_music_async.sandbox.http.fault_controls import Trouble
from amazon_music_async.sandbox.http.request_log import Log
from amazon_music_async.sandbox.http.server import VERSION, Server
from amazon_music_async.sandbox.login.access_tokens import SCOPES, AccessTokens, scopes_of
from amazon_music_async.sandbox.login.controls import People
from amazon_music_async.sandbox.login.forms import Application
from amazon_music_async.sandbox.login.grants import Logins
from amazon_music_async.sandbox.music.authorization import Access
from amazon_music_async.sandbox.music.cursors import Cursors
from amazon_music_async.sandbox.music.endpoints import Service
from amazon_music_async.sandbox.music.options import Settings, UnknownIds
from amazon_music_async.sandbox.music.paging import Pages
from amazon_music_async.sandbox.music.users import DEFAULT_USER, User, Users

_SECONDS = (validators.ge(0.0), validators.lt(inf))


@define(eq=False, repr=False, slots=False)
class Sandbox(People, Trouble):
    """The music service and its login service on a loopback port, in this event loop.

    - ``tracks``, ``albums``: how many the catalogue lists, the documents' own samples first.
    - ``liked``, ``library``: how many liked tracks and library albums each user begins with.
    - ``latency``: seconds before each answer of the music service; it may be changed at any time.
    - ``seed``: another one gives another catalogue, other ids, another api key.
    - ``port``: where to listen; 0 for any that is free.
    - ``keep``: how many requests ``requests`` and ``login_requests`` remember.
    - ``scopes``: those the application is enabled for, and that tokens hold unless told otherwise; None for all.
    - ``expires_in``: an access token's life in seconds.
    - ``rotate_refresh_tokens``: each renewal gives a new refresh token, and the old one is good no longer.
    - ``interval``: seconds between a device's polls.
    - ``clock``: gives the seconds for tokens, codes and throttling.

    Where the documents leave the behaviour open:

    - ``unknown_ids``: an unknown id among many is left out (``"drop"``), becomes null (``"null"``), or has the whole
      call refused with 404 (``"refuse"``) or 400 (``"reject"``).
    - ``shuffle_answers``: items come in another order than asked.
    - ``singular_keys``: they come under ``track`` and ``album`` instead of ``tracks`` and ``albums``.
    - ``full_nodes``: the nodes of lists hold every field instead of id, title and url.
    """

    tracks: int = 1000
    albums: int = 100
    liked: int = 250
    library: int = 120
    latency: float = field(default=0.0, validator=_SECONDS)
    seed: int = field(default=0, kw_only=True)
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
    requests: Log = field(init=False)
    """What the music service has received."""
    login_requests: Log = field(init=False)
    """What the login service has received."""
    _users: Users = field(init=False)
    _server: Server = field(init=False)

    def __attrs_post_init__(self) -> None:
        """Join the parts. Nothing listens yet: use ``async with``, or `start`."""
        if min(map(index, (self.tracks, self.albums, self.liked, self.library, self.keep))) < 0:
            raise ValueError("tracks, albums, liked, library and keep are counts: none can be negative")
        self.api_key = f"amzn1.application.{_hex(self.seed, 'profile')}"
        self.catalogue = Catalogue(self.tracks, self.albums, liked=self.liked, library=self.library, seed=self.seed)
        self.requests, self.login_requests = Log.keeping(self.keep), Log.keeping(self.keep)
        self._users = Users(self.catalogue, self.liked, self.library, self.seed)
        tokens = AccessTokens(self.expires_in, self.clock)
        Trouble.__init__(self, self.clock)
        People.__init__(
            self, Logins(tokens, self.rotate_refresh_tokens, self.clock), self._application(), self.interval
        )
        self._server = Server(
            self._service(tokens), self._login, self._faults, self.requests, self.login_requests, lambda: self.latency
        )

    def _application(self) -> Application:
        return Application(
            f"amzn1.application-oa2-client.{_hex(self.seed, 'client')}",
            f"amzn1.oa2-cs.v1.{_hex(self.seed, 'secret')}",
            SCOPES if self.scopes is None else scopes_of(self.scopes),
        )

    def _service(self, tokens: AccessTokens) -> Service:
        return Service(
            self.catalogue,
            self._users,
            Access(tokens, self.api_key),
            Pages(Cursors(_hex(self.seed, "cursors").encode())),
            Settings(
                unknown_ids=self.unknown_ids,
                shuffle_answers=self.shuffle_answers,
                singular_keys=self.singular_keys,
                full_nodes=self.full_nodes,
            ),
            Random(self.seed),  # noqa: S311 - an order, not a secret
        )

    async def __aenter__(self) -> Self:
        """Start."""
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Stop."""
        await self.stop()

    async def start(self) -> None:
        """Listen, on the ``port`` asked for or on any that is free. What has happened before is still known."""
        self._listens_at(f"http://127.0.0.1:{await self._server.start(self.port)}")

    async def stop(self) -> None:
        """Cut every connection and listen no more, at once; no task is left. Stopping twice does nothing."""
        await self._server.stop()

    def __repr__(self) -> str:
        """Where it listens, and how much it holds."""
        where = ", not started" if self._origin is None else f" at {self.url}"
        return f"<Sandbox{where}: {self.tracks} tracks, {self.albums} albums>"

    @property
    def url(self) -> str:
        """The ``base_url`` for a client: ``http://127.0.0.1:PORT/v1``."""
        return self.login_origin + VERSION

    @property
    def track_ids(self) -> tuple[str, ...]:
        """The ids of all tracks; made at the first look."""
        return self.catalogue.tracks.ids

    @property
    def album_ids(self) -> tuple[str, ...]:
        """The ids of all albums; made at the first look."""
        return self.catalogue.albums.ids

    @property
    def request_count(self) -> int:
        """How many requests the music service has received, those no longer in `requests` included."""
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
        """A user's lists as they are now: ``liked``, ``library_albums``, ``library_tracks``."""
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
        """A client of this sandbox, logged in as the default user, that renews its token as in life.

        ``options`` are those of `AmazonMusic`; those that lead here (``auth``, ``api_key``, ``base_url``) can be
        overridden.
        """
        return connected(self, self.api_key, self.url, options)

    def login(self, user: str = DEFAULT_USER, *, retry: Retry | None = None) -> LoginWithAmazon:
        """A token source for ``user``, who is logged in already: for `AmazonMusic.as_user`, or as ``auth``."""
        return logged_in(self, user, retry or Retry(), None)


def _hex(seed: int, purpose: str) -> str:
    return blake2s(f"{seed} {purpose}".encode(), digest_size=16).hexdigest()

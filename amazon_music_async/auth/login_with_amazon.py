"""A login with Amazon that renews itself.

See https://developer.amazon.com/docs/login-with-amazon/documentation-overview.html
"""

import os
from collections.abc import Iterable, Mapping
from functools import partial
from typing import ClassVar, TypedDict, Unpack

import aiohttp
from attrs import define, field

from amazon_music_async._events import EventDispatcher, checked_listener
from amazon_music_async._redaction import concealed
from amazon_music_async._retry import Retry
from amazon_music_async._validation import check_kind, checked_seconds, checked_word, kind_of
from amazon_music_async.auth._login_operations import LoginOperations
from amazon_music_async.auth._login_state import REREADS, LoginState
from amazon_music_async.auth._regions import addresses
from amazon_music_async.auth._time import Time
from amazon_music_async.auth._token_endpoint import TokenEndpoint
from amazon_music_async.auth._uncancellable import SingleFlight, run_detached
from amazon_music_async.auth.authorization_code import Authorization, authorization, checked_scopes, code_from
from amazon_music_async.auth.device_code import SLOWER, DeviceCode, device_reader
from amazon_music_async.auth.token_store import MemoryTokenStore, TokenStore
from amazon_music_async.errors import LoginRequired
from amazon_music_async.events import OnEvent


class LoginOptions(TypedDict, total=False):
    """The options of `LoginWithAmazon` that are not read from the environment; a test compares.

    >>> options: LoginOptions = {"region": "eu", "timeout": 10.0}
    >>> LoginWithAmazon(client_id, client_secret, **options)
    LoginWithAmazon(client_id='amzn1.application-oa2-client.6d00c780d17cec89b21d2940b0da47c0', region='eu')
    """

    store: TokenStore | None
    region: str
    token_url: str | None
    authorize_url: str | None
    session: aiohttp.ClientSession | None
    retry: Retry
    timeout: float
    margin: float
    on_event: OnEvent | None


def _checked_store(store: TokenStore) -> TokenStore:
    if isinstance(store, type) or not callable(getattr(store, "lock", None)):
        raise TypeError(f"store= is a TokenStore, such as FileTokenStore(path), not {kind_of(store)}")
    return store


@define(eq=False, init=False)
class LoginWithAmazon:
    """A `TokenSource` for one user: renews the access token shortly before it expires, and when it was rejected.

    However many callers ask, there is one renewal at a time, which is finished even if they are cancelled. A rotated
    refresh token is in ``store`` before the new access token is used. If the store cannot be written, the login stays
    in memory, a `TokenNotSaved` event and a warning in the log say so, and the next call tries again. It serves one
    event loop after another; event loops in several threads at once must share a `FileTokenStore`.

    - ``client_secret``: without one Login with Amazon gives no refresh token: the login lasts an hour, then
      `LoginRequired`.
    - ``refresh_token``: where to begin; what ``store`` holds wins over it.
    - ``store``: where the login is kept; in memory, if nothing is given.
    - ``region``: ``na``, ``eu`` or ``fe``. ``token_url`` and ``authorize_url`` name another service.
    - ``session``: a borrowed `aiohttp.ClientSession`, never closed here; without one each request to the login service
      opens its own.
    - ``retry``: the policy for failures of the login service. ``timeout``: seconds for one attempt.
    - ``margin``: seconds before the end of an access token from which on it is renewed, at most a quarter of its life.
    - ``on_event``: a plain function that is called with each event.

    >>> login = LoginWithAmazon(client_id, client_secret, refresh_token=sandbox.refresh_token)
    >>> async with AmazonMusic(login, api_key=security_profile_id) as music:
    ...     print((await music.user.get()).name)
    Default
    """

    client_id: str
    region: str
    _operations: LoginOperations = field(repr=False)
    _state: LoginState = field(repr=False)
    _endpoint: TokenEndpoint = field(repr=False)
    _renewal: SingleFlight = field(repr=False)
    _time: ClassVar[Time] = Time()

    def __init__(
        self,
        client_id: str,
        client_secret: str | None = None,
        *,
        refresh_token: str | None = None,
        store: TokenStore | None = None,
        region: str = "na",
        token_url: str | None = None,
        authorize_url: str | None = None,
        session: aiohttp.ClientSession | None = None,
        retry: Retry = Retry(),  # noqa: B008 - frozen
        timeout: float = 30.0,
        margin: float = 60.0,
        on_event: OnEvent | None = None,
    ) -> None:
        """Check everything; nothing is opened or sent yet."""
        client_secret, refresh_token = concealed(client_secret), concealed(refresh_token)
        self.client_id, self.region = client_id, region  # the repr of half a login is shown, too
        checked_word(client_id, "client_id")
        for name, value in (("client_secret", client_secret), ("refresh_token", refresh_token)):
            if value is not None:
                checked_word(value, name)
        check_kind(retry, Retry, "retry= is a Retry")
        if session is not None:
            check_kind(session, aiohttp.ClientSession, "session= is an aiohttp.ClientSession")
        reporter = EventDispatcher(checked_listener(on_event))
        self._renewal = SingleFlight()
        self._endpoint = TokenEndpoint(
            session=session,
            retry=retry,
            timeout=checked_seconds(timeout, "timeout="),
            clock=self._time.clock,
            monotonic=self._time.monotonic,
            random=self._time.random,
            sleep=self._time.sleep,
            reporter=reporter,
        )
        self._state = LoginState(
            store=MemoryTokenStore() if store is None else _checked_store(store),
            seed=refresh_token,
            margin=checked_seconds(margin, "margin=", zero=True),
            clock=self._time.clock,
            monotonic=self._time.monotonic,
            # What only this object holds, nobody else has renewed.
            rereads=() if store is None else REREADS,
            sleep=self._time.sleep,
            reporter=reporter,
        )
        self._operations = LoginOperations(
            client_id=client_id,
            client_secret=client_secret,
            addresses=addresses(region, token_url, authorize_url),
            endpoint=self._endpoint,
            state=self._state,
            clock=self._time.clock,
        )

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None, **options: Unpack[LoginOptions]) -> "LoginWithAmazon":
        """The login of ``AMAZON_MUSIC_CLIENT_ID``, ``AMAZON_MUSIC_CLIENT_SECRET`` and ``AMAZON_MUSIC_REFRESH_TOKEN``.

        With a ``store`` the client id is enough: the store may hold the rest, or a login is about to begin.
        ``AMAZON_MUSIC_TOKEN_URL`` names another service, such as the one that ``amazon-music-async sandbox`` runs.

        >>> environ = {"AMAZON_MUSIC_CLIENT_ID": client_id, "AMAZON_MUSIC_CLIENT_SECRET": client_secret}
        >>> login = LoginWithAmazon.from_env(environ, store=FileTokenStore("login.json"))
        >>> login.saved
        False
        """
        # An error shows the variables of this frame: no others from the environment, and no secrets.
        given = (os.environ if environ is None else environ).items()
        environ = {name: concealed(value) for name, value in given if name.startswith("AMAZON_MUSIC_")}
        del given
        names = [f"AMAZON_MUSIC_{name}" for name in ("CLIENT_ID", "CLIENT_SECRET", "REFRESH_TOKEN")]
        needed = names if options.get("store") is None else names[:1]
        missing = [name for name in needed if not environ.get(name)]
        if missing:
            raise ValueError(f"missing in the environment: {', '.join(missing)}")
        client_id, client_secret, refresh_token = (environ.get(name) or None for name in names)
        options["token_url"] = options.get("token_url") or environ.get("AMAZON_MUSIC_TOKEN_URL") or None
        return cls(client_id or "", client_secret, refresh_token=refresh_token, **options)

    @property
    def scopes(self) -> frozenset[str] | None:
        """The scopes granted; None when they are not known, or no token was asked for yet."""
        return self._state.login.scopes if self._state.login else None

    @property
    def saved(self) -> bool:
        """Whether the store holds the login."""
        return self._state.saved and self._state.login is not None

    async def token(self, *, rejected: str | None = None) -> str:
        """A token to send now; a renewed one if the last is spent, or is the ``rejected`` one.

        `LoginRequired` when only the user can help, `AuthUnavailable` when the login service failed for now.

        >>> login = sandbox.login("anna")
        >>> token = await login.token()
        >>> await login.token(rejected=token) == token
        False
        """
        while True:
            token = self._state.usable(rejected)
            if token is not None and self._state.settled:
                return token
            begun = await self._renewal.join(partial(self._operations.renew, rejected))
            login = self._state.login
            token = login.access_token if login else None
            # A renewal that others began may have ended with the very token that this caller saw rejected since.
            if token and (begun or token != rejected):
                return token

    def authorization(self, redirect_uri: str, scopes: Iterable[str]) -> Authorization:
        """Begin a login in the browser: send the user to ``.url``, and keep the value for `exchange`.

        >>> login = LoginWithAmazon(client_id, client_secret)
        >>> waiting = login.authorization("https://example.com/callback", [Scope.CATALOG, Scope.LIBRARY])
        >>> callback_url = await send_user_to(waiting.url)
        >>> await login.exchange(callback_url, waiting)
        """
        return authorization(self._operations.addresses.authorize, self.client_id, redirect_uri, scopes)

    async def exchange(self, callback_url: str, authorization: Authorization) -> None:
        """Finish a login in the browser with the full address that the user came back to.

        >>> login = LoginWithAmazon(client_id, client_secret)
        >>> waiting = login.authorization("https://example.com/callback", [Scope.CATALOG])
        >>> await login.exchange(await send_user_to(waiting.url), waiting)
        >>> login.scopes
        frozenset({'music::catalog'})
        """
        callback_url = concealed(callback_url)
        form = {
            "grant_type": "authorization_code",
            "code": code_from(callback_url, authorization),
            "redirect_uri": authorization.redirect_uri,
            "code_verifier": authorization.verifier,
        }
        await run_detached(self._operations.log_in(form, authorization.scopes))

    async def device(self, scopes: Iterable[str]) -> DeviceCode:
        """Begin a login on another device: show the user the code, then `wait_for` it.

        >>> login = LoginWithAmazon(client_id, client_secret)
        >>> device = await login.device([Scope.CATALOG])
        >>> show(device.verification_uri, device.user_code)
        >>> await login.wait_for(device)
        """
        names = checked_scopes(scopes)
        form = {"response_type": "device_code", "client_id": self.client_id, "scope": " ".join(names)}
        read = device_reader(frozenset(names), self._time.clock, self._time.monotonic)
        return await self._endpoint.ask(self._operations.addresses.device, form, read)

    async def wait_for(self, device: DeviceCode) -> None:
        """Wait until the user has typed in the code. May be cancelled, and called again with the same ``device``.

        `LoginRequired` when the code was not typed in in time: ask for another one.

        >>> login = LoginWithAmazon(client_id, client_secret)
        >>> device = await login.device([Scope.CATALOG])
        >>> show(device.verification_uri, device.user_code)
        >>> await login.wait_for(device)
        >>> login.scopes
        frozenset({'music::catalog'})
        """
        interval, slept = device.interval, 0.0
        started = self._time.monotonic()
        while self._operations.linked != device.device_code:
            if started + max(slept, self._time.monotonic() - started) >= device.deadline:
                raise LoginRequired("expired_token", "the code was not typed in in time: ask for another one")
            await self._time.sleep(interval)
            slept += interval
            if await run_detached(self._operations.link(device)) == "slow_down":
                interval += SLOWER

    async def revoke(self) -> None:
        """Log out: the login service forgets the login, and so do the store and this object, whatever it says.

        >>> login = sandbox.login("anna")
        >>> token = await login.token()
        >>> await login.revoke()
        >>> login.saved
        False
        """
        await run_detached(self._operations.revoke())

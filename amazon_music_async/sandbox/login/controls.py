"""The login service for users of the sandbox: addresses, tokens, and logins without a browser."""

from collections.abc import Collection
from urllib.parse import urlsplit

from amazon_music_async.sandbox.http.request import parsed_query
from amazon_music_async.sandbox.login.access_tokens import Grant, scopes_of
from amazon_music_async.sandbox.login.consent import AUTHORIZE_PATH, CODE_PATH, Consent
from amazon_music_async.sandbox.login.forms import Application
from amazon_music_async.sandbox.login.grants import Logins
from amazon_music_async.sandbox.login.token_endpoint import PAIR_PATH, REVOKE_PATH, TOKEN_PATH, LoginService
from amazon_music_async.sandbox.music.users import DEFAULT_USER


class LoginControls:
    """The addresses of the login service, its one registered application, and tokens for tests.

    >>> from amazon_music_async.sandbox import Sandbox
    >>> sandbox = Sandbox()
    >>> token = sandbox.issue_token("anna", scopes=("music::catalog",))
    >>> sandbox.expire_tokens()
    """

    def __init__(self, logins: Logins, application: Application, interval: float) -> None:
        """Begin without logins."""
        self.client_id = application.client_id
        self.client_secret = application.client_secret
        self._granted = tuple(application.scopes)
        self._logins = logins
        self._consent = Consent(logins, application)
        self._login = LoginService(logins, application, self._consent, interval)
        self._origin: str | None = None
        self._token = self._refresh_token = ""

    def _listens_at(self, origin: str) -> None:
        self._origin = origin
        self._consent.code_url = origin + CODE_PATH

    @property
    def login_origin(self) -> str:
        """Where the sandbox listens: ``http://127.0.0.1:PORT``."""
        if self._origin is None:
            raise RuntimeError("the sandbox has no address before it is started: use 'async with Sandbox() as sandbox'")
        return self._origin

    @property
    def authorize_url(self) -> str:
        """The page where a browser logs in."""
        return self.login_origin + AUTHORIZE_PATH

    @property
    def token_url(self) -> str:
        """The endpoint that exchanges codes and refresh tokens for access tokens."""
        return self.login_origin + TOKEN_PATH

    @property
    def codepair_url(self) -> str:
        """The endpoint where a device gets its code."""
        return self.login_origin + PAIR_PATH

    @property
    def revoke_url(self) -> str:
        """The endpoint that revokes a token."""
        return self.login_origin + REVOKE_PATH

    @property
    def token(self) -> str:
        """A valid access token of the default user."""
        if self._logins.tokens.grant_of(self._token) is None:
            self._token = self.issue_token()
        return self._token

    @property
    def refresh_token(self) -> str:
        """A valid refresh token of the default user."""
        if not self._logins.is_good(self._refresh_token):
            self._refresh_token = self.issue_refresh_token()
        return self._refresh_token

    @property
    def token_lifetime(self) -> float:
        """The lifetime of an access token in seconds."""
        return self._logins.tokens.lifetime

    @property
    def renewals(self) -> int:
        """How many times a refresh token was exchanged for an access token."""
        return self._logins.renewals

    def issue_token(self, user: str = DEFAULT_USER, scopes: Collection[str] | None = None) -> str:
        """A new access token of ``user``, who has other lists than every other user.

        >>> token = sandbox.issue_token("anna", scopes=["music::catalog"])
        >>> (await music.as_user(token).tracks.get("B076YT2CBT")).title
        'Happy (From "Despicable Me 2")'
        """
        return self._logins.tokens.issue_for(self._grant(user, scopes))

    def issue_refresh_token(self, user: str = DEFAULT_USER, scopes: Collection[str] | None = None) -> str:
        """A new refresh token of ``user``.

        >>> refresh_token = sandbox.issue_refresh_token("anna")
        >>> login = LoginWithAmazon(client_id, client_secret, refresh_token=refresh_token, token_url=sandbox.token_url)
        >>> (await music.as_user(login).user.get()).name
        'Anna'
        """
        return self._logins.remember(self._grant(user, scopes))

    def expire_tokens(self) -> None:
        """Make every access token invalid; refresh tokens stay valid.

        >>> track = await music.tracks.get("B076YT2CBT")
        >>> sandbox.expire_tokens()
        >>> track = await music.tracks.get("B076YT2CBT")
        >>> sandbox.renewals
        1
        """
        self._logins.tokens.expire()

    def revoke_logins(self) -> None:
        """Make every token invalid, refresh tokens too, as if every user had removed the application.

        >>> sandbox.revoke_logins()
        >>> try:
        ...     await music.tracks.get("B076YT2CBT")
        ... except LoginRequired:
        ...     print("the user must log in again")
        the user must log in again
        """
        self._logins.revoke_all()

    def approve_login(self, url: str, user: str = DEFAULT_USER) -> str:
        """Log in as ``user`` at the authorize ``url``, as with a browser, and return the URL of the callback.

        >>> login = LoginWithAmazon(client_id, client_secret, token_url=sandbox.token_url)
        >>> waiting = login.authorization("https://example.com/callback", [Scope.CATALOG])
        >>> await login.exchange(sandbox.approve_login(waiting.url), waiting)
        """
        query = parsed_query(urlsplit(url).query)
        problem = self._consent.problem(query)
        if problem is not None:
            raise ValueError(f"the login service refuses this URL with status {problem.status}")
        return self._consent.approve(query, user)

    def approve_device(self, user_code: str, user: str = DEFAULT_USER) -> None:
        """Allow, as ``user``, the request of the device that shows ``user_code``.

        >>> login = LoginWithAmazon(client_id, client_secret, token_url=sandbox.token_url)
        >>> device = await login.device([Scope.CATALOG])
        >>> sandbox.approve_device(device.user_code)
        >>> await login.wait_for(device)
        """
        if not self._consent.decide_code(user_code, user, allowed=True):
            raise ValueError(f"no device is waiting with the code {user_code!r}")

    def _grant(self, user: str, scopes: Collection[str] | None) -> Grant:
        return Grant(user, self._granted if scopes is None else scopes_of(scopes))

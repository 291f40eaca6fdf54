"""One user's login, and all that the login service can do with it."""

from collections.abc import Callable, Mapping

from attrs import define, field

from amazon_music_async.auth._login_state import LoginState
from amazon_music_async.auth._regions import Addresses
from amazon_music_async.auth._token_endpoint import TokenEndpoint
from amazon_music_async.auth._token_response import Answer, grant_reader
from amazon_music_async.auth._uncancellable import run_uncancelled
from amazon_music_async.auth.device_code import DeviceCode
from amazon_music_async.auth.token_store import StoredLogin
from amazon_music_async.errors import AuthError, AuthUnavailable, LoginRequired

_LOG_IN_AGAIN = "the access token is spent and there is no refresh token (none is given without a client secret)"
_GONE = frozenset({"invalid_grant", "invalid_token"})
_CODE_IS_DEAD = frozenset({"invalid_code_pair", "expired_token"})


@define(eq=False, kw_only=True)
class LoginOperations:
    """Renews, begins and ends a login, each under the store's lock."""

    client_id: str
    client_secret: str | None = field(repr=False)
    addresses: Addresses
    endpoint: TokenEndpoint
    state: LoginState
    clock: Callable[[], float]
    linked: str | None = field(default=None, init=False, repr=False)
    """The device code that led to the login, if one did."""

    async def renew(self, rejected: str | None) -> None:
        """Hold an access token that is not the ``rejected`` one: what another process has got, or else a new one."""
        try:
            async with self.state.exclusive():
                await self.state.read()
                if self.state.usable(rejected) is None:
                    await self._renew(rejected)
                else:
                    await self.state.flush()
        except LoginRequired:
            raise
        except AuthError as error:
            # The margin before the end of a token is there for this.
            if self.state.usable(rejected, to_the_last=True) is None:
                raise
            if not (self.state.saved or isinstance(error, AuthUnavailable)):
                self.state.report(error)

    async def log_in(self, form: Mapping[str, str], scopes: frozenset[str]) -> None:
        """Spend a code on a login for ``scopes``, which takes the place of any other."""
        async with self.state.exclusive():
            await self.state.expect_new_login()
            await self._ask({**form, **self._identity()}, StoredLogin(scopes=scopes))

    async def link(self, device: DeviceCode) -> str | None:
        """Ask whether the user has typed in the code: None if so, or why not yet."""
        form = {"grant_type": "device_code", "device_code": device.device_code, "user_code": device.user_code}
        async with self.state.exclusive():
            await self.state.expect_new_login()
            try:
                await self._ask(form, StoredLogin(scopes=device.scopes), linked=device.device_code)
            except AuthError as error:
                refusal = error
            else:
                return None
        code = refusal.error.lower()
        if code in {"authorization_pending", "slow_down"}:
            return code
        if code in _CODE_IS_DEAD:
            raise LoginRequired(refusal.error, refusal.description)
        raise refusal

    async def revoke(self) -> None:
        """Have the login forgotten, by the service and, whatever that says, by the store."""
        async with self.state.exclusive():
            try:
                await self.state.read()
                login = self.state.login
                token = login and (login.refresh_token or login.access_token)
                if token:
                    await self._tell_revoked(token)
            finally:
                await self.state.clear()

    async def _renew(self, rejected: str | None) -> None:
        while self.state.usable(rejected) is None:
            try:
                await self._spend()
            except LoginRequired as error:
                if error.error.lower() != "invalid_grant" or not await self.state.read_newer():
                    raise
            else:
                return

    async def _spend(self) -> None:
        login = self.state.login
        if login is None:
            raise LoginRequired("login_required", "nobody has logged in")
        if login.client_id not in {None, self.client_id}:
            raise LoginRequired("other_client", f"the login in the store was made by client id {login.client_id!r}")
        if login.refresh_token is None:
            raise LoginRequired("login_required", _LOG_IN_AGAIN)
        form = {"grant_type": "refresh_token", "refresh_token": login.refresh_token, **self._identity()}
        await self._ask(form, login)

    async def _ask(self, form: Mapping[str, str], before: StoredLogin, linked: str | None = None) -> None:
        async def keep(login: StoredLogin) -> None:
            self.linked = linked
            await self.state.keep(login)

        read = grant_reader(before, client_id=self.client_id, clock=self.clock)
        await self.endpoint.ask(self.addresses.token, form, read, keep)

    async def _tell_revoked(self, token: str) -> None:
        try:
            await run_uncancelled(
                self.endpoint.ask(self.addresses.revoke, {"token": token, **self._identity()}, _anything)
            )
        except AuthError as error:
            if error.error.lower() not in _GONE:
                raise

    def _identity(self) -> dict[str, str]:
        secret = {} if self.client_secret is None else {"client_secret": self.client_secret}
        return {"client_id": self.client_id, **secret}


def _anything(_: Answer) -> bool:
    """A revocation is answered by its status alone."""
    return True

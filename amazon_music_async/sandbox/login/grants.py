"""The logins: refresh tokens, authorization codes that were not exchanged yet, devices that wait."""

from collections.abc import Callable, Collection
from secrets import choice, token_urlsafe
from uuid import uuid4

from attrs import define, field, frozen

from amazon_music_async.sandbox.login.access_tokens import AccessTokens, Grant

CODE_LIFETIME = 300.0
PAIR_LIFETIME = 600.0

# Without 0 and O, 1 and I, which people confuse.
_TYPEABLE = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


@frozen
class Authorization:
    """An authorization code, and what the program that exchanges it must prove."""

    grant: Grant
    redirect_uri: str
    challenge: str | None
    method: str
    expires: float


@define
class Pair:
    """A device that waits for its user. Once it is ``decided``, ``grant`` is what the user allowed, if anything."""

    device_code: str
    user_code: str
    scopes: tuple[str, ...]
    expires: float
    grant: Grant | None = None
    decided: bool = False
    polled: float | None = None


@define
class Logins:
    """All logins. With ``rotate`` each renewal returns a new refresh token and invalidates the old one."""

    tokens: AccessTokens
    rotate: bool
    clock: Callable[[], float]
    renewals: int = field(default=0, init=False)
    _refresh: dict[str, Grant] = field(factory=dict[str, Grant], init=False, repr=False)
    _codes: dict[str, Authorization] = field(factory=dict[str, Authorization], init=False, repr=False)
    _pairs: dict[str, Pair] = field(factory=dict[str, Pair], init=False, repr=False)

    def remember(self, grant: Grant) -> str:
        """A new refresh token for ``grant``."""
        token = "Atzr|" + token_urlsafe(270)
        self._refresh[token] = grant
        return token

    def is_good(self, refresh_token: str) -> bool:
        """Whether ``refresh_token`` is valid."""
        return refresh_token in self._refresh

    def renew(self, refresh_token: str) -> tuple[Grant, str] | None:
        """The grant of ``refresh_token`` and the refresh token to use from now on; None if it is invalid."""
        grant = self._refresh.get(refresh_token)
        if grant is None:
            return None
        self.renewals += 1
        if self.rotate:
            del self._refresh[refresh_token]
            refresh_token = self.remember(grant)
        return grant, refresh_token

    def revoke(self, token: str) -> None:
        """Invalidate ``token`` and every other token of its grant."""
        grant = self._refresh.get(token) or self.tokens.grant_of(token)
        if grant is not None:
            self.tokens.revoke(grant)
            self._refresh = {each: held for each, held in self._refresh.items() if held is not grant}

    def revoke_all(self) -> None:
        """Invalidate every token."""
        self.tokens.expire()
        self._refresh.clear()

    def authorize(self, grant: Grant, redirect_uri: str, challenge: str | None, method: str) -> str:
        """A new authorization code."""
        code = "AN" + token_urlsafe(15)
        expires = self.clock() + CODE_LIFETIME
        self._codes[code] = Authorization(grant, redirect_uri, challenge, method, expires)
        return code

    def redeem(self, code: str) -> Authorization | None:
        """What ``code`` was given for; None if it was used before or has expired."""
        authorization = self._codes.pop(code, None)
        return authorization if authorization and self.clock() < authorization.expires else None

    def pair(self, scopes: Collection[str]) -> Pair:
        """A new pair of codes, for a device that begins to wait."""
        user_code = "".join(choice(_TYPEABLE) for _ in range(6))
        pair = Pair(str(uuid4()), user_code, tuple(scopes), self.clock() + PAIR_LIFETIME)
        self._pairs[user_code] = pair
        return pair

    def waiting(self, user_code: str) -> Pair | None:
        """The device that shows ``user_code``, or None if there is none or it has expired."""
        pair = self._pairs.get(user_code.strip().upper().replace("-", ""))
        return pair if pair and self.clock() < pair.expires else None

    def forget(self, pair: Pair) -> None:
        """Forget a device."""
        self._pairs.pop(pair.user_code, None)

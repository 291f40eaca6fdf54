"""Which access tokens are good, for whom, and for what."""

from collections.abc import Callable, Collection
from secrets import token_urlsafe

from attrs import define, field, frozen

from amazon_music_async.models.scope import Scope

SCOPES: tuple[str, ...] = tuple(map(str, Scope))


def scopes_of(scopes: Collection[str]) -> tuple[str, ...]:
    """``scopes``, which are several: one string would be as many scopes as it has letters."""
    if isinstance(scopes, str):
        raise TypeError(f"scopes are a collection of strings, not one: pass ({scopes!r},)")
    return tuple(map(str, scopes))


@frozen(eq=False)
class Grant:
    """What a user has allowed, once: two logins of one user are two grants."""

    user: str
    scopes: tuple[str, ...]


@define
class AccessTokens:
    """Access tokens in the order in which they were given out; the dead are forgotten from the front."""

    lifetime: float
    _clock: Callable[[], float]
    _held: dict[str, tuple[Grant, float]] = field(factory=dict[str, tuple[Grant, float]], init=False, repr=False)

    def issue_for(self, grant: Grant) -> str:
        """A new token, as long as a real one."""
        now = self._clock()
        self._forget_dead(now)
        # The documents promise at least 350 characters; whoever stores tokens should meet that here.
        token = "Atza|" + token_urlsafe(270)
        self._held[token] = grant, now + self.lifetime
        return token

    def grant_of(self, token: str) -> Grant | None:
        """What ``token`` allows, None if it is unknown or dead."""
        grant, until = self._held.get(token, (None, 0.0))
        return grant if self._clock() < until else None

    def expire(self) -> None:
        """No token given out so far is good any longer."""
        self._held.clear()

    def revoke(self, grant: Grant) -> None:
        """No token of this ``grant`` is good any longer."""
        self._held = {token: held for token, held in self._held.items() if held[0] is not grant}

    def _forget_dead(self, now: float) -> None:
        while self._held:
            oldest = next(iter(self._held))
            if now < self._held[oldest][1]:
                return
            del self._held[oldest]

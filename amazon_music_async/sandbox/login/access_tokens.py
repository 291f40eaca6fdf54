"""The valid access tokens: whose they are, and which scopes they have."""

from collections.abc import Callable, Collection
from secrets import token_urlsafe

from attrs import define, field, frozen

from amazon_music_async.models.scope import Scope

SCOPES: tuple[str, ...] = tuple(map(str, Scope))


def scopes_of(scopes: Collection[str]) -> tuple[str, ...]:
    """``scopes`` as a tuple. A single string is refused: it would be taken for one scope per letter."""
    if isinstance(scopes, str):
        raise TypeError(f"scopes is a collection of strings, not a string: pass ({scopes!r},)")
    return tuple(map(str, scopes))


@frozen(eq=False)
class Grant:
    """What a user has allowed in one login: two logins of one user are two grants."""

    user: str
    scopes: tuple[str, ...]


@define
class AccessTokens:
    """Access tokens in the order in which they were issued; those that have expired are dropped from the front."""

    lifetime: float
    _clock: Callable[[], float]
    _held: dict[str, tuple[Grant, float]] = field(factory=dict[str, tuple[Grant, float]], init=False, repr=False)

    def issue_for(self, grant: Grant) -> str:
        """A new token, as long as a real one."""
        now = self._clock()
        self._drop_expired(now)
        # As long as real tokens (the documents say 350 characters or more), for programs that store them.
        token = "Atza|" + token_urlsafe(270)
        self._held[token] = grant, now + self.lifetime
        return token

    def grant_of(self, token: str) -> Grant | None:
        """The grant of ``token``, or None if it is unknown or has expired."""
        grant, until = self._held.get(token, (None, 0.0))
        return grant if self._clock() < until else None

    def expire(self) -> None:
        """Invalidate every token."""
        self._held.clear()

    def revoke(self, grant: Grant) -> None:
        """Invalidate the tokens of this ``grant``."""
        self._held = {token: held for token, held in self._held.items() if held[0] is not grant}

    def _drop_expired(self, now: float) -> None:
        while self._held:
            oldest = next(iter(self._held))
            if now < self._held[oldest][1]:
                return
            self._held.pop(oldest, None)  # another thread may have removed it

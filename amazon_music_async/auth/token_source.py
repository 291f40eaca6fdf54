"""Where a bearer token comes from."""

from typing import Protocol, runtime_checkable

from attrs import field, frozen

from amazon_music_async._redaction import concealed
from amazon_music_async._validation import checked_token


class TokenSource(Protocol):
    """Gives a bearer token whenever a call needs one.

    ``rejected`` is a token the service has just refused with 401: a source that can, answers with another one. When
    many callers report the same rejected token, one renewal must serve them all: renew under a lock, and only if the
    token at hand still is the rejected one.

    >>> import asyncio
    >>> class Vault:
    ...     def __init__(self):
    ...         self.current, self.lock = None, asyncio.Lock()
    ...     async def token(self, *, rejected=None):
    ...         async with self.lock:
    ...             if self.current == rejected:
    ...                 self.current = await fetch_token()
    ...             return self.current
    >>> async with AmazonMusic(Vault(), api_key=security_profile_id) as music:
    ...     print((await music.tracks.get("B076YT2CBT")).title)
    Happy (From "Despicable Me 2")
    """

    async def token(self, *, rejected: str | None = None) -> str:
        """A token to send now.

        An `AmazonMusicError` that is raised here reaches the caller as it is; any other exception is the ``__cause__``
        of an `AuthUnavailable`, which carries what had arrived (``partial``, ``pending``, ``cursor``).

        >>> source: TokenSource = sandbox.login("anna")
        >>> token = await source.token()
        """
        ...


@runtime_checkable
class ScopedTokenSource(Protocol):
    """A `TokenSource` that may know what its token is allowed to do."""

    @property
    def scopes(self) -> frozenset[str] | None:
        """The scopes granted; None when they are not known."""
        ...

    async def token(self, *, rejected: str | None = None) -> str:
        """A token to send now."""
        ...


@frozen(init=False)
class StaticToken:
    """A `TokenSource` with one token, which somebody else keeps fresh.

    >>> async with AmazonMusic(StaticToken(token), api_key=security_profile_id) as music:
    ...     print((await music.tracks.get("B076YT2CBT")).title)
    Happy (From "Despicable Me 2")
    """

    _token: str = field(repr=False)

    def __init__(self, token: str) -> None:
        """Check the token."""
        token = concealed(token)
        object.__setattr__(self, "_token", checked_token(token, "the token"))

    async def token(self, *, rejected: str | None = None) -> str:
        """The token, even if it was rejected: there is no other.

        >>> await StaticToken("secret").token()
        ***
        """
        del rejected
        return self._token

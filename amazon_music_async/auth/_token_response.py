"""What the token endpoint grants."""

import math
import re
from collections.abc import Callable, Mapping

from amazon_music_async._redaction import concealed
from amazon_music_async._validation import checked_word
from amazon_music_async.auth.token_store import StoredLogin

Answer = Mapping[str, object]


def grant_reader(
    before: StoredLogin, *, client_id: str, clock: Callable[[], float]
) -> Callable[[Answer], StoredLogin | None]:
    """Reads an answer into the login that follows ``before``; None when it holds no access token.

    What the answer does not mention stays: the refresh token, which seldom rotates, and the scopes (RFC 6749, 5.1).
    """

    def read(answer: Answer) -> StoredLogin | None:
        access_token = _secret(answer.get("access_token"))
        if access_token is None:
            return None
        lifetime = number(answer.get("expires_in"))
        return StoredLogin(
            refresh_token=_secret(answer.get("refresh_token")) or before.refresh_token,
            access_token=access_token,
            expires_at=None if lifetime is None else clock() + lifetime,
            expires_in=lifetime,
            scopes=_scopes(answer.get("scope")) or before.scopes,
            client_id=client_id,
        )

    return read


def number(value: object) -> float | None:
    """A number of seconds; one page of the documents prints it as a string. None when it is neither, or not above 0.

    Believed, a lifetime of 0 would mean a renewal for each call, or a login that is over before its first.
    """
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        seconds = float(value)
    except (ValueError, OverflowError):
        return None
    return seconds if math.isfinite(seconds) and seconds > 0 else None


def _secret(value: object) -> str | None:
    try:
        return checked_word(concealed(value), "the token")
    except (TypeError, ValueError):
        return None


def _scopes(value: object) -> frozenset[str] | None:
    # Spaces are the standard's; commas have been seen.
    return frozenset(filter(None, re.split(r"[\s,]+", value))) if isinstance(value, str) else None

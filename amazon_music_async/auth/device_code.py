"""Code-based linking: a code that the user types in on another device.

See https://developer.amazon.com/docs/login-with-amazon/retrieve-token-other-platforms-cbl-docs.html
"""

from collections.abc import Callable

from attrs import field, frozen

from amazon_music_async._redaction import secret
from amazon_music_async.auth._token_response import Answer, number

SLOWER = 5.0
"""Seconds that each ``slow_down`` adds to the interval (RFC 8628, 3.5)."""


@frozen(kw_only=True)
class DeviceCode:
    """A login that waits for its user: show ``user_code``, and where to type it in, ``verification_uri``.

    ``expires_in``: the seconds for which the code is good. ``expires_at``: its end, in seconds since the epoch.
    ``interval``: the seconds between two questions whether the user has done it.

    >>> device = await LoginWithAmazon(client_id, client_secret).device([Scope.CATALOG])
    >>> device.expires_in, len(device.user_code)
    (600.0, 6)
    """

    user_code: str = field(repr=False, converter=secret)
    device_code: str = field(repr=False, converter=secret)
    verification_uri: str
    expires_in: float
    expires_at: float
    interval: float
    scopes: frozenset[str]
    deadline: float = field(repr=False)
    """The end on the monotonic clock, which nobody sets."""


def device_reader(
    scopes: frozenset[str], clock: Callable[[], float], monotonic: Callable[[], float]
) -> Callable[[Answer], DeviceCode | None]:
    """Reads an answer into a code for ``scopes``; None when something is missing."""

    def read(answer: Answer) -> DeviceCode | None:
        user_code, device_code, uri = (answer.get(name) for name in ("user_code", "device_code", "verification_uri"))
        if not (isinstance(user_code, str) and isinstance(device_code, str) and isinstance(uri, str)):
            return None
        # Ten minutes and half a minute are the documented values.
        expires_in = number(answer.get("expires_in")) or 600.0
        return DeviceCode(
            user_code=user_code,
            device_code=device_code,
            verification_uri=uri,
            expires_in=expires_in,
            expires_at=clock() + expires_in,
            interval=number(answer.get("interval")) or 30.0,
            scopes=scopes,
            deadline=monotonic() + expires_in,
        )

    return read

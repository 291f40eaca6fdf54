"""Where Login with Amazon lives.

See https://developer.amazon.com/docs/login-with-amazon/authorization-code-grant.html
"""

from attrs import frozen
from yarl import URL

from amazon_music_async._validation import checked_url, is_loopback

_REGIONS = {
    "na": ("https://api.amazon.com", "https://www.amazon.com/ap/oa"),
    "eu": ("https://api.amazon.co.uk", "https://eu.account.amazon.com/ap/oa"),
    "fe": ("https://api.amazon.co.jp", "https://apac.account.amazon.com/ap/oa"),
}


@frozen
class Addresses:
    """Where to ask for tokens, to revoke them, to ask for a device's code, and where to send the user."""

    token: URL
    revoke: URL
    device: URL
    authorize: URL


def addresses(region: str, token_url: str | None, authorize_url: str | None) -> Addresses:
    """The addresses of ``region``; those that are given win, and a service on loopback serves its own login page."""
    if region not in _REGIONS:
        raise ValueError(f"region= is one of {', '.join(map(repr, _REGIONS))}, not {region!r}")
    host, authorize = _REGIONS[region]
    token = checked_url(token_url or f"{host}/auth/o2/token", "token_url=")
    if authorize_url is None and token_url is not None and is_loopback(token):
        authorize_url = str(token.origin().with_path("/ap/oa"))
    return Addresses(
        token=token,
        revoke=token / "revoke",
        device=token.parent / "create" / "codepair",
        authorize=checked_url(authorize_url or authorize, "authorize_url="),
    )

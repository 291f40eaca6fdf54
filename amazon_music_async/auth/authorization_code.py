"""The authorization code flow with PKCE: the page to send the user to, and the address the user comes back to.

See https://developer.amazon.com/docs/login-with-amazon/authorization-code-grant.html
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterable
from urllib.parse import parse_qs, quote, urlencode, urlsplit

from attrs import field, frozen
from yarl import URL

from amazon_music_async._redaction import Secret, concealed, secret, shown
from amazon_music_async._validation import check_kind, checked_url, checked_word
from amazon_music_async.errors import AuthError


@frozen(kw_only=True)
class Authorization:
    """A login that waits for its user. Keep it until the user comes back; it serves once.

    ``url``: the page on which the user allows ``scopes``. ``state``: comes back in the callback's address.
    ``verifier``: proves to the service that who asks for the token is who sent the user.

    >>> login = LoginWithAmazon(client_id, client_secret)
    >>> waiting = login.authorization("https://example.com/callback", [Scope.CATALOG])
    >>> waiting.redirect_uri, sorted(waiting.scopes)
    ('https://example.com/callback', ['music::catalog'])
    """

    url: str
    state: str
    redirect_uri: str
    scopes: frozenset[str]
    verifier: str = field(repr=False, converter=secret)


def authorization(page: URL, client_id: str, redirect_uri: str, scopes: Iterable[str]) -> Authorization:
    """A new login by way of ``page``."""
    names = checked_scopes(scopes)
    checked_url(redirect_uri, "redirect_uri")
    state, verifier = secrets.token_urlsafe(32), secrets.token_urlsafe(64)
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    query = {
        "client_id": client_id,
        "scope": " ".join(names),
        "response_type": "code",
        "redirect_uri": redirect_uri,
        "state": state,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    url = f"{page}{'&' if page.raw_query_string else '?'}{urlencode(query, quote_via=quote)}"
    return Authorization(url=url, state=state, redirect_uri=redirect_uri, scopes=frozenset(names), verifier=verifier)


def code_from(callback_url: str, waiting: Authorization) -> str:
    """The code that the user brought back; an `AuthError` when there is none, or it belongs to another login."""
    callback_url = concealed(callback_url)
    check_kind(callback_url, str, "callback_url is a str")
    if (urlsplit(callback_url).path or "/") != (urlsplit(waiting.redirect_uri).path or "/"):
        raise AuthError("invalid_callback", "the path of the callback is not that of redirect_uri")
    query = {
        name: [Secret(value) for value in values] for name, values in parse_qs(urlsplit(callback_url).query).items()
    }
    if not hmac.compare_digest(_only(query, "state").encode(), waiting.state.encode()):
        raise AuthError("invalid_state", "the callback belongs to another login, or to nobody's: log in again")
    if "error" in query:
        description = shown(_only(query, "error_description"))
        raise AuthError(shown(_only(query, "error")) or "invalid_callback", description or None)
    code = _only(query, "code")
    if not code:
        raise AuthError("invalid_callback", "the callback holds no code, or more than one")
    return code


def checked_scopes(scopes: Iterable[str]) -> tuple[str, ...]:
    """``scopes``, each once; a bare string is a `TypeError`, none at all a `ValueError`."""
    if isinstance(scopes, str):
        raise TypeError("scopes are an iterable of str, such as [Scope.CATALOG], not one str")
    names = tuple(dict.fromkeys(str(checked_word(scope, "a scope")) for scope in scopes))
    if not names:
        raise ValueError("at least one scope is needed")
    return names


def _only(query: dict[str, list[Secret]], name: str) -> str:
    values = query.get(name, [])
    return values[0] if len(values) == 1 else ""

"""What a program does to log in at a sandbox."""

from base64 import urlsafe_b64encode
from collections.abc import Mapping
from hashlib import sha256
from urllib.parse import parse_qs, urlencode, urlsplit

from sandbox_http import Answer, Http

from amazon_music_async.sandbox import Sandbox

BACK = "http://localhost:8765/callback"
VERIFIER = "v" * 43
CHALLENGE = urlsafe_b64encode(sha256(VERIFIER.encode()).digest()).decode().rstrip("=")


def asked(sandbox: Sandbox, **changes: str | None) -> str:
    """The authorize URL with these parameters changed, or left out where None."""
    fields: dict[str, str | None] = {
        "client_id": sandbox.client_id,
        "scope": "music::catalog music::library",
        "response_type": "code",
        "redirect_uri": BACK,
        "state": "s-1",
        "code_challenge": CHALLENGE,
        "code_challenge_method": "S256",
    }
    given = {name: value for name, value in (fields | changes).items() if value is not None}
    return f"{sandbox.authorize_url}?{urlencode(given)}"


def secret(sandbox: Sandbox) -> dict[str, str]:
    """Id and secret of the application."""
    return {"client_id": sandbox.client_id, "client_secret": sandbox.client_secret}


def in_callback(url: str) -> dict[str, str]:
    """The parameters that the browser carries back."""
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}


async def exchange(
    http: Http, code: str, client: Mapping[str, str] | None = None, changes: Mapping[str, str] | None = None
) -> Answer:
    """Exchange a code for tokens."""
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": BACK, "code_verifier": VERIFIER}
    return await http.form(http.sandbox.token_url, form | dict(client or secret(http.sandbox)) | dict(changes or {}))


async def renew(http: Http, refresh_token: str) -> Answer:
    """Exchange a refresh token for an access token."""
    form = {"grant_type": "refresh_token", "refresh_token": refresh_token}
    return await http.form(http.sandbox.token_url, form | secret(http.sandbox))

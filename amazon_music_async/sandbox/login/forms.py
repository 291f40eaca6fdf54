"""What Login with Amazon requires of every request: a form, a registered client, known scopes."""

import binascii
from base64 import b64decode
from collections.abc import Collection, Mapping
from urllib.parse import unquote_plus

from attrs import field, frozen

from amazon_music_async.sandbox.http.reply import FORM, Refused, json_reply
from amazon_music_async.sandbox.http.request import Request, parsed_query

_PROFILE_SCOPES = ("profile", "profile:user_id", "postal_code")


def oauth_refused(error: str, description: str, status: int = 400) -> Refused:
    """A refusal of the login service: its ``error`` is a string, not an object as in the music service."""
    return Refused(json_reply({"error": error, "error_description": description}, status))


def form_of(request: Request) -> dict[str, str]:
    """The fields of the form that was sent."""
    if request.media_type != FORM:
        raise oauth_refused("invalid_request", f"The Content-Type must be {FORM}")
    return parsed_query(request.body.decode(errors="replace"))


@frozen
class Application:
    """The one application that is registered, and the scopes it is enabled for."""

    client_id: str
    client_secret: str = field(repr=False)
    scopes: Collection[str]

    def authenticated(self, request: Request, form: Mapping[str, str]) -> bool:
        """Whether the secret was sent, by HTTP Basic or in the form. A wrong id or secret is refused."""
        client_id, secret = _basic(request) or (form.get("client_id"), form.get("client_secret"))
        if client_id != self.client_id or secret not in {None, self.client_secret}:
            raise oauth_refused("invalid_client", "Client authentication failed", 401)
        return secret is not None

    def scopes_in(self, text: str) -> tuple[str, ...]:
        """The scopes in ``text``, if the application may ask for all of them."""
        scopes = tuple(dict.fromkeys(text.split()))
        for scope in scopes:
            if scope not in self.scopes and scope not in _PROFILE_SCOPES:
                raise oauth_refused("invalid_scope", f"An unknown scope was requested : {scope}")
        if not scopes:
            raise oauth_refused("invalid_request", "The request is missing a required parameter : scope")
        return scopes


def _basic(request: Request) -> tuple[str, str] | None:
    """Id and secret of an HTTP Basic header; both are empty if the header cannot be read."""
    scheme, _, value = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        client_id, _, secret = b64decode(value, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    return unquote_plus(client_id), unquote_plus(secret)

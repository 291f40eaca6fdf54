"""Whether a request may be answered: its headers, its token, its scopes."""

from collections.abc import Collection

from attrs import frozen

from amazon_music_async.sandbox.http.reply import refused
from amazon_music_async.sandbox.http.request import Request
from amazon_music_async.sandbox.login.access_tokens import AccessTokens, Grant


@frozen
class Authorizer:
    """The checks before every endpoint, in the order in which the documents describe them."""

    _tokens: AccessTokens
    _api_key: str

    def check(self, request: Request, scopes: Collection[str]) -> str:
        """The name of the user whose token was sent, if it has one of ``scopes``."""
        grant = self._granted(request)
        request.user = grant.user
        key = request.headers.get("x-api-key")
        if not key:
            raise refused(403, "The header 'x-api-key' is missing.", "NO_X_API_KEY")
        if key != self._api_key:
            raise refused(403, "The security profile of 'x-api-key' is not enabled for Amazon Music.")
        if not any(scope in grant.scopes for scope in scopes):
            raise refused(403, f"The access token lacks the scope {' or '.join(scopes)}.")
        return grant.user

    def _granted(self, request: Request) -> Grant:
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            raise refused(401, "The Authorization header holds no bearer token.", "INVALID_AUTH_TYPE")
        token = token.strip()
        if not token:
            raise refused(401, "The bearer token is empty.", "INVALID_AUTH_TOKEN")
        grant = self._tokens.grant_of(token)
        if grant is None:
            raise refused(401, "The access token is invalid or has expired.", "INVALID_ACCESS_TOKEN")
        return grant

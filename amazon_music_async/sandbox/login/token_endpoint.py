"""The endpoints of Login with Amazon that programs call: tokens, code pairs, revocation.

See https://developer.amazon.com/docs/login-with-amazon/authorization-code-grant.html and
https://developer.amazon.com/docs/login-with-amazon/retrieve-code-other-platforms-cbl-docs.html
"""

from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Any

from attrs import define

from amazon_music_async.sandbox.http.reply import Refused, Reply, gateway, json_reply
from amazon_music_async.sandbox.http.request import Request
from amazon_music_async.sandbox.login.access_tokens import Grant
from amazon_music_async.sandbox.login.consent import Consent
from amazon_music_async.sandbox.login.forms import Application, form_of, oauth_refused
from amazon_music_async.sandbox.login.grants import PAIR_LIFETIME, Authorization, Logins

TOKEN_PATH = "/auth/o2/token"  # noqa: S105 - a path
REVOKE_PATH = "/auth/o2/token/revoke"
PAIR_PATH = "/auth/o2/create/codepair"

_UNSTORED = {"Cache-Control": "no-store", "Pragma": "no-cache"}


@define
class LoginService:
    """The login service without the network."""

    _logins: Logins
    _application: Application
    _consent: Consent
    _interval: float

    def answer(self, request: Request) -> Reply:
        """The reply to ``request``; a refusal is a reply too."""
        endpoints: dict[tuple[str, str], Callable[[Request], Reply]] = {
            ("POST", TOKEN_PATH): self._token,
            ("POST", REVOKE_PATH): self._revoke,
            ("POST", PAIR_PATH): self._pair,
        }
        endpoint = endpoints.get((request.method, request.path)) or self._consent.endpoint(request)
        if endpoint is None:
            return gateway(404, "Not Found")
        try:
            return endpoint(request)
        except Refused as refusal:
            return refusal.reply

    def _token(self, request: Request) -> Reply:
        form = form_of(request)
        match form.get("grant_type", ""):
            case "authorization_code":
                return self._exchanged(request, form)
            case "refresh_token":
                return self._renewed(request, form)
            case "device_code":
                return self._polled(form)
            case "":
                raise oauth_refused("invalid_request", "The request is missing a required parameter : grant_type")
            case _:
                raise oauth_refused(
                    "unsupported_grant_type", "The authorization grant type is not supported by the server"
                )

    def _exchanged(self, request: Request, form: Mapping[str, str]) -> Reply:
        confidential = self._application.authenticated(request, form)
        authorization = self._logins.redeem(form.get("code", ""))
        if authorization is None or authorization.redirect_uri != form.get("redirect_uri"):
            raise oauth_refused("invalid_grant", "The request has an invalid grant parameter : code")
        _prove(authorization, form.get("code_verifier"), confidential=confidential)
        # Without the secret, as documented, there is an access token only.
        refresh = self._logins.remember(authorization.grant) if confidential else None
        return self._granted(authorization.grant, refresh)

    def _renewed(self, request: Request, form: Mapping[str, str]) -> Reply:
        if not self._application.authenticated(request, form):
            raise oauth_refused("invalid_client", "Client authentication failed", 401)
        renewed = self._logins.renew(form.get("refresh_token", ""))
        if renewed is None:
            raise oauth_refused("invalid_grant", "The request has an invalid grant parameter : refresh_token")
        return self._granted(*renewed)

    def _polled(self, form: Mapping[str, str]) -> Reply:
        pair = self._logins.waiting(form.get("user_code", ""))
        if pair is None or pair.device_code != form.get("device_code"):
            raise oauth_refused("invalid_code_pair", "The code pair is invalid or has expired")
        now, before = self._logins.clock(), pair.polled
        pair.polled = now
        if before is not None and now - before < self._interval:
            raise oauth_refused("slow_down", f"Poll every {self._interval:g} seconds")
        if not pair.decided:
            raise oauth_refused("authorization_pending", "The user has not yet completed the authorization")
        self._logins.forget(pair)
        if pair.grant is None:
            # No answer for a denied device is documented, so the pair looks expired.
            raise oauth_refused("invalid_code_pair", "The code pair is invalid or has expired")
        return self._granted(pair.grant, self._logins.remember(pair.grant))

    def _granted(self, grant: Grant, refresh_token: str | None) -> Reply:
        answer: dict[str, Any] = {
            "access_token": self._logins.tokens.issue_for(grant),
            "token_type": "bearer",
            "expires_in": int(self._logins.tokens.lifetime),
        }
        if refresh_token is not None:
            answer["refresh_token"] = refresh_token
        return json_reply(answer, headers=_UNSTORED)

    def _revoke(self, request: Request) -> Reply:
        form = form_of(request)
        self._application.authenticated(request, form)
        self._logins.revoke(form.get("token", ""))
        return json_reply({})

    def _pair(self, request: Request) -> Reply:
        form = form_of(request)
        self._application.authenticated(request, form)
        if form.get("response_type") != "device_code":
            raise oauth_refused("invalid_request", "The request has an invalid parameter : response_type")
        pair = self._logins.pair(self._application.scopes_in(form.get("scope", "")))
        answer = {
            "user_code": pair.user_code,
            "device_code": pair.device_code,
            "verification_uri": self._consent.code_url,
            "expires_in": int(PAIR_LIFETIME),
            "interval": int(self._interval) if self._interval == int(self._interval) else self._interval,
        }
        return json_reply(answer, headers=_UNSTORED)


def _prove(authorization: Authorization, verifier: str | None, *, confidential: bool) -> None:
    """Refuse a program that did not begin this login: it must have the PKCE verifier, or else the client secret."""
    challenge = authorization.challenge
    if challenge is None:
        if not confidential:
            raise oauth_refused("invalid_client", "Client authentication failed", 401)
        return
    shown = verifier or ""
    if authorization.method == "S256":
        shown = urlsafe_b64encode(sha256(shown.encode()).digest()).decode().rstrip("=")
    if shown != challenge:
        raise oauth_refused("invalid_grant", "The request has an invalid grant parameter : code_verifier")

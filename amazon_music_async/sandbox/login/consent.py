"""The pages of Login with Amazon: one asks for consent, one takes the code of a device."""

from collections.abc import Callable, Mapping
from urllib.parse import urlencode, urlsplit, urlunsplit

from attrs import define, field

from amazon_music_async.sandbox.http.reply import HTML, Refused, Reply
from amazon_music_async.sandbox.http.request import Request
from amazon_music_async.sandbox.login import html as _html
from amazon_music_async.sandbox.login.access_tokens import Grant
from amazon_music_async.sandbox.login.forms import Application, form_of
from amazon_music_async.sandbox.login.grants import Logins
from amazon_music_async.sandbox.music.users import DEFAULT_USER

AUTHORIZE_PATH = "/ap/oa"
CODE_PATH = "/us/code"

_KEPT = ("client_id", "scope", "response_type", "redirect_uri", "state", "code_challenge", "code_challenge_method")
_LOOPBACK = {"localhost", "127.0.0.1", "::1"}


@define
class Consent:
    """Shows the pages and handles their forms."""

    _logins: Logins
    _application: Application
    code_url: str = field(default="", init=False)
    """The page for the code of a device; known once the sandbox listens."""

    def endpoint(self, request: Request) -> Callable[[Request], Reply] | None:
        """The function that answers ``request``, or None if it is for none of these pages."""
        endpoints: dict[tuple[str, str], Callable[[Request], Reply]] = {
            ("GET", AUTHORIZE_PATH): self._asked,
            ("POST", AUTHORIZE_PATH): self._decided,
            ("GET", CODE_PATH): self._code_asked,
            ("POST", CODE_PATH): self._code_given,
        }
        return endpoints.get((request.method, request.path))

    def approve(self, query: Mapping[str, str], user: str) -> str:
        """The URL that the browser is redirected to when ``user`` allows what ``query`` asks for."""
        challenge = query.get("code_challenge") or None
        method = query.get("code_challenge_method", "plain")
        grant = Grant(user, self._application.scopes_in(query.get("scope", "")))
        code = self._logins.authorize(grant, query["redirect_uri"], challenge, method)
        return _back(query, code=code, scope=query.get("scope", ""))

    def decide_code(self, user_code: str, user: str, *, allowed: bool) -> bool:
        """Decide the request of the device with this ``user_code``; return False if there is none."""
        pair = self._logins.waiting(user_code)
        if pair is None or pair.decided:
            return False
        pair.decided = True
        pair.grant = Grant(user, pair.scopes) if allowed else None
        return True

    def problem(self, query: Mapping[str, str]) -> Reply | None:
        """The error to answer instead of the page, or None.

        It is shown to the person while the application cannot be trusted, and sent to the application otherwise.
        """
        if query.get("client_id") != self._application.client_id:
            return _page(400, _html.notice("Unknown application", "The client_id is not one that is registered here."))
        if not _is_safe(query.get("redirect_uri", "")):
            text = "The redirect_uri must be https, or http on a loopback host."
            return _page(400, _html.notice("Unsafe redirect", text))
        if query.get("response_type") != "code":
            return _sent_back(query, "unsupported_response_type", "The response_type must be code")
        if query.get("code_challenge_method", "plain") not in {"plain", "S256"}:
            return _sent_back(query, "invalid_request", "The code_challenge_method must be S256 or plain")
        try:
            self._application.scopes_in(query.get("scope", ""))
        except Refused:
            return _sent_back(query, "invalid_scope", "The scope is missing, or holds one that is unknown")
        return None

    def _asked(self, request: Request) -> Reply:
        hidden = {name: request.query[name] for name in _KEPT if name in request.query}
        page = _html.consent(AUTHORIZE_PATH, request.query.get("scope", "").split(), hidden)
        return self.problem(request.query) or _page(200, page)

    def _decided(self, request: Request) -> Reply:
        form = form_of(request)
        problem = self.problem(form)
        if problem is not None:
            return problem
        if form.get("decision") != "allow":
            return _sent_back(form, "access_denied", "The user has denied the request")
        return _redirect(self.approve(form, form.get("user") or DEFAULT_USER))

    def _code_asked(self, request: Request) -> Reply:
        return _page(200, _html.code_entry(CODE_PATH, request.query.get("user_code", "")))

    def _code_given(self, request: Request) -> Reply:
        form = form_of(request)
        code, allowed = form.get("user_code", ""), form.get("decision") == "allow"
        if not self.decide_code(code, form.get("user") or DEFAULT_USER, allowed=allowed):
            return _page(400, _html.code_entry(CODE_PATH, code, "No device is waiting with this code."))
        said = "Your device is connected." if allowed else "Your device was refused."
        return _page(200, _html.notice("Done", said + " You can close this page."))


def _is_safe(redirect_uri: str) -> bool:
    try:
        parts = urlsplit(redirect_uri)
        host = parts.hostname
    except ValueError:
        return False
    if parts.fragment or not host:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and host in _LOOPBACK)


def _back(query: Mapping[str, str], **answer: str) -> str:
    """The redirect URL with the answer and the unchanged state in its query."""
    if "state" in query:
        answer["state"] = query["state"]
    parts = urlsplit(query["redirect_uri"])
    added = urlencode(answer)
    return urlunsplit(parts._replace(query=f"{parts.query}&{added}" if parts.query else added))


def _sent_back(query: Mapping[str, str], error: str, description: str) -> Reply:
    return _redirect(_back(query, error=error, error_description=description))


def _redirect(url: str) -> Reply:
    return Reply(302, b"", HTML, {"Location": url, "Cache-Control": "no-store"})


def _page(status: int, body: bytes) -> Reply:
    return Reply(status, body, HTML, {"Cache-Control": "no-store"})

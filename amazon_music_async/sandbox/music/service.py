"""The music service without the network: it finds the endpoint for a request, checks the request, and answers."""

import re
from typing import TypeAlias
from urllib.parse import unquote

from attrs import frozen

from amazon_music_async.sandbox.http.reply import Refused, Reply, gateway
from amazon_music_async.sandbox.http.request import Request
from amazon_music_async.sandbox.music.authorization import Authorizer
from amazon_music_async.sandbox.music.endpoint import Context, Endpoint
from amazon_music_async.sandbox.music.endpoints import ENDPOINTS
from amazon_music_async.sandbox.music.store import Store

_Routes: TypeAlias = dict[int, list[tuple[re.Pattern[str], Endpoint]]]


def _routes() -> _Routes:
    """The endpoints by the number of segments in their paths: few are left to try for each request."""
    routes: _Routes = {}
    for endpoint in ENDPOINTS:
        # The documents print the paths of albums with and without a slash at the end.
        slash = "/?" if endpoint.path.startswith("/albums") else ""
        pattern = re.compile(re.sub(r"{\w+}", "([^/]+)", endpoint.path) + slash)
        routes.setdefault(endpoint.path.count("/"), []).append((pattern, endpoint))
    return routes


_ROUTES = _routes()


def routed(request: Request) -> tuple[Endpoint, str]:
    """The endpoint for ``request`` and the id in its path; raise the gateway's refusal if there is none."""
    allowed: list[str] = []
    for pattern, endpoint in _ROUTES.get(request.path.rstrip("/").count("/"), ()):
        match = pattern.fullmatch(request.path)
        if match and endpoint.method == request.method:
            return endpoint, unquote(match[1]) if match.lastindex else ""
        if match:
            allowed.append(endpoint.method)
    if not allowed:
        raise Refused(gateway(404, "Not Found"))
    refusal = gateway(405, "Method Not Allowed")
    refusal.headers = {"Allow": ", ".join(allowed)}
    raise Refused(refusal)


@frozen
class MusicService:
    """Answers requests below ``/v1``."""

    _store: Store
    _authorizer: Authorizer

    def answer(self, request: Request) -> Reply:
        """The reply to ``request``; a refusal is a reply too."""
        try:
            endpoint, id = routed(request)
            user = self._store.users[self._authorizer.check(request, endpoint.scopes)]
            return endpoint.handler(Context(request, user, self._store, id, endpoint.checked(request)))
        except Refused as refusal:
            return refusal.reply

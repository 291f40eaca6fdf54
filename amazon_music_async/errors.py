"""All exceptions of the library.

::

    AmazonMusicError                 cursor, skip_to, partial, pending, attempts, elapsed, scopes, method, path
    ├── TransportError               no answer arrived; raised itself where a retry would not help
    │   ├── ConnectionFailed         refused, reset, or cut off before the last byte
    │   └── TimedOut                 nothing, or not all, within ``timeout`` seconds
    ├── APIError                     the service refused the request
    │   ├── BadRequest               400
    │   ├── Unauthorized             401
    │   ├── Forbidden                403
    │   ├── NotFound                 404
    │   ├── Unprocessable            422
    │   ├── RateLimited              429
    │   └── ServerError              5xx
    ├── DecodeError                  the answer is not what was documented
    ├── PaginationError              a walk cannot be continued
    ├── InvalidId (and ValueError)   what was given cannot be an id; nothing was sent
    ├── ClientClosed                 used after ``close``
    └── AuthError                    no token is available
        ├── LoginRequired            the user must log in again
        └── AuthUnavailable          the login service failed: try later
"""

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from amazon_music_async.models.lookup import Lookup

_E = TypeVar("_E", bound="AmazonMusicError")


class AmazonMusicError(Exception):
    """Any failure of a call.

    ``cursor``: of a walk, the value to pass as ``start=`` to go on; None when it would start anew.
    ``skip_to``: of a walk that ended at a page with entries that cannot be read, the value to pass as ``start=`` to go
    on after this page; None when no page follows, or when it is not known.
    ``partial``: of a look-up of many ids, all that did arrive.
    ``pending``: of a look-up of many ids, those still without an answer.
    ``attempts``: how often the request was sent. ``elapsed``: seconds from the first send to giving up.
    ``scopes``: of a refusal (401, 403), the scopes that the endpoint needs. ``method``, ``path``: of the request.
    ``refuses_all``: the service asked for a longer pause than `Retry.longest`; calls fail unsent until it has passed.

    >>> try:
    ...     await music.tracks.get("B000000000")
    ... except AmazonMusicError as error:
    ...     print(type(error).__name__, error.method, error.path, error.attempts)
    NotFound GET /tracks/B000000000 1
    """

    cursor: str | None = None
    skip_to: str | None = None
    partial: Lookup[Any] | None = None
    pending: tuple[str, ...] = ()
    attempts: int = 0
    elapsed: float = 0.0
    scopes: tuple[str, ...] = ()
    method: str | None = None
    path: str | None = None
    advice: str | None = None
    refuses_all: bool = False

    def __str__(self) -> str:
        """Return the request, what happened, and the number of attempts if there was more than one."""
        text = self._text()
        if self.path:
            text = f"{self.method} {self.path} -> {text}"
        if self.attempts > 1:
            text += f" (after {self.attempts} attempts in {self.elapsed:.1f} s)"
        return f"{text}; {self.advice}" if self.advice else text

    def _text(self) -> str:
        return super().__str__()

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle and copy the attributes, whatever the constructor takes."""
        return _rebuilt, (type(self), self.args, self.__dict__)


def _rebuilt(kind: type[_E], args: tuple[Any, ...], state: dict[str, Any]) -> _E:
    error = kind.__new__(kind, *args)
    error.args = args
    error.__dict__.update(state)
    return error


class TransportError(AmazonMusicError):
    """No answer arrived, and it is not known whether the service carried out the request.

    `ConnectionFailed` and `TimedOut` are retried. A plain `TransportError` is not, because a retry would end in the
    same way: an untrusted certificate, a proxy that refuses the login, a mistake in a client middleware. ``__cause__``
    is what the transport raised, unless it holds a secret.

    >>> fault = sandbox.drop_connection(times=None)
    >>> try:
    ...     await music.with_options(retry=Retry.none()).tracks.get("B076YT2CBT")
    ... except TransportError as error:
    ...     print(type(error).__name__, error.path)
    ConnectionFailed /tracks/B076YT2CBT
    """


class ConnectionFailed(TransportError):
    """The connection was refused, reset, or cut off before the last byte.

    >>> fault = sandbox.drop_connection(times=None)
    >>> try:
    ...     await music.with_options(retry=Retry.none()).tracks.get("B076YT2CBT")
    ... except ConnectionFailed as error:
    ...     print(error.method, error.path, error.attempts)
    GET /tracks/B076YT2CBT 1
    """


class TimedOut(TransportError):
    """The answer was not complete within ``timeout`` seconds.

    >>> fault = sandbox.hang()
    >>> try:
    ...     await music.with_options(timeout=0.05, retry=Retry.none()).tracks.get("B076YT2CBT")
    ... except TimedOut as error:
    ...     print(error.method, error.path, error.attempts)
    GET /tracks/B076YT2CBT 1
    """


class APIError(AmazonMusicError):
    """The service refused the request.

    ``status``: the HTTP status. ``code``, ``message``, ``reference``, ``url``, ``payload``: fields of the
    error object, None where it is missing. ``retry_after``: seconds, if the service named any. See
    https://developer.amazon.com/docs/music/API_web_errors.html

    >>> try:
    ...     await music.tracks.get("B000000000")
    ... except APIError as error:
    ...     print(error.status, error.code, error.message)
    404 RESOURCE_NOT_FOUND There is no track with the id 'B000000000'.
    """

    def __init__(
        self,
        status: int,
        code: str | None = None,
        message: str | None = None,
        reference: str | None = None,
        url: str | None = None,
        payload: Mapping[str, Any] | None = None,
        retry_after: float | None = None,
        method: str | None = None,
        path: str | None = None,
        scopes: Iterable[str] = (),
        advice: str | None = None,
    ) -> None:
        """Keep what the error object holds."""
        scopes = tuple(scopes)
        # All arguments, so that an error made again from its ``args``, as Celery does, is the same.
        super().__init__(status, code, message, reference, url, payload, retry_after, method, path, scopes, advice)
        self.status = status
        self.code = code
        self.message = message
        self.reference = reference
        self.url = url
        self.payload = payload
        self.retry_after = retry_after
        self.method = method
        self.path = path
        self.scopes = scopes
        self.advice = advice

    def _text(self) -> str:
        status = str(self.status)
        text = f"{status} {self.code}" if self.code and self.code != status else status
        if self.message:
            text += f": {self.message}"
        if self.retry_after is not None:
            text += f" [retry after {self.retry_after:g} s]"
        if self.scopes:
            text += f" [needs scope {', '.join(self.scopes)}]"
        if self.url:
            text += f" [see {self.url}]"
        if self.reference:
            text += f" [reference {self.reference}]"
        return text


class BadRequest(APIError):
    """400: malformed, for example a parameter out of range.

    >>> try:
    ...     await music.send(get("me/tracks", at="user.tracks", into=Connection[Track], query={"limit": 1000}))
    ... except BadRequest as error:
    ...     print(error.status, error.code)
    400 BAD_REQUEST
    """


class Unauthorized(APIError):
    """401: no token, or one that has expired.

    >>> async with AmazonMusic("spent", api_key=security_profile_id) as music:
    ...     try:
    ...         await music.tracks.get("B076YT2CBT")
    ...     except Unauthorized as error:
    ...         print(error.status, error.scopes)
    401 (<Scope.CATALOG: 'music::catalog'>,)
    """


class Forbidden(APIError):
    """403: the token is good, the call is not allowed: no Music account, a tier or a scope missing.

    >>> token = sandbox.issue_token("anna", scopes=[Scope.CATALOG])
    >>> try:
    ...     await music.as_user(token).tracks.like("B076YT2CBT")
    ... except Forbidden as error:
    ...     print(error.status, error.scopes)
    403 (<Scope.FAVORITES: 'music::favorites'>,)
    """


class NotFound(APIError):
    """404: the service does not know the id, or there is no such endpoint.

    >>> try:
    ...     await music.tracks.get("B000000000")
    ... except NotFound as error:
    ...     print(error.status, error.message)
    404 There is no track with the id 'B000000000'.
    """


class Unprocessable(APIError):
    """422: well-formed, but it cannot be carried out.

    >>> fault = sandbox.fail(422, code="UNPROCESSABLE")
    >>> try:
    ...     await music.tracks.get("B076YT2CBT")
    ... except Unprocessable as error:
    ...     print(error.status, error.code)
    422 UNPROCESSABLE
    """


class RateLimited(APIError):
    """429: too many requests. ``retry_after`` holds the seconds to wait, if the service named any.

    >>> fault = sandbox.fail(429, retry_after=3600)
    >>> try:
    ...     await music.tracks.get("B076YT2CBT")
    ... except RateLimited as error:
    ...     print("try again in", error.retry_after, "seconds")
    try again in 3600.0 seconds
    """


class ServerError(APIError):
    """5xx: the service failed.

    >>> fault = sandbox.fail(503)
    >>> try:
    ...     await music.with_options(retry=Retry.none()).tracks.get("B076YT2CBT")
    ... except ServerError as error:
    ...     print(error.status, error.path)
    503 /tracks/B076YT2CBT
    """


_CLASSES: dict[int, type[APIError]] = {
    400: BadRequest,
    401: Unauthorized,
    403: Forbidden,
    404: NotFound,
    422: Unprocessable,
    429: RateLimited,
}


def error_class(status: int) -> type[APIError]:
    """The class that stands for an HTTP status."""
    return _CLASSES.get(status, ServerError if status >= 500 else APIError)


class DecodeError(AmazonMusicError):
    """The answer is not what was documented. ``place`` names where: ``$.data.track.id``.

    Of a page of a list with edges that cannot be read, ``page`` is the `Connection` of the other edges, and ``flaws``
    are the errors of these.

    >>> fault = sandbox.fail(200, body={"data": {"track": {"title": "Happy"}}})
    >>> try:
    ...     await music.tracks.get("B076YT2CBT")
    ... except DecodeError as error:
    ...     print(error.place)
    $.data.track.id
    """

    page: Any = None
    flaws: "tuple[DecodeError, ...]" = ()

    def __init__(self, message: str, place: str = "$") -> None:
        """``message`` says what is wrong at ``place``."""
        super().__init__(message, place)
        self.place = place

    def _text(self) -> str:
        return f"{self.args[0]} @ {self.place}"


class PaginationError(AmazonMusicError):
    """A walk cannot be continued: a promised token is missing, or a token came for the second time.

    >>> fault = sandbox.repeat_token()
    >>> try:
    ...     async for liked in music.tracks.liked(page_size=20):
    ...         pass
    ... except PaginationError as error:
    ...     print("go on later with start=", error.cursor is not None)
    go on later with start= True
    """


class InvalidId(AmazonMusicError, ValueError):
    """A value cannot be an id, so nothing was sent. ``id`` is that value.

    >>> try:
    ...     await music.albums.get("https://music.amazon.com/albums/B0064UPU4G")
    ... except InvalidId as error:
    ...     print(error)
    'https://music.amazon.com/albums/B0064UPU4G' is a link: pass the id 'B0064UPU4G' instead
    """

    def __init__(self, message: str, id: str = "") -> None:
        """``message`` says what is wrong with ``id``."""
        super().__init__(message, id)
        self.id = id

    def _text(self) -> str:
        return str(self.args[0])


class ClientClosed(AmazonMusicError):
    """The client was closed, or belongs to another event loop.

    >>> await music.close()
    >>> try:
    ...     await music.tracks.get("B076YT2CBT")
    ... except ClientClosed as error:
    ...     print(error)
    this client is closed
    """


class AuthError(AmazonMusicError):
    """No token is available. ``error`` and ``description`` are those of OAuth.

    >>> login = LoginWithAmazon(client_id, client_secret)
    >>> waiting = login.authorization("https://example.com/callback", [Scope.CATALOG])
    >>> try:
    ...     await login.exchange("https://example.com/callback?state=forged&code=1", waiting)
    ... except AuthError as error:
    ...     print(error.error)
    invalid_state
    """

    def __init__(self, error: str, description: str | None = None) -> None:
        """Keep the error code and its description."""
        super().__init__(error, description)
        self.error = error
        self.description = description

    def _text(self) -> str:
        return f"{self.error}: {self.description}" if self.description else self.error


class LoginRequired(AuthError):
    """The refresh token is invalid or missing: the user must log in again.

    >>> login = LoginWithAmazon(client_id, client_secret, refresh_token="spent")
    >>> try:
    ...     await login.token()
    ... except LoginRequired as error:
    ...     print("send the user to log in:", error.error)
    send the user to log in: invalid_grant
    """


class AuthUnavailable(AuthError):
    """The login service, or a token source of your own, failed; the login itself may be valid. Try later.

    >>> fault = sandbox.fail(503, path="/auth/o2/token")
    >>> login = LoginWithAmazon(client_id, client_secret, refresh_token=sandbox.refresh_token, retry=Retry.none())
    >>> try:
    ...     await login.token()
    ... except AuthUnavailable:
    ...     print("try later")
    try later
    """

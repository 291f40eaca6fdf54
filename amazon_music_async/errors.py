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

from collections.abc import Mapping
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
    ``scopes``: of a refusal (401, 403), the scopes that the endpoint needs.
    ``method``, ``path``: of the request.
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
    """


class ConnectionFailed(TransportError):
    """The connection was refused, reset, or cut off before the last byte."""


class TimedOut(TransportError):
    """The answer was not complete within ``timeout`` seconds."""


class APIError(AmazonMusicError):
    """The service refused the request.

    ``status``: the HTTP status. ``code``, ``message``, ``reference``, ``url``, ``payload``: fields of the
    error object, None where it is missing. ``retry_after``: seconds, if the service named any. See
    https://developer.amazon.com/docs/music/API_web_errors.html
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
    ) -> None:
        """Keep what the error object holds."""
        # All arguments, so that an error made again from its ``args``, as Celery does, is the same.
        super().__init__(status, code, message, reference, url, payload, retry_after, method, path)
        self.status = status
        self.code = code
        self.message = message
        self.reference = reference
        self.url = url
        self.payload = payload
        self.retry_after = retry_after
        self.method = method
        self.path = path

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
    """400: malformed, for example a parameter out of range."""


class Unauthorized(APIError):
    """401: no token, or one that has expired."""


class Forbidden(APIError):
    """403: the token is good, the call is not allowed: no Music account, a tier or a scope missing."""


class NotFound(APIError):
    """404: the service does not know the id, or there is no such endpoint."""


class Unprocessable(APIError):
    """422: well-formed, but it cannot be carried out."""


class RateLimited(APIError):
    """429: too many requests. ``retry_after`` holds the seconds to wait, if the service named any."""


class ServerError(APIError):
    """5xx: the service failed."""


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
    """A walk cannot be continued: a promised token is missing, or a token came for the second time."""


class InvalidId(AmazonMusicError, ValueError):
    """A value cannot be an id, so nothing was sent. ``id`` is that value."""

    def __init__(self, message: str, id: str = "") -> None:
        """``message`` says what is wrong with ``id``."""
        super().__init__(message, id)
        self.id = id

    def _text(self) -> str:
        return str(self.args[0])


class ClientClosed(AmazonMusicError):
    """The client was closed, or belongs to another event loop."""


class AuthError(AmazonMusicError):
    """No token is available. ``error`` and ``description`` are those of OAuth."""

    def __init__(self, error: str, description: str | None = None) -> None:
        """Keep the error code and its description."""
        super().__init__(error, description)
        self.error = error
        self.description = description

    def _text(self) -> str:
        return f"{self.error}: {self.description}" if self.description else self.error


class LoginRequired(AuthError):
    """The refresh token is invalid or missing: the user must log in again."""


class AuthUnavailable(AuthError):
    """The login service, or a token source of your own, failed; the login itself may be valid. Try later."""

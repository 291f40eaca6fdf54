"""What the exceptions of a transport become."""

import asyncio
from types import TracebackType

import aiohttp
from aiohttp.http_exceptions import ContentEncodingError, DecompressSizeError, LineTooLong

from amazon_music_async._redaction import scrub, shown
from amazon_music_async.errors import AmazonMusicError, ConnectionFailed, DecodeError, TimedOut, TransportError

_WORDS: dict[type[Exception], str] = {
    aiohttp.ServerDisconnectedError: "the server closed the connection without an answer",
    aiohttp.ClientPayloadError: "the connection was cut before the last byte of the answer",
}
_PROXY_RULES = frozenset({400, 401, 403, 404, 405, 451})
"""What a proxy says by its rules: it would say it again."""
_UNREADABLE = (ContentEncodingError, DecompressSizeError)
_LEND = "lend a session that accepts more, session=aiohttp.ClientSession(max_line_size=…, max_field_size=…)"
_LEFT_OUT = frozenset({"aiohttp", "amazon_music_async"})
"""Packages whose frames are removed from a cause: their variables hold the headers of the request."""


def transport_failure(error: Exception, timeout: float, *secrets: str) -> AmazonMusicError:
    """The error that stands for an exception of a transport: `ConnectionFailed` or `TimedOut` if a retry may help.

    Its cause is ``error``, unless that is aiohttp's own, which holds the headers of the request, the token among them.
    ``timeout``: seconds that the attempt had. ``secrets`` are struck from all words.
    """
    failure = _translated(error, timeout, secrets)
    failure.__cause__ = None if type(error) is TimeoutError else _without_secrets(error, secrets)
    return failure


def is_undecodable(error: Exception) -> bool:
    """Whether an answer arrived in full that cannot be read, so that a retry would not help."""
    if isinstance(error, DecodeError):
        return True
    if isinstance(error, aiohttp.ClientResponseError):
        # A proxy's refusal comes from the proxy, not from the service.
        return not isinstance(error, aiohttp.ClientHttpProxyError)
    return isinstance(error, aiohttp.ClientPayloadError) and isinstance(error.__cause__, _UNREADABLE)


def _translated(error: Exception, timeout: float, secrets: tuple[str, ...]) -> AmazonMusicError:
    if isinstance(error, TimeoutError):
        return TimedOut(f"no complete answer within {timeout:.3g} s")
    if is_undecodable(error):
        return DecodeError(f"the answer is not HTTP that can be read: {_what_is_unreadable(error, secrets)}")
    if isinstance(error, aiohttp.ClientError | OSError):
        return _connection_failure(error)
    words = shown(f"{type(error).__name__}: {error}", *secrets)
    # An exception of Python itself is a mistake in the program; one of another library may be bad luck.
    if type(error).__module__ == "builtins" and not isinstance(error, EOFError):
        return TransportError(f"the request could not be sent: {words}")
    return ConnectionFailed(f"the connection failed: {words}")


def _connection_failure(error: Exception) -> TransportError:
    if isinstance(error, aiohttp.ClientHttpProxyError) and error.status == 407:
        return TransportError("the proxy refused the login (407): check the user and the password of the proxy")
    if isinstance(error, aiohttp.ClientHttpProxyError) and error.status in _PROXY_RULES:
        return TransportError(_what_broke(error))
    if isinstance(error, aiohttp.ClientConnectorCertificateError):
        reason = str(getattr(error.certificate_error, "verify_message", "")) or str(error.certificate_error)
        return TransportError(f"the certificate of {error.host}:{error.port} is not trusted: {reason}")
    return ConnectionFailed(_what_broke(error))


def _what_broke(error: Exception) -> str:
    """Words for a failed connection, none of them from an exception that holds the headers of the request."""
    if isinstance(error, aiohttp.ClientConnectorError):
        return f"no connection to {error.host}:{error.port}: {error.os_error}"
    if isinstance(error, aiohttp.ClientHttpProxyError):
        return f"the proxy refused the connection: {error.status}"
    if isinstance(error, OSError):
        return f"the connection failed: {error.strerror or type(error).__name__}"
    return _WORDS.get(type(error), f"the connection failed ({type(error).__name__})")


def _what_is_unreadable(error: Exception, secrets: tuple[str, ...]) -> str:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, LineTooLong):
            # aiohttp shows the first bytes of the line; half a secret among them would not be recognised.
            return f"a line of its head is longer than {cause.args[1]} bytes; {_LEND}"
        cause = cause.__cause__
    words = str(getattr(error if isinstance(error, aiohttp.ClientResponseError) else error.__cause__, "message", ""))
    # After an empty line aiohttp shows what was received.
    return shown(" ".join(words.partition("\n\n")[0].split()).rstrip(":"), *secrets) or type(error).__name__


def _without_secrets(error: BaseException | None, secrets: tuple[str, ...]) -> BaseException | None:
    """``error`` and what led to it, as far as they can be shown; their frames only where other packages ran."""
    if error is None or isinstance(error, aiohttp.ClientError | asyncio.CancelledError):
        return None
    words = repr(error)
    if scrub(words, *secrets) != words:
        return None
    cause, context, suppressed = error.__cause__, error.__context__, error.__suppress_context__
    error.__cause__, error.__context__ = _without_secrets(cause, secrets), _without_secrets(context, secrets)
    error.__suppress_context__ = suppressed
    return error.with_traceback(_other_frames(error.__traceback__))


def _other_frames(traceback: TracebackType | None) -> TracebackType | None:
    if traceback is None:
        return None
    rest = _other_frames(traceback.tb_next)
    if str(traceback.tb_frame.f_globals.get("__name__")).partition(".")[0] in _LEFT_OUT:
        return rest
    return TracebackType(rest, traceback.tb_frame, traceback.tb_lasti, traceback.tb_lineno)

"""Asking Login with Amazon: a form out, an answer or the reason why not back."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import Generic, TypeVar, cast

import aiohttp
from attrs import define, evolve, field, frozen
from yarl import URL

from amazon_music_async._convert.plain import loads
from amazon_music_async._events import EventDispatcher
from amazon_music_async._redaction import concealed, scrub, shown
from amazon_music_async._retry import Retry, in_words, parse_retry_after
from amazon_music_async._version import USER_AGENT
from amazon_music_async.auth._token_response import Answer
from amazon_music_async.auth._uncancellable import run_uncancelled, within
from amazon_music_async.errors import AuthError, AuthUnavailable, ClientClosed, DecodeError, LoginRequired
from amazon_music_async.events import Waiting

T = TypeVar("T")

_HEADERS = {"Accept": "application/json", "User-Agent": USER_AGENT}
_OPEN = frozenset({"grant_type", "response_type", "client_id", "scope", "redirect_uri"})
"""The fields of a form that are no secrets."""
_LARGEST = 2**20
"""Bytes of an answer; two tokens of 2,048 bytes each are the most of it."""
_BUSY = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_MANY_REQUESTS})
_PASSING = frozenset({"servererror", "server_error", "temporarily_unavailable"})


@frozen
class _Reply:
    status: int
    body: bytes = field(repr=False)
    retry_after: str | None


@frozen
class _Done(Generic[T]):
    value: T


@frozen
class _Failure:
    """What went wrong for now."""

    reason: str
    error: str = "unavailable"
    retry_after: float | None = None
    cause: Exception | None = None


@define(eq=False, kw_only=True)
class TokenEndpoint:
    """Sends forms, again if that may help. Nothing it raises refers to what was sent, not even by its context.

    Time is counted by the ``monotonic`` clock, or by the pauses slept where that is more. ``clock`` (seconds since the
    epoch) serves dates alone.
    """

    session: aiohttp.ClientSession | None = field(repr=False)
    retry: Retry
    timeout: float
    clock: Callable[[], float]
    monotonic: Callable[[], float]
    random: Callable[[], float]
    sleep: Callable[[float], Awaitable[object]]
    reporter: EventDispatcher
    _refused: dict[URL, tuple[_Failure, float]] = field(factory=dict[URL, tuple[_Failure, float]], init=False)
    """The last failure of each URL, and the end that it named, by the monotonic clock."""

    async def ask(
        self,
        url: URL,
        form: Mapping[str, str],
        read: Callable[[Answer], T | None],
        keep: Callable[[T], Awaitable[None]] | None = None,
    ) -> T:
        """What ``read`` makes of the answer, after ``keep`` has put it away.

        Where there is something to ``keep``, a cancellation waits, once the form is sent, until that is done. ``read``
        gives None for an answer it does not understand, which counts as a failure for now.
        """
        started = self.monotonic()
        self._check_refused(url, started)
        attempt, spent, slept = 1, 0.0, 0.0
        while True:
            sent = self._once(url, form, read, keep, min(self.timeout, max(0.001, self.retry.deadline - spent)))
            outcome = await (sent if keep is None else run_uncancelled(sent))
            if isinstance(outcome, _Done):
                return outcome.value
            spent = max(slept, self.monotonic() - started)
            pause = self.retry.wait(attempt, spent=spent, retry_after=outcome.retry_after, random=self.random)
            if pause is None:
                self._refused[url] = outcome, self.monotonic() + (outcome.retry_after or 0.0)
                raise _unavailable(outcome, attempt, spent) from outcome.cause
            self._tell(url, attempt, pause, outcome)
            await self.sleep(pause)
            attempt, slept = attempt + 1, slept + pause

    def _check_refused(self, url: URL, now: float) -> None:
        """Raise if the service asked not to be called before a time that is too far off to wait for it."""
        failure, until = self._refused.get(url, (None, now))
        if failure is not None and (left := until - now) > self.retry.longest:
            reason = f"not sent: the login service asked to wait until {in_words(self.clock(), left)}"
            raise _unavailable(evolve(failure, reason=reason, retry_after=left), 0, 0.0)

    def _tell(self, url: URL, attempt: int, pause: float, failure: _Failure) -> None:
        event = Waiting(
            reason="retry", seconds=pause, method="POST", path=url.path, attempt=attempt, error=failure.reason
        )
        self.reporter.emit(event)

    async def _once(
        self,
        url: URL,
        form: Mapping[str, str],
        read: Callable[[Answer], T | None],
        keep: Callable[[T], Awaitable[None]] | None,
        seconds: float,
    ) -> _Done[T] | _Failure:
        secrets = _secrets(form)
        reply = await self._reply(url, form, secrets, seconds)
        if isinstance(reply, _Failure):
            return reply
        answer = _decoded(reply.body)
        failure = self._failure(reply, answer or {}, secrets)
        if failure is not None:
            return failure
        value = read(answer or {}) if reply.status < HTTPStatus.MULTIPLE_CHOICES else None
        if value is None:
            return _Failure(f"HTTP {reply.status} with an answer that cannot be understood")
        if keep is not None:
            await keep(value)
        return _Done(value)

    async def _reply(self, url: URL, form: Mapping[str, str], secrets: list[str], seconds: float) -> _Reply | _Failure:
        if self.session is not None and self.session.closed:
            raise ClientClosed("the session lent to LoginWithAmazon is closed")
        try:
            return await within(seconds, self._posted(url, form))
        except TimeoutError as error:
            return _Failure(str(error), cause=_stripped(error, secrets))
        except Exception as error:  # noqa: BLE001 - a lent session raises what its proxy and its middlewares do
            return _Failure(shown(f"{type(error).__name__}: {error}", *secrets), cause=_stripped(error, secrets))

    async def _posted(self, url: URL, form: Mapping[str, str]) -> _Reply:
        async with (
            self._open_session() as session,
            session.post(
                url,
                data=dict(form),
                headers=_HEADERS,
                allow_redirects=False,  # a secret goes nowhere else
                raise_for_status=False,
                # aiohttp's time-outs cancel the task, which ignores that.
                timeout=aiohttp.ClientTimeout(total=None),
            ) as response,
        ):
            return _Reply(response.status, await _body(response), response.headers.get("Retry-After"))

    @asynccontextmanager
    async def _open_session(self) -> AsyncGenerator[aiohttp.ClientSession]:
        if self.session is not None:
            yield self.session
            return
        async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session:
            yield session

    def _failure(self, reply: _Reply, answer: Answer, secrets: list[str]) -> _Failure | None:
        """The failure for now that ``reply`` tells of, if any. One that will stay is raised."""
        error = answer.get("error")
        code = shown(error, *secrets) if isinstance(error, str) and error else None
        description = answer.get("error_description")
        text = shown(description, *secrets) if isinstance(description, str) else None
        busy = reply.status in _BUSY or reply.status >= HTTPStatus.INTERNAL_SERVER_ERROR
        if busy or (code is not None and code.lower() in _PASSING):
            reason = ": ".join(filter(None, (f"HTTP {reply.status}", code, text)))
            return _Failure(reason, code or "unavailable", parse_retry_after(reply.retry_after, self.clock()))
        if code is None:
            return None
        if code.lower() == "invalid_grant":
            raise LoginRequired(code, text)
        raise AuthError(code, text)


async def _body(response: aiohttp.ClientResponse) -> bytes:
    """The body; nothing of one that is too large to be an answer."""
    body = bytearray()
    async for part in response.content.iter_any():
        body += part
        if len(body) > _LARGEST:
            response.close()
            return b""
    return bytes(body)


def _decoded(body: bytes) -> Answer | None:
    try:
        # One bad character must not cost the login: the refresh token that was sent may be spent.
        answer = loads(body)
    except DecodeError:
        return None
    if not isinstance(answer, dict):
        return None
    return {name: concealed(value) for name, value in cast("Answer", answer).items()}


def _secrets(form: Mapping[str, str]) -> list[str]:
    return [value for name, value in form.items() if name not in _OPEN]


def _stripped(error: Exception, secrets: list[str]) -> Exception | None:
    """``error`` without its frames, in which the form is; None if it, or what led to it, shows a secret itself."""
    link: BaseException | None = error
    while link is not None:
        text = f"{link!r} {link}"
        if scrub(text, *secrets) != text:
            return None
        link.__traceback__ = None
        link = link.__cause__ or link.__context__
    return error


def _unavailable(failure: _Failure, attempts: int, elapsed: float) -> AuthUnavailable:
    reason = failure.reason
    if failure.retry_after is not None:
        reason += f" [retry after {failure.retry_after:g} s]"
    error = AuthUnavailable(failure.error, reason)
    error.attempts, error.elapsed = attempts, elapsed
    return error

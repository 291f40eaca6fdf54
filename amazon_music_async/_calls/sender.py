"""Sign a request, send it, decode its answer; send it again where that may help."""

import asyncio
import random
import time
from collections.abc import Callable
from functools import partial
from types import NoneType
from typing import Any, Generic, NamedTuple, NoReturn, TypeVar, cast
from urllib.parse import urlencode

from attrs import define, field

from amazon_music_async._calls.client_state import ClientState
from amazon_music_async._calls.limiter import Permit
from amazon_music_async._calls.request import Request
from amazon_music_async._calls.response import read, refusal, with_true_status
from amazon_music_async._calls.transport import Answer
from amazon_music_async._calls.transport_failures import transport_failure
from amazon_music_async._convert.plain import dumps
from amazon_music_async._redaction import Secret, concealed, shown
from amazon_music_async._retry import Retry, in_words
from amazon_music_async._validation import checked_token
from amazon_music_async.auth import ScopedTokenSource, StaticToken, TokenSource
from amazon_music_async.errors import (
    AmazonMusicError,
    APIError,
    AuthError,
    AuthUnavailable,
    ClientClosed,
    ConnectionFailed,
    DecodeError,
    Forbidden,
    RateLimited,
    TimedOut,
    TransportError,
    Unauthorized,
)
from amazon_music_async.events import AttemptFinished, TokenRenewed, Waiting

T = TypeVar("T")

_TEMPORARY = frozenset({408, 429, 500, 502, 503, 504})
"""Statuses after which another attempt may succeed. 408 is how a proxy closes an idle connection."""
_TOO_MANY, _UNAVAILABLE, _FAILURES = 429, 503, 500
_PACED = 2
"""Attempts after which a call that was refused for the rate queues again at once: the limiter says when it goes."""


class _Signed(NamedTuple):
    """A token, and the headers that were made with it."""

    token: Secret
    headers: dict[str, str]


@define(eq=False)
class _Call(Generic[T]):
    """One call under way: what it has cost so far, and how it failed last."""

    request: Request[T]
    url: str
    body: bytes | None
    headers: dict[str, str] = field(repr=False)
    """The headers of this call alone."""
    attempts: int = 0
    rejected: tuple[str, ...] = field(default=(), repr=False)
    """Tokens that were refused. Attempts with them do not count for the retry policy; later errors do not name them."""
    first_sent_at: float = 0.0
    spent: float = 0.0
    """Seconds of attempts and pauses, without the time in the queue."""
    refused: bool = False
    """The last attempt was refused for too many requests, so it has to queue behind the others."""
    paced: bool = False
    """So it was for the application's rate, without a pause being asked for."""
    excused: int = 0
    """Attempts that were refused for the application's rate while other calls of the user were answered."""
    answered: int = 0
    """How many calls of the user had been answered when that was looked at last."""
    failure: AmazonMusicError | None = None

    def failed(self, failure: AmazonMusicError, now: float) -> None:
        """Record a failure; its cause is the failure before it, if it has no other."""
        if self.failure is not None and failure.__cause__ is None:
            failure.__cause__ = self.failure
        if self.attempts:
            failure.attempts, failure.elapsed = self.attempts, now - self.first_sent_at
        if isinstance(failure, TransportError | DecodeError):
            failure.method, failure.path = self.request.method, f"/{self.request.path}"
        self.failure = failure


@define(eq=False)
class RequestSender:
    """Makes calls for one user, with one patience: a token source, a retry policy and a time-out."""

    state: ClientState
    source: TokenSource = field(repr=False)
    retry: Retry
    timeout: float
    """Seconds for one attempt."""
    _signed: _Signed | None = field(default=None, init=False, repr=False)
    _user: int = field(init=False, repr=False)
    """Tells users apart: equal for two views with the same token."""
    _answered: int = field(default=0, init=False, repr=False)
    _scoped: ScopedTokenSource | None = field(init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        """Find out once whose calls these are, and whether the source knows its scopes: that ``isinstance`` is slow."""
        self._scoped = self.source if isinstance(self.source, ScopedTokenSource) else None
        self._user = hash(self.source) if isinstance(self.source, StaticToken) else id(self.source)

    async def send(self, request: Request[T], on_body: Callable[[bytes], None] | None = None) -> T:
        """Send a request until it is answered, or until the retry policy gives up.

        ``on_body`` is shown the body of a successful answer before it is decoded.
        """
        state = self.state
        state.check_open()
        _check_scopes(request, self._scoped)
        body, headers = _encoded(request)
        call = _Call(request, state.url(request), body, headers, answered=self._answered)
        signed = await self._sign(None)
        while True:
            try:
                answer = await self._attempt(call, signed)
                if on_body is not None:
                    on_body(answer.body)
                    # The request that it triggers is sent before the decoding begins.
                    await asyncio.sleep(0)
                return await self._decode(call, answer, signed)
            except AmazonMusicError as error:
                failure = error
            # Handled outside of `except`, so that no failure becomes the context of the next.
            call.failed(failure, state.limiter.now())
            if _rejects_token(failure) and not call.rejected:
                call.rejected = (signed.token,)
                signed = await self._sign_anew(signed, failure)
            else:
                await self._pause_or_raise(call, failure)

    async def _sign(self, rejected: str | None) -> _Signed:
        """Return the headers of a request; with another token than the ``rejected`` one, if the source has one."""
        given = cast("object", await self._given_token(rejected))
        signed = self._signed
        if signed is None or given != signed.token:
            # Concealed before it is checked, even if it is no str: an error shows the variables of this frame.
            given = concealed(given) if isinstance(given, str) else type(given)
            token = _checked_token(given)
            if signed is not None:
                self.state.events.emit(TokenRenewed(rejected=rejected is not None))
            headers = {**self.state.headers, "Authorization": Secret(f"Bearer {token}")}
            signed = self._signed = _Signed(token, headers)
        return signed

    async def _given_token(self, rejected: str | None) -> str:
        try:
            return await self.source.token(rejected=rejected)
        except AmazonMusicError:
            raise
        except asyncio.CancelledError:
            task = asyncio.current_task()
            if task is None or task.cancelling():
                raise
            # Not this caller was cancelled, but what it waited for: a task that several callers share, for example.
            words, cause = "what it waited for was cancelled", None
        except Exception as error:  # noqa: BLE001 - sources are anybody's
            words, cause = shown(f"{type(error).__name__}: {error}", rejected or "", *self.state.secrets), error
        # As one of ours: look-ups and walks attach to it what had arrived, and where to go on.
        raise AuthUnavailable("unavailable", f"the token source failed: {words}") from cause

    async def _sign_anew(self, signed: _Signed, failure: AmazonMusicError) -> _Signed:
        try:
            anew = await self._sign(signed.token)
        except AmazonMusicError as error:
            error.__cause__ = error.__cause__ or failure
            raise
        if anew.token == signed.token:
            await self._give_up(failure)
        return anew

    async def _give_up(self, failure: AmazonMusicError) -> NoReturn:
        """Raise the failure, after all answers that arrived before it are decoded: no look-up loses them."""
        await self.state.decoding.acquire()
        raise failure

    async def _attempt(self, call: _Call[Any], signed: _Signed) -> Answer:
        state = self.state
        again = call.attempts > 0 and not call.refused
        permit = await state.limiter.acquire(self._user, again=again, patience=self.retry.longest)
        call.attempts += 1
        call.first_sent_at = call.first_sent_at or permit.sent_at
        state.count(call.attempts)
        headers = {**signed.headers, **call.headers} if call.headers else signed.headers
        timeout = min(self.timeout, max(0.001, self.retry.deadline - call.spent))
        answer = failure = None
        try:
            answer = with_true_status(
                await state.transport.send(call.request.method, call.url, headers, call.body, timeout)
            )
        except AmazonMusicError as error:
            failure = error
        except Exception as error:  # noqa: BLE001 - transports and lent sessions are anybody's
            # Raised below, not here, or it would be the context of ours: it may hold the headers of the request.
            failure = transport_failure(error, timeout, *self._secrets(call, signed))
        finally:
            seconds = state.limiter.now() - permit.sent_at
            call.spent += seconds
            if answer is not None and not answer.succeeded:
                failure = refusal(call.request, answer, time.time(), *self._secrets(call, signed))
                self._heed(failure)
            call.refused = call.paced = False
            if answer is not None and answer.status < _FAILURES and answer.status not in _TEMPORARY:
                self._answered += 1
                state.limiter.succeeded(permit, self._user)
            elif isinstance(failure, APIError) and _names_the_rate(failure):
                await self._refused(call, permit, failure)
            else:
                # A service that fails, and quickly, does not show how much it could serve.
                state.limiter.release()
        self._report_attempt(call, answer, failure, seconds)
        if failure is not None or answer is None:
            raise failure or AssertionError("neither an answer nor a failure")
        return answer

    def _heed(self, failure: APIError) -> None:
        """Send no calls of the user until the time that a refusal names, if that is too far off to wait for it."""
        after = failure.retry_after
        if failure.status in {_TOO_MANY, _UNAVAILABLE} and after is not None and after > self.retry.longest:
            failure.refuses_all = True
            self.state.limiter.shut(self._user, after, partial(_not_sent, failure))

    async def _refused(self, call: _Call[Any], permit: Permit, failure: APIError) -> None:
        """Give a turn back after a refusal for too many requests."""
        limiter, after = self.state.limiter, failure.retry_after
        if after is not None and after > self.retry.longest:
            after = None
        own = limiter.refused(permit, self._user, after)
        call.refused = True
        call.paced = not own and failure.retry_after is None
        call.excused += not own and self._answered > call.answered
        call.answered = self._answered
        if not own:
            await limiter.share_refusal(permit, after)

    async def _decode(self, call: _Call[T], answer: Answer, signed: _Signed) -> T:
        state, request = self.state, call.request
        secrets = self._secrets(call, signed)
        if request.into is NoneType:
            return None  # type: ignore[return-value] # pyright: ignore[reportReturnType] - T is None here
        if state.limiter.stats.in_flight or state.decoding.busy:
            await state.decoding.acquire()
        value, drifts = read(request, answer, *secrets)
        for drift in drifts:
            state.events.emit(drift)
        return value

    def _secrets(self, call: _Call[Any], signed: _Signed) -> tuple[str, ...]:
        return signed.token, *call.rejected, *self.state.secrets

    def _report_attempt(
        self, call: _Call[Any], answer: Answer | None, failure: AmazonMusicError | None, seconds: float
    ) -> None:
        state = self.state
        received = 0 if answer is None else len(answer.body)
        state.limiter.stats.received += received
        state.limiter.stats.throttled += answer is not None and answer.status == _TOO_MANY
        if state.events.listening():
            state.events.emit(
                AttemptFinished(
                    method=call.request.method,
                    path=call.request.template,
                    attempt=call.attempts,
                    status=None if answer is None else answer.status,
                    error=None if failure is None or answer is not None else type(failure).__name__,
                    seconds=seconds,
                    received=received,
                )
            )

    async def _pause_or_raise(self, call: _Call[Any], failure: AmazonMusicError) -> None:
        """Wait before the next attempt, or raise the failure."""
        state = self.state
        # Of a limit that is found only by being exceeded, no call may have the bad luck of all: twice as many sends.
        tries = max(1, call.attempts - len(call.rejected) - min(call.excused, self.retry.attempts))
        pause = None
        if _is_temporary(failure) and call.request.repeatable:
            after = failure.retry_after if isinstance(failure, APIError) else None
            pause = self.retry.wait(tries, spent=call.spent, retry_after=after, random=random.random)
        if pause is None:
            await self._give_up(failure)
        if call.paced and tries <= _PACED:
            self._report_pause(call, failure, max(0.0, state.limiter.rate.opens_at - state.limiter.now()))
            return
        call.spent += pause
        self._report_pause(call, failure, pause)
        try:
            await state.limiter.sleep(pause)
        except ClientClosed as closed:
            call.failed(closed, state.limiter.now())
            raise

    def _report_pause(self, call: _Call[Any], failure: AmazonMusicError, pause: float) -> None:
        self.state.limiter.stats.waited += pause
        self.state.events.emit(
            Waiting(
                reason="throttled" if isinstance(failure, RateLimited) else "retry",
                seconds=pause,
                method=call.request.method,
                path=call.request.template,
                attempt=call.attempts,
                error=str(failure),
            )
        )


def _encoded(request: Request[Any]) -> tuple[bytes | None, dict[str, str]]:
    """The body of a request, and the headers of this call alone."""
    if request.form is not None:
        body, kind = urlencode(request.form).encode("ascii"), {"Content-Type": "application/x-www-form-urlencoded"}
    elif request.json is not None:
        body, kind = dumps(request.json), {"Content-Type": "application/json"}
    else:
        body, kind = None, {}
    return body, {**kind, **dict(request.headers)}


def _check_scopes(request: Request[Any], source: ScopedTokenSource | None) -> None:
    """Refuse what the token is known not to be allowed: the service would refuse it without a reason."""
    granted = None if source is None else source.scopes
    if granted is None or all(scope in granted or scope.removesuffix(":read") in granted for scope in request.scopes):
        return
    error = AuthError(
        "insufficient_scope",
        f"{request.method} /{request.path} needs {' and '.join(request.scopes)}; "
        f"this login has {', '.join(sorted(granted)) or 'no scope'}",
    )
    error.scopes = request.scopes
    raise error


def _rejects_token(failure: AmazonMusicError) -> bool:
    """Return True if another token may help: some gateways answer an expired one with 403."""
    return isinstance(failure, Unauthorized) or (
        isinstance(failure, Forbidden) and failure.code == "INVALID_ACCESS_TOKEN"
    )


def _names_the_rate(failure: APIError) -> bool:
    """Return True if there were too many requests. A 429 with another code, MAX_CONCURRENCY_REACHED say, is none.

    A 503 that says when to come back is how nginx and load balancers refuse what is too much.
    """
    if failure.status == _TOO_MANY:
        return failure.code in {None, "THROTTLED", str(_TOO_MANY)}
    return failure.status == _UNAVAILABLE and failure.retry_after is not None


def _not_sent(failure: APIError, seconds: float) -> APIError:
    """The failure of a call that was not sent, ``seconds`` before the service said to come back."""
    message = f"not sent: the service asked to wait until {in_words(time.time(), seconds)}"
    error = type(failure)(failure.status, failure.code, message, failure.reference, failure.url, retry_after=seconds)
    error.refuses_all = True
    return error


def _is_temporary(failure: AmazonMusicError) -> bool:
    return isinstance(failure, ConnectionFailed | TimedOut) or (
        isinstance(failure, APIError) and failure.status in _TEMPORARY
    )


def _checked_token(token: object) -> Secret:
    try:
        if isinstance(token, Secret):
            checked_token(token, "it")
            return token
        problem = f"it is a str, not {getattr(token, '__name__', '')}"
    except ValueError as error:
        problem = str(error)
    raise AuthError("invalid_token", f"the token source gave something that cannot be sent: {problem}")

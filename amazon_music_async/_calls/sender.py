"""Sign, send, read; again if that may help."""

import asyncio
from typing import Generic, NamedTuple, NoReturn, TypeVar

import orjson
from attrs import define, field

from amazon_music_async._calls.client_state import ClientState
from amazon_music_async._calls.request import Request
from amazon_music_async._calls.response import read, refusal, with_true_status
from amazon_music_async._calls.transport import Answer
from amazon_music_async._validation import checked_word
from amazon_music_async.auth import ScopedTokenSource, TokenSource
from amazon_music_async.errors import (
    AmazonMusicError,
    APIError,
    AuthError,
    ClientClosed,
    DecodeError,
    Forbidden,
    RateLimited,
    TransportError,
    Unauthorized,
)
from amazon_music_async.events import AttemptFinished, TokenRenewed, Waiting

T = TypeVar("T")

_IDEMPOTENT = frozenset({"GET", "PUT", "DELETE"})
_PASSING = frozenset({408, 429, 500, 502, 503, 504})
"""Statuses that another attempt may mend. 408 is how a proxy says farewell to an idle connection."""


class _Signed(NamedTuple):
    """A token, and the headers made with it once."""

    token: str
    headers: dict[str, str]


@define(eq=False)
class _Call(Generic[T]):
    """One call under way: what it has cost so far, and how it last failed."""

    request: Request[T]
    url: str
    body: bytes | None
    attempts: int = 0
    rejected: tuple[str, ...] = field(default=(), repr=False)
    """Tokens that were refused; attempts with them do not count for the policy, and no later answer may name them."""
    first_sent_at: float = 0.0
    spent: float = 0.0
    """Seconds of attempts and pauses; not of queueing."""
    slowed: bool = False
    """The last refusal made the limiter's rate fall, as only the first of several refused together does."""
    failure: AmazonMusicError | None = None

    def failed(self, failure: AmazonMusicError, now: float) -> None:
        """Note a failure; each leads to the one before it."""
        if self.failure is not None:
            failure.__cause__ = self.failure
        if self.attempts:
            failure.attempts, failure.elapsed = self.attempts, now - self.first_sent_at
        if isinstance(failure, TransportError | DecodeError):
            failure.method, failure.path = self.request.method, f"/{self.request.path}"
        self.failure = failure


@define(eq=False)
class RequestSender:
    """Makes calls with one source of tokens."""

    service: ClientState
    source: TokenSource = field(repr=False)
    _signed: _Signed | None = field(default=None, init=False, repr=False)
    _scoped: ScopedTokenSource | None = field(init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        """Find out once whether the source knows its scopes: asking a protocol is slow."""
        self._scoped = self.source if isinstance(self.source, ScopedTokenSource) else None

    async def send(self, request: Request[T]) -> T:
        """Make a call until it is answered, or until the policy gives up."""
        service = self.service
        service.check_open()
        _check_scopes(request, self._scoped)
        body = None if request.json is None else orjson.dumps(request.json)
        call = _Call(request, service.url(request), body)
        signed = await self._sign(None)
        while True:
            try:
                return await self._attempt(call, signed)
            except AmazonMusicError as error:
                failure = error
            # Dealt with outside of `except`, so that no failure becomes the context of the next.
            call.failed(failure, service.limiter.now())
            if _is_of_the_token(failure) and not call.rejected:
                call.rejected = (signed.token,)
                signed = await self._sign_anew(signed, failure)
            else:
                await self._pause_or_raise(call, failure)

    async def _sign(self, rejected: str | None) -> _Signed:
        """The headers of a request, with a token that is not the ``rejected`` one if the source has another."""
        token = await self.source.token(rejected=rejected)
        signed = self._signed
        if signed is None or token != signed.token:
            _check_token(token)
            if signed is not None:
                self.service.events.emit(TokenRenewed(rejected=rejected is not None))
            signed = self._signed = _Signed(token, {**self.service.headers, "Authorization": f"Bearer {token}"})
        return signed

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
        """Raise what cannot be mended: when all that was answered before is read, so that no look-up loses it."""
        await self.service.decoding.acquire()
        raise failure

    async def _attempt(self, call: _Call[T], signed: _Signed) -> T:
        service = self.service
        turn = await service.limiter.acquire(again=call.attempts > 0)
        call.attempts += 1
        call.first_sent_at = call.first_sent_at or turn.sent_at
        service.count(call.attempts)
        headers = signed.headers if call.body is None else {**signed.headers, "Content-Type": "application/json"}
        answer = failure = None
        try:
            timeout = min(service.timeout, max(0.001, service.retry.deadline - call.spent))
            answer = with_true_status(
                await service.transport.send(call.request.method, call.url, headers, call.body, timeout)
            )
        except AmazonMusicError as error:
            failure = error
        finally:
            seconds = service.limiter.now() - turn.sent_at
            call.spent += seconds
            call.slowed = service.limiter.release(turn, None if answer is None else answer.status)
        self._emit(call, answer, failure, seconds)
        if failure is not None or answer is None:
            raise failure or AssertionError("neither an answer nor a failure")
        if answer.succeeded and call.request.on_body is not None:
            call.request.on_body(answer.body)
            # What it leads to is sent before the decoding begins.
            await asyncio.sleep(0)
        if answer.succeeded and (service.limiter.stats.in_flight or service.decoding.busy):
            await service.decoding.acquire()
        return self._read(call, answer, signed)

    def _emit(self, call: _Call[T], answer: Answer | None, failure: AmazonMusicError | None, seconds: float) -> None:
        service = self.service
        received = 0 if answer is None else len(answer.body)
        service.limiter.stats.received += received
        if service.events.listening():
            service.events.emit(
                AttemptFinished(
                    method=call.request.method,
                    path=call.request.template,
                    attempt=call.attempts,
                    status=None if answer is None else answer.status,
                    error=None if failure is None else type(failure).__name__,
                    seconds=seconds,
                    received=received,
                )
            )

    def _read(self, call: _Call[T], answer: Answer, signed: _Signed) -> T:
        service, request = self.service, call.request
        secrets = (signed.token, *call.rejected, *service.secrets)
        if not answer.succeeded:
            raise refusal(request, answer, service.wall_clock(), *secrets)
        value, drifts = read(request, answer, *secrets)
        for drift in drifts:
            service.events.emit(drift)
        return value

    async def _pause_or_raise(self, call: _Call[T], failure: AmazonMusicError) -> None:
        """Wait before the next attempt, if there is to be one; after a 429 everybody waits."""
        service = self.service
        after = failure.retry_after if isinstance(failure, APIError) else None
        pause = None
        if _may_pass(failure) and call.request.method in _IDEMPOTENT:
            tries = call.attempts - len(call.rejected)
            pause = service.retry.wait(tries, spent=call.spent, retry_after=after, random=service.random)
        throttled = isinstance(failure, RateLimited)
        if pause is None:
            if throttled and after is not None and after <= service.retry.longest:
                # This call is over; what the service asked for holds for all others.
                service.limiter.pause(after, asked=True)
            await self._give_up(failure)
        call.spent += pause
        self._tell_pause(call, failure, pause)
        # Of several refused together, the first says it for all.
        if throttled and after is not None:
            service.limiter.pause(pause, asked=True)
        elif throttled and call.slowed:
            service.limiter.pause(service.limiter.pace.shared_backoff(pause))
        try:
            await service.limiter.sleep(pause)
        except ClientClosed as closed:
            call.failed(closed, service.limiter.now())
            raise

    def _tell_pause(self, call: _Call[T], failure: AmazonMusicError, pause: float) -> None:
        self.service.limiter.stats.waited += pause
        self.service.events.emit(
            Waiting(
                reason="throttled" if isinstance(failure, RateLimited) else "retry",
                seconds=pause,
                method=call.request.method,
                path=call.request.template,
                attempt=call.attempts,
                error=str(failure),
            )
        )


def _check_scopes(request: Request[T], source: ScopedTokenSource | None) -> None:
    """Refuse what the token is known not to be allowed: the service would, and would not say why."""
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


def _is_of_the_token(failure: AmazonMusicError) -> bool:
    """Whether another token may help: some gateways answer an expired one with 403."""
    return isinstance(failure, Unauthorized) or (
        isinstance(failure, Forbidden) and failure.code == "INVALID_ACCESS_TOKEN"
    )


def _may_pass(failure: AmazonMusicError) -> bool:
    return isinstance(failure, TransportError) or (isinstance(failure, APIError) and failure.status in _PASSING)


def _check_token(token: object) -> None:
    try:
        checked_word(token, "it")
    except (TypeError, ValueError) as error:
        raise AuthError("invalid_token", f"the token source gave something that cannot be sent: {error}") from None

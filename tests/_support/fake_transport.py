"""A transport without a network, and clients that use it."""

import asyncio
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from typing import TypeAlias, Unpack

import orjson
from attrs import define, field, frozen
from fake_clock import FakeClock
from multidict import CIMultiDict
from yarl import URL

from amazon_music_async import AmazonMusic, Answer, ClientOptions, Retry, TokenSource
from amazon_music_async.errors import ClientClosed

TOKEN = "Atza|the-token-of-all-tests"
API_KEY = "amzn1.application.the-key-of-all-tests"
BASE = "https://api.example.com/v1"


@frozen
class Sent:
    """A request as it reached the transport."""

    method: str
    url: URL
    headers: Mapping[str, str]
    body: bytes | None
    seconds: float

    @property
    def path(self) -> str:
        """The path below the version, not decoded."""
        return self.url.raw_path.removeprefix("/v1/")

    @property
    def query(self) -> dict[str, str]:
        """The query, decoded."""
        return dict(self.url.query)

    @property
    def ids(self) -> list[str]:
        """The ids asked for in one request."""
        return self.query["ids"].split(",")

    @property
    def token(self) -> str:
        """The bearer token."""
        return self.headers["Authorization"].removeprefix("Bearer ")


Reply: TypeAlias = Answer | Exception
Answering: TypeAlias = Callable[[Sent], Reply]


def answer(
    data: object = None, *, status: int = 200, headers: Mapping[str, str] | None = None, body: bytes | None = None
) -> Answer:
    """An answer with ``{"data": data}``, or with the ``body`` as it stands."""
    return Answer(status, CIMultiDict(headers or {}), orjson.dumps({"data": data}) if body is None else body)


def error(
    status: int,
    message: str | None = "said so",
    *,
    headers: Mapping[str, str] | None = None,
    retry_after: object = None,
    **fields: object,
) -> Answer:
    """A refusal with the documented error object."""
    said = CIMultiDict(headers or {})
    if retry_after is not None:
        said["Retry-After"] = str(retry_after)
    document = {"error": {"code": status, "message": message, **fields}}
    return Answer(status, said, orjson.dumps(document))


def items(ids: Iterable[str], key: str = "tracks") -> Answer:
    """An answer to a look-up of several ids: an item for each."""
    return answer({key: [{"id": id, "title": f"the title of {id}"} for id in ids]})


def item(id: str, key: str = "track") -> Answer:
    """An answer to a look-up of one id."""
    return answer({key: {"id": id, "title": f"the title of {id}"}})


def everything(sent: Sent) -> Answer:
    """A catalogue in which every id is known, one by one and by the hundred."""
    noun, _, id = sent.path.partition("/")
    return item(id, noun.removesuffix("s")) if id else items(sent.ids, noun)


def _queue(replies: Iterable[Reply]) -> deque[Reply]:
    return deque(replies)


@define(eq=False)
class FakeTransport:
    """Answers from ``replies``, first come first served, and from the function ``reply`` when they are used up.

    An exception among them is raised. With a ``clock``, every answer takes ``latency`` of its seconds, or more
    exactly what ``latency`` gives for the request. `hold` keeps requests in flight until `release`.
    """

    reply: Answering = everything
    replies: deque[Reply] = field(factory=deque[Reply], converter=_queue)
    clock: FakeClock | None = None
    latency: float | Callable[[Sent], float] = 0.0
    sent: list[Sent] = field(factory=list[Sent], init=False)
    in_flight: int = field(default=0, init=False)
    peak: int = field(default=0, init=False)
    """The most requests that were ever in flight at once."""
    closed: bool = field(default=False, init=False)
    _holding: bool = field(default=False, init=False)
    _held: deque["asyncio.Future[None]"] = field(factory=deque["asyncio.Future[None]"], init=False)

    async def send(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        body: bytes | None,
        timeout: float,  # noqa: ASYNC109 - as the protocol has it
    ) -> Answer:
        """The next answer, when it is time for it."""
        sent = Sent(method, URL(url, encoded=True), dict(headers), body, timeout)
        self.sent.append(sent)
        self.in_flight += 1
        self.peak = max(self.peak, self.in_flight)
        try:
            await self._delay(sent)
        finally:
            self.in_flight -= 1
        reply = self.replies.popleft() if self.replies else self.reply(sent)
        if isinstance(reply, Exception):
            raise reply
        return reply

    async def _delay(self, sent: Sent) -> None:
        await asyncio.sleep(0)  # as a network would, let others send too
        if self._holding:
            held: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._held.append(held)
            await held
        latency = self.latency(sent) if callable(self.latency) else self.latency
        if self.clock is not None and latency > 0:
            await self.clock.sleep(latency)

    def hold(self) -> None:
        """Keep the requests that come from now on in flight."""
        self._holding = True

    def release(self, number: int | None = None) -> None:
        """Answer so many of the requests that are held, the oldest first; all of them, and hold no more, by default."""
        self._holding = self._holding and number is not None
        while self._held and (number is None or number > 0):
            held = self._held.popleft()
            if not held.done():
                held.set_result(None)
                number = None if number is None else number - 1

    async def close(self) -> None:
        """Cut off what is in flight."""
        self.closed = True
        while self._held:
            held = self._held.popleft()
            if not held.done():
                held.set_exception(ClientClosed("this client is closed"))


@define(eq=False)
class Tokens:
    """A token source that gives the next of some tokens when one was rejected; an exception among them is raised."""

    tokens: list[str | Exception]
    asked: list[str | None] = field(factory=list[str | None], init=False)
    """What was given as ``rejected``, ask by ask."""

    async def token(self, *, rejected: str | None = None) -> str:
        """The first token left."""
        self.asked.append(rejected)
        if len(self.tokens) > 1 and self.tokens[0] == rejected:
            self.tokens.pop(0)
        token = self.tokens[0]
        if isinstance(token, Exception):
            raise token
        return token


@frozen
class FixedRetry(Retry):
    """A retry policy whose random numbers a test chooses."""

    draw: Callable[[], float] = field(default=lambda: 0.5, eq=False)

    def wait(
        self, attempt: int, *, spent: float, retry_after: float | None, random: Callable[[], float]
    ) -> float | None:
        """The pause that the policy draws with the chosen numbers."""
        return super().wait(attempt, spent=spent, retry_after=retry_after, random=self.draw)


def client(
    fake: FakeTransport | None = None,
    *,
    auth: str | TokenSource = TOKEN,
    clock: FakeClock | None = None,
    random: Callable[[], float] = lambda: 0.5,
    **options: Unpack[ClientOptions],
) -> AmazonMusic:
    """A client that uses a fake transport, in an event loop with a fake clock: the transport's, if it has one."""
    fake = fake or FakeTransport()
    (clock or fake.clock or FakeClock()).take_over()
    policy = options.get("retry", Retry())
    retry = FixedRetry(policy.attempts, policy.first, policy.longest, policy.deadline, draw=random)
    filled: ClientOptions = {"api_key": API_KEY, "base_url": BASE, **options, "transport": fake, "retry": retry}
    return AmazonMusic(auth, **filled)


def sent_by(transport: FakeTransport) -> list[tuple[str, str]]:
    """Method and path of every request, in order."""
    return [(sent.method, sent.path) for sent in transport.sent]

"""A login service on loopback that does as it is told, a store that fails, and a clock that nobody waits for."""

import asyncio
import contextlib
import threading
from collections.abc import AsyncGenerator, Generator, Mapping

import aiohttp
from aiohttp import web
from attrs import define, field
from yarl import URL

from amazon_music_async._retry import Retry
from amazon_music_async.auth import LoginWithAmazon, MemoryTokenStore, StoredLogin, TokenStore
from amazon_music_async.auth._time import Time
from amazon_music_async.events import Event

CLIENT_ID = "amzn1.application-oa2-client.one"
CLIENT_SECRET = "client-secret-0123456789"
FIRST = "Atzr|0"
"""The refresh token that is alive at first."""


@define(eq=False)
class LoginService:
    """Login with Amazon, so far as a client can tell: every renewal kills the refresh token it was asked with."""

    url: str = ""
    alive: str = "Atzr|0"
    rotates: bool = True
    expires_in: object = 3600
    scope: str | None = None
    replies: list[web.Response | str] = field(factory=list[web.Response | str])
    """What to answer before it is itself again; ``drop`` closes the connection."""
    forms: list[dict[str, str]] = field(factory=list[dict[str, str]])
    paths: list[str] = field(factory=list[str])
    gate: asyncio.Event = field(factory=asyncio.Event)
    """Cleared, it holds answers back, after the refresh token was spent."""
    pause: float = 0.0
    """Seconds that an answer takes, after the refresh token was spent."""
    spent: asyncio.Event = field(factory=asyncio.Event)

    def __attrs_post_init__(self) -> None:
        """Open the gate."""
        self.gate.set()

    @property
    def renewals(self) -> int:
        """How often it was asked for a token."""
        return len(self.forms)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Answer anything."""
        form = {name: str(value) for name, value in (await request.post()).items()}
        self.forms.append(form)
        self.paths.append(request.path)
        reply = self.replies.pop(0) if self.replies else None
        if isinstance(reply, str):
            assert request.transport
            request.transport.close()
            return web.Response()
        response = reply if reply is not None else self._token(form)
        self.spent.set()
        await self.gate.wait()
        await asyncio.sleep(self.pause)
        return response

    def _token(self, form: Mapping[str, str]) -> web.Response:
        if form.get("grant_type") == "refresh_token" and form["refresh_token"] != self.alive:
            return refusal("invalid_grant", f"dead: {form['refresh_token']}")
        answer: dict[str, object] = {"access_token": f"Atza|{self.renewals}", "token_type": "bearer"}
        if self.rotates:
            answer["refresh_token"] = self.alive = f"Atzr|{self.renewals}"
        answer |= {"expires_in": self.expires_in} if self.expires_in is not None else {}
        answer |= {"scope": self.scope} if self.scope is not None else {}
        return web.json_response(answer)


def refusal(error: str, description: str | None = None, status: int = 400) -> web.Response:
    """A refusal in OAuth's terms."""
    return web.json_response({"error": error, "error_description": description}, status=status)


@define(eq=False)
class Clock:
    """Time that passes when told, or slept through."""

    now: float = 1_000_000.0
    slept: list[float] = field(factory=list[float])

    def __call__(self) -> float:
        """Seconds since the epoch."""
        return self.now

    async def sleep(self, seconds: float) -> None:
        """Be there at once."""
        self.slept.append(seconds)
        self.now += seconds
        await asyncio.sleep(0)


class StubbornStore(MemoryTokenStore):
    """A store that fails as told: ``failing`` holds the names of methods."""

    def __init__(self, login: StoredLogin | None = None) -> None:
        """Hold ``login``, and fail at nothing yet."""
        super().__init__(login)
        self.failing: set[str] = set()
        self.calls: list[str] = []

    def _enter(self, name: str) -> None:
        self.calls.append(name)
        if name in self.failing:
            raise OSError(f"no {name} for Atzr|0 and Atza|1")

    async def load(self) -> StoredLogin | None:
        """What was saved last."""
        self._enter("load")
        return await super().load()

    async def save(self, login: StoredLogin) -> None:
        """Keep ``login``."""
        self._enter("save")
        await super().save(login)

    async def clear(self) -> None:
        """Keep nothing any more."""
        self._enter("clear")
        await super().clear()

    @contextlib.asynccontextmanager
    async def lock(self) -> AsyncGenerator[None]:
        """Exclude others."""
        self._enter("lock")
        async with super().lock():
            yield
        self._enter("unlock")


@contextlib.asynccontextmanager
async def serving(service: LoginService) -> AsyncGenerator[LoginService]:
    """Run ``service`` on loopback."""
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", service.handle)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    # Served again, it is found where it was.
    site = web.TCPSite(runner, "127.0.0.1", int(URL(service.url).port or 0), reuse_address=True)
    await site.start()
    host, port = runner.addresses[0][:2]
    service.url = f"http://{host}:{port}/auth/o2/token"
    try:
        yield service
    finally:
        service.gate.set()
        await runner.cleanup()


@define(eq=False)
class MakeLogin:
    """Makes logins with a service."""

    service: LoginService
    clock: Clock
    events: list[Event]

    def __call__(
        self,
        store: TokenStore | None = None,
        *,
        client_secret: str | None = CLIENT_SECRET,
        refresh_token: str | None = FIRST,
        session: aiohttp.ClientSession | None = None,
        attempts: int = 3,
        timeout: float = 30.0,
    ) -> LoginWithAmazon:
        """Make a login."""
        time = Time(clock=self.clock, sleep=self.clock.sleep, random=lambda: 0.5)
        return login_class(time)(
            CLIENT_ID,
            client_secret,
            refresh_token=refresh_token,
            store=store,
            token_url=self.service.url,
            session=session,
            retry=Retry(attempts=attempts, first=1.0),
            timeout=timeout,
            on_event=self.events.append,
        )


def login_class(time: Time) -> type[LoginWithAmazon]:
    """A `LoginWithAmazon` for which time passes as a test says."""

    class Timed(LoginWithAmazon):
        _time = time

    return Timed


@contextlib.contextmanager
def serving_elsewhere(service: LoginService) -> Generator[LoginService]:
    """Run ``service`` in another thread, for as long as event loops here come and go."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    stack = contextlib.AsyncExitStack()
    asyncio.run_coroutine_threadsafe(stack.enter_async_context(serving(service)), loop).result()
    try:
        yield service
    finally:
        asyncio.run_coroutine_threadsafe(stack.aclose(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()

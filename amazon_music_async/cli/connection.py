"""Which service a command talks to, and as whom."""

import functools
import os
from collections.abc import AsyncGenerator, Callable, Generator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import click
from aiohttp import ClientSession
from attrs import fields, frozen
from click.core import ParameterSource

from amazon_music_async import AmazonMusic, FileTokenStore, LoginWithAmazon, Retry, TokenSource
from amazon_music_async.cli.exit_status import Problem
from amazon_music_async.cli.login_region import load_region
from amazon_music_async.cli.option_types import POSITIVE_SECONDS, SECONDS
from amazon_music_async.cli.proxies import LOGIN_URL, session_for
from amazon_music_async.client import BASE_URL as DEFAULT_URL

API_KEY = "AMAZON_MUSIC_API_KEY"
TOKEN = "AMAZON_MUSIC_TOKEN"  # noqa: S105 - the name of a variable
CLIENT_ID = "AMAZON_MUSIC_CLIENT_ID"
CLIENT_SECRET = "AMAZON_MUSIC_CLIENT_SECRET"  # noqa: S105 - as above
REFRESH_TOKEN = "AMAZON_MUSIC_REFRESH_TOKEN"  # noqa: S105 - as above
LOGIN_FILE = "AMAZON_MUSIC_LOGIN_FILE"
BASE_URL = "AMAZON_MUSIC_BASE_URL"
TOKEN_URL = "AMAZON_MUSIC_TOKEN_URL"  # noqa: S105 - as above

_NOT_CONFIGURED = (
    f"nobody is logged in: run 'amazon-music-async login', or set {TOKEN}, or set {CLIENT_ID}, {CLIENT_SECRET} and "
    f"{REFRESH_TOKEN}; to try it without an account, use --sandbox"
)


@frozen
class Connection:
    """The options that choose the service and the limits of its client."""

    sandbox: bool
    sandbox_tracks: int
    sandbox_latency: float
    base_url: str
    concurrency: int
    timeout: float
    attempts: int
    patience: float

    @asynccontextmanager
    async def opened(self) -> AsyncGenerator[AmazonMusic]:
        """A client, ready to use."""
        if self.sandbox:
            from amazon_music_async.sandbox import Sandbox  # noqa: PLC0415 - only this needs it

            sandbox = Sandbox(
                tracks=self.sandbox_tracks, albums=max(1, self.sandbox_tracks // 10), latency=self.sandbox_latency
            )
            async with (
                sandbox,
                sandbox.client(concurrency=self.concurrency, timeout=self.timeout, retry=self.retry) as music,
            ):
                yield music
            return
        api_key = os.environ.get(API_KEY)
        if not api_key:
            raise Problem(
                f"{API_KEY} is not set: it holds the security profile id; to try it without an account, use --sandbox"
            )
        async with (
            session_for(self.base_url) as session,
            session_for(os.environ.get(TOKEN_URL) or LOGIN_URL) as login_session,
            await self._client(api_key, session, login_session) as music,
        ):
            yield music

    @property
    def retry(self) -> Retry:
        """How long a request is tried: a job waits for minutes where a program would not."""
        return Retry(attempts=self.attempts, longest=self.patience, deadline=self.patience)

    async def _client(
        self, api_key: str, session: ClientSession | None, login_session: ClientSession | None
    ) -> AmazonMusic:
        with named_settings():
            return AmazonMusic(
                await _auth(login_session),
                session=session,
                api_key=api_key,
                base_url=self.base_url,
                concurrency=self.concurrency,
                timeout=self.timeout,
                retry=self.retry,
            )


async def _auth(session: ClientSession | None) -> str | TokenSource:
    """The token or the refresh token of the environment, else the stored login."""
    token_url = os.environ.get(TOKEN_URL)
    if token := os.environ.get(TOKEN):
        return token
    if os.environ.get(REFRESH_TOKEN):
        return LoginWithAmazon.from_env(token_url=token_url, session=session)
    store = login_store()
    stored = await store.load()
    client_id = os.environ.get(CLIENT_ID) or (stored and stored.client_id)
    if stored is None or not client_id:
        raise Problem(_NOT_CONFIGURED)
    return LoginWithAmazon(
        client_id,
        os.environ.get(CLIENT_SECRET),
        store=store,
        region=load_region(store),
        token_url=token_url,
        session=session,
    )


@contextmanager
def named_settings() -> Generator[None]:
    """Name the option or variable whose value cannot be used."""
    try:
        yield
    except ValueError as error:
        text = str(error)
        for name, shown in (("base_url=", "--base-url"), ("api_key=", API_KEY), ("token_url=", TOKEN_URL)):
            text = text.replace(name, shown)
        raise Problem(text) from None


def login_store() -> FileTokenStore:
    """The file of this user's login."""
    named = os.environ.get(LOGIN_FILE)
    try:
        return FileTokenStore(named or Path(click.get_app_dir("amazon-music-async")) / "login.json")
    except ValueError:
        raise Problem(f"no home directory to keep the login in: set HOME, or name a file in {LOGIN_FILE}") from None


_OPTIONS = (
    click.option("--sandbox", is_flag=True, help="Use a sandbox that runs in this command: no account needed."),
    click.option(
        "--sandbox-tracks", type=click.IntRange(0), default=1000, metavar="N", help="Tracks in its catalogue."
    ),
    click.option(
        "--sandbox-latency", type=SECONDS, default=0.0, metavar="SECONDS", help="Delay of each of its answers."
    ),
    click.option("--base-url", envvar=BASE_URL, default=DEFAULT_URL, help="The address of the service.", metavar="URL"),
    click.option("--concurrency", type=click.IntRange(1), default=8, metavar="N", help="Most requests in flight."),
    click.option(
        "--timeout", type=POSITIVE_SECONDS, default=30.0, metavar="SECONDS", help="Limit of one attempt at a request."
    ),
    click.option("--attempts", type=click.IntRange(1), default=10, metavar="N", help="Most attempts at one request."),
    click.option(
        "--patience",
        type=POSITIVE_SECONDS,
        default=300.0,
        metavar="SECONDS",
        help="Longest pause that the service may ask for; also the limit of all attempts at one request.",
    ),
)


def _check_together(connection: Connection) -> None:
    """Refuse options that would be ignored."""
    source = click.get_current_context().get_parameter_source
    for name in ("base_url",) if connection.sandbox else ("sandbox_tracks", "sandbox_latency"):
        if source(name) is ParameterSource.COMMANDLINE:
            problem = "cannot be used with --sandbox" if connection.sandbox else "needs --sandbox"
            raise click.UsageError(f"--{name.replace('_', '-')} {problem}")


def with_connection(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options that choose the service, as one argument ``connection``."""

    @functools.wraps(command)
    def wrapped(**options: Any) -> None:
        connection = Connection(**{field.name: options.pop(field.name) for field in fields(Connection)})
        _check_together(connection)
        command(connection=connection, **options)

    for option in reversed(_OPTIONS):
        wrapped = option(wrapped)
    return wrapped

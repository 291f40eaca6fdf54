"""A client that is already connected to the sandbox."""

import time
from typing import TYPE_CHECKING, TypedDict

from aiohttp import ClientSession

from amazon_music_async._retry import Retry
from amazon_music_async.auth.lwa import LoginWithAmazon
from amazon_music_async.auth.source import TokenSource
from amazon_music_async.auth.store import MemoryTokenStore, StoredLogin
from amazon_music_async.events import OnEvent
from amazon_music_async.sandbox._people import People
from amazon_music_async.sandbox._users import DEFAULT_USER

if TYPE_CHECKING:
    from amazon_music_async.client import AmazonMusic

    from amazon_music_async.sandbox._sandbox import Sandbox


class ClientOptions(TypedDict, total=False):
    """The options of `AmazonMusic`."""

    auth: str | TokenSource
    api_key: str
    base_url: str
    session: ClientSession | None
    retry: Retry
    concurrency: int
    timeout: float
    language: str | None
    on_event: OnEvent | None


def connected(sandbox: "Sandbox", options: ClientOptions) -> "AmazonMusic":
    """A client of ``sandbox``; ``options`` go before what leads there."""
    from amazon_music_async.client import AmazonMusic  # noqa: PLC0415 - what only serves does not need a client

    chosen: ClientOptions = {"api_key": sandbox.api_key, "base_url": sandbox.url, **options}
    auth = chosen.pop("auth", None)
    if auth is None:
        auth = logged_in(sandbox, DEFAULT_USER, options.get("retry", Retry()), options.get("session"))
    return AmazonMusic(auth, **chosen)


def logged_in(people: People, user: str, retry: Retry, session: ClientSession | None) -> LoginWithAmazon:
    """The login of ``user``, who has a good access token already and renews it at the sandbox."""
    stored = StoredLogin(
        refresh_token=people.issue_refresh_token(user),
        access_token=people.issue_token(user),
        expires_at=time.time() + people.expires_in,
        expires_in=people.expires_in,
        client_id=people.client_id,
    )
    return LoginWithAmazon(
        people.client_id,
        people.client_secret,
        store=MemoryTokenStore(stored),
        token_url=people.token_url,
        session=session,
        retry=retry,
    )

"""A client that is already connected to the sandbox."""

import time

from aiohttp import ClientSession

from amazon_music_async._retry import Retry
from amazon_music_async.auth.login_with_amazon import LoginWithAmazon
from amazon_music_async.auth.token_source import TokenSource
from amazon_music_async.auth.token_store import MemoryTokenStore, StoredLogin
from amazon_music_async.client import AmazonMusic, ClientOptions
from amazon_music_async.sandbox.login.controls import People
from amazon_music_async.sandbox.music.users import DEFAULT_USER


class SandboxClientOptions(ClientOptions, total=False):
    """The options of `AmazonMusic`, none of which needs to be given."""

    auth: str | TokenSource


def connected(people: People, api_key: str, url: str, options: SandboxClientOptions) -> AmazonMusic:
    """A client of the sandbox at ``url``; ``options`` go before what leads there."""
    chosen: SandboxClientOptions = {"api_key": api_key, "base_url": url, **options}
    if "auth" not in chosen:
        chosen["auth"] = logged_in(people, DEFAULT_USER, options.get("retry", Retry()), options.get("session"))
    return AmazonMusic(**chosen)


def logged_in(people: People, user: str, retry: Retry, session: ClientSession | None) -> LoginWithAmazon:
    """The login of ``user``, who has a good access token already and renews it at the sandbox."""
    stored = StoredLogin(
        refresh_token=people.issue_refresh_token(user),
        access_token=people.issue_token(user),
        expires_at=time.time() + people.token_lifetime,
        expires_in=people.token_lifetime,
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

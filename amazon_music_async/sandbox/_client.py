"""A client that is connected to the sandbox."""

import time

from aiohttp import ClientSession

from amazon_music_async._retry import Retry
from amazon_music_async.auth.login_with_amazon import LoginWithAmazon
from amazon_music_async.auth.token_source import TokenSource
from amazon_music_async.auth.token_store import MemoryTokenStore, StoredLogin
from amazon_music_async.client import AmazonMusic, ClientOptions
from amazon_music_async.sandbox.login.controls import LoginControls
from amazon_music_async.sandbox.music.users import DEFAULT_USER


class SandboxClientOptions(ClientOptions, total=False):
    """The options of `AmazonMusic`, none of which is required.

    >>> options: SandboxClientOptions = {"concurrency": 2, "retry": Retry.none()}
    >>> music = sandbox.client(**options)
    """

    auth: str | TokenSource


def connected(controls: LoginControls, api_key: str, url: str, options: SandboxClientOptions) -> AmazonMusic:
    """A client of the sandbox at ``url``; ``options`` replace what leads there."""
    chosen: SandboxClientOptions = {"api_key": api_key, "base_url": url, **options}
    if "auth" not in chosen:
        chosen["auth"] = logged_in(controls, DEFAULT_USER, options.get("retry", Retry()), options.get("session"))
    return AmazonMusic(**chosen)


def logged_in(controls: LoginControls, user: str, retry: Retry, session: ClientSession | None) -> LoginWithAmazon:
    """The login of ``user``, who has a valid access token already and renews it at the sandbox."""
    stored = StoredLogin(
        refresh_token=controls.issue_refresh_token(user),
        access_token=controls.issue_token(user),
        expires_at=time.time() + controls.token_lifetime,
        expires_in=controls.token_lifetime,
        client_id=controls.client_id,
    )
    return LoginWithAmazon(
        controls.client_id,
        controls.client_secret,
        store=MemoryTokenStore(stored),
        token_url=controls.token_url,
        session=session,
        retry=retry,
    )

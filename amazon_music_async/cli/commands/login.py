"""The commands ``login`` and ``logout``."""

import os
import re
import webbrowser
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import click

from amazon_music_async import AuthError, LoginWithAmazon, Scope
from amazon_music_async.cli.connection import CLIENT_ID, CLIENT_SECRET, TOKEN_URL, login_store, named_settings
from amazon_music_async.cli.exit_status import Problem, Unfinished
from amazon_music_async.cli.login_region import REGIONS, load_region, save_region
from amazon_music_async.cli.messages import say
from amazon_music_async.cli.oauth_callback import CallbackServer
from amazon_music_async.cli.proxies import LOGIN_URL, session_for
from amazon_music_async.cli.runner import run
from amazon_music_async.cli.threads import in_thread

_SCOPES = (
    *(Scope.CATALOG, Scope.FAVORITES, Scope.FAVORITES_READ, Scope.HISTORY, Scope.LIBRARY, Scope.LIBRARY_READ),
    Scope.PROFILE_READ,
)
"""The scopes that the commands need."""

_REGION = click.option(
    "--region",
    type=click.Choice(REGIONS),
    default="na",
    help="Region of the account: na (America), eu (Europe), fe (Far East).",
)


def _scopes(_: object, __: object, value: str) -> tuple[str, ...]:
    names = [name if name.startswith("music::") else f"music::{name}" for name in re.split(r"[\s,]+", value) if name]
    unknown = [name for name in names if name not in set(Scope)]
    if unknown or not names:
        raise click.BadParameter(f"{', '.join(unknown) or 'none'} is not one of {', '.join(Scope)}")
    return tuple(names)


@click.command()
@click.option("--device", is_flag=True, help="Show a code to type in on another device; open no browser here.")
@click.option(
    "--scopes", callback=_scopes, default=" ".join(_SCOPES), help="Permissions to ask for; music:: may be left out."
)
@click.option("--port", type=click.IntRange(0, 65535), default=8717, help="Local port that the browser returns to.")
@_REGION
@click.option("--sandbox", is_flag=True, help="Log in to a sandbox in this command, which ends with it.")
def login(*, device: bool, scopes: tuple[str, ...], port: int, region: str, sandbox: bool) -> None:
    """Log in with Amazon; later commands use this login.

    The application is named by AMAZON_MUSIC_CLIENT_ID and AMAZON_MUSIC_CLIENT_SECRET. In its security profile,
    http://127.0.0.1:8717/callback must be an allowed return URL.
    """

    async def work() -> None:
        async with _application(region, sandbox=sandbox) as (application, kept):
            if device:
                await _by_code(application, scopes)
            else:
                await _in_browser(application, scopes, port)
            await application.token()
            if not application.saved:
                raise Unfinished("the login could not be saved, and ends with this command")
            if not sandbox:
                save_region(login_store(), region)
            say(f"You are logged in. {kept}")

    run(work())


@click.command()
@click.option("--region", type=click.Choice(REGIONS), show_default="that of the login", help="Region of the account.")
@click.option("--sandbox", is_flag=True, help="Log out of a sandbox in this command.")
def logout(*, region: str | None, sandbox: bool) -> None:
    """Log out: delete the login here, and revoke it at Amazon."""

    async def work() -> None:
        async with _logged_in(region, sandbox=sandbox) as application:
            if application is None:
                say("Nobody is logged in.")
                return
            try:
                await application.revoke()
            except AuthError as error:
                stays = error.error.startswith("store_")
                how = (
                    "the login could not be deleted here"
                    if stays
                    else "the login is deleted here, but could not be revoked at Amazon"
                )
                raise Unfinished(f"{how}: {error}") from None
            say("You are logged out.")

    run(work())


@asynccontextmanager
async def _logged_in(region: str | None, *, sandbox: bool) -> "AsyncGenerator[LoginWithAmazon | None]":
    """The application of the stored login; None when nobody is logged in."""
    if sandbox:
        from amazon_music_async.sandbox import Sandbox  # noqa: PLC0415 - only this needs it

        async with Sandbox() as service:
            yield service.login()
        return
    store = login_store()
    stored = await store.load()
    if stored is None:
        yield None
        return
    client_id = os.environ.get(CLIENT_ID) or stored.client_id or "unknown"
    secret, url = os.environ.get(CLIENT_SECRET) or None, os.environ.get(TOKEN_URL) or None
    async with session_for(url or LOGIN_URL) as session:
        with named_settings():
            application = LoginWithAmazon(
                client_id, secret, store=store, region=region or load_region(store), token_url=url, session=session
            )
        yield application
    save_region(store, None)


@asynccontextmanager
async def _application(region: str, *, sandbox: bool) -> "AsyncGenerator[tuple[LoginWithAmazon, str]]":
    """The application that asks for a login, and a sentence that says where the login is kept."""
    if sandbox:
        from amazon_music_async.sandbox import Sandbox  # noqa: PLC0415 - only this needs it

        async with Sandbox() as service:
            application = LoginWithAmazon(service.client_id, service.client_secret, token_url=service.token_url)
            yield application, "The sandbox ends now, and the login with it."
        return
    store = login_store()
    if not os.environ.get(CLIENT_ID):
        raise Problem(f"{CLIENT_ID} is not set: it holds the client id; to try it without an account, use --sandbox")
    url = os.environ.get(TOKEN_URL) or None
    async with session_for(url or LOGIN_URL) as session:
        with named_settings():
            application = LoginWithAmazon.from_env(store=store, region=region, token_url=url, session=session)
        yield application, f"The login is kept in {store.path}."


async def _in_browser(application: LoginWithAmazon, scopes: tuple[str, ...], port: int) -> None:
    async with CallbackServer(port) as page:
        page.authorization = application.authorization(page.redirect_uri, scopes)
        say(f"Your browser opens {page.address}; if it does not, open it yourself on this machine.")
        # Our short address: the login's own would be visible in the list of processes.
        await in_thread(lambda: webbrowser.open(page.address))
        await application.exchange(await page.callback_url, page.authorization)


async def _by_code(application: LoginWithAmazon, scopes: tuple[str, ...]) -> None:
    device = await application.device(scopes)
    minutes = round(device.expires_in / 60)
    say(f"Within {minutes} minutes, open {device.verification_uri} on any device and type in: {device.user_code}")
    await application.wait_for(device)

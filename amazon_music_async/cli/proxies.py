"""The proxy that the environment names, for the command line's own connections."""

import os
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

from aiohttp import ClientSession, DummyCookieJar, TCPConnector

from amazon_music_async.cli.exit_status import Problem

LOGIN_URL = "https://api.amazon.com/"
"""Where logins are renewed, unless another address is set."""


@asynccontextmanager
async def session_for(url: str) -> AsyncGenerator[ClientSession | None]:
    """A session that reaches ``url`` through the proxy of ``HTTPS_PROXY`` or ``HTTP_PROXY``; None without one.

    Not aiohttp's ``trust_env``: it would also send the logins of ``~/.netrc``.
    """
    proxy = _proxy(url)
    if proxy is None:
        yield None
        return
    # How many connections there are is decided by the client.
    async with ClientSession(connector=TCPConnector(limit=0), cookie_jar=DummyCookieJar(), proxy=proxy) as session:
        yield session


def _proxy(url: str) -> str | None:
    parts = urlsplit(url)
    proxy = getproxies().get(parts.scheme)
    if not proxy or proxy_bypass(parts.netloc.rpartition("@")[2]):
        return None
    scheme, separator, _ = proxy.partition("://")
    if separator and scheme not in {"http", "https"}:
        names = [name for name in os.environ if name.upper() == f"{parts.scheme}_proxy".upper()]
        raise Problem(f"{' or '.join(names) or 'the system'} names a {scheme} proxy: only http and https are supported")
    return proxy if separator else f"http://{proxy}"

"""The proxy that the environment names, for the command line's own connections."""

import os
import re
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

from aiohttp import ClientSession, DummyCookieJar, TCPConnector

from amazon_music_async.cli.exit_status import Problem

LOGIN_URL = "https://api.amazon.com/"
"""Where logins are renewed, unless another address is set."""

_NO_ADDRESS = "a proxy whose address cannot be used: it is to look like http://proxy.example.com:8080"


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
    address = proxy if "://" in proxy else f"http://{proxy}"
    if problem := _unusable(address):
        names = [name for name in os.environ if name.upper() == f"{parts.scheme}_proxy".upper()]
        raise Problem(f"{' or '.join(names) or 'the system'} names {problem}")
    return address


def _unusable(address: str) -> str:
    """What is wrong with the address of a proxy, which may hold a password."""
    try:
        parts = urlsplit(address)
        named = bool(parts.hostname) and parts.port != 0 and not re.search(r"\s", address)
    except ValueError:  # The port is no number, or a bracket is not closed.
        return _NO_ADDRESS
    if parts.scheme not in {"", "http", "https"}:
        return f"a {parts.scheme} proxy: only http and https are supported"
    return "" if named else _NO_ADDRESS

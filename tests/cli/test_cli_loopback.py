"""The page on this machine, and who else may call it."""

import asyncio

import pytest

from amazon_music_async import LoginWithAmazon
from amazon_music_async.cli.oauth_callback import Loopback


async def test_what_is_no_browser_is_hung_up_on(caplog: pytest.LogCaptureFixture) -> None:
    """An address that is none ends its connection, and nothing else."""
    async with Loopback(0) as page:
        page.authorization = LoginWithAmazon("application").authorization(page.redirect_uri, ["profile"])
        reader, writer = await asyncio.open_connection("127.0.0.1", page.port)
        writer.write(b"GET http://[ HTTP/1.1\r\n\r\n")

        assert await reader.read() == b""

        writer.close()
        await writer.wait_closed()
    assert caplog.text == ""

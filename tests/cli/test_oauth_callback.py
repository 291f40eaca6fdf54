"""The local page of a login, and who may request it."""

import asyncio

import pytest

from amazon_music_async import LoginWithAmazon
from amazon_music_async.cli.oauth_callback import CallbackServer


async def test_a_malformed_request_ends_its_connection(caplog: pytest.LogCaptureFixture) -> None:
    """A request whose address cannot be parsed gets no answer, and nothing is logged."""
    async with CallbackServer(0) as page:
        page.authorization = LoginWithAmazon("application").authorization(page.redirect_uri, ["profile"])
        reader, writer = await asyncio.open_connection("127.0.0.1", page.port)
        writer.write(b"GET http://[ HTTP/1.1\r\n\r\n")

        assert await reader.read() == b""

        writer.close()
        await writer.wait_closed()
    assert caplog.text == ""

"""A client of a raw server, and how its calls fail."""

from typing import Any

import pytest
from fake_transport import API_KEY, TOKEN
from raw_server import Handler, raw_server

from amazon_music_async import AmazonMusic, AmazonMusicError, Retry

TRACK = b'{"data": {"track": {"id": "A"}}}'
CURT = Retry(attempts=3, first=1e-6)
"""Three attempts, with hardly a pause."""


def client(url: str, **options: Any) -> AmazonMusic:
    """A client of a server on loopback."""
    filled: dict[str, Any] = {"retry": CURT, **options}
    return AmazonMusic(TOKEN, api_key=API_KEY, base_url=url, **filled)


async def failure(answers: Handler | bytes, **options: Any) -> tuple[AmazonMusicError, int]:
    """How a call ends, and after how many requests."""
    async with raw_server(answers) as server:
        async with client(server.url, **options) as music:
            with pytest.raises(AmazonMusicError) as caught:
                await music.tracks.get("A")

            assert music.stats.in_flight == 0
        await server.idle()
        return caught.value, len(server.requests)

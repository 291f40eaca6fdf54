"""A client whose worker dies while it asks for a certain id, as one that runs out of memory."""

import os
import signal
from collections.abc import AsyncGenerator
from typing import Any

from amazon_music_async import AmazonMusic

POISON = "POISON"


class _Poisoned:
    def __init__(self, client: AmazonMusic) -> None:
        self._client = client
        self.tracks = self

    async def stream(self, ids: list[str]) -> AsyncGenerator[Any]:
        if POISON in ids:
            os.kill(os.getpid(), signal.SIGKILL)
        async for outcome in self._client.tracks.stream(ids):
            yield outcome

    async def close(self) -> None:
        await self._client.close()


def poisoned(url: str) -> Any:
    """A client of the service at ``url``, by a worker's environment."""
    return _Poisoned(AmazonMusic.from_env(base_url=url))

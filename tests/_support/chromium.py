"""A real browser without a window, driven through its own debugging protocol."""

import asyncio
import re
import shutil
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
from attrs import define

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"))), None
)
"""Where one is installed, None where there is none."""


@define
class Browser:
    """One page of it."""

    socket: aiohttp.ClientWebSocketResponse
    session: str | None = None
    sent: int = 0

    async def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        """What the browser answers to one command."""
        self.sent += 1
        await self.socket.send_json(
            {"id": self.sent, "method": method, "params": parameters}
            | ({"sessionId": self.session} if self.session else {})
        )
        while True:
            answer: dict[str, Any] = await self.socket.receive_json()
            if answer.get("id") == self.sent:
                assert "error" not in answer, answer
                return dict(answer["result"])

    async def open(self, address: str) -> None:
        """Show a page."""
        target = (await self.call("Target.createTarget", url=address))["targetId"]
        self.session = (await self.call("Target.attachToTarget", targetId=target, flatten=True))["sessionId"]

    async def until(self, expression: str) -> str:
        """What an expression says in the page, as soon as it says something."""
        while True:
            answer = await self.call("Runtime.evaluate", expression=expression)
            if value := answer["result"].get("value"):
                return str(value)
            await asyncio.sleep(0)


@asynccontextmanager
async def browser(profile: Path) -> "AsyncGenerator[Browser]":
    """A browser that knows nothing and forgets all."""
    arguments = ("--headless=new", "--no-sandbox", "--disable-gpu", "--remote-debugging-port=0", "about:blank")
    process = await asyncio.create_subprocess_exec(
        str(CHROMIUM), f"--user-data-dir={profile}", *arguments, stderr=asyncio.subprocess.PIPE
    )
    assert process.stderr
    try:
        address = ""
        while not address:
            line = (await process.stderr.readline()).decode()
            assert line, "the browser has ended"
            address = "".join(re.findall(r"DevTools listening on (ws://\S+)", line))
        async with aiohttp.ClientSession() as http, http.ws_connect(address, max_msg_size=0) as socket:
            yield Browser(socket)
    finally:
        process.kill()
        await process.communicate()

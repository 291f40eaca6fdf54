"""Plain HTTP to a sandbox: no client of ours in between."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import asynccontextmanager
from io import BytesIO
from typing import Any

import orjson
from aiohttp import ClientSession, FormData
from attrs import define, frozen
from multidict import CIMultiDictProxy

from amazon_music_async.sandbox import Sandbox

TRACK = "/tracks/B076YT2CBT"


@frozen
class Answer:
    """What came back."""

    status: int
    headers: CIMultiDictProxy[str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body, decoded."""
        return orjson.loads(self.body)

    @property
    def error(self) -> Any:
        """The documented error object."""
        return self.json["error"]

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode()


@define
class Http:
    """Requests with good headers, unless others are given."""

    sandbox: Sandbox
    session: ClientSession

    async def get(self, path: str, **headers: str | None) -> Answer:
        """GET a path below the version."""
        return await self.send("GET", path, headers=headers)

    async def put(self, path: str, body: object = None, **headers: str | None) -> Answer:
        """PUT a body as JSON, or none."""
        return await self.send("PUT", path, None if body is None else orjson.dumps(body), headers)

    async def delete(self, path: str, body: object = None) -> Answer:
        """DELETE a path below the version, with a body as JSON or none."""
        return await self.send("DELETE", path, None if body is None else orjson.dumps(body))

    async def post(self, path: str, body: object) -> Answer:
        """POST a body as JSON."""
        return await self.send("POST", path, orjson.dumps(body))

    async def send(
        self,
        method: str,
        path: str,
        body: bytes | BytesIO | None = None,
        headers: Mapping[str, str | None] | None = None,
    ) -> Answer:
        """Send just this; a header that is None is left out, an underscore in its name stands for a hyphen."""
        chosen: dict[str, str | None] = {
            "authorization": f"Bearer {self.sandbox.token}",
            "x-api-key": self.sandbox.api_key,
            "content-type": None if body is None else "application/json",
        }
        chosen |= {name.lower().replace("_", "-"): value for name, value in (headers or {}).items()}
        sent = {name: value for name, value in chosen.items() if value is not None}
        url = self.sandbox.url + path
        async with self.session.request(method, url, data=body, headers=sent, skip_auto_headers=["Content-Type"]) as r:
            return Answer(r.status, r.headers, await r.read())

    async def form(self, url: str, fields: Mapping[str, str], **headers: str) -> Answer:
        """POST a form, without following redirects."""
        async with self.session.post(url, data=FormData(fields), headers=headers, allow_redirects=False) as response:
            return Answer(response.status, response.headers, await response.read())

    async def page(self, url: str) -> Answer:
        """GET a page as a browser does, without following redirects."""
        async with self.session.get(url, allow_redirects=False) as response:
            return Answer(response.status, response.headers, await response.read())


async def statuses(http: Http, *paths: str) -> list[int]:
    """What each of these answers."""
    return [(await http.get(path)).status for path in paths]


async def until(happens: Callable[[], bool]) -> None:
    """Let the event loop turn until this happens."""
    while not happens():  # noqa: ASYNC110 - the sandbox tells no one
        await asyncio.sleep(0)


@asynccontextmanager
async def http_to(sandbox: Sandbox) -> AsyncGenerator[Http]:
    """Plain HTTP to a sandbox that is running."""
    async with ClientSession() as session:
        yield Http(sandbox, session)

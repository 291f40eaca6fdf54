"""A call, what is sent for it, and what becomes of the answer: a line of the table of a noun."""

import json
from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias
from urllib.parse import parse_qsl

from attrs import field, frozen
from fake_clock import FakeClock
from fake_transport import FakeTransport, Sent, answer, client
from sandbox_described import check_request

from amazon_music_async import AmazonMusic, Answer

Call: TypeAlias = Callable[[AmazonMusic], Awaitable[object]]
NOTHING = Answer(204, {}, b"")


@frozen
class Case:
    """A call, the line that goes out for it (``GET tracks/B1?mediaType=VIDEO``), the answer, and what it becomes."""

    call: Call
    sent: str
    data: object
    """What stands under ``data``; or an `Answer`."""
    result: object
    body: object = None
    """The body that is sent: JSON, or the pairs of a form."""
    also: tuple[tuple[str, object], ...] = field(default=())
    """Lines that go out before it, and their answers."""


async def check(case: Case) -> None:
    """Make the call, compare all of it, and hold each request against the description of the service."""
    replies = [
        *(answer(data) for _, data in case.also),
        case.data if isinstance(case.data, Answer) else answer(case.data),
    ]
    transport = FakeTransport(replies=replies, clock=FakeClock())
    async with client(transport) as music:
        assert await case.call(music) == case.result
    assert [line(sent) for sent in transport.sent] == [*(line for line, _ in case.also), case.sent]
    for sent in transport.sent:
        check_request(sent.method, f"/{sent.path}", sent.url.raw_query_string, sent.headers, sent.body or b"")
    sent = transport.sent[-1]
    assert body(sent) == case.body
    assert {"Authorization", "x-api-key", "Accept", "User-Agent"} <= sent.headers.keys()


def line(sent: Sent) -> str:
    """A request in one line."""
    query = sent.url.raw_query_string
    return f"{sent.method} {sent.path}{'?' if query else ''}{query}"


def body(sent: Sent) -> Any:
    """What was sent, decoded by its type."""
    kind = sent.headers.get("Content-Type")
    if sent.body is None:
        assert kind is None
        return None
    if kind == "application/x-www-form-urlencoded":
        return parse_qsl(sent.body.decode("ascii"), keep_blank_values=True)
    assert kind == "application/json"
    return json.loads(sent.body)


def page(at: str, *nodes: object, **edge: object) -> dict[str, Any]:
    """The last page of a list that lies ``at`` a place, with one edge for each node."""
    data: dict[str, Any] = {"pageInfo": {"hasNextPage": False}, "edges": [{"node": node, **edge} for node in nodes]}
    for key in reversed(at.split(".")):
        data = {key: data}
    return data

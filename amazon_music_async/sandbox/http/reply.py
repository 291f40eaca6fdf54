"""A reply to a request, before it becomes HTTP."""

from collections.abc import Mapping
from typing import TypeAlias
from uuid import uuid4

from attrs import define, field

from amazon_music_async._convert.plain import dumps

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
HTML = "text/html"

Body: TypeAlias = bytes | str | Mapping[str, object] | None
"""Bytes are sent unchanged, text as HTML, a mapping as JSON."""

_CODES = {
    400: "BAD_REQUEST",
    401: "INVALID_ACCESS_TOKEN",
    403: "ACCESS_DENIED",
    404: "RESOURCE_NOT_FOUND",
    422: "UNPROCESSABLE_ENTITY",
    429: "THROTTLED",
}


@define
class Reply:
    """A status, a body, its type and further headers."""

    status: int
    body: bytes
    content_type: str = JSON
    headers: Mapping[str, str] = field(factory=dict[str, str])


class Refused(Exception):
    """The request is refused; ``reply`` says why."""

    def __init__(self, reply: Reply) -> None:
        """Keep the reply."""
        super().__init__(reply.status)
        self.reply = reply


def json_reply(value: Mapping[str, object], status: int = 200, headers: Mapping[str, str] | None = None) -> Reply:
    """``value`` as JSON."""
    return Reply(status, dumps(value), headers=headers or {})


def data(key: str, body: bytes) -> Reply:
    """``body``, which is JSON already, in the envelope: under ``data`` and ``key``."""
    return Reply(200, b'{"data":{"%b":%b}}' % (key.encode(), body))


def error(status: int, message: str, code: str | None = None) -> Reply:
    """The documented error object. Its ``status`` is a string, as in the documents' sample."""
    fields = {
        "status": str(status),
        "code": code or _CODES.get(status, "INTERNAL"),
        "message": message,
        "reference": str(uuid4()),
    }
    return json_reply({"error": fields}, status)


def refused(status: int, message: str, code: str | None = None) -> Refused:
    """The documented error object, ready to raise."""
    return Refused(error(status, message, code))


def gateway(status: int, message: str) -> Reply:
    """The answer of the gateway in front of the service, for requests that do not reach the service."""
    return json_reply({"message": message}, status)


def failure(status: int, code: str | None, body: Body, headers: Mapping[str, str]) -> Reply:
    """A failure: the error object for ``status``, or ``body`` if one is given."""
    match body:
        case None:
            reply = error(status, f"The sandbox was asked to answer {status}.", code)
        case bytes():
            reply = Reply(status, body)
        case str():
            reply = Reply(status, body.encode(), HTML)
        case _:
            reply = json_reply(body, status)
    reply.headers = {**reply.headers, **headers}
    return reply

"""What is said in answer to a request, before it becomes HTTP."""

from collections.abc import Mapping
from typing import TypeAlias
from uuid import uuid4

import orjson
from attrs import define, field

JSON = "application/json"
HTML = "text/html"

Body: TypeAlias = bytes | str | Mapping[str, object] | None
"""Bytes as they are, text as HTML, a mapping as JSON."""

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
    """A status, a body and how it is labelled."""

    status: int
    body: bytes
    content_type: str = JSON
    headers: Mapping[str, str] = field(factory=dict[str, str])


class Refused(Exception):
    """The request is refused; ``reply`` says why."""

    def __init__(self, reply: Reply) -> None:
        """Keep the answer to give."""
        super().__init__(reply.status)
        self.reply = reply


def json_reply(value: Mapping[str, object], status: int = 200, headers: Mapping[str, str] | None = None) -> Reply:
    """``value`` as JSON."""
    return Reply(status, orjson.dumps(value), headers=headers or {})


def data(key: str, body: bytes) -> Reply:
    """``body``, already JSON, under the envelope's ``data`` and ``key``."""
    return Reply(200, b'{"data":{"%b":%b}}' % (key.encode(), body))


def error(status: int, message: str, code: str | None = None) -> Reply:
    """The documented error object. Its ``status`` is a string, as in the documents' sample."""
    said = {
        "status": str(status),
        "code": code or code_of(status),
        "message": message,
        "reference": str(uuid4()),
    }
    return json_reply({"error": said}, status)


def code_of(status: int) -> str:
    """The documented code that goes with ``status``."""
    return _CODES.get(status, "INTERNAL")


def refused(status: int, message: str, code: str | None = None) -> Refused:
    """The documented error object, ready to raise."""
    return Refused(error(status, message, code))


def gateway(status: int, message: str) -> Reply:
    """What the gateway in front of the service says, when the service itself is not reached."""
    return json_reply({"message": message}, status)


def failure(status: int, code: str | None, body: Body, headers: Mapping[str, str]) -> Reply:
    """A failure made to order: the error object that goes with ``status``, unless a ``body`` is given."""
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

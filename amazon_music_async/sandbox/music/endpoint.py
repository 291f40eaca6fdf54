"""How an endpoint is declared: what it accepts, what it answers, and the function that does the work."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, TypeAlias

from attrs import frozen

from amazon_music_async._convert.plain import loads
from amazon_music_async.errors import DecodeError
from amazon_music_async.models.scope import Scope
from amazon_music_async.sandbox.http.reply import FORM, JSON, Reply, refused
from amazon_music_async.sandbox.http.request import Request, parsed_query
from amazon_music_async.sandbox.music.json_schema import Schema, mismatch
from amazon_music_async.sandbox.music.schemas import ID, STRING, several, whole_number
from amazon_music_async.sandbox.music.store import Store
from amazon_music_async.sandbox.music.users import User


@frozen
class Parameter:
    """A parameter of the query."""

    name: str
    schema: Schema
    required: bool = False

    def value(self, text: str) -> Any:
        """``text`` as the type that the schema names, or as it is if it is not of that type."""
        match self.schema["type"]:
            case "integer":
                return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else text
            case "array":
                return text.split(",")
            case _:
                return text


def limit(most: int = 100, default: int | None = None) -> Parameter:
    """The page size, 1 to ``most``; without a ``default`` that is ``most``."""
    return Parameter("limit", whole_number(1, most, default or most))


CURSOR = Parameter("cursor", STRING)
IDS = Parameter("ids", several(ID), required=True)
MEDIA_TYPE = Parameter("mediaType", {"type": "string", "enum": ["AUDIO", "VIDEO"]})


@frozen
class Body:
    """The body that an endpoint requires."""

    schema: Schema
    media_type: str = JSON


@frozen
class Context:
    """A request that has been authorized and checked, and all that a handler needs to answer it."""

    request: Request
    user: User
    store: Store
    id: str
    """The id in the path, or ""."""
    values: Mapping[str, Any]
    """The query parameters and the fields of the body, checked; defaults are filled in."""


Handler: TypeAlias = Callable[[Context], Reply]


@frozen
class Endpoint:
    """One endpoint. ``path`` is the documents' template, such as ``/tracks/{id}``; one of ``scopes`` is enough."""

    method: str
    path: str
    scopes: tuple[Scope, ...]
    handler: Handler
    parameters: tuple[Parameter, ...]
    body: Body | None
    answer: Schema | None
    """The schema of the answer; None for an answer without a body."""
    status: int

    def checked(self, request: Request) -> dict[str, Any]:
        """The values of the query and of the body; raise the refusal of the first that is wrong."""
        return _query_values(self.parameters, request) | (_body_values(self.body, request) if self.body else {})


class Endpoints(list[Endpoint]):
    """The endpoints of one noun, each added by a decorator on its handler."""

    def add(
        self,
        method: str,
        path: str,
        *scopes: Scope,
        parameters: tuple[Parameter, ...] = (),
        body: Body | None = None,
        answer: Schema | None = None,
        status: int = 200,
    ) -> Callable[[Handler], Handler]:
        """Answer ``method`` and ``path`` by the decorated function."""

        def register(handler: Handler) -> Handler:
            self.append(Endpoint(method, path, scopes, handler, parameters, body, answer, status))
            return handler

        return register


def _query_values(parameters: tuple[Parameter, ...], request: Request) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for each in parameters:
        text = request.query.get(each.name)
        if text is not None:
            values[each.name] = value = each.value(text)
            _refuse(mismatch(value, each.schema, f"the query parameter '{each.name}'"))
        elif each.required:
            raise refused(400, f"The query parameter '{each.name}' is missing.")
        elif "default" in each.schema:
            values[each.name] = each.schema["default"]
    return values


def _body_values(body: Body, request: Request) -> dict[str, Any]:
    if request.media_type != body.media_type:
        raise refused(400, f"The body's Content-Type is {request.media_type!r}, it must be '{body.media_type}'.")
    value: Any = None
    if body.media_type == FORM:
        value = parsed_query(request.body.decode(errors="replace"))
    else:
        with suppress(DecodeError):
            value = loads(request.body)
    _refuse(mismatch(value, body.schema, "the body"))
    properties: Mapping[str, Schema] = body.schema["properties"]
    return {name: each["default"] for name, each in properties.items() if "default" in each} | dict(value)


def _refuse(problem: str | None) -> None:
    if problem is not None:
        raise refused(400, problem[0].upper() + problem[1:])

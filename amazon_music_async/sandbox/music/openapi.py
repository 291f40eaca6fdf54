"""The OpenAPI 3.1 description of the sandbox, written from the same table as its answers."""

import re
from collections.abc import Mapping
from typing import Any

from amazon_music_async._version import __version__
from amazon_music_async.sandbox.music.endpoint import Endpoint
from amazon_music_async.sandbox.music.endpoints import ENDPOINTS
from amazon_music_async.sandbox.music.schemas import COMPONENTS, ID, ref


def describe(server: str) -> dict[str, Any]:
    """The description of the service that listens at ``server``, such as ``http://127.0.0.1:8080/v1``."""
    paths: dict[str, dict[str, Any]] = {}
    for endpoint in ENDPOINTS:
        paths.setdefault(endpoint.path, {})[endpoint.method.lower()] = _operation(endpoint)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Amazon Music Web API, as the sandbox of amazon_music_async serves it",
            "version": __version__,
        },
        "servers": [{"url": server}],
        "security": [{"token": [], "apiKey": []}],
        "paths": paths,
        "components": {
            "schemas": COMPONENTS,
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer"},
                "apiKey": {"type": "apiKey", "in": "header", "name": "x-api-key"},
            },
        },
    }


def _operation(endpoint: Endpoint) -> dict[str, Any]:
    parameters: list[dict[str, Any]] = [
        {"name": name, "in": "path", "required": True, "schema": ID} for name in re.findall(r"{(\w+)}", endpoint.path)
    ]
    for each in endpoint.parameters:
        style = {"style": "form", "explode": False} if each.schema["type"] == "array" else {}
        query = {"name": each.name, "in": "query", "required": each.required, "schema": each.schema}
        parameters.append(query | style)
    refusal = _content("application/json", ref("Error"))
    success = {} if endpoint.answer is None else _content("application/json", endpoint.answer)
    operation: dict[str, Any] = {
        "operationId": endpoint.handler.__name__,
        "summary": (endpoint.handler.__doc__ or "").partition("\n")[0],
        "description": f"Needs one of the scopes {', '.join(endpoint.scopes)}.",
        "tags": [endpoint.handler.__module__.rpartition(".")[2]],
        "parameters": parameters,
        "responses": {
            str(endpoint.status): {"description": "Success", **success},
            "4XX": {"description": "Refused", **refusal},
            "5XX": {"description": "Failed", **refusal},
        },
    }
    if endpoint.body is not None:
        operation["requestBody"] = {"required": True, **_content(endpoint.body.media_type, endpoint.body.schema)}
    return operation


def _content(media_type: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    return {"content": {media_type: {"schema": schema}}}

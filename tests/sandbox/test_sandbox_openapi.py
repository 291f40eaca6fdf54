"""The OpenAPI description of the sandbox, and that the sandbox answers as it says."""

from collections.abc import Iterator
from typing import Any

import jsonschema_rs
import pytest
import schemathesis
from hypothesis import settings
from sandbox_described import check_request
from sandbox_http import Http
from sandbox_requests import REQUESTS
from schemathesis.specs.openapi import checks

from amazon_music_async.sandbox import Sandbox
from amazon_music_async.sandbox.music.openapi import describe

DESCRIPTION = describe("http://127.0.0.1/v1")
# The types of this library are incomplete.
LIBRARY: Any = schemathesis
# Parameters that are not described are ignored, as by most services, so none are generated.
CONFIG = LIBRARY.Config.from_dict({"generation": {"allow-extra-parameters": False}})
SCHEMA = LIBRARY.openapi.from_dict(DESCRIPTION, config=CONFIG)


@pytest.fixture(scope="module")
def served() -> Iterator[Sandbox]:
    """A sandbox for all generated requests."""
    with Sandbox.in_thread(tracks=200) as sandbox:
        yield sandbox


@settings(max_examples=5, deadline=None, derandomize=True)
def answer_is_as_described(served: Sandbox, case: Any) -> None:
    """Whatever is sent: described requests are accepted, others refused, and answers have the described form."""
    headers = {"Authorization": f"Bearer {served.token}", "x-api-key": served.api_key}
    # No schema can say which page tokens the sandbox has issued: a made-up one is refused.
    has_token = "cursor" in (case.query or {}) or "'token'" in repr(case.body)
    excluded = [checks.__dict__["positive_data_acceptance"]] if has_token else []
    case.call_and_validate(base_url=served.url, headers=headers, excluded_checks=excluded)


test_answers_are_as_described: Any = SCHEMA.parametrize()(answer_is_as_described)


@pytest.mark.parametrize(("method", "path"), REQUESTS)
async def test_a_success_is_as_described(http: Http, sandbox: Sandbox, method: str, path: str) -> None:
    """The answer to an accepted request matches the schema of its endpoint."""
    responses = DESCRIPTION["paths"][path][method.lower()]["responses"]

    answer = await REQUESTS[method, path].send(http, f"Bearer {sandbox.token}")

    described = responses[str(answer.status)]
    if "content" not in described:
        assert answer.body == b""
        return
    schema = described["content"]["application/json"]["schema"]
    jsonschema_rs.validate({**schema, "components": DESCRIPTION["components"]}, answer.json)


async def test_the_description_is_served_without_a_token(http: Http, sandbox: Sandbox) -> None:
    """GET /openapi.json needs no token, is not logged, and is what `Sandbox.openapi` holds."""
    answer = await http.page(sandbox.login_origin + "/openapi.json")

    assert (answer.status, answer.json) == (200, sandbox.openapi)
    assert answer.json["servers"] == [{"url": sandbox.url}]
    assert (len(sandbox.requests), len(sandbox.login_requests)) == (0, 0)


def test_the_description_has_every_endpoint() -> None:
    """Its operations are those that `Sandbox.endpoints` names."""
    described = {(method.upper(), path) for path, item in DESCRIPTION["paths"].items() for method in item}

    assert described == Sandbox.endpoints()


@pytest.mark.parametrize(
    ("method", "path", "query", "said"),
    [
        ("GET", "/artists/B1/albums", "", "Not Found"),
        ("POST", "/tracks", "", "Method Not Allowed"),
        ("GET", "/tracks", "", "'ids'"),
        ("GET", "/tracks", "ids=B1&limit=5", "limit"),
        ("PUT", "/me/tracks/B1", "", "Content-Type"),
    ],
)
def test_requests_that_are_not_described_are_told_apart(method: str, path: str, query: str, said: str) -> None:
    """The helper for endpoint tests says what is wrong with a request."""
    with pytest.raises(AssertionError, match=said):
        check_request(method, path, query)


def test_a_described_request_names_its_endpoint() -> None:
    """The helper for endpoint tests returns method and path template."""
    assert check_request("GET", "/tracks", "ids=B1,B2") == ("GET", "/tracks")

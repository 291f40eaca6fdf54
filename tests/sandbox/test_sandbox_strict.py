"""The sandbox refuses what is not documented, with the documented error object."""

import pytest
from sandbox_http import Http, http_to
from sandbox_requests import REQUESTS

from amazon_music_async.sandbox import Sandbox
from amazon_music_async.sandbox.music.endpoints import ENDPOINTS

SCOPES = {(each.method, each.path): each.scopes for each in ENDPOINTS}
LIKE = b'{"likeState": "LIKE"}'


@pytest.mark.parametrize(
    ("header", "code"),
    [
        (None, "INVALID_AUTH_TYPE"),
        ("Basic abc", "INVALID_AUTH_TYPE"),
        ("Bearer", "INVALID_AUTH_TOKEN"),
        ("Bearer nonsense", "INVALID_ACCESS_TOKEN"),
    ],
)
async def test_each_kind_of_wrong_token_has_its_code(http: Http, header: str | None, code: str) -> None:
    """No token, an empty one and an invalid one have the documented codes."""
    answer = await http.get("/tracks/B076YT2CBT", authorization=header)

    assert (answer.status, answer.error["code"]) == (401, code)


async def test_an_error_has_every_required_field(http: Http) -> None:
    """The status is a string, as in the documents' sample, and each error has a reference of its own."""
    one, other = await http.get("/tracks/NOBODY"), await http.get("/tracks/NOBODY")

    assert one.error.keys() == {"status", "code", "message", "reference"}
    assert (one.error["status"], one.error["code"]) == ("404", "RESOURCE_NOT_FOUND")
    assert "NOBODY" in one.error["message"]
    assert one.error["reference"] != other.error["reference"]


@pytest.mark.parametrize(("key", "code"), [(None, "NO_X_API_KEY"), ("wrong", "ACCESS_DENIED")])
async def test_a_wrong_api_key_is_a_403(http: Http, key: str | None, code: str) -> None:
    """A missing or unknown security profile id is refused."""
    answer = await http.get("/tracks/B076YT2CBT", x_api_key=key)

    assert (answer.status, answer.error["code"]) == (403, code)


@pytest.mark.parametrize(("method", "path"), REQUESTS)
async def test_a_missing_scope_is_named(http: Http, sandbox: Sandbox, method: str, path: str) -> None:
    """Every endpoint refuses a token without its scope, and names the scope."""
    token = sandbox.issue_token("poor", scopes=("music::playback",))

    answer = await REQUESTS[method, path].send(http, f"Bearer {token}")

    assert (answer.status, answer.error["code"]) == (403, "ACCESS_DENIED")
    assert SCOPES[method, path][0] in answer.error["message"]


@pytest.mark.parametrize(("method", "path", "scope"), [(*each, scope) for each in SCOPES for scope in SCOPES[each]])
async def test_one_scope_is_enough(http: Http, sandbox: Sandbox, method: str, path: str, scope: str) -> None:
    """Every endpoint answers a token that has just one of the scopes that allow it."""
    token = sandbox.issue_token(scopes=(scope,))

    answer = await REQUESTS[method, path].send(http, f"Bearer {token}")

    assert answer.status in {200, 204}


def test_the_requests_of_these_tests_are_all_that_is_served() -> None:
    """The table of sample requests has every endpoint of the sandbox, and no other."""
    assert REQUESTS.keys() == Sandbox.endpoints() == SCOPES.keys()


@pytest.mark.parametrize("path", ["/me/tracks", "/me/library/albums"])
async def test_read_scopes_allow_reads_only(http: Http, sandbox: Sandbox, path: str) -> None:
    """The scopes that end in ``:read`` allow lists and no writes."""
    token = f"Bearer {sandbox.issue_token(scopes=('music::favorites:read', 'music::library:read'))}"

    read = await http.get(path, authorization=token)
    written = await http.put(f"{path}/{sandbox.track_ids[0]}", {"likeState": "LIKE"}, authorization=token)

    assert (read.status, written.status) == (200, 403)


async def test_tokens_have_the_scopes_of_the_sandbox() -> None:
    """A token has by default the scopes that the application is enabled for."""
    async with Sandbox(scopes=("music::catalog",)) as sandbox, http_to(sandbox) as http:
        assert (await http.get("/tracks/B076YT2CBT")).status == 200
        assert (await http.get("/me/tracks")).status == 403


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/tracks", "'ids'"),
        ("/tracks?ids=", "'ids'"),
        ("/tracks?ids=B076YT2CBT,,B0042GBQS8", "empty"),
        ("/albums?ids=" + ",".join(["B0064UPU4G"] * 101), "101"),
        ("/tracks?ids=B076YT2CBT&mediaType=audio", "mediaType"),
        ("/tracks/B076YT2CBT?mediaType=FILM", "mediaType"),
        ("/me/tracks?limit=0", "'limit'"),
        ("/me/tracks?limit=101", "'limit'"),
        ("/me/tracks?limit=-5", "'limit'"),
        ("/me/tracks?limit=many", "'limit'"),
        ("/me/tracks?limit=%C2%B2", "'limit'"),
        ("/me/tracks?limit=", "'limit'"),
        ("/me/tracks?limit=" + "1" * 5000, "'limit'"),
        ("/me/tracks?trackIds=" + ",".join(["B076YT2CBT"] * 101), "'trackIds'"),
        ("/me/library/albums?albumIds=", "'albumIds'"),
    ],
)
async def test_a_bad_parameter_is_named(http: Http, path: str, said: str) -> None:
    """A value outside the documented range is a 400 that names the parameter."""
    answer = await http.get(path)

    assert (answer.status, answer.error["status"], answer.error["code"]) == (400, "400", "BAD_REQUEST")
    assert said in answer.error["message"]


@pytest.mark.parametrize(
    ("body", "label", "said"),
    [
        (LIKE, None, "Content-Type"),
        (LIKE, "text/plain", "Content-Type"),
        (b"", "application/json", "not a JSON object"),
        (b"{", "application/json", "not a JSON object"),
        (b"[]", "application/json", "not a JSON object"),
        (b"{}", "application/json", "likeState"),
        (b'{"likeState": "LOVE"}', "application/json", "LIKE, DISLIKE"),
        (b'{"likeState": ["LIKE"]}', "application/json", "LIKE, DISLIKE"),
        (b'{"likeState": "LIKE", "likestate": 1}', "application/json", "'likestate'"),
    ],
)
async def test_a_bad_body_is_refused_and_changes_nothing(
    http: Http, sandbox: Sandbox, body: bytes, label: str | None, said: str
) -> None:
    """A like needs a JSON object, sent as JSON, with one of two states."""
    answer = await http.send("PUT", f"/me/tracks/{sandbox.track_ids[-1]}", body, {"content-type": label})

    assert (answer.status, answer.error["code"]) == (400, "BAD_REQUEST")
    assert said in answer.error["message"]
    assert sandbox.track_ids[-1] not in sandbox.liked_ids


async def test_a_content_type_may_name_its_charset(http: Http) -> None:
    """``application/json; charset=utf-8`` is JSON."""
    answer = await http.send("PUT", "/me/tracks/B076YT2CBT", LIKE, {"content-type": "application/json; charset=utf-8"})

    assert answer.status == 200


async def test_an_unknown_track_cannot_be_liked(http: Http) -> None:
    """Liking an id that the catalogue does not have is a 404."""
    assert (await http.put("/me/tracks/NOBODY", {"likeState": "LIKE"})).status == 404


@pytest.mark.parametrize("path", ["/tracks/", "/tracks/a/b", "/artists/a/albums", "/"])
async def test_an_undocumented_path_is_a_404_of_the_gateway(http: Http, path: str) -> None:
    """A path that is not documented gets the gateway's answer, without the error object."""
    answer = await http.get(path)

    assert (answer.status, answer.json) == (404, {"message": "Not Found"})


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("POST", "/tracks", "GET"),
        ("DELETE", "/me/library/albums", "GET"),
        ("POST", "/playlists/x/tracks", "GET, PUT, DELETE, PATCH"),
    ],
)
async def test_an_undocumented_method_is_a_405(http: Http, method: str, path: str, allowed: str) -> None:
    """A method that is not documented for a path is refused, and the answer names those that are."""
    answer = await http.send(method, path)

    assert (answer.status, answer.json) == (405, {"message": "Method Not Allowed"})
    assert answer.headers["Allow"] == allowed


async def test_a_path_without_the_version_is_a_404(http: Http, sandbox: Sandbox) -> None:
    """A forgotten ``/v1`` is a 404 of the gateway."""
    answer = await http.page(f"{sandbox.login_origin}/tracks/B076YT2CBT")

    assert (answer.status, answer.json) == (404, {"message": "Not Found"})

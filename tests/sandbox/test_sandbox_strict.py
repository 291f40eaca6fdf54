"""The sandbox is strict: what the documents forbid is refused with their error object."""

import pytest
from sandbox_http import Http, http_to

from amazon_music_async.sandbox import Sandbox

EVERY_ENDPOINT = [
    ("GET", "/tracks/B076YT2CBT", "music::catalog"),
    ("GET", "/tracks?ids=B076YT2CBT", "music::catalog"),
    ("GET", "/albums/B0064UPU4G", "music::catalog"),
    ("GET", "/albums?ids=B0064UPU4G", "music::catalog"),
    ("GET", "/me/tracks", "music::favorites"),
    ("PUT", "/me/tracks/B076YT2CBT", "music::favorites"),
    ("GET", "/me/library/albums", "music::library"),
    ("PUT", "/me/library/albums/B0064UPU4G", "music::library"),
    ("DELETE", "/me/library/albums/B0064UPU4G", "music::library"),
    ("PUT", "/me/library/tracks/B076YT2CBT", "music::library"),
    ("DELETE", "/me/library/tracks/B076YT2CBT", "music::library"),
]
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
async def test_a_wrong_token(http: Http, header: str | None, code: str) -> None:
    """Each way to have no good token has the code that the documents give it."""
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
async def test_a_wrong_api_key(http: Http, key: str | None, code: str) -> None:
    """Without the security profile nothing is answered."""
    answer = await http.get("/tracks/B076YT2CBT", x_api_key=key)

    assert (answer.status, answer.error["code"]) == (403, code)


@pytest.mark.parametrize(("method", "path", "scope"), EVERY_ENDPOINT)
async def test_a_missing_scope_is_named(http: Http, sandbox: Sandbox, method: str, path: str, scope: str) -> None:
    """Each endpoint wants its scope, and says which."""
    token = sandbox.issue_token("poor", scopes=("music::profile",))

    answer = await http.send(method, path, headers={"authorization": f"Bearer {token}"})

    assert (answer.status, answer.error["code"]) == (403, "ACCESS_DENIED")
    assert scope in answer.error["message"]


@pytest.mark.parametrize(("method", "path", "scope"), EVERY_ENDPOINT)
async def test_the_documented_scope_is_enough(http: Http, sandbox: Sandbox, method: str, path: str, scope: str) -> None:
    """With the one scope that it wants, each endpoint answers."""
    token = sandbox.issue_token(scopes=(scope,))
    body = LIKE if path.startswith("/me/tracks/") else None

    answer = await http.send(method, path, body, {"authorization": f"Bearer {token}"})

    assert answer.status == 200


@pytest.mark.parametrize("path", ["/me/tracks", "/me/library/albums"])
async def test_reading_is_enough_to_read(http: Http, sandbox: Sandbox, path: str) -> None:
    """The scopes that end in ``:read`` allow lists, and no writes."""
    token = f"Bearer {sandbox.issue_token(scopes=('music::favorites:read', 'music::library:read'))}"

    read = await http.get(path, authorization=token)
    written = await http.put(f"{path}/{sandbox.track_ids[0]}", {"likeState": "LIKE"}, authorization=token)

    assert (read.status, written.status) == (200, 403)


async def test_a_sandbox_with_few_scopes() -> None:
    """The scopes of the sandbox are those of its tokens."""
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
async def test_a_bad_parameter(http: Http, path: str, said: str) -> None:
    """What is out of the documented range is a 400 that names the parameter."""
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
    ],
)
async def test_a_bad_body(http: Http, sandbox: Sandbox, body: bytes, label: str | None, said: str) -> None:
    """A like wants a JSON object, labelled as such, with one of two states; else nothing is changed."""
    answer = await http.send("PUT", f"/me/tracks/{sandbox.track_ids[-1]}", body, {"content-type": label})

    assert (answer.status, answer.error["code"]) == (400, "BAD_REQUEST")
    assert said in answer.error["message"]
    assert sandbox.track_ids[-1] not in sandbox.liked_ids


async def test_a_label_may_name_its_charset(http: Http) -> None:
    """``application/json; charset=utf-8`` is JSON."""
    answer = await http.send("PUT", "/me/tracks/B076YT2CBT", LIKE, {"content-type": "application/json; charset=utf-8"})

    assert answer.status == 200


async def test_liking_an_unknown_track(http: Http) -> None:
    """What is not in the catalogue cannot be liked."""
    assert (await http.put("/me/tracks/NOBODY", {"likeState": "LIKE"})).status == 404


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/playlists/x"),
        ("GET", "/tracks/"),
        ("GET", "/tracks/a/b"),
        ("POST", "/tracks"),
        ("DELETE", "/me/library/albums"),
        ("GET", "/me/library/tracks"),
        ("GET", "/"),
    ],
)
async def test_what_is_not_documented_is_not_there(http: Http, method: str, path: str) -> None:
    """The gateway in front knows no such path, and says so in its own way."""
    answer = await http.send(method, path)

    assert (answer.status, answer.json) == (404, {"message": "Not Found"})


async def test_outside_the_version_there_is_nothing(http: Http, sandbox: Sandbox) -> None:
    """A forgotten ``/v1`` is a 404 of the gateway."""
    answer = await http.page(f"{sandbox.login_origin}/tracks/B076YT2CBT")

    assert (answer.status, answer.json) == (404, {"message": "Not Found"})

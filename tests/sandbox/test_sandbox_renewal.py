"""Access tokens are renewed, rotated and revoked."""

import pytest
from sandbox_http import Http, http_to
from sandbox_login import renew, secret

from amazon_music_async.sandbox import Sandbox


async def test_a_refresh_token_can_be_used_again(http: Http, sandbox: Sandbox) -> None:
    """Each renewal gives another access token and the same refresh token."""
    first, second = await renew(http, sandbox.refresh_token), await renew(http, sandbox.refresh_token)

    assert first.json["refresh_token"] == second.json["refresh_token"] == sandbox.refresh_token
    assert first.json["access_token"] != second.json["access_token"]
    assert (first.headers["Cache-Control"], sandbox.renewals) == ("no-store", 2)


async def test_a_rotated_refresh_token_is_invalid() -> None:
    """With rotation a refresh token can be used once."""
    async with Sandbox(rotate_refresh_tokens=True) as sandbox, http_to(sandbox) as http:
        old = sandbox.refresh_token
        new = (await renew(http, old)).json["refresh_token"]
        again = await renew(http, old)

        assert new != old
        assert (again.status, again.json["error"]) == (400, "invalid_grant")
        assert (await renew(http, new)).status == 200
        assert sandbox.refresh_token not in {old, new}


async def test_a_renewal_keeps_user_and_scopes(http: Http, sandbox: Sandbox) -> None:
    """A renewed token has the user and the scopes of the login."""
    refresh = sandbox.issue_refresh_token("anna", scopes=("music::catalog",))
    token = (await renew(http, refresh)).json["access_token"]

    tracks = await http.get("/tracks/B076YT2CBT", authorization=f"Bearer {token}")
    likes = await http.get("/me/tracks", authorization=f"Bearer {token}")

    assert (tracks.status, likes.status) == (200, 403)
    assert sandbox.requests[-1].user == "anna"


@pytest.mark.parametrize(
    ("changes", "status", "error"),
    [
        ({"client_secret": "wrong"}, 401, "invalid_client"),
        ({"client_id": "wrong"}, 401, "invalid_client"),
        ({"refresh_token": "Atzr|wrong"}, 400, "invalid_grant"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
        ({"grant_type": ""}, 400, "invalid_request"),
    ],
)
async def test_each_mistake_in_renewing_has_its_error(
    http: Http, sandbox: Sandbox, changes: dict[str, str], status: int, error: str
) -> None:
    """Each mistake has the documented error, as a string."""
    form = {"grant_type": "refresh_token", "refresh_token": sandbox.refresh_token} | secret(sandbox)

    answer = await http.form(sandbox.token_url, form | changes)

    assert (answer.status, answer.json["error"]) == (status, error)


async def test_a_renewal_needs_the_secret(http: Http, sandbox: Sandbox) -> None:
    """The client id without the secret is refused."""
    form = {
        "grant_type": "refresh_token",
        "refresh_token": sandbox.refresh_token,
        "client_id": sandbox.client_id,
    }

    assert (await http.form(sandbox.token_url, form)).json["error"] == "invalid_client"


async def test_a_json_body_is_not_a_form(http: Http, sandbox: Sandbox) -> None:
    """JSON is refused with invalid_request."""
    async with http.session.post(sandbox.token_url, json={"grant_type": "refresh_token"}) as response:
        assert (response.status, (await response.json())["error"]) == (400, "invalid_request")


async def test_revoking_invalidates_one_login(http: Http, sandbox: Sandbox) -> None:
    """All tokens of a revoked login are invalid; another login of the same user stays valid."""
    other = sandbox.issue_refresh_token()
    tokens = (await renew(http, sandbox.refresh_token)).json
    revoked = await http.form(sandbox.revoke_url, {"token": tokens["refresh_token"]} | secret(sandbox))
    unknown = await http.form(sandbox.revoke_url, {"token": "Atzr|unknown"} | secret(sandbox))

    assert (revoked.status, unknown.status) == (200, 200)
    assert (await renew(http, tokens["refresh_token"])).json["error"] == "invalid_grant"
    assert (await http.get("/me/tracks", authorization=f"Bearer {tokens['access_token']}")).status == 401
    assert (await renew(http, other)).status == 200


async def test_a_user_can_remove_the_application(http: Http, sandbox: Sandbox) -> None:
    """After `revoke_logins` both kinds of tokens are refused."""
    access, refresh = sandbox.token, sandbox.refresh_token
    sandbox.revoke_logins()

    assert (await renew(http, refresh)).json["error"] == "invalid_grant"
    assert (await http.get("/me/tracks", authorization=f"Bearer {access}")).status == 401


async def test_the_two_services_have_separate_logs(http: Http, sandbox: Sandbox) -> None:
    """A renewal is not counted as a request to the music service."""
    await renew(http, sandbox.refresh_token)

    assert (len(sandbox.requests), len(sandbox.login_requests)) == (0, 1)
    assert sandbox.login_requests[0].path == "/auth/o2/token"
    assert sandbox.refresh_token not in repr(sandbox.login_requests[0])

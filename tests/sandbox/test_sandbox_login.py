"""Logging in with a browser: a page that asks, a code that is carried back, tokens for it."""

from base64 import b64encode

import pytest
from sandbox_http import Http, http_to
from sandbox_login import BACK, VERIFIER, asked, exchange, in_callback, secret

from amazon_music_async.sandbox import Sandbox


async def test_a_browser_login_ends_with_working_tokens(http: Http, sandbox: Sandbox) -> None:
    """Allow redirects the browser with a code and the state, and the code is exchanged for tokens that work."""
    page = await http.page(asked(sandbox))
    query = dict(in_callback(asked(sandbox)))
    allowed = await http.form(sandbox.authorize_url, query | {"decision": "allow", "user": "anna"})
    callback = in_callback(allowed.headers["Location"])
    tokens = (await exchange(http, callback["code"])).json

    assert 'value="allow"' in page.text
    assert all(f'name="{name}"' in page.text for name in query)
    assert "music::library" in page.text
    assert (allowed.status, callback["state"]) == (302, "s-1")
    assert (tokens["token_type"], tokens["expires_in"]) == ("bearer", 3600)
    assert tokens["access_token"].startswith("Atza|")
    assert len(tokens["access_token"]) > 350
    assert tokens["refresh_token"].startswith("Atzr|")
    await http.get("/tracks/B076YT2CBT", authorization=f"Bearer {tokens['access_token']}")
    assert (sandbox.requests[-1].status, sandbox.requests[-1].user) == (200, "anna")


async def test_approve_login_stands_in_for_the_browser(http: Http, sandbox: Sandbox) -> None:
    """The tokens of `approve_login` have the scopes that were asked for."""
    callback = in_callback(sandbox.approve_login(asked(sandbox)))
    token = (await exchange(http, callback["code"])).json["access_token"]

    assert (await http.get("/me/tracks", authorization=f"Bearer {token}")).status == 403
    assert (await http.get("/me/library/albums", authorization=f"Bearer {token}")).status == 200


async def test_deny_redirects_without_a_code(http: Http, sandbox: Sandbox) -> None:
    """Deny redirects the browser with access_denied and the state."""
    denied = await http.form(sandbox.authorize_url, in_callback(asked(sandbox)) | {"decision": "deny"})

    callback = in_callback(denied.headers["Location"])
    assert (callback["error"], callback["state"]) == ("access_denied", "s-1")
    assert "code" not in callback


async def test_the_query_of_the_redirect_uri_is_kept(sandbox: Sandbox) -> None:
    """Parameters of the redirect_uri stay, and no state comes back if none was sent."""
    url = sandbox.approve_login(asked(sandbox, redirect_uri=BACK + "?a=1", state=None))

    assert in_callback(url)["a"] == "1"
    assert "state" not in in_callback(url)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("client_id", None),
        ("client_id", "somebody"),
        ("redirect_uri", None),
        ("redirect_uri", "http://example.org/callback"),
        ("redirect_uri", "https://example.org/#part"),
        ("redirect_uri", "http://[broken"),
        ("redirect_uri", "javascript:alert(1)"),
    ],
)
async def test_untrusted_applications_are_not_redirected_to(
    http: Http, sandbox: Sandbox, name: str, value: str | None
) -> None:
    """An unknown application or an unsafe redirect_uri is a 400 on the page, before and after the button."""
    url = asked(sandbox, **{name: value})

    shown = await http.page(url)
    pressed = await http.form(sandbox.authorize_url, in_callback(url) | {"decision": "allow"})

    assert (shown.status, pressed.status) == (400, 400)
    assert "Location" not in shown.headers
    with pytest.raises(ValueError, match="400"):
        sandbox.approve_login(url)


@pytest.mark.parametrize(
    ("name", "value", "error"),
    [
        ("response_type", "token", "unsupported_response_type"),
        ("response_type", None, "unsupported_response_type"),
        ("code_challenge_method", "S512", "invalid_request"),
        ("scope", "music::everything", "invalid_scope"),
        ("scope", None, "invalid_scope"),
    ],
)
async def test_other_mistakes_are_told_the_application(
    http: Http, sandbox: Sandbox, name: str, value: str | None, error: str
) -> None:
    """A wrong response type, scope or challenge method is redirected to the application as an error."""
    answer = await http.page(asked(sandbox, **{name: value}))

    assert answer.status == 302
    assert in_callback(answer.headers["Location"])["error"] == error


async def test_parameters_are_escaped_in_the_page(http: Http, sandbox: Sandbox) -> None:
    """Markup in a parameter is shown as text."""
    page = await http.page(asked(sandbox, state='"><script>'))

    assert "<script>" not in page.text
    assert "&quot;&gt;&lt;script&gt;" in page.text


async def test_any_https_redirect_is_accepted(http: Http, sandbox: Sandbox) -> None:
    """Any https address counts as registered."""
    assert (await http.page(asked(sandbox, redirect_uri="https://example.org/back"))).status == 200


async def test_without_the_secret_there_is_no_refresh_token(http: Http, sandbox: Sandbox) -> None:
    """A program without the client secret gets an access token only."""
    code = in_callback(sandbox.approve_login(asked(sandbox)))["code"]

    answer = await exchange(http, code, {"client_id": sandbox.client_id})

    assert answer.json.keys() == {"access_token", "token_type", "expires_in"}


async def test_the_secret_may_be_sent_by_http_basic(http: Http, sandbox: Sandbox) -> None:
    """HTTP Basic works like the fields of the form."""
    code = in_callback(sandbox.approve_login(asked(sandbox)))["code"]
    basic = b64encode(f"{sandbox.client_id}:{sandbox.client_secret}".encode()).decode()
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": BACK, "code_verifier": VERIFIER}

    assert "refresh_token" in (await http.form(sandbox.token_url, form, authorization=f"Basic {basic}")).json


@pytest.mark.parametrize("basic", ["Basic ???", "Basic " + b64encode(b"\xff:\xff").decode()])
async def test_an_unreadable_basic_header_is_an_unknown_client(http: Http, sandbox: Sandbox, basic: str) -> None:
    """A broken header is refused even if the form holds the secret."""
    form = {"grant_type": "refresh_token", "refresh_token": sandbox.refresh_token} | secret(sandbox)

    answer = await http.form(sandbox.token_url, form, authorization=basic)

    assert (answer.status, answer.json["error"]) == (401, "invalid_client")


@pytest.mark.parametrize("changes", [{"code_verifier": "w" * 43}, {"code_verifier": ""}, {"redirect_uri": BACK + "/"}])
async def test_a_stolen_code_gives_no_tokens(http: Http, sandbox: Sandbox, changes: dict[str, str]) -> None:
    """Without the verifier or with another redirect_uri there are no tokens, and the code is used up."""
    code = in_callback(sandbox.approve_login(asked(sandbox)))["code"]

    stolen = await exchange(http, code, changes=changes)
    late = await exchange(http, code)

    assert (stolen.status, stolen.json["error"]) == (400, "invalid_grant")
    assert isinstance(stolen.json["error_description"], str)
    assert late.json["error"] == "invalid_grant"


async def test_a_plain_challenge_is_compared_unchanged(http: Http, sandbox: Sandbox) -> None:
    """The documented default method compares verifier and challenge as they are."""
    url = asked(sandbox, code_challenge="plainly", code_challenge_method=None)
    code = in_callback(sandbox.approve_login(url))["code"]

    assert (await exchange(http, code, changes={"code_verifier": "plainly"})).status == 200


async def test_without_a_challenge_the_secret_is_needed(http: Http, sandbox: Sandbox) -> None:
    """Without a PKCE challenge, the exchange requires the client secret."""
    url = asked(sandbox, code_challenge=None, code_challenge_method=None)
    codes = [in_callback(sandbox.approve_login(url))["code"] for _ in range(2)]

    without = await exchange(http, codes[0], {"client_id": sandbox.client_id})
    with_it = await exchange(http, codes[1])

    assert (without.status, without.json["error"], with_it.status) == (401, "invalid_client", 200)


async def test_a_code_expires_after_five_minutes() -> None:
    """After 300 seconds a code is refused."""
    now = [0.0]
    async with Sandbox(clock=lambda: now[0]) as sandbox, http_to(sandbox) as http:
        code = in_callback(sandbox.approve_login(asked(sandbox)))["code"]
        now[0] = 300.0

        assert (await exchange(http, code)).json["error"] == "invalid_grant"

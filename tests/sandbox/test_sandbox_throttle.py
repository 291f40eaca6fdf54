"""Requests above the rate are refused, and so are expired tokens."""

import pytest
from sandbox_http import TRACK, Http, http_to, statuses

from amazon_music_async.sandbox import Sandbox


class Clock:
    """A clock that is set by hand."""

    now = 0.0

    def __call__(self) -> float:
        """The time."""
        return self.now


async def test_throttling_is_a_token_bucket() -> None:
    """A burst is answered, then as many as the rate allows, and the others are refused."""
    clock = Clock()
    async with Sandbox(clock=clock) as sandbox, http_to(sandbox) as http:
        sandbox.throttle(requests_per_second=10, burst=2, retry_after=3)

        at_once = [await http.get(TRACK) for _ in range(3)]
        clock.now += 0.1
        later = await statuses(http, TRACK, TRACK)
        clock.now += 100
        much_later = await statuses(http, TRACK, TRACK, TRACK)
        sandbox.throttle(None)

        assert [answer.status for answer in at_once] == [200, 200, 429]
        assert (at_once[2].error["code"], at_once[2].headers["Retry-After"]) == ("THROTTLED", "3")
        assert (later, much_later) == ([200, 429], [200, 200, 429])
        assert await statuses(http, *[TRACK] * 9) == [200] * 9
        assert sandbox.throttled == 3


async def test_throttling_sends_no_retry_after_by_default(http: Http, sandbox: Sandbox) -> None:
    """No ``Retry-After`` is documented, so none is sent."""
    sandbox.throttle(0.001, burst=1)
    await http.get(TRACK)

    assert "Retry-After" not in (await http.get(TRACK)).headers


async def test_faults_without_a_path_leave_the_login_service_alone(http: Http, sandbox: Sandbox) -> None:
    """A fault applies to the login service only if its path is one of that service."""
    fields = {
        "grant_type": "refresh_token",
        "refresh_token": sandbox.refresh_token,
        "client_id": sandbox.client_id,
        "client_secret": sandbox.client_secret,
    }
    sandbox.fail(500)
    sandbox.throttle(0.001, burst=1)
    spared = await http.form(sandbox.token_url, fields)
    sandbox.fail(503, path="/auth/o2/token")
    hit = await http.form(sandbox.token_url, fields)

    assert (spared.status, hit.status) == (200, 503)
    assert await statuses(http, TRACK) == [500]


@pytest.mark.parametrize("path", ["/v1", "/v1/"])
async def test_the_version_alone_is_the_music_service(http: Http, sandbox: Sandbox, path: str) -> None:
    """A fault for ``/v1`` does not apply to the login service, which is beside it."""
    fault = sandbox.fail(503, times=None, path=path)

    assert (await http.page(sandbox.token_url)).status == 404
    assert await statuses(http, TRACK) == [503]
    assert fault.hits == 1


async def test_expire_tokens_invalidates_access_tokens(http: Http, sandbox: Sandbox) -> None:
    """After `expire_tokens` an old token is a 401, and the sandbox has a new one."""
    old = sandbox.token
    sandbox.expire_tokens()

    refused = await http.get(TRACK, authorization=f"Bearer {old}")

    assert (refused.status, refused.error["code"]) == (401, "INVALID_ACCESS_TOKEN")
    assert (await http.get(TRACK)).status == 200
    assert sandbox.token != old


async def test_tokens_expire_with_age() -> None:
    """After its lifetime a token is refused."""
    clock = Clock()
    async with Sandbox(clock=clock, expires_in=60) as sandbox, http_to(sandbox) as http:
        old = sandbox.token
        clock.now = 59.9
        young = await http.get(TRACK, authorization=f"Bearer {old}")
        clock.now = 60
        dead = await http.get(TRACK, authorization=f"Bearer {old}")

        assert (young.status, dead.status) == (200, 401)
        assert sandbox.token != old
        assert sandbox.issue_token() != sandbox.token

"""Logging in on another device."""

import asyncio

import pytest
from aiohttp import web
from login_service import CLIENT_ID, Clock, LoginService, MakeLogin, refusal

from amazon_music_async.auth import DeviceCode, LoginWithAmazon, Scope, _uncancellable as _steady
from amazon_music_async.errors import AuthError, AuthUnavailable, LoginRequired


def code_pair(**changes: object) -> web.Response:
    """The answer to a device that asks for a code, as the documents print it."""
    answer: dict[str, object] = {
        "user_code": "EXAMPLE",
        "device_code": "00000000-0000-0000-0000-000000000000",
        "verification_uri": "https://amazon.com/us/code",
        "expires_in": 600,
        "interval": 30,
    }
    return web.json_response(answer | changes)


async def linking(service: LoginService, login: LoginWithAmazon, *replies: web.Response) -> DeviceCode:
    """A code for a device, and what the polls will be answered."""
    service.replies += [code_pair(), *replies]
    return await login.device([Scope.CATALOG])


async def test_a_device_shows_a_code(service: LoginService, make_login: MakeLogin, clock: Clock) -> None:
    """A device asks for a code with its client id and scopes; the code itself is in no repr."""
    device = await linking(service, make_login(client_secret=None))

    assert service.paths == ["/auth/o2/create/codepair"]
    assert service.forms == [{"response_type": "device_code", "client_id": CLIENT_ID, "scope": "music::catalog"}]
    assert (device.user_code, device.verification_uri) == ("EXAMPLE", "https://amazon.com/us/code")
    assert (device.expires_in, device.interval, device.expires_at) == (600, 30, clock.now + 600)
    assert "EXAMPLE" not in repr(device)
    assert device.device_code not in repr(device)


@pytest.mark.parametrize(("expires_in", "interval"), [(None, -1), (-1, None), (0, "0"), ("never", 0)])
async def test_a_code_without_numbers_has_the_documented_ones(
    service: LoginService, make_login: MakeLogin, expires_in: object, interval: object
) -> None:
    """Where the service says no numbers, or none that make sense, the documented ones hold."""
    service.replies.append(code_pair(expires_in=expires_in, interval=interval))
    device = await make_login().device([Scope.CATALOG])

    assert (device.expires_in, device.interval) == (600, 30)


async def test_half_a_code_is_no_code(service: LoginService, make_login: MakeLogin) -> None:
    """An answer without a user code is a failure for now."""
    service.replies += [code_pair(user_code=None)] * 1
    with pytest.raises(AuthUnavailable):
        await make_login(attempts=1).device([Scope.CATALOG])


async def test_a_device_that_asks_for_a_code_can_be_cancelled_at_once(
    service: LoginService, make_login: MakeLogin, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A code that nobody has seen is no loss: the answer is not waited for, and no task is left."""
    monkeypatch.setattr(_steady, "GRACE", 3600.0)
    service.gate.clear()
    asking = asyncio.create_task(make_login().device([Scope.CATALOG]))
    await service.spent.wait()
    asking.cancel()
    async with asyncio.timeout(5):
        await asyncio.wait([asking])

    assert asking.cancelled()
    assert not any("TokenEndpoint" in repr(task) for task in asyncio.all_tasks())


async def test_a_device_waits_for_its_user(service: LoginService, make_login: MakeLogin, clock: Clock) -> None:
    """The service is asked at its interval, more slowly when it says so, until the user has typed in the code."""
    login = make_login(refresh_token=None)
    pending = (refusal("authorization_pending"), refusal("Slow_Down"), refusal("authorization_pending"))
    device = await linking(service, login, *pending)
    await login.wait_for(device)

    assert clock.slept == [30, 30, 35, 35]
    assert (
        service.forms[1:]
        == [{"grant_type": "device_code", "device_code": device.device_code, "user_code": "EXAMPLE"}] * 4
    )
    assert await login.token() == "Atza|5"
    assert login.scopes == frozenset({"music::catalog"})


async def test_a_code_that_is_not_typed_in_expires(service: LoginService, make_login: MakeLogin, clock: Clock) -> None:
    """When the time of the code is over, the wait ends by itself."""
    login = make_login()
    device = await linking(service, login, *(refusal("authorization_pending") for _ in range(20)))
    with pytest.raises(LoginRequired, match="expired_token"):
        await login.wait_for(device)

    assert clock.now == device.expires_at
    assert service.renewals == 21


@pytest.mark.parametrize("error", ["invalid_code_pair", "expired_token", "Expired_Token"])
async def test_a_code_that_the_service_has_forgotten_ends_the_wait(
    service: LoginService, make_login: MakeLogin, error: str
) -> None:
    """A code that the service does not know, or no longer, asks for another login."""
    login = make_login()
    device = await linking(service, login, refusal(error, "gone"))
    with pytest.raises(LoginRequired, match=f"{error}: gone"):
        await login.wait_for(device)


async def test_a_refusal_ends_the_wait(service: LoginService, make_login: MakeLogin) -> None:
    """When the user says no, the wait ends with what the service says."""
    login = make_login()
    device = await linking(service, login, refusal("access_denied"))
    with pytest.raises(AuthError, match="access_denied") as caught:
        await login.wait_for(device)

    assert not isinstance(caught.value, LoginRequired)


async def test_a_wait_that_was_cancelled_can_be_taken_up_again(service: LoginService, make_login: MakeLogin) -> None:
    """A wait cancelled at the very moment when the user is done loses nothing: another one finds the login."""
    login = make_login(refresh_token=None)
    device = await linking(service, login)
    service.spent.clear()
    service.gate.clear()
    wait = asyncio.create_task(login.wait_for(device))
    await service.spent.wait()
    wait.cancel()
    await asyncio.wait([wait])
    service.gate.set()

    assert wait.cancelled()
    assert await login.token() == "Atza|2"

    await login.wait_for(device)

    assert service.renewals == 2

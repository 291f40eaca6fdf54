# pyright: reportPrivateUsage=false
"""A login and its clocks: one that is set, and one that nobody sets."""

import time

import pytest
from aiohttp import web
from login_service import CLIENT_ID, CLIENT_SECRET, FIRST, Clock, LoginService, login_class, refusal

from amazon_music_async._retry import Retry
from amazon_music_async.auth import LoginWithAmazon, MemoryTokenStore, Scope, StoredLogin
from amazon_music_async.auth._time import Time
from amazon_music_async.errors import AuthUnavailable, LoginRequired


@pytest.fixture
def monotonic() -> Clock:
    """A clock that nobody sets."""
    return Clock(now=5.0)


def login_of(
    service: LoginService, clock: Clock, monotonic: Clock, store: MemoryTokenStore | None = None
) -> LoginWithAmazon:
    """A login by two clocks, of which each pause moves both."""

    async def sleep(seconds: float) -> None:
        await clock.sleep(seconds)
        await monotonic.sleep(seconds)

    time = Time(clock=clock, monotonic=monotonic, sleep=sleep, random=lambda: 0.5)
    return login_class(time)(
        CLIENT_ID,
        CLIENT_SECRET,
        refresh_token=FIRST,
        store=store,
        token_url=service.url,
        retry=Retry(attempts=3, first=1.0),
    )


async def test_a_clock_that_is_set_back_skips_no_renewal(service: LoginService, clock: Clock, monotonic: Clock) -> None:
    """A token is renewed at the end of its life though the clock says that it was just given."""
    login = login_of(service, clock, monotonic)
    await login.token()
    clock.now -= 10_000
    monotonic.now += 3539

    assert await login.token() == "Atza|1"

    monotonic.now += 1

    assert await login.token() == "Atza|2"
    assert await login.token() == "Atza|2"


async def test_a_machine_that_slept_skips_no_renewal(service: LoginService, clock: Clock, monotonic: Clock) -> None:
    """Monotonic clocks stand still while a machine sleeps; the other one tells."""
    login = login_of(service, clock, monotonic)
    await login.token()
    clock.now += 3600

    assert await login.token() == "Atza|2"


@pytest.mark.parametrize("jump", [1e6, -1e6])
async def test_a_clock_that_is_set_ends_no_renewal(
    service: LoginService, clock: Clock, monotonic: Clock, jump: float
) -> None:
    """A renewal is tried again though the clock is set by days between two attempts."""
    login = login_of(service, clock, monotonic)
    service.replies += [refusal("servererror", status=503) for _ in range(2)]

    async def set_meanwhile(seconds: float) -> None:
        clock.now += jump
        await monotonic.sleep(seconds)

    login._endpoint.sleep = set_meanwhile

    assert await login.token() == "Atza|3"
    assert monotonic.slept == [0.5, 1.0]


async def test_a_login_saved_by_a_clock_that_was_ahead_is_renewed_in_time(
    service: LoginService, clock: Clock, monotonic: Clock
) -> None:
    """A token is never used for longer than the seconds for which it was given, whatever its end is said to be."""
    stored = StoredLogin(refresh_token=FIRST, access_token="Atza|0", expires_at=clock.now + 1e6, expires_in=3600)
    login = login_of(service, clock, monotonic, MemoryTokenStore(stored))

    assert await login.token() == "Atza|0"

    monotonic.now += 3600

    assert await login.token() == "Atza|1"


@pytest.mark.parametrize("jump", [1e6, -1e6])
async def test_a_clock_that_is_set_neither_ends_nor_prolongs_the_wait_for_a_device(
    service: LoginService, clock: Clock, monotonic: Clock, jump: float
) -> None:
    """A code is good for its ten minutes, though the clock is set meanwhile."""
    login = login_of(service, clock, monotonic)
    code = {"user_code": "EXAMPLE", "device_code": "0", "verification_uri": "https://amazon.com/us/code"}
    service.replies.append(web.json_response(code | {"expires_in": 600, "interval": 30}))
    device = await login.device([Scope.CATALOG])
    clock.now += jump
    service.replies += [refusal("authorization_pending") for _ in range(20)]
    with pytest.raises(LoginRequired, match="expired_token"):
        await login.wait_for(device)

    assert sum(monotonic.slept) == 600

    with pytest.raises(LoginRequired, match="expired_token"):
        await login.wait_for(device)

    assert sum(monotonic.slept) == 600


async def test_the_clock_is_looked_up_at_each_call(service: LoginService, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests replace the clock of the module ``time`` after a login was made: it goes by the new one."""
    login = LoginWithAmazon(CLIENT_ID, CLIENT_SECRET, refresh_token=FIRST, token_url=service.url)
    await login.token()
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 3600)

    assert await login.token() == "Atza|2"


async def test_time_is_counted_without_pauses_too(service: LoginService, clock: Clock, monotonic: Clock) -> None:
    """Attempts that take long use up the seconds that the policy allows."""
    login = login_of(service, clock, monotonic)
    monotonic.now = 0.0

    async def sleep(_: float) -> None:
        monotonic.now += 1000

    service.replies += [refusal("servererror", status=503) for _ in range(3)]
    login._endpoint.sleep = sleep
    with pytest.raises(AuthUnavailable) as caught:
        await login.token()

    assert (caught.value.attempts, caught.value.elapsed) == (2, 1000.0)

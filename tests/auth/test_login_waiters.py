"""Many callers, one renewal."""

import asyncio
import gc

from aiohttp import web
from login_service import (
    Clock,
    LoginService,
    MakeLogin,
    refusal,
)

from amazon_music_async.auth import MemoryTokenStore, StoredLogin


async def test_fifty_calls_on_a_spent_token_make_one_renewal(
    service: LoginService, make_login: MakeLogin, clock: Clock
) -> None:
    """Fifty calls at once on a spent token make one renewal."""
    login = make_login()
    await login.token()
    clock.now += 4000

    assert set(await asyncio.gather(*(login.token() for _ in range(50)))) == {"Atza|2"}
    assert service.renewals == 2


async def test_fifty_rejections_make_one_renewal(service: LoginService, make_login: MakeLogin) -> None:
    """Fifty calls that saw the same token rejected, at once and later, make one renewal."""
    login = make_login()
    old = await login.token()

    assert set(await asyncio.gather(*(login.token(rejected=old) for _ in range(50)))) == {"Atza|2"}
    assert await login.token(rejected=old) == "Atza|2"
    assert service.renewals == 2


async def test_fifty_calls_share_a_renewal_that_fails_twice_first(
    service: LoginService, make_login: MakeLogin, clock: Clock
) -> None:
    """Fifty calls share one renewal that succeeds at its third attempt."""
    service.replies += [refusal("ServerError", status=500), "drop"]
    login = make_login()

    assert set(await asyncio.gather(*(login.token() for _ in range(50)))) == {"Atza|3"}
    assert service.renewals == 3
    assert clock.slept == [0.5, 1.0]


async def test_a_waiter_that_is_cancelled_harms_nobody(service: LoginService, make_login: MakeLogin) -> None:
    """Of fifty waiters one is cancelled: it ends at once, the others get the token of the one renewal."""
    service.gate.clear()
    login = make_login()
    waiters = [asyncio.create_task(login.token()) for _ in range(50)]
    await service.spent.wait()
    waiters[0].cancel()
    await asyncio.wait([waiters[0]])

    assert waiters[0].cancelled()

    service.gate.set()

    assert set(await asyncio.gather(*waiters[1:])) == {"Atza|1"}
    assert service.renewals == 1


async def test_the_renewal_outlives_its_only_waiter(service: LoginService, make_login: MakeLogin) -> None:
    """When the only waiter is cancelled, the rotated refresh token is kept, and the next call finds the new token."""
    service.gate.clear()
    store = MemoryTokenStore()
    login = make_login(store)
    waiter = asyncio.create_task(login.token())
    await service.spent.wait()
    waiter.cancel()
    await asyncio.wait([waiter])
    service.gate.set()

    assert await login.token() == "Atza|1"
    assert service.renewals == 1
    assert (await store.load() or StoredLogin()).refresh_token == "Atzr|1"


async def test_a_failure_that_nobody_hears_of_is_not_complained_of(
    service: LoginService, make_login: MakeLogin
) -> None:
    """When the only waiter of a renewal that fails is cancelled, the event loop has nothing to complain of."""
    complaints: list[object] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: complaints.append(context))
    service.gate.clear()
    service.replies.append(refusal("invalid_client"))
    before = asyncio.all_tasks()
    waiter = asyncio.create_task(make_login().token())
    await service.spent.wait()
    waiter.cancel()
    service.gate.set()
    (renewal,) = (task for task in asyncio.all_tasks() - before if "renew" in str(task.get_coro()))
    await asyncio.wait([renewal])
    del renewal, waiter
    gc.collect()

    assert complaints == []


async def test_a_late_rejection_of_the_new_token_makes_a_renewal_of_its_own(
    service: LoginService, make_login: MakeLogin
) -> None:
    """A call that joins a renewal, and gets the very token it saw rejected, renews once more."""
    service.gate.clear()
    login = make_login()
    first = asyncio.create_task(login.token())
    await service.spent.wait()
    second = asyncio.create_task(login.token(rejected="Atza|1"))
    await asyncio.sleep(0)
    service.gate.set()

    assert await first == "Atza|1"
    assert await second == "Atza|2"


async def test_a_service_that_grants_the_rejected_token_again_is_asked_once(
    service: LoginService, make_login: MakeLogin
) -> None:
    """If the service grants the very token that was rejected, the caller gets it, and sees that nothing changed."""
    service.replies += [web.json_response({"access_token": "Atza|same"}) for _ in range(2)]
    login = make_login()

    assert await login.token() == "Atza|same"
    assert await login.token(rejected="Atza|same") == "Atza|same"
    assert service.renewals == 2

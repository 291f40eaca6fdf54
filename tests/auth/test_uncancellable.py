# pyright: reportPrivateUsage=false
"""Work that is finished once begun."""

import asyncio
import gc
import weakref

import pytest
from login_service import Clock, LoginService, MakeLogin, serving_elsewhere

from amazon_music_async.auth import MemoryTokenStore, StoredLogin, _uncancellable as _steady
from amazon_music_async.auth._uncancellable import SingleFlight, run_detached, run_uncancelled, within


async def turns(number: int, log: list[str]) -> str:
    """Work that takes ``number`` turns of the event loop."""
    for _ in range(number):
        await asyncio.sleep(0)
    log.append("done")
    return "value"


async def for_ever() -> None:
    """Work that does not end by itself."""
    await asyncio.Event().wait()


async def test_a_cancellation_arrives_when_the_work_is_done() -> None:
    """A cancellation waits for the end of the work, and then arrives."""
    log: list[str] = []
    task = asyncio.create_task(run_uncancelled(turns(5, log)))
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.wait([task])

    assert task.cancelled()
    assert log == ["done"]


def test_the_end_of_the_event_loop_waits_too() -> None:
    """`asyncio.run`, which cancels every task at its end, waits for the end of the work."""
    log: list[str] = []

    async def main() -> None:
        task = asyncio.create_task(run_uncancelled(turns(5, log)))
        await asyncio.sleep(0)
        assert not task.done()

    asyncio.run(main())

    assert log == ["done"]


async def test_patience_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """Work that does not end within the seconds of grace is stopped."""
    monkeypatch.setattr(_steady, "GRACE", 0.001)
    task = asyncio.create_task(run_uncancelled(within(60, for_ever())))
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.wait([task])

    assert task.cancelled()
    assert len(asyncio.all_tasks()) == 1


async def test_a_failure_that_nobody_waits_for_any_more_is_no_complaint(caplog: pytest.LogCaptureFixture) -> None:
    """Whoever is cancelled has been answered; asyncio has nothing to add when the work fails after all."""

    async def failing_later() -> None:
        await turns(5, [])
        raise ZeroDivisionError

    for waiting in (run_uncancelled(failing_later()), run_detached(failing_later())):
        task = asyncio.create_task(waiting)
        await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait([task])
        await turns(9, [])
        assert task.cancelled()
        del task
    gc.collect()

    assert caplog.records == []


async def test_work_in_time_gives_its_value() -> None:
    """Work that ends in time gives its value, or its own error."""
    assert await within(60, turns(1, [])) == "value"

    with pytest.raises(ZeroDivisionError):
        await within(60, failing())


async def failing() -> None:
    """Work that fails."""
    raise ZeroDivisionError


async def test_work_out_of_time_is_stopped() -> None:
    """Work that takes too long is stopped, and is a TimeoutError."""
    with pytest.raises(TimeoutError):
        await within(0.001, for_ever())

    assert len(asyncio.all_tasks()) == 1


async def test_work_that_is_stopped_by_somebody_else_is_cancelled_for_its_waiters() -> None:
    """If the work itself is cancelled, so are those who wait for it; an error that is not ours stays as it is."""
    work = asyncio.create_task(run_detached(for_ever()))
    await asyncio.sleep(0)
    (inner,) = asyncio.all_tasks() - {work, asyncio.current_task()}
    inner.cancel()
    await asyncio.wait([work])

    assert work.cancelled()

    with pytest.raises(ZeroDivisionError):
        await run_detached(failing())


async def test_work_that_goes_on_alone_is_not_forgotten() -> None:
    """The event loop itself holds on to no task; and when the work is done, nobody holds on to what it gave."""
    held: list[weakref.ref[asyncio.Future[None]]] = []

    async def work() -> object:
        answer = asyncio.get_running_loop().create_future()
        held.append(weakref.ref(answer))
        return await answer

    waiter = asyncio.create_task(run_detached(work()))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    waiter.cancel()
    await asyncio.wait([waiter])
    del waiter
    gc.collect()
    answer = held[0]()

    assert answer is not None

    answer.set_result(None)
    del answer
    await turns(3, [])
    gc.collect()

    assert held[0]() is None
    assert not any("work" in repr(task) for task in _steady._tasks)


def test_work_of_an_event_loop_that_stands_still_is_begun_anew() -> None:
    """Nobody waits for another loop, which may never go on."""

    async def work() -> None:
        await turns(3, [])

    flight = SingleFlight()
    other = asyncio.new_event_loop()
    stuck = other.create_task(flight.join(work))
    other.call_soon(other.stop)
    other.run_forever()

    assert asyncio.run(asyncio.wait_for(flight.join(work), 5))
    assert other.run_until_complete(stuck)

    other.close()


def test_a_program_that_ends_during_a_renewal_keeps_the_rotated_refresh_token(clock: Clock) -> None:
    """A program that is interrupted while the service spends its refresh token saves the next one before it ends."""
    service, store = LoginService(), MemoryTokenStore()
    with serving_elsewhere(service):
        service.pause = 0.02

        async def interrupted() -> None:
            task = asyncio.create_task(MakeLogin(service, clock, [])(store).token())
            while not service.spent.is_set():  # noqa: ASYNC110 - it belongs to another loop
                await asyncio.sleep(0)
            assert not task.done()

        asyncio.run(interrupted())

        assert service.alive == "Atzr|1"
        assert (asyncio.run(store.load()) or StoredLogin()).refresh_token == "Atzr|1"
        assert asyncio.run(MakeLogin(service, clock, [])(store).token()) == "Atza|1"

"""One at a time, with room for the event loop in between."""

import asyncio

import pytest
from fake_clock import turns
from fake_transport import FakeTransport, client, error, items

from amazon_music_async import APIError, Forbidden, Unauthorized
from amazon_music_async._calls.decode_lock import DecodeLock


async def test_those_who_come_together_pass_one_by_one() -> None:
    """Who comes first passes first, and the event loop turns before the next."""
    lock = DecodeLock()
    passed: list[int] = []

    async def come(number: int) -> None:
        await lock.acquire()
        passed.append(number)

    tasks = [asyncio.create_task(come(number)) for number in range(3)]
    counts: list[int] = []
    while len(passed) < len(tasks):
        await turns(1)
        counts.append(len(passed))

    assert (sorted(set(counts)), passed) == ([1, 2, 3], [0, 1, 2])


async def test_a_call_that_comes_alone_does_not_wait() -> None:
    """Nobody waits for a turn in which nobody has passed."""
    lock = DecodeLock()
    entering = lock.acquire()

    try:
        entering.send(None)
    except StopIteration:
        passed_at_once = True
    else:
        passed_at_once = False

    assert passed_at_once


async def test_a_call_that_gives_up_leaves_the_way_free() -> None:
    """A cancelled waiter does not keep the others from passing."""
    lock = DecodeLock()
    await lock.acquire()
    impatient, patient = asyncio.create_task(lock.acquire()), asyncio.create_task(lock.acquire())
    await turns(1)
    impatient.cancel()

    await patient

    assert impatient.done()


@pytest.mark.parametrize(("status", "kind"), [(403, Forbidden), (401, Unauthorized)])
async def test_a_failure_waits_until_what_arrived_before_is_read(status: int, kind: type[APIError]) -> None:
    """A look-up of many that ends with it keeps all that was answered till then."""
    ids = [f"B{number}" for number in range(400)]
    replies = [*(items(ids[start : start + 100]) for start in (0, 100, 200)), error(status)]

    with pytest.raises(kind) as caught:
        await client(FakeTransport(replies=replies)).tracks.get_many(ids)

    assert caught.value.partial is not None
    assert list(caught.value.partial.found) == ids[:300]
    assert caught.value.pending == tuple(ids[300:])

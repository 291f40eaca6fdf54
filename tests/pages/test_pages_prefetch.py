"""The next page is asked for while the caller works on this one."""

import asyncio
import gc
from collections.abc import AsyncGenerator

import pytest
from fake_clock import turns
from fake_music import FakeList, drain, others

from amazon_music_async import Page, Pages, PaginationError, ServerError
from amazon_music_async.models.page import PageInfo

PAGES = [["a", "b"], ["c", "d"], ["e"], ["f"]]


def ahead(source: FakeList) -> Pages[str]:
    """A walk that asks ahead."""
    return Pages(source.fetch, prefetch=True)


async def slowly(pages: Pages[str]) -> AsyncGenerator[str]:
    """The items of a walk, with work to do after each."""
    async for item in pages:
        yield item
        await turns()


def body(token: str) -> bytes:
    """The beginning of a page that leads on to ``token``, as the documents' samples show it."""
    return b'{"data":{"user":{"tracks":{"pageInfo":{"hasNextPage":true,"token":"%s"}' % token.encode()


@pytest.mark.parametrize("early", [False, True])
async def test_one_page_is_asked_ahead_and_no_more(*, early: bool) -> None:
    """However long the caller takes, and wherever its token stands; it has left before the caller gets an item."""
    source = FakeList(PAGES, bodies={number: body(f"page {number + 1}") for number in range(3)} if early else {})
    walk = ahead(source).by_page()
    for number in range(1, 5):
        await anext(walk)
        assert len(source.requests) == min(number + 1, 4)
        await turns()
        assert len(source.requests) == min(number + 1, 4)
    assert [page async for page in walk] == []
    assert others() == set()


async def test_the_error_of_the_page_ahead_comes_after_the_items_of_this_one() -> None:
    """With the cursor of the page that failed."""
    source = FakeList(PAGES, failures={1: ServerError(500)})
    items: list[str] = []
    with pytest.raises(ServerError) as caught:
        await drain(slowly(ahead(source)), items)
    assert items == ["a", "b"]
    assert caught.value.cursor == "page 1"
    assert others() == set()


async def test_a_page_ahead_that_leads_in_a_circle_is_told_in_its_turn() -> None:
    """After the items of the page before it."""
    source = FakeList(PAGES, infos={1: PageInfo(has_next_page=True, token="page 1")})
    items: list[str] = []
    with pytest.raises(PaginationError):
        await drain(ahead(source), items)
    assert items == ["a", "b"]


@pytest.fixture(params=["failed", "cancelled", "under way"])
def source(request: pytest.FixtureRequest) -> FakeList:
    """A list whose second page has failed, was cancelled by whoever fetches it, or is never answered."""
    if request.param == "under way":
        return FakeList(PAGES, gates={1: asyncio.Event()})
    return FakeList(PAGES, failures={1: ServerError(500) if request.param == "failed" else asyncio.CancelledError()})


async def check_nothing_is_left(source: FakeList) -> None:
    """A few turns later."""
    await turns(6)
    assert others() == set()
    assert source.in_flight == 0


async def test_break_leaves_no_task(source: FakeList, caplog: pytest.LogCaptureFixture) -> None:
    """Nor a complaint of a failure that nobody has seen."""
    async for _ in ahead(source):
        await turns()
        break
    await check_nothing_is_left(source)
    async for _ in ahead(source).by_page():
        break
    await check_nothing_is_left(source)
    assert caplog.records == []


async def test_an_exception_of_the_consumer_leaves_no_task(source: FakeList) -> None:
    """It passes through."""

    async def consume() -> None:
        async for _ in ahead(source):
            raise LookupError

    with pytest.raises(LookupError):
        await consume()
    await check_nothing_is_left(source)


async def test_aclose_leaves_no_task_at_once(source: FakeList) -> None:
    """Without a further turn of the loop."""
    walk: AsyncGenerator[Page[str]] = ahead(source).by_page()
    await anext(walk)
    await turns()
    await walk.aclose()
    assert others() == set()
    items = aiter(ahead(source))
    await anext(items)
    await items.aclose()
    assert others() == set()


@pytest.mark.parametrize("after", range(8))
async def test_a_walk_cancelled_as_its_page_fails_leaves_no_complaint(
    after: int, caplog: pytest.LogCaptureFixture
) -> None:
    """A failure that comes in the same turn of the loop is taken note of, though nobody is left to be told."""
    walk = asyncio.create_task(drain(ahead(FakeList(PAGES, failures={0: ServerError(500)})), []))
    await turns(after)
    walk.cancel()
    with pytest.raises((asyncio.CancelledError, ServerError)):
        await walk
    del walk
    gc.collect()
    assert caplog.records == []
    assert others() == set()


async def test_a_cancelled_walk_leaves_no_task() -> None:
    """Cancelled while it waits for the page ahead."""
    source = FakeList(PAGES, gates={1: asyncio.Event()})

    async def consume() -> list[str]:
        return [item async for item in ahead(source)]

    task = asyncio.create_task(consume())
    await turns()
    assert source.in_flight == 1
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    del task
    assert others() == set()
    assert source.in_flight == 0


async def test_the_next_page_is_asked_for_before_this_one_is_decoded() -> None:
    """Its token stands at the beginning of the body, if somebody waits for it; no page is asked for twice."""
    asked = asyncio.Event()
    source = FakeList(PAGES, gates={1: asked}, bodies={number: body(f"page {number + 1}") for number in range(2)})
    items: list[str] = []
    async for item in ahead(source):
        items.append(item)
        asyncio.get_running_loop().call_later(0, asked.set)
    assert items == ["a", "b", "c", "d", "e", "f"]
    assert source.sent_early == [1, 1]
    assert [token for _, token in source.requests] == [None, "page 1", "page 2", "page 3"]


async def test_nobody_looks_for_the_next_page_who_did_not_ask_for_it_ahead() -> None:
    """Without ``prefetch``, and in `take`, no page is fetched that nobody wants yet."""
    source = FakeList(PAGES, bodies={0: body("page 1"), 1: body("page 1")})
    walk = Pages(source.fetch).by_page()
    await anext(walk)
    await turns()
    assert source.tokens == [None]
    await walk.aclose()
    assert await ahead(source).take(2) == ["a", "b"]
    await turns()
    assert source.tokens == [None, None]


async def test_a_token_that_was_misread_costs_a_request_and_no_item() -> None:
    """What the decoded page says counts; the wrong page is not waited for."""
    source = FakeList(PAGES, bodies={0: body("page 3")}, gates={1: asyncio.Event()})
    assert [item async for item in ahead(source)] == ["a", "b", "c", "d", "e", "f"]
    assert source.requests[1] == ((), "page 3")
    assert source.in_flight == 0
    assert others() == set()


async def test_a_token_read_early_on_the_last_page_is_forgotten() -> None:
    """``hasNextPage`` false ends the walk, whatever the beginning of the body looked like."""
    source = FakeList(PAGES[:1] + PAGES[3:], bodies={1: body("page 0")})
    walk = ahead(source).by_page()
    assert [(await anext(walk)).items, (await anext(walk)).items] == [("a", "b"), ("f",)]
    assert others() == set()
    assert [page async for page in walk] == []


async def test_a_token_that_came_before_leads_nowhere_early() -> None:
    """A circle is not entered."""
    circle = {1: PageInfo(has_next_page=True, token="page 1")}
    source = FakeList(PAGES, infos=circle, bodies={1: body("page 1")})
    with pytest.raises(PaginationError):
        await drain(ahead(source), [])
    assert len(source.requests) == 2


async def test_a_page_asked_for_early_ends_with_a_walk_that_fails() -> None:
    """A page that cannot be decoded takes the next one with it."""
    source = FakeList(PAGES, failures={0: ServerError(500)}, bodies={0: body("page 1")})
    with pytest.raises(ServerError):
        await drain(ahead(source), [])
    assert source.sent_early == [1]
    assert others() == set()

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
    """A walk with prefetch."""
    return Pages(source.fetch, prefetch=True)


async def slowly(pages: Pages[str]) -> AsyncGenerator[str]:
    """The items of a walk, for a caller that works a while after each."""
    async for item in pages:
        yield item
        await turns()


def body(token: str) -> bytes:
    """The beginning of a page whose next token is ``token``, as in the documentation's samples."""
    return b'{"data":{"user":{"tracks":{"pageInfo":{"hasNextPage":true,"token":"%s"}' % token.encode()


@pytest.mark.parametrize("early", [False, True])
async def test_one_page_is_requested_ahead_and_no_more(*, early: bool) -> None:
    """However long the caller works, one page is in flight; its request leaves before the caller gets this page."""
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
    """The items of this page come first, then the error with the cursor of the page that failed."""
    source = FakeList(PAGES, failures={1: ServerError(500)})
    items: list[str] = []
    with pytest.raises(ServerError) as caught:
        await drain(slowly(ahead(source)), items)
    assert items == ["a", "b"]
    assert caught.value.cursor == "page 1"
    assert others() == set()


async def test_a_circle_found_ahead_is_raised_after_the_items_of_this_page() -> None:
    """A page requested ahead that leads in a circle costs no item of the page before it."""
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
    """A walk left early leaves no task, and asyncio logs no exception that was never retrieved."""
    async for _ in ahead(source):
        await turns()
        break
    await check_nothing_is_left(source)
    async for _ in ahead(source).by_page():
        break
    await check_nothing_is_left(source)
    assert caplog.records == []


async def test_an_exception_of_the_consumer_leaves_no_task(source: FakeList) -> None:
    """The exception of the caller passes through, and no task is left."""

    async def consume() -> None:
        async for _ in ahead(source):
            raise LookupError

    with pytest.raises(LookupError):
        await consume()
    await check_nothing_is_left(source)


async def test_aclose_leaves_no_task_at_once(source: FakeList) -> None:
    """After ``aclose()`` no task is left, without a further turn of the loop."""
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
async def test_asyncio_logs_nothing_when_a_walk_is_cancelled_as_its_page_fails(
    after: int, caplog: pytest.LogCaptureFixture
) -> None:
    """The exception of a page that fails in the turn of the cancellation is retrieved."""
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
    """A walk cancelled while it waits for the page ahead takes its request back."""
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
    """The token at the beginning of the body is enough; no page is requested twice."""
    asked = asyncio.Event()
    source = FakeList(PAGES, gates={1: asked}, bodies={number: body(f"page {number + 1}") for number in range(2)})
    items: list[str] = []
    async for item in ahead(source):
        items.append(item)
        asyncio.get_running_loop().call_later(0, asked.set)
    assert items == ["a", "b", "c", "d", "e", "f"]
    assert source.sent_early == [1, 1]
    assert [token for _, token in source.requests] == [None, "page 1", "page 2", "page 3"]


async def test_without_prefetch_the_token_is_not_looked_for_early() -> None:
    """Without ``prefetch``, and in `take`, no page is requested ahead."""
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
    """The token of the decoded page counts; the request for the wrong page is cancelled."""
    source = FakeList(PAGES, bodies={0: body("page 3")}, gates={1: asyncio.Event()})
    assert [item async for item in ahead(source)] == ["a", "b", "c", "d", "e", "f"]
    assert source.requests[1] == ((), "page 3")
    assert source.in_flight == 0
    assert others() == set()


async def test_a_token_read_early_on_the_last_page_is_ignored() -> None:
    """``hasNextPage`` false ends the walk, whatever the beginning of the body says."""
    source = FakeList(PAGES[:1] + PAGES[3:], bodies={1: body("page 0")})
    walk = ahead(source).by_page()
    assert [(await anext(walk)).items, (await anext(walk)).items] == [("a", "b"), ("f",)]
    assert others() == set()
    assert [page async for page in walk] == []


async def test_a_token_that_came_before_is_not_requested_early() -> None:
    """A token that leads back makes no request, only the error."""
    circle = {1: PageInfo(has_next_page=True, token="page 1")}
    source = FakeList(PAGES, infos=circle, bodies={1: body("page 1")})
    with pytest.raises(PaginationError):
        await drain(ahead(source), [])
    assert len(source.requests) == 2


async def test_a_request_ahead_is_cancelled_when_the_walk_fails() -> None:
    """A page that fails after its body was read takes the next request with it."""
    source = FakeList(PAGES, failures={0: ServerError(500)}, bodies={0: body("page 1")})
    with pytest.raises(ServerError):
        await drain(ahead(source), [])
    assert source.sent_early == [1]
    assert others() == set()


def nested(token: str) -> bytes:
    """The beginning of a page whose first item holds a list of its own."""
    return b'{"data":{"user":{"tracks":{"edges":[{"node":{"tracks":' + body(token)[26:]


async def test_a_token_nested_in_an_item_is_not_requested_early() -> None:
    """Only a ``pageInfo`` before the edges is the list's own: six pages take six requests."""
    source = FakeList([["a"]] * 6, bodies={number: nested("page 0") for number in range(6)})
    assert len([item async for item in ahead(source)]) == 6
    assert source.tokens == [None, *(f"page {number}" for number in range(1, 6))]


async def test_after_one_misread_token_the_walk_looks_for_no_more() -> None:
    """Where another list stands before this one, one request is wasted, not one for each page."""
    source = FakeList(
        [["a"]] * 4, bodies={number: body("elsewhere") for number in range(9)}, gates={1: asyncio.Event()}
    )
    assert len([item async for item in ahead(source)]) == 4
    assert source.tokens == [None, "elsewhere", "page 1", "page 2", "page 3"]

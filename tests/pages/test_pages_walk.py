"""A list walked from its first page to its last."""

import asyncio

import pytest
from fake_clock import turns
from fake_music import FakeList, drain, others

from amazon_music_async import APIError, BadRequest, NotFound, Page, Pages, PaginationError, ServerError
from amazon_music_async._pages.cursor import from_cursor
from amazon_music_async.models.page import PageInfo

PAGES = [["a", "b"], ["c", "d"], ["e"]]
ITEMS = ["a", "b", "c", "d", "e"]


def pages(source: FakeList, start: str | None = None, *, prefetch: bool = False) -> Pages[str]:
    """A walk over one list."""
    return Pages(source.fetch, start=from_cursor(start, 1), prefetch=prefetch)


async def walked(pages: Pages[str]) -> tuple[list[str], Exception | None]:
    """The items of a walk, and what ended it if it was not its end."""
    items: list[str] = []
    try:
        await drain(pages, items)
    except (PaginationError, ServerError) as error:
        return items, error
    return items, None


@pytest.mark.parametrize("prefetch", [False, True])
async def test_a_walk_follows_the_token_to_the_end(prefetch: bool) -> None:
    """A walk makes one request for each page and ends with the last."""
    source = FakeList(PAGES)
    assert [item async for item in pages(source, prefetch=prefetch)] == ITEMS
    assert source.tokens == [None, "page 1", "page 2"]
    assert others() == set()


@pytest.mark.parametrize("prefetch", [False, True])
async def test_short_and_empty_pages_do_not_end_a_walk(prefetch: bool) -> None:
    """Only ``hasNextPage`` false ends a walk."""
    source = FakeList([[], ["a"], [], [], ["b", "c"], []])
    assert [item async for item in pages(source, prefetch=prefetch)] == ["a", "b", "c"]
    assert len(source.requests) == 6


async def test_a_page_holds_its_cursor_and_the_next() -> None:
    """The first page has no cursor, the last no next cursor."""
    assert [page async for page in pages(FakeList(PAGES)).by_page()] == [
        Page(("a", "b"), None, "page 1"),
        Page(("c", "d"), "page 1", "page 2"),
        Page(("e",), "page 2", None),
    ]


@pytest.mark.parametrize("start", ["page 1", "page 2"])
async def test_a_walk_can_start_at_the_cursor_of_any_page(start: str) -> None:
    """Nothing before the cursor is requested."""
    source = FakeList(PAGES)
    assert [item async for item in pages(source, start)] == ITEMS[2 * int(start[-1]) :]
    assert source.tokens[0] == start


async def test_a_list_can_be_walked_again() -> None:
    """Each walk makes its own requests."""
    source = FakeList(PAGES)
    liked = pages(source)
    assert [item async for item in liked] == [item async for item in liked] == ITEMS
    assert len(source.requests) == 6


async def test_two_tasks_may_walk_the_same_list_at_once() -> None:
    """Each of two simultaneous walks is complete."""
    liked = pages(FakeList(PAGES), prefetch=True)
    assert list(await asyncio.gather(walked(liked), walked(liked))) == [(ITEMS, None), (ITEMS, None)]


@pytest.mark.parametrize(("n", "requests"), [(0, 0), (1, 1), (2, 1), (3, 2), (4, 2), (5, 3), (6, 3), (1000, 3)])
@pytest.mark.parametrize("prefetch", [False, True])
async def test_take_requests_no_page_too_many(n: int, requests: int, prefetch: bool) -> None:
    """`take` makes as few requests as hold n items, with prefetch too, and returns all if there are fewer."""
    source = FakeList(PAGES)
    assert await pages(source, prefetch=prefetch).take(n) == ITEMS[:n]
    assert len(source.requests) == requests
    assert others() == set()


async def test_take_refuses_a_wrong_number_of_items() -> None:
    """A negative number is a `ValueError`, another type a `TypeError`, before anything is sent."""
    source = FakeList(PAGES)
    with pytest.raises(ValueError, match="n= must be at least 0, not -1"):
        await pages(source).take(-1)
    for wrong in (True, 2.0, "2"):
        with pytest.raises(TypeError, match="n= is a whole number"):
            await pages(source).take(wrong)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType] - callers without a type checker
    assert source.requests == []


async def test_the_cursor_of_a_failed_take_is_its_start() -> None:
    """`take` returned nothing, so going on means to start where it started."""
    for start in (None, "page 1"):
        with pytest.raises(ServerError) as caught:
            await pages(FakeList(PAGES, failures={1: ServerError(500)}), start).take(4)
        assert caught.value.cursor == start


async def test_a_walk_ends_without_a_next_page_even_if_there_is_a_token() -> None:
    """``hasNextPage`` counts, not the token."""
    info = PageInfo(has_next_page=False, token="page 2")
    assert await walked(pages(FakeList(PAGES, infos={1: info}))) == (ITEMS[:4], None)


@pytest.mark.parametrize("token", [None, ""])
@pytest.mark.parametrize("prefetch", [False, True])
async def test_a_page_without_the_promised_token_is_an_error(token: str | None, prefetch: bool) -> None:
    """The error's cursor fetches the page again, because its items were not given."""
    source = FakeList(PAGES, infos={1: PageInfo(has_next_page=True, token=token)})
    items, error = await walked(pages(source, prefetch=prefetch))
    assert items == ITEMS[:2]
    assert isinstance(error, PaginationError)
    assert error.cursor == "page 1"
    assert "gives no token" in str(error)
    assert await walked(pages(source, error.cursor)) == (ITEMS[2:], None)


@pytest.mark.parametrize("info", [None, PageInfo(token="page 2"), PageInfo()])
@pytest.mark.parametrize("prefetch", [False, True])
async def test_a_page_that_does_not_say_whether_more_follows_is_an_error(info: PageInfo | None, prefetch: bool) -> None:
    """A page without ``pageInfo`` or ``hasNextPage`` is an error after its items."""
    items, error = await walked(pages(FakeList(PAGES, infos={1: info}), prefetch=prefetch))
    assert items == ITEMS[:4]
    assert isinstance(error, PaginationError)
    assert error.cursor == "page 1"
    assert "pageInfo" in str(error)


@pytest.mark.parametrize(
    ("at", "token", "cursor", "kept"),
    [(1, "page 1", "page 1", 2), (2, "page 1", "page 2", 4), (2, "page 2", "page 2", 4)],
    ids=["the page itself", "a circle of two", "the last page itself"],
)
@pytest.mark.parametrize("prefetch", [False, True])
async def test_a_token_that_comes_again_is_an_error(
    at: int, token: str, cursor: str, kept: int, prefetch: bool
) -> None:
    """A circle is neither an endless loop nor the end; the error's cursor completes the walk later."""
    source = FakeList(PAGES, infos={at: PageInfo(has_next_page=True, token=token)})
    items, error = await walked(pages(source, prefetch=prefetch))
    assert items == ITEMS[:kept]
    assert isinstance(error, PaginationError)
    assert error.cursor == cursor
    assert "came again" in str(error)
    assert len(source.requests) == at + 1
    assert await walked(pages(source, error.cursor)) == (ITEMS[kept:], None)


async def test_a_token_that_leads_back_to_the_start_is_an_error() -> None:
    """The token that the walk started with counts as seen."""
    source = FakeList(PAGES, infos={1: PageInfo(has_next_page=True, token="page 1")})
    items, error = await walked(pages(source, "page 1"))
    assert items == ITEMS[2:4]
    assert isinstance(error, PaginationError)
    assert error.cursor == "page 2"


@pytest.mark.parametrize("at", [0, 1, 2])
@pytest.mark.parametrize("prefetch", [False, True])
async def test_the_cursor_of_a_failure_completes_the_walk(at: int, prefetch: bool) -> None:
    """A walk that goes on from the error's cursor neither loses nor repeats an item."""
    source = FakeList(PAGES, failures={at: ServerError(500)})
    items, error = await walked(pages(source, prefetch=prefetch))
    assert items == ITEMS[: 2 * at]
    assert isinstance(error, ServerError)
    assert error.cursor == (f"page {at}" if at else None)
    assert await walked(pages(source, error.cursor, prefetch=prefetch)) == (ITEMS[2 * at :], None)
    assert others() == set()


async def test_without_prefetch_no_request_is_in_flight_between_pages() -> None:
    """While the caller works on a page, there is no task and no request."""
    source = FakeList(PAGES)
    async for _ in pages(source):
        await turns(5)
        assert others() == set()
        assert source.in_flight == 0
    assert len(source.requests) == 3


@pytest.mark.parametrize("kind", [BadRequest, NotFound])
@pytest.mark.parametrize("prefetch", [False, True])
async def test_a_refused_start_says_that_the_cursor_may_be_too_old(kind: type[APIError], prefetch: bool) -> None:
    """When the service refuses the first page of a walk with ``start=``, the error names the cursor and the way out."""
    with pytest.raises(kind) as caught:
        await anext(pages(FakeList(PAGES, failures={0: kind(400)}), "page 1", prefetch=prefetch).by_page())
    assert caught.value.cursor == "page 1"
    [note] = caught.value.__notes__
    assert "The walk started at the cursor 'page 1'" in note
    assert "Without start= the walk begins at the first page" in note


@pytest.mark.parametrize(
    ("start", "at", "error"),
    [(None, 0, BadRequest(400)), ("page 1", 1, BadRequest(400)), ("page 1", 0, ServerError(500))],
)
async def test_other_failures_say_nothing_of_the_start(start: str | None, at: int, error: APIError) -> None:
    """A walk from the first page, a later page and a failing service do not blame the cursor."""
    with pytest.raises(APIError) as caught:
        await drain(pages(FakeList(PAGES, failures={at: error}), start), [])
    assert not hasattr(caught.value, "__notes__")


def test_pages_say_what_they_are() -> None:
    """The repr names the path, the page size, the number of ids and the start, and no function."""
    source = FakeList(PAGES)
    assert repr(Pages(source.fetch, path="/me/tracks", page_size=50)) == "Pages('/me/tracks', page_size=50)"
    filtered = Pages(source.fetch, (("a", "b"), ("c",)), from_cursor("1~t", 2), prefetch=True, path="/me/tracks")
    assert repr(filtered) == "Pages('/me/tracks', 3 ids, start='1~t', prefetch=True)"

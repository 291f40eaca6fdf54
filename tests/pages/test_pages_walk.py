"""A list walked from its first page to its last."""

import asyncio

import pytest
from fake_clock import turns
from fake_music import FakeList, drain, others

from amazon_music_async import Page, Pages, PaginationError, ServerError
from amazon_music_async._pages.walk import place_of
from amazon_music_async.models.page import PageInfo

PAGES = [["a", "b"], ["c", "d"], ["e"]]
ITEMS = ["a", "b", "c", "d", "e"]


def pages(of: FakeList, start: str | None = None, *, prefetch: bool = False) -> Pages[str]:
    """A walk over one list."""
    return Pages(of.fetch, start=place_of(start, 1), prefetch=prefetch)


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
    """One request for each page."""
    source = FakeList(PAGES)
    assert [item async for item in pages(source, prefetch=prefetch)] == ITEMS
    assert source.tokens == [None, "page 1", "page 2"]
    assert others() == set()


@pytest.mark.parametrize("prefetch", [False, True])
async def test_short_and_empty_pages_do_not_end_a_walk(prefetch: bool) -> None:
    """Only ``hasNextPage`` does."""
    source = FakeList([[], ["a"], [], [], ["b", "c"], []])
    assert [item async for item in pages(source, prefetch=prefetch)] == ["a", "b", "c"]
    assert len(source.requests) == 6


async def test_pages_tell_their_cursors() -> None:
    """What fetched them, and what fetches the next."""
    assert [page async for page in pages(FakeList(PAGES)).by_page()] == [
        Page(("a", "b"), None, "page 1"),
        Page(("c", "d"), "page 1", "page 2"),
        Page(("e",), "page 2", None),
    ]


@pytest.mark.parametrize("start", ["page 1", "page 2"])
async def test_a_walk_can_start_at_the_cursor_of_any_page(start: str) -> None:
    """Nothing before it is fetched."""
    source = FakeList(PAGES)
    assert [item async for item in pages(source, start)] == ITEMS[2 * int(start[-1]) :]
    assert source.tokens[0] == start


async def test_a_list_can_be_walked_again() -> None:
    """Each walk asks anew."""
    source = FakeList(PAGES)
    liked = pages(source)
    assert [item async for item in liked] == [item async for item in liked] == ITEMS
    assert len(source.requests) == 6


async def test_two_tasks_may_walk_the_same_list_at_once() -> None:
    """Neither knows of the other."""
    liked = pages(FakeList(PAGES), prefetch=True)
    assert list(await asyncio.gather(walked(liked), walked(liked))) == [(ITEMS, None), (ITEMS, None)]


@pytest.mark.parametrize(("n", "requests"), [(0, 0), (1, 1), (2, 1), (3, 2), (4, 2), (5, 3), (6, 3), (1000, 3)])
@pytest.mark.parametrize("prefetch", [False, True])
async def test_take_asks_for_no_page_too_many(n: int, requests: int, prefetch: bool) -> None:
    """Prefetch or not; it gives what there is."""
    source = FakeList(PAGES)
    assert await pages(source, prefetch=prefetch).take(n) == ITEMS[:n]
    assert len(source.requests) == requests
    assert others() == set()


async def test_take_refuses_what_is_no_number_of_items() -> None:
    """Before anything is sent."""
    source = FakeList(PAGES)
    with pytest.raises(ValueError, match="n= must be at least 0, not -1"):
        await pages(source).take(-1)
    for wrong in (True, 2.0, "2"):
        with pytest.raises(TypeError, match="n= is a whole number"):
            await pages(source).take(wrong)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType] - callers without a type checker
    assert source.requests == []


async def test_the_cursor_of_a_failed_take_leads_to_its_start() -> None:
    """It handed nothing out, so nothing is lost or repeated."""
    for start in (None, "page 1"):
        with pytest.raises(ServerError) as caught:
            await pages(FakeList(PAGES, failures={1: ServerError(500)}), start).take(4)
        assert caught.value.cursor == start


async def test_the_end_is_the_end_even_with_a_token() -> None:
    """``hasNextPage`` is what counts."""
    info = PageInfo(has_next_page=False, token="page 2")
    assert await walked(pages(FakeList(PAGES, infos={1: info}))) == (ITEMS[:4], None)


@pytest.mark.parametrize("token", [None, ""])
@pytest.mark.parametrize("prefetch", [False, True])
async def test_a_page_that_leads_nowhere_is_an_error(token: str | None, prefetch: bool) -> None:
    """Its cursor fetches that page again, whose items were not handed out."""
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
    """After its items."""
    items, error = await walked(pages(FakeList(PAGES, infos={1: info}), prefetch=prefetch))
    assert items == ITEMS[:4]
    assert isinstance(error, PaginationError)
    assert error.cursor == "page 1"
    assert "pageInfo" in str(error)


@pytest.mark.parametrize(
    ("at", "token", "cursor", "kept"),
    [(1, "page 1", "page 1", 2), (2, "page 1", "page 2", 4), (2, "page 2", "page 2", 4)],
    ids=["the page's own", "a cycle of two", "the last page's own"],
)
@pytest.mark.parametrize("prefetch", [False, True])
async def test_a_token_that_comes_again_is_an_error(
    at: int, token: str, cursor: str, kept: int, prefetch: bool
) -> None:
    """Never an endless loop, never a quiet end; its cursor completes the walk when the service has come round."""
    source = FakeList(PAGES, infos={at: PageInfo(has_next_page=True, token=token)})
    items, error = await walked(pages(source, prefetch=prefetch))
    assert items == ITEMS[:kept]
    assert isinstance(error, PaginationError)
    assert error.cursor == cursor
    assert "came again" in str(error)
    assert len(source.requests) == at + 1
    assert await walked(pages(source, error.cursor)) == (ITEMS[kept:], None)


async def test_the_token_a_walk_started_with_was_seen_too() -> None:
    """A page that leads back to it leads in a circle."""
    source = FakeList(PAGES, infos={1: PageInfo(has_next_page=True, token="page 1")})
    items, error = await walked(pages(source, "page 1"))
    assert items == ITEMS[2:4]
    assert isinstance(error, PaginationError)
    assert error.cursor == "page 2"


@pytest.mark.parametrize("at", [0, 1, 2])
@pytest.mark.parametrize("prefetch", [False, True])
async def test_the_cursor_of_a_failure_completes_the_walk(at: int, prefetch: bool) -> None:
    """No item is lost or repeated."""
    source = FakeList(PAGES, failures={at: ServerError(500)})
    items, error = await walked(pages(source, prefetch=prefetch))
    assert items == ITEMS[: 2 * at]
    assert isinstance(error, ServerError)
    assert error.cursor == (f"page {at}" if at else None)
    assert await walked(pages(source, error.cursor, prefetch=prefetch)) == (ITEMS[2 * at :], None)
    assert others() == set()


async def test_without_prefetch_nothing_is_under_way_between_pages() -> None:
    """No task, no request."""
    source = FakeList(PAGES)
    async for _ in pages(source):
        await turns(5)
        assert others() == set()
        assert source.in_flight == 0
    assert len(source.requests) == 3

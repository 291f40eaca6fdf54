"""Lists narrowed to more ids than go into one request."""

import pytest
from fake_music import FakeList, drain

from amazon_music_async import Page, Pages, PaginationError, ServerError
from amazon_music_async._pages.walk import place_of
from amazon_music_async.models.page import PageInfo

CHUNKS = (("x",), ("y",), ("z",))
ITEMS = [f"{batch}:{item}" for batch in "xyz" for item in "abc"]


def pages(source: FakeList, start: str | None = None, *, prefetch: bool = False) -> Pages[str]:
    """A walk over three batches."""
    return Pages(source.fetch, CHUNKS, place_of(start, 3), prefetch)


TWO = [["a", "b"], ["c"]]
"""The pages of each batch."""


@pytest.mark.parametrize("prefetch", [False, True])
async def test_the_chunks_are_walked_one_after_the_other(prefetch: bool) -> None:
    """The tokens of one come again in the next: that is no circle."""
    of = FakeList(TWO)
    assert [item async for item in pages(of, prefetch=prefetch)] == ITEMS
    assert of.requests == [((batch,), token) for batch in "xyz" for token in (None, "page 1")]


async def test_a_walk_can_start_at_any_page() -> None:
    """Its cursor tells the batch as well."""
    all_pages = [page async for page in pages(FakeList(TWO)).by_page()]
    assert [page.next_cursor for page in all_pages[:-1]] == [page.cursor for page in all_pages[1:]]
    assert (all_pages[0].cursor, all_pages[-1].next_cursor) == (None, None)
    for at, page in enumerate(all_pages):
        rest = [item async for item in pages(FakeList(TWO), page.cursor)]
        assert rest == [item for later in all_pages[at:] for item in later.items]


@pytest.mark.parametrize("at", range(6))
@pytest.mark.parametrize("prefetch", [False, True])
async def test_the_cursor_of_a_failure_completes_the_walk(at: int, prefetch: bool) -> None:
    """In whatever batch it was."""
    of = FakeList(TWO, failures={at: ServerError(500)})
    items: list[str] = []
    with pytest.raises(ServerError) as caught:
        await drain(pages(of, prefetch=prefetch), items)
    items += [item async for item in pages(of, caught.value.cursor, prefetch=prefetch)]
    assert items == ITEMS


async def test_a_token_that_comes_again_within_a_chunk_is_an_error() -> None:
    """As in a list without batches."""
    of = FakeList(TWO, infos={3: PageInfo(has_next_page=True, token="page 1")})
    items: list[str] = []
    with pytest.raises(PaginationError) as caught:
        await drain(pages(of), items)
    items += [item async for item in pages(of, caught.value.cursor)]
    assert items == ITEMS


async def test_no_ids_make_no_request() -> None:
    """A list narrowed to nothing is empty; without a filter it is whole."""
    of = FakeList(TWO)
    assert [item async for item in Pages(of.fetch, ())] == []
    assert of.requests == []
    assert [page async for page in Pages(of.fetch).by_page()] == [
        Page(("a", "b"), None, "page 1"),
        Page(("c",), "page 1", None),
    ]


@pytest.mark.parametrize("start", ["page 1", "1", "3~", "x~page 1", "-1~", "~", "²~"])
def test_a_cursor_of_another_walk_is_refused(start: str) -> None:
    """Before anything is sent."""
    with pytest.raises(ValueError, match="is no cursor of a walk over 3 batches of ids"):
        place_of(start, 3)


@pytest.mark.parametrize("batches", [0, 1, 3])
def test_an_empty_cursor_is_refused(batches: int) -> None:
    """It is what None is for."""
    with pytest.raises(ValueError, match="pass None to start at the first page"):
        place_of("", batches)
    with pytest.raises(TypeError, match="not int"):
        place_of(7, batches)  # type: ignore[arg-type] # pyright: ignore[reportArgumentType] - callers without a type checker


async def test_a_token_may_hold_the_mark() -> None:
    """Only the first one parts the batch from the token."""
    of = FakeList(TWO)
    with pytest.raises(ValueError, match="invalid literal"):
        await anext(pages(of, "1~a~b").by_page())
    assert of.requests == [(("y",), "a~b")]

"""Lists filtered by more ids than go into one request."""

import pytest
from fake_music import FakeList, drain

from amazon_music_async import Page, Pages, PaginationError, ServerError
from amazon_music_async._pages.cursor import from_cursor
from amazon_music_async.models.page import PageInfo

BATCHES = (("x",), ("y",), ("z",))
ITEMS = [f"{batch}:{item}" for batch in "xyz" for item in "abc"]
TWO = [["a", "b"], ["c"]]
"""The pages of each batch."""


def pages(source: FakeList, start: str | None = None, *, prefetch: bool = False) -> Pages[str]:
    """A walk over three batches of ids."""
    return Pages(source.fetch, BATCHES, from_cursor(start, 3), prefetch)


@pytest.mark.parametrize("prefetch", [False, True])
async def test_batches_are_walked_one_after_the_other(prefetch: bool) -> None:
    """A token of one batch may come again in the next: that is no circle."""
    source = FakeList(TWO)
    assert [item async for item in pages(source, prefetch=prefetch)] == ITEMS
    assert source.requests == [((batch,), token) for batch in "xyz" for token in (None, "page 1")]


async def test_a_walk_over_batches_starts_at_the_cursor_of_any_page() -> None:
    """The cursor of a walk over several batches holds the number of the batch."""
    all_pages = [page async for page in pages(FakeList(TWO)).by_page()]
    assert [page.next_cursor for page in all_pages[:-1]] == [page.cursor for page in all_pages[1:]]
    assert (all_pages[0].cursor, all_pages[-1].next_cursor) == (None, None)
    for at, page in enumerate(all_pages):
        rest = [item async for item in pages(FakeList(TWO), page.cursor)]
        assert rest == [item for later in all_pages[at:] for item in later.items]


@pytest.mark.parametrize("at", range(6))
@pytest.mark.parametrize("prefetch", [False, True])
async def test_the_cursor_of_a_failure_completes_the_walk(at: int, prefetch: bool) -> None:
    """A walk over batches goes on from the exception's cursor, whichever request failed."""
    source = FakeList(TWO, failures={at: ServerError(500)})
    items: list[str] = []
    with pytest.raises(ServerError) as caught:
        await drain(pages(source, prefetch=prefetch), items)
    items += [item async for item in pages(source, caught.value.cursor, prefetch=prefetch)]
    assert items == ITEMS


async def test_a_token_that_comes_again_within_a_batch_is_an_error() -> None:
    """A circle within one batch ends the walk, as in a list without batches."""
    source = FakeList(TWO, infos={3: PageInfo(has_next_page=True, token="page 1")})
    items: list[str] = []
    with pytest.raises(PaginationError) as caught:
        await drain(pages(source), items)
    items += [item async for item in pages(source, caught.value.cursor)]
    assert items == ITEMS


async def test_a_filter_without_ids_makes_no_request() -> None:
    """A list filtered by no id is empty; a list without a filter is complete."""
    source = FakeList(TWO)
    assert [item async for item in Pages(source.fetch, ())] == []
    assert [item async for item in Pages(source.fetch, (), from_cursor("a token", 0))] == []
    assert source.requests == []
    assert [page async for page in Pages(source.fetch).by_page()] == [
        Page(("a", "b"), None, "page 1"),
        Page(("c",), "page 1", None),
    ]


@pytest.mark.parametrize("start", ["page 1", "1", "3~", "x~page 1", "-1~", "~", "²~"])
def test_the_cursor_of_another_walk_is_refused(start: str) -> None:
    """A cursor that does not name one of the batches is a `ValueError` before anything is sent."""
    with pytest.raises(ValueError, match="is not a cursor for a walk over 3 batches of ids"):
        from_cursor(start, 3)


@pytest.mark.parametrize("batches", [0, 1, 3])
def test_an_empty_cursor_is_refused(batches: int) -> None:
    """An empty string is a `ValueError`, and a number a `TypeError`: the first page is None."""
    with pytest.raises(ValueError, match="pass None to start at the first page"):
        from_cursor("", batches)
    with pytest.raises(TypeError, match="not int"):
        from_cursor(7, batches)  # type: ignore[arg-type] # pyright: ignore[reportArgumentType] - callers without a type checker


async def test_a_token_may_hold_the_separator() -> None:
    """Only the first separator parts the batch from the token."""
    source = FakeList(TWO)
    with pytest.raises(ValueError, match="invalid literal"):
        await anext(pages(source, "1~a~b").by_page())
    assert source.requests == [(("y",), "a~b")]

"""Walks over any list of any service."""

import asyncio
from collections.abc import Sequence

from fake_music import FakeList, drain, others
from hypothesis import given, settings, strategies as st

from amazon_music_async import ConnectionFailed, Pages, PaginationError
from amazon_music_async._pages.cursor import from_cursor
from amazon_music_async.models.page import PageInfo

some_lists = st.lists(st.lists(st.text(min_size=1, max_size=3), max_size=4), min_size=1, max_size=6)
misleading = st.one_of(
    st.just(PageInfo(has_next_page=True)),
    st.integers(0, 5).map(lambda at: PageInfo(has_next_page=True, token=f"page {at}")),
)


@settings(max_examples=150)
@given(
    some_lists,
    st.integers(1, 3),
    st.sets(st.integers(0, 15), max_size=6),
    st.dictionaries(st.integers(0, 15), st.just(PageInfo(has_next_page=True)), max_size=3),
    st.booleans(),
)
def test_a_walk_is_complete_or_goes_on_from_its_exception(
    lists: Sequence[Sequence[str]],
    batches: int,
    failures: set[int],
    infos: dict[int, PageInfo],
    prefetch: bool,
) -> None:
    """Going on from the cursor of each failure neither loses nor repeats an item."""

    async def check() -> None:
        names = tuple((f"{at}",) for at in range(batches)) if batches > 1 else ((),)
        source = FakeList(lists, {number: ConnectionFailed("cut") for number in failures}, infos)
        items: list[str] = []
        start: str | None = None
        for _ in range(1 + len(failures) + len(infos)):
            try:
                await drain(Pages(source.fetch, names, from_cursor(start, batches), prefetch), items)
                break
            except (ConnectionFailed, PaginationError) as error:
                start = error.cursor
        else:
            raise AssertionError("more failures than faults")
        assert items == [f"{name[0]}:{item}" if name else item for name in names for page in lists for item in page]
        assert others() == set()

    asyncio.run(check())


@settings(max_examples=100)
@given(some_lists, st.dictionaries(st.integers(0, 8), misleading, max_size=4), st.booleans())
def test_no_walk_is_endless_or_ends_early_without_an_error(
    lists: Sequence[Sequence[str]], infos: dict[int, PageInfo], prefetch: bool
) -> None:
    """Wherever the tokens lead, each is followed once."""

    async def check() -> None:
        source = FakeList([*lists, *([()] * 6)], infos=infos)
        try:
            async for _ in Pages(source.fetch, prefetch=prefetch):
                pass
        except PaginationError:
            assert infos
        else:
            assert source.tokens[-1] == f"page {len(source.pages) - 1}"
        assert len(set(source.tokens)) == len(source.tokens)

    asyncio.run(check())


@given(some_lists, st.integers(0, 30))
def test_take_returns_the_first_items_in_as_few_requests_as_hold_them(lists: Sequence[Sequence[str]], n: int) -> None:
    """`take` makes no request beyond the page that holds the last item."""

    async def check() -> None:
        source = FakeList(lists)
        items = [item for page in lists for item in page]
        assert await Pages(source.fetch).take(n) == items[:n]
        ends = [sum(map(len, lists[: at + 1])) for at in range(len(lists))]
        needed = next((at + 1 for at, end in enumerate(ends) if end >= n), len(lists))
        assert len(source.requests) == (needed if n else 0)

    asyncio.run(check())

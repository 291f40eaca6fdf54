"""Sources that fail, or give something that is not an id."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator

import pytest
from fake_music import AsyncSource, FakeCatalogue, drain, found, ids, told

from amazon_music_async import Outcome, Track
from amazon_music_async._lookups.id_source import Ids


class Trouble(Exception):
    """A source's own."""


def failing(error: BaseException) -> Iterator[str]:
    """Some ids, and an exception."""
    yield from ids(25)
    raise error


async def failing_slowly(error: BaseException) -> AsyncIterator[str]:
    """Some ids with pauses, and an exception."""
    for id in ids(25):
        await asyncio.sleep(0)
        yield id
    raise error


@pytest.mark.parametrize("source", [failing, failing_slowly])
@pytest.mark.parametrize("ordered", [True, False])
async def test_an_exception_of_the_source_reaches_the_caller_unchanged(
    source: Callable[[BaseException], Ids], ordered: bool
) -> None:
    """The source's exception is raised after the outcomes of all ids before it."""
    trouble = Trouble("no more")
    seen: list[Outcome[Track]] = []
    with pytest.raises(Trouble) as caught:
        await drain(FakeCatalogue().lookups(size=10).stream(source(trouble), ordered=ordered), seen)
    assert caught.value is trouble
    assert list(map(told, seen)) == found(ids(25))


@pytest.mark.parametrize("error", [asyncio.CancelledError(), GeneratorExit()])
async def test_a_base_exception_of_the_source_ends_the_stream(error: BaseException) -> None:
    """A `CancelledError` of the source itself ends the stream instead of hanging it."""
    seen: list[Outcome[Track]] = []
    with pytest.raises(type(error)):
        await drain(FakeCatalogue().lookups(size=10).stream(failing_slowly(error), ordered=True), seen)
    assert list(map(told, seen)) == found(ids(25))


@pytest.mark.parametrize("kind", [list, AsyncSource])
async def test_an_id_that_is_not_a_string_is_a_type_error(kind: type[list[str]] | type[AsyncSource]) -> None:
    """The `TypeError` comes after the outcomes of the ids before it."""
    mixed: list[str] = [*ids(5), 7]  # type: ignore[list-item]  # pyright: ignore[reportAssignmentType] - callers without a type checker
    source: Ids = kind(mixed)
    seen: list[Outcome[Track]] = []
    with pytest.raises(TypeError, match="an id is a str, not int: 7"):
        await drain(FakeCatalogue().lookups().stream(source, ordered=True), seen)
    assert list(map(told, seen)) == found(ids(5))

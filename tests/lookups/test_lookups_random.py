"""Look-ups of random ids from random services."""

import asyncio
from collections.abc import AsyncIterator
from urllib.parse import parse_qsl, unquote, urlsplit

from fake_clock import FakeClock
from fake_music import FakeCatalogue, drain, others
from fake_transport import FakeTransport, client
from hypothesis import given, settings, strategies as st

from amazon_music_async import Failed, Found, InvalidId, Missing, Outcome, Retry, ServerError, Track
from amazon_music_async._calls.request import get
from amazon_music_async._lookups.lookups import Lookups
from amazon_music_async._validation import checked_id

some_ids = st.lists(st.sampled_from([f"B{n}" for n in range(30)]), max_size=80)
some = st.frozensets(st.sampled_from([f"B{n}" for n in range(30)]), max_size=5)
good_ids = st.text(
    st.characters(exclude_categories=["C", "M", "Z"], exclude_characters=",/\u115f\u1160\u2800\u3164\uffa0"), min_size=1
).filter(lambda text: text not in {".", ".."})
failing = given(some_ids, some, st.sets(st.integers(0, 30), max_size=8), st.integers(1, 9))
"""Ids, the rejected ids among them, which requests fail, and how many ids a request takes."""


async def streamed(
    lookups: Lookups[Track], ids: list[str], *, ordered: bool, asynchronous: bool
) -> list[Outcome[Track]]:
    """All outcomes of a stream."""

    async def source() -> AsyncIterator[str]:
        for id in ids:
            if len(id) % 2:
                await asyncio.sleep(0)
            yield id

    outcomes = [outcome async for outcome in lookups.stream(source() if asynchronous else ids, ordered=ordered)]
    assert others() == set()
    return outcomes


@settings(max_examples=80)
@given(some_ids, some, some, st.integers(1, 9), st.integers(1, 5), st.booleans(), st.booleans())
def test_a_stream_and_a_look_up_agree(
    ids: list[str],
    unknown: frozenset[str],
    rejected: frozenset[str],
    size: int,
    concurrency: int,
    ordered: bool,
    asynchronous: bool,
) -> None:
    """A stream gives for each occurrence of an id what `get_many` says of it."""

    async def check() -> None:
        catalogue = FakeCatalogue(unknown=unknown, rejected=rejected)
        lookups = catalogue.lookups(size=size, concurrency=concurrency)
        lookup = await lookups.get_many(ids)
        assert catalogue.peak <= concurrency
        outcomes = await streamed(lookups, ids, ordered=ordered, asynchronous=asynchronous)
        if not ordered:
            place = {id: at for at, id in enumerate(ids)}
            outcomes.sort(key=lambda outcome: place[outcome.id])
            ids.sort(key=place.__getitem__)
        assert outcomes == [Found(id, lookup[id]) if id in lookup else Missing(id) for id in ids]
        assert set(lookup.missing) == set(ids) & (unknown | rejected)

    asyncio.run(check())


def troubled(rejected: frozenset[str], failures: set[int], size: int) -> Lookups[Track]:
    """Look-ups in a catalogue with rejected ids, some requests of which fail."""
    catalogue = FakeCatalogue(rejected=rejected, failures={number: ServerError(503) for number in failures})
    return catalogue.lookups(size=size, concurrency=2)


@settings(max_examples=80)
@failing
def test_every_id_is_accounted_for_whatever_fails(
    ids: list[str], rejected: frozenset[str], failures: set[int], size: int
) -> None:
    """Each id is found, missing or pending, and only one of these."""

    async def check() -> None:
        try:
            lookup = await troubled(rejected, failures, size).get_many(ids)
            pending: tuple[str, ...] = ()
        except ServerError as error:
            assert error.partial is not None
            lookup, pending = error.partial, error.pending
        assert sorted([*lookup.found, *lookup.missing, *pending]) == sorted(set(ids))
        assert set(lookup.missing) <= rejected

    asyncio.run(check())


@settings(max_examples=80)
@failing
def test_every_id_of_a_stream_is_accounted_for_whatever_fails(
    ids: list[str], rejected: frozenset[str], failures: set[int], size: int
) -> None:
    """Each occurrence has an outcome, is pending, or was not read."""

    async def check() -> None:
        source = iter(ids)
        outcomes: list[Outcome[Track]] = []
        pending: tuple[str, ...] = ()
        try:
            await drain(troubled(rejected, failures, size).stream(source, ordered=True), outcomes)
        except ServerError as error:
            pending = error.pending
        assert [*(outcome.id for outcome in outcomes), *pending, *source] == ids
        assert all(outcome.id in rejected for outcome in outcomes if isinstance(outcome, Missing))

    asyncio.run(check())


@settings(max_examples=60)
@given(st.lists(good_ids, min_size=1, max_size=250, unique=True))
def test_any_good_id_reaches_the_service_as_it_is(ids: list[str]) -> None:
    """Ids are quoted in the path and in the query, a hundred at a time, in order."""

    async def check() -> None:
        transport = FakeTransport(clock=FakeClock())
        music = client(transport)
        lookup = await music.tracks.get_many(ids)
        assert list(lookup.found) == ids
        sent = [dict(parse_qsl(urlsplit(str(sent.url)).query, keep_blank_values=True)) for sent in transport.sent]
        assert sorted(id for query in sent for id in query["ids"].split(",")) == sorted(ids)
        assert sorted(len(query["ids"].split(",")) for query in sent) == sorted(
            len(ids[at : at + 100]) for at in range(0, len(ids), 100)
        )
        await music.close()

    asyncio.run(check())
    path = get("tracks/{}", ids[0], at="track", into=Track).path
    assert path.isascii()
    assert path.count("/") == 1
    assert unquote(path.removeprefix("tracks/")) == ids[0]


@given(st.text())
def test_any_text_is_an_id_or_an_invalid_id(text: str) -> None:
    """No text makes another error than `InvalidId`."""
    try:
        assert checked_id(text) == text
    except InvalidId as error:
        assert error.id == text


@settings(max_examples=30)
@given(st.lists(st.text(max_size=4), max_size=60))
def test_a_stream_of_any_texts_has_an_outcome_for_each(texts: list[str]) -> None:
    """A text that cannot be an id is `Failed`."""

    async def check() -> None:
        async with client(FakeTransport(clock=FakeClock()), retry=Retry.none()) as music:
            outcomes = [outcome async for outcome in music.tracks.stream(texts)]
        assert [outcome.id for outcome in outcomes] == texts
        assert all(isinstance(outcome.error, InvalidId) for outcome in outcomes if isinstance(outcome, Failed))

    asyncio.run(check())

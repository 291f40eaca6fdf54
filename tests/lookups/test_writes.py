"""One write for each of many ids."""

import asyncio
from collections.abc import Callable, Mapping

import pytest
from attrs import define, field
from fake_clock import turns
from fake_music import AsyncSource, Source, drain, ids, others

from amazon_music_async import (
    AmazonMusicError,
    BadRequest,
    ConnectionFailed,
    Done,
    Failed,
    InvalidId,
    NotFound,
    ServerError,
    Unauthorized,
    Unprocessable,
)
from amazon_music_async._lookups.id_source import Ids
from amazon_music_async._lookups.writes import Writes


@define(eq=False)
class Library:
    """Saves any id, and answers with its title. ``failures``: by the id, what is raised instead."""

    failures: Mapping[str, Exception] = field(factory=dict[str, Exception])
    gates: Mapping[str, asyncio.Event] = field(factory=dict[str, asyncio.Event])
    requests: list[str] = field(factory=list[str], init=False)
    in_flight: int = field(default=0, init=False)
    peak: int = field(default=0, init=False)

    async def save(self, id: str) -> str:
        """One request."""
        self.requests.append(id)
        self.in_flight += 1
        self.peak = max(self.peak, self.in_flight)
        try:
            await turns()
            if id in self.gates:
                await self.gates[id].wait()
        finally:
            self.in_flight -= 1
        if id in self.failures:
            raise self.failures[id]
        return f"the title of {id}"

    def writes(self, concurrency: int = 4) -> Writes[str]:
        """Writes here."""
        return Writes(self.save, concurrency)


def done(ids: list[str]) -> list[Done[str]]:
    """The outcomes of writes that succeeded."""
    return [Done(id, f"the title of {id}") for id in ids]


@pytest.mark.parametrize("ordered", [True, False])
@pytest.mark.parametrize("source", [list[str], AsyncSource])
async def test_each_id_makes_one_request(source: Callable[[list[str]], Ids], ordered: bool) -> None:
    """Writes are concurrent up to the bound, and each occurrence of an id has its outcome."""
    library = Library()
    outcomes = [outcome async for outcome in library.writes().stream(source(ids(50)), ordered=ordered)]
    assert sorted(outcomes, key=lambda outcome: int(outcome.id[1:])) == done(ids(50))
    assert sorted(library.requests) == sorted(ids(50))
    assert 3 <= library.peak <= 4


async def test_outcomes_come_in_the_order_of_the_ids() -> None:
    """With ``ordered=True`` a slow write delays the others' outcomes, not their requests."""
    library = Library(gates={"B0": asyncio.Event()})
    stream = library.writes().stream(ids(9), ordered=True)
    first = asyncio.ensure_future(anext(stream))
    await turns(50)
    assert library.requests == ids(4)
    library.gates["B0"].set()
    assert [await first, *[outcome async for outcome in stream]] == done(ids(9))


async def test_an_endless_source_is_read_no_further_than_the_writes_in_flight() -> None:
    """The source is read as fast as outcomes are taken."""
    source, library = Source(), Library()
    stream = library.writes(3).stream(source, ordered=True)
    for number in range(20):
        await anext(stream)
        await turns()
        assert source.read <= number + 3
    await stream.aclose()
    assert others() == set()
    assert library.in_flight == 0


async def test_an_id_that_cannot_be_sent_is_failed() -> None:
    """Nothing is sent for it, and any number of them is no outage."""
    library = Library()
    outcomes = [outcome async for outcome in library.writes(1).stream(["a,b"] * 9 + ["B0"], ordered=True)]
    assert all(isinstance(outcome, Failed) and isinstance(outcome.error, InvalidId) for outcome in outcomes[:9])
    assert outcomes[9:] == done(["B0"])
    assert library.requests == ["B0"]


@pytest.mark.parametrize("error", [NotFound(404, "RESOURCE_NOT_FOUND"), Unprocessable(422, "UNPROCESSABLE")])
async def test_any_number_of_unknown_ids_is_no_outage(error: AmazonMusicError) -> None:
    """The service's answer to one id makes that id `Failed`, and the writes go on."""
    library = Library(failures=dict.fromkeys(ids(20), error))
    outcomes = [outcome async for outcome in library.writes().stream(ids(25), ordered=True)]
    assert outcomes == [*(Failed(id, error) for id in ids(20)), *done(ids(25)[20:])]


@pytest.mark.parametrize("error", [ServerError(500), ConnectionFailed("down"), NotFound(404), BadRequest(400, "X")])
async def test_an_outage_stops_the_writes(error: AmazonMusicError) -> None:
    """After as many failures in a row as writes may be in flight, the failure is raised with the rest as pending."""
    library = Library(failures=dict.fromkeys(ids(1000)[5:], error))
    source = iter(ids(1000))
    outcomes: list[Done[str] | Failed] = []
    with pytest.raises(type(error)) as caught:
        await drain(library.writes().stream(source, ordered=True), outcomes)
    assert outcomes == [*done(ids(5)), *(Failed(id, error) for id in ids(9)[5:])]
    assert [*caught.value.pending, *source] == ids(1000)[9:]


async def test_a_failure_of_the_client_is_raised_at_once() -> None:
    """A refused token is raised after the outcomes before it, with its id and all later ones as pending."""
    library = Library(failures={"B5": Unauthorized(401)})
    source = iter(ids(1000))
    outcomes: list[Done[str] | Failed] = []
    with pytest.raises(Unauthorized) as caught:
        await drain(library.writes().stream(source, ordered=True), outcomes)
    assert outcomes == done(ids(5))
    assert [*caught.value.pending, *source] == ids(1000)[5:]


def test_one_string_is_not_many_ids() -> None:
    """A bare string is a `TypeError` where the generator is made."""
    with pytest.raises(TypeError, match="many ids are expected"):
        Library().writes().stream("B0", ordered=True)

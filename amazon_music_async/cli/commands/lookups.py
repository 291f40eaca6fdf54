"""``tracks`` and ``albums``: a record for each id."""

from collections import deque
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import aclosing
from typing import TypeAlias

from attrs import define, frozen

from amazon_music_async import Album, Failed, Found, Missing, Track
from amazon_music_async.cli.id_input import Asked, Ids
from amazon_music_async.cli.output.formats import failed
from amazon_music_async.cli.output.progress import Tally
from amazon_music_async.cli.output.resumable_file import Journal
from amazon_music_async.cli.output.sink import Desk

Answer: TypeAlias = Found[Track] | Found[Album] | Missing | Failed
Stream: TypeAlias = Callable[[AsyncIterator[str]], AsyncGenerator[Answer]]


@frozen
class Again:
    """An id that failed in an earlier run, and the bytes of the failed ids up to it."""

    id: str
    asked: int


@define(eq=False)
class LookUp:
    """Ids on their way to the service, and what becomes of them."""

    ids: Ids
    tally: Tally
    position: int = 0
    """Bytes of the input that are answered."""

    async def run(self, stream: Stream, desk: Desk) -> None:
        """Ask for the ids that failed before and for the rest of the input; every one is answered once."""
        if isinstance(desk.at, int):
            await self.ids.skip(desk.at, desk.check)
            self.position = desk.at
        waiting: deque[Asked | Again] = deque()
        # In order: then the answered part of the input is a place in it, not a set of places.
        async with aclosing(stream(self._given(waiting, desk.journal))) as answers:
            async for answer in answers:
                self._answered(desk, waiting.popleft(), answer)
                await desk.writer.room()
        desk.done = True

    async def _given(self, waiting: "deque[Asked | Again]", journal: Journal | None) -> AsyncGenerator[str]:
        if journal is not None:
            for id, asked in journal.failures():
                waiting.append(Again(id, asked))
                yield id
        async for one in self.ids.ids():
            waiting.append(one)
            yield one.id

    def _answered(self, desk: Desk, asked: Asked | Again, answer: Answer) -> None:
        if isinstance(asked, Again):
            desk.asked = asked.asked
        else:
            desk.at, desk.check, self.position = asked.position, asked.check, asked.position
        if isinstance(answer, Failed):
            self.tally.failed += 1
            if desk.journal is not None:
                desk.writer.put(failure=failed(answer.id, answer.error))
                return
        elif isinstance(answer, Found):
            self.tally.found += 1
        else:
            self.tally.missing += 1
        desk.put(desk.form.outcome(answer))

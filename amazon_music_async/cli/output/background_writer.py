"""Records on their way out: written in a thread, as soon as the loop has nothing better to do."""

import asyncio
from collections.abc import Callable

from attrs import define, field

from amazon_music_async.cli.output.checkpoint import Place
from amazon_music_async.cli.threads import in_thread

_MOST = 1 << 20
"""Bytes that may wait to be written before their maker has to wait as well."""


@define(eq=False)
class Writer:
    """Gathers records while one write is under way, and never more than a bounded heap of them."""

    _write: Callable[[bytearray, bytearray, Place], None]
    """Writes records and failed ids; with them the job stands at a place."""
    _place: Callable[[], Place]
    """Where the job stands with all that was put here."""
    _records: bytearray = field(factory=bytearray)
    _failures: bytearray = field(factory=bytearray)
    _waiting: bool = False
    _writing: "asyncio.Task[None] | None" = None

    def put(self, record: bytes = b"", failure: bytes = b"") -> None:
        """Take a record or a failed id; or nothing but the news that the job stands elsewhere."""
        self._records += record
        self._failures += failure
        self._waiting = True
        if self._writing is None:
            # It begins when the task that puts pauses for the first time: when all that has arrived is here.
            self._writing = asyncio.create_task(self._write_all())

    async def room(self) -> None:
        """Wait until not too much waits; raise what went wrong with writing."""
        if self._writing is not None and (len(self._records) + len(self._failures) > _MOST or self._writing.done()):
            await self.written()

    async def written(self) -> None:
        """Wait until nothing waits; raise what went wrong with writing."""
        if self._writing is not None:
            await asyncio.shield(self._writing)

    async def _write_all(self) -> None:
        while self._waiting:
            records, failures, place = self._records, self._failures, self._place()
            self._records, self._failures, self._waiting = bytearray(), bytearray(), False
            await in_thread(lambda: self._write(records, failures, place))  # noqa: B023 - it is awaited
        self._writing = None

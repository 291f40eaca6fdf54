"""Writes records in a thread, while the event loop works on the next ones."""

import asyncio
from collections.abc import Callable

from attrs import define, field

from amazon_music_async.cli.output.checkpoint import Checkpoint
from amazon_music_async.cli.threads import in_thread

_MAX_WAITING = 1 << 20
"""Bytes that may wait to be written before `BackgroundWriter.room` waits."""


@define(eq=False)
class BackgroundWriter:
    """Gathers records while one write is running, up to a bounded size."""

    _write: Callable[[bytearray, bytearray, Checkpoint], None]
    """Writes records and failed ids; the checkpoint is where the job is with them."""
    _checkpoint: Callable[[], Checkpoint]
    """Where the job is with all that was put here."""
    _records: bytearray = field(factory=bytearray)
    _failures: bytearray = field(factory=bytearray)
    _waiting: bool = False
    _writing: "asyncio.Task[None] | None" = None

    def put(self, record: bytes = b"", failure: bytes = b"") -> None:
        """Take a record or a failed id; with neither, only note that the checkpoint has moved."""
        self._records += record
        self._failures += failure
        self._waiting = True
        if self._writing is None:
            # The task starts when the caller next waits: by then all that has arrived was put here.
            self._writing = asyncio.create_task(self._write_all())

    async def room(self) -> None:
        """Wait until there is room for more; raise what went wrong with writing."""
        if self._writing is not None and (
            len(self._records) + len(self._failures) > _MAX_WAITING or self._writing.done()
        ):
            await self.written()

    async def written(self) -> None:
        """Wait until all is written; raise what went wrong with writing."""
        if self._writing is not None:
            await asyncio.shield(self._writing)

    async def _write_all(self) -> None:
        while self._waiting:
            records, failures, checkpoint = self._records, self._failures, self._checkpoint()
            self._records, self._failures, self._waiting = bytearray(), bytearray(), False
            await in_thread(lambda: self._write(records, failures, checkpoint))  # noqa: B023 - it is awaited
        self._writing = None

"""Make one write for each of many ids."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from typing import Generic, TypeVar

from attrs import define, field

from amazon_music_async._lookups.concurrency import fatal, stream
from amazon_music_async._lookups.id_source import Ids
from amazon_music_async._validation import checked_id
from amazon_music_async.errors import AmazonMusicError, InvalidId, NotFound, Unprocessable
from amazon_music_async.models.outcome import Done, Failed

T = TypeVar("T")


@define(eq=False)
class Writes(Generic[T]):
    """Writes of one kind, such as saving tracks.

    - ``write``: makes one write and returns its answer: ``tracks.save``.
    - ``concurrency``: the most writes in flight.

    An endpoint method is one expression::

        def save_many(self, track_ids: Ids, *, ordered: bool = True) -> AsyncGenerator[Done[SavedTrack] | Failed]:
            return Writes(self.save, self._concurrency).stream(track_ids, ordered=ordered)
    """

    write: Callable[[str], Awaitable[T]]
    concurrency: int

    def stream(self, ids: Ids, *, ordered: bool) -> AsyncGenerator[Done[T] | Failed]:
        """Give `Done` or `Failed` for each occurrence of an id, in flat memory.

        One request for each, at most ``concurrency`` at a time. An id that cannot be sent, or that the service does
        not accept, is `Failed`. A failure that all later writes would meet, and an outage (``concurrency`` writes in a
        row that failed, and at least 3), are raised with the ids whose outcome is not known as ``pending``: some of
        these writes may have been carried out.
        """

        def make(asked: list[str]) -> _Write[T]:
            return _Write(self.write, asked)

        return stream(ids, 1, make, self.concurrency, ordered=ordered)


@define(eq=False)
class _Write(Generic[T]):
    """The write of one id."""

    write: Callable[[str], Awaitable[T]]
    asked: list[str]
    _outcome: Done[T] | Failed = field(init=False)

    @property
    def error(self) -> AmazonMusicError | None:
        """Why it failed."""
        return self._outcome.error if isinstance(self._outcome, Failed) else None

    async def run(self) -> None:
        """Make the request."""
        [id] = self.asked
        try:
            self._outcome = Done(id, await self.write(checked_id(id)))
        except AmazonMusicError as error:
            self._outcome = Failed(id, error)

    def outcomes(self) -> list[Done[T] | Failed]:
        """Return the one outcome."""
        return [self._outcome]

    def fatal(self) -> AmazonMusicError | None:
        """Return the failure that every later write would meet as well."""
        return fatal(self.error)

    def failure(self) -> AmazonMusicError | None:
        """Return the failure, unless it is the service's answer to this id."""
        answered = isinstance(self.error, NotFound | Unprocessable) and self.error.code is not None
        return None if answered else self.error

    def sent(self) -> bool:
        """Return whether the id could be sent."""
        return not isinstance(self.error, InvalidId)

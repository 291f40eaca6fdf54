"""Everything at once, and all of it going wrong.

``CHAOS_SEEDS`` in the environment says how many seeds are tried; each makes its own mix of failures.
"""

import asyncio
import logging
import os
import random
from collections.abc import Awaitable, Callable
from functools import partial
from typing import TypeVar

import pytest

from amazon_music_async import AmazonMusic, AmazonMusicError, AttemptFinished, Event, NotFound, Retry
from amazon_music_async.sandbox import Sandbox

SEEDS = int(os.environ.get("CHAOS_SEEDS", "8"))
UNKNOWN = [f"BUNKNOWN{number:02}" for number in range(20)]

T = TypeVar("T")


class Witness:
    """Everything that was ever printed, said or raised."""

    def __init__(self) -> None:
        """Nothing yet."""
        self.words: list[str] = []

    def event(self, event: Event) -> None:
        """Keep an event."""
        self.words.append(repr(event))

    def failure(self, error: BaseException) -> None:
        """Keep an exception, and what led to it."""
        assert isinstance(error, AmazonMusicError), repr(error)
        cause: BaseException | None = error
        while cause is not None:
            self.words += [str(cause), repr(cause), repr(vars(cause))]
            cause = cause.__cause__ or cause.__context__


def trouble(sandbox: Sandbox, random: random.Random) -> None:
    """A mix of failures, spread over the requests to come."""
    for _ in range(random.randint(5, 30)):
        skip, times = random.randint(0, 60), random.randint(1, 3)
        path = random.choice(["/tracks", "/me/tracks", None])
        match random.randint(0, 7):
            case 0:
                sandbox.fail(429, times, retry_after=random.choice([None, 0.01]), path=path, skip=skip)
            case 1:
                sandbox.fail(random.choice([500, 502, 503, 504]), times, path=path, skip=skip)
            case 2:
                sandbox.drop_connection(times, path=path, skip=skip)
            case 3:
                sandbox.half_body(times, path=path, skip=skip)
            case 4:
                sandbox.garbage(path=path, skip=skip)
            case 5:
                sandbox.slow(0.02, times, path=path, skip=skip)
            case 6:
                sandbox.hang(path=path, skip=skip)
            case _:
                sandbox.repeat_token(path="/me/tracks", skip=random.randint(0, 9))


async def look_up(music: AmazonMusic, asked: list[str], witness: Witness) -> tuple[list[str], list[str]]:
    """All ids found and all missing, each as often as it was answered; asking again only for what is pending."""
    found: list[str] = []
    missing: list[str] = []
    pending = tuple(asked)
    while pending:
        try:
            lookup = await music.tracks.get_many(pending)
            pending = ()
        except AmazonMusicError as error:
            witness.failure(error)
            assert error.partial is not None
            lookup, pending = error.partial, error.pending
        assert lookup.unmatched == ()
        assert all(id == track.id for id, track in lookup.found.items())
        found += lookup.found
        missing += lookup.missing
    return found, missing


async def walk(music: AmazonMusic, random: random.Random, witness: Witness) -> list[str]:
    """The ids of all liked tracks, going on from the cursor wherever the walk was interrupted."""
    ids: list[str] = []
    start: str | None = None
    while True:
        try:
            async for liked in music.tracks.liked(start=start, page_size=100, prefetch=random.random() < 0.5):
                ids.append(liked.track.id)  # noqa: PERF401 - what came before an exception counts
        except AmazonMusicError as error:
            witness.failure(error)
            start = error.cursor
        else:
            return ids


async def persist(call: Callable[[], Awaitable[T]], witness: Witness) -> T | None:
    """The answer of a call, however often it must be made; None when the service does not know."""
    while True:
        try:
            return await call()
        except NotFound:
            return None
        except AmazonMusicError as error:
            witness.failure(error)


def expiring(sandbox: Sandbox, random: random.Random, witness: Witness) -> Callable[[Event], None]:
    """A listener that lets the tokens die after every thirtieth attempt or so."""

    def listen(event: Event) -> None:
        witness.event(event)
        if isinstance(event, AttemptFinished) and random.random() < 1 / 30:
            sandbox.expire_tokens()

    return listen


@pytest.mark.parametrize("seed", range(SEEDS))
async def test_every_id_is_accounted_for_whatever_fails(seed: int, caplog: pytest.LogCaptureFixture) -> None:
    """A look-up, a walk and a hundred loader calls come to their ends, once each, and no secret is told."""
    caplog.set_level(logging.DEBUG)
    numbers, witness = random.Random(seed), Witness()
    async with Sandbox(tracks=5000, albums=10, liked=1000, library=1) as sandbox:
        trouble(sandbox, numbers)
        asked = random.sample([*sandbox.track_ids, *UNKNOWN], 5000)
        before = asyncio.all_tasks()
        async with sandbox.client(
            retry=Retry(attempts=3, first=0.001, longest=0.02),
            timeout=0.5,
            on_event=expiring(sandbox, numbers, witness),
        ) as music:
            loader = music.tracks.loader()
            loading = asyncio.gather(*(persist(partial(loader.get, id), witness) for id in asked[:100]))
            (found, missing), liked, loaded = await asyncio.gather(
                look_up(music, asked, witness), walk(music, numbers, witness), loading
            )
            witness.words += [repr(music), repr(music.stats)]
        left = {task for task in asyncio.all_tasks() - before if "amazon_music_async" in task.get_name()}

        assert left == set()
        assert sorted(found) == sorted(set(asked) - set(UNKNOWN))
        assert sorted(missing) == sorted(set(asked) & set(UNKNOWN))
        assert liked == list(sandbox.liked_ids)
        assert [track and track.id for track in loaded] == [None if id in UNKNOWN else id for id in asked[:100]]
        told = "\n".join([*witness.words, *(record.getMessage() for record in caplog.records)])
        secrets = [sandbox.token, sandbox.api_key, sandbox.client_secret, sandbox.refresh_token]
        assert [secret for secret in secrets if secret in told] == []
        assert "Atza|" not in told.replace("Atza|***", "")

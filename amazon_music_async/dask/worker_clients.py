"""The clients of a worker, opened on its event loop and closed with it."""

import asyncio
import pickle
from collections.abc import Sequence
from typing import Any, cast

from amazon_music_async import Album, AmazonMusic, AmazonMusicError, ClientClosed, Failed, InvalidId, Outcome, Track
from amazon_music_async.dask.libraries import distributed

MODELS: dict[str, type[Any]] = {"tracks": Track, "albums": Album}
"""What can be looked up, by the name of its group in the client."""

_NAME = "amazon_music_async"
_CLOSING = {distributed.Status.closing, distributed.Status.closed}


def model_of(what: str) -> type[Any]:
    """Return what a look-up of ``what`` gives; a `ValueError` names what there is."""
    if what not in MODELS:
        raise ValueError(f"what= is one of {', '.join(map(repr, MODELS))}, not {what!r}")
    return MODELS[what]


class WorkerClients(distributed.WorkerPlugin):
    """One client for each description, opened when a task first needs it."""

    name = _NAME

    def __init__(self) -> None:
        """Open nothing yet."""
        self._clients: dict[bytes, AmazonMusic] = {}

    def client(self, connect: bytes) -> AmazonMusic:
        """Return the client of a description. On the worker's loop only."""
        if connect not in self._clients:
            self._clients[connect] = pickle.loads(connect)()  # noqa: S301 - Dask runs what it is sent, too
        return self._clients[connect]

    async def teardown(self, worker: distributed.Worker) -> None:
        """Close the clients, before the worker closes its loop."""
        del worker  # Dask names it
        for client in self._clients.values():
            await client.close()


def look_up_here(ids: Sequence[Any], what: str, connect: bytes) -> list[Outcome[Any]]:
    """Look up ids within a task, with the client of this worker: an outcome for each of them, in their order.

    The task is a plain function, which waits in its thread while the worker's loop does the work: Dask's own
    coroutine tasks hang in bags.
    """
    worker = distributed.get_worker()
    loop = cast("Any", worker.loop).asyncio_loop
    looking_up = _look_up(worker, ids, what, connect)
    try:
        return asyncio.run_coroutine_threadsafe(looking_up, loop).result()
    except ClientClosed:
        if worker.status not in _CLOSING:
            raise
        raise distributed.Reschedule from None  # to another worker


async def _look_up(worker: distributed.Worker, ids: Sequence[Any], what: str, connect: bytes) -> list[Outcome[Any]]:
    client = (await _clients_of(worker)).client(connect)
    answers: dict[str, Outcome[Any]] = {}
    failure: AmazonMusicError | None = None
    try:
        async for outcome in getattr(client, what).stream([id for id in ids if isinstance(id, str)]):
            answers[outcome.id] = outcome
    except ClientClosed:
        raise
    except AmazonMusicError as error:
        failure = error
    return [_outcome(id, answers, failure) for id in ids]


def _outcome(id: Any, answers: dict[str, Outcome[Any]], failure: AmazonMusicError | None) -> Outcome[Any]:
    if not isinstance(id, str):
        return Failed(asked(id), InvalidId(f"an id is a str, not {type(id).__name__}: {id!r}"))
    return answers[id] if id in answers else Failed(id, cast("AmazonMusicError", failure))


def asked(id: Any) -> str:
    """Return what stands under ``asked``: null for what is no id, as a column may hold it. It costs no other row."""
    return id if isinstance(id, str) else cast("str", None)


async def _clients_of(worker: distributed.Worker) -> WorkerClients:
    """Return the plugin, which the first task of a worker brings along: so it also comes to workers that join later."""
    if worker.status in _CLOSING:
        raise ClientClosed("the worker is closing")
    if _NAME not in worker.plugins:
        # It is there at once, before anything is awaited: two tasks cannot both add it.
        await worker.plugin_add(WorkerClients(), catch_errors=False)
    return cast("WorkerClients", worker.plugins[_NAME])

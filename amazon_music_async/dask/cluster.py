# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
# Dask and its collections are typed in part.
"""Which cluster does the work."""

from collections.abc import Generator
from contextlib import contextmanager

from amazon_music_async.dask.libraries import distributed


def current() -> distributed.Client | None:
    """Return the client that the program has opened last, if any."""
    try:
        client: distributed.Client = distributed.default_client()
    except ValueError:
        return None
    return client


def local() -> distributed.Client:
    """Start a cluster on this machine: worker processes for all its processors."""
    # Without an address it would want port 8787, which another cluster may have, for all the network to see.
    return distributed.Client(dashboard_address="127.0.0.1:0")


@contextmanager
def cluster(client: distributed.Client | None) -> Generator[distributed.Client]:
    """Give the client given, or the current one, or one of a local cluster that ends with the block."""
    chosen = client or current()
    if chosen is None:
        with local() as started:
            yield started
        return
    if chosen.asynchronous:
        raise TypeError("this call waits for the job: run it in a thread, with a Client that is not asynchronous")
    yield chosen

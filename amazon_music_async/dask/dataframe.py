# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
# Dask and its collections are typed in part.
"""Ids in, a Dask dataframe out, lazily."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, cast

from amazon_music_async.arrow import schema_of
from amazon_music_async.arrow.libraries import pa
from amazon_music_async.arrow.table import outcome_table
from amazon_music_async.dask.cluster import current, local
from amazon_music_async.dask.connection import Connect, packed
from amazon_music_async.dask.libraries import delayed
from amazon_music_async.dask.worker_clients import look_up_here, model_of

if TYPE_CHECKING:
    # These take a second to import, and only the process that builds the graph needs them.
    import pandas as pd
    from dask.bag import Bag
    from dask.dataframe import DataFrame, Series


def look_up(
    ids: "Bag | Series | Iterable[Sequence[str]]", what: str = "tracks", *, connect: Connect | None = None
) -> "DataFrame":
    """Return a dataframe with a row for each id, in the order of the ids: lazily, so that nothing is asked yet.

    - ``ids``: a Dask bag, a column of a Dask dataframe (whose index and divisions are kept), or partitions: lists of
      ids. A partition is asked for as a whole, in requests of 100 ids; some thousands of ids are a good size.
    - ``what``: ``"tracks"`` or ``"albums"``.
    - ``connect``: how a worker opens its client; None is `FromEnvironment` without options.

    The columns are those of ``schema_of(Track, outcomes=True)``, with Arrow's types. An id that failed is a row with
    its error: also where a whole partition failed, because the service was away or refused the login.

    The work is done by the workers of a `distributed.Client`; where the program has none yet, one with a local cluster
    is started, and stays. A script needs ``if __name__ == "__main__":`` then. A partition that kills its workers again
    and again ends the computation with Dask's ``KilledWorker``, as with any dataframe: `look_up_to_parquet` goes on.

    >>> import dask.bag
    >>> from distributed import Client
    >>> with Client(processes=False, dashboard_address="127.0.0.1:0"):
    ...     frame = look_up(dask.bag.read_text("ids.txt").str.strip(), "tracks")
    ...     list(frame[frame.outcome == "found"].title.compute())
    ['Happy (From "Despicable Me 2")']

    pandas cannot read back the lists and structs of such a frame's ``to_parquet`` unless it is told
    ``dtype_backend="pyarrow"``: write files with `look_up_to_parquet`.
    """
    import dask.bag as db  # noqa: PLC0415 - see above
    import dask.dataframe as dd  # noqa: PLC0415

    meta = _frame(schema_of(model_of(what), outcomes=True).empty_table())
    connection = packed(connect)
    if current() is None:
        local()
    if isinstance(ids, dd.Series):
        return cast("DataFrame", ids.map_partitions(_of_column, what, connection, meta=meta))
    if isinstance(ids, db.Bag):
        tasks = [delayed(_of_partition)(part, what, connection) for part in ids.to_delayed()]
        return cast("DataFrame", dd.from_delayed(tasks, meta=meta, verify_meta=False))
    return cast("DataFrame", dd.from_map(_of_partition, _partitions(ids), args=[what, connection], meta=meta))


def _partitions(ids: Iterable[Sequence[str]]) -> list[Sequence[str]]:
    """Return the partitions; a `TypeError` where ids stand in the place of lists of ids."""
    parts = [] if isinstance(ids, str) else list(ids)
    if not parts or isinstance(parts[0], str):
        raise TypeError(
            "ids are a Dask bag, a column of a Dask dataframe, or lists of ids, one for each partition: make a bag of a"
            " plain list with dask.bag.from_sequence(ids, partition_size=10_000)"
        )
    return parts


def _of_column(ids: "pd.Series[str]", what: str, connection: bytes) -> "pd.DataFrame":
    frame = _of_partition(ids, what, connection)
    frame.index = ids.index
    return frame


def _of_partition(ids: Iterable[str], what: str, connection: bytes) -> "pd.DataFrame":
    return _frame(outcome_table(look_up_here(list(ids), what, connection), model_of(what)))


def _frame(table: pa.Table) -> "pd.DataFrame":
    import pandas as pd  # noqa: PLC0415 - see above

    return table.to_pandas(types_mapper=pd.ArrowDtype)

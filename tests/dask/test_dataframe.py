# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
# Dask and pyarrow are typed in part.
"""Ids in, a dataframe out."""

import pickle
from collections.abc import Iterable
from typing import Any

import pytest

pytest.importorskip("distributed", reason="the extra dask is not installed")

import dask.bag as db
import dask.dataframe as dd
import pandas as pd
import pyarrow as pa

from amazon_music_async import Retry, Track
from amazon_music_async.arrow import schema_of
from amazon_music_async.dask import FromEnvironment, look_up
from amazon_music_async.sandbox import Sandbox

SILENT = FromEnvironment(base_url="http://127.0.0.1:9/v1", retry=Retry.none())
"""Nobody listens there."""


def in_workers(sandbox: Sandbox) -> FromEnvironment:
    """How a worker reaches the sandbox."""
    return FromEnvironment(base_url=sandbox.url)


def computed(frame: Any) -> pd.DataFrame:
    """The frame, when the workers have done their part."""
    rows: pd.DataFrame = frame.compute()
    return rows


def test_nothing_is_asked_before_the_frame_is_computed(workers: Any, sandbox: Sandbox) -> None:
    """A look-up is a plan, until something needs its rows."""
    frame = look_up([sandbox.track_ids[:3]], "tracks", connect=in_workers(sandbox))

    assert sandbox.request_count == 0
    assert computed(frame)["outcome"].tolist() == ["found"] * 3


def test_a_bag_of_ids_becomes_a_frame(workers: Any, sandbox: Sandbox) -> None:
    """A row for each id, in the order of the bag, with the columns of the model."""
    ids = [*sandbox.track_ids[:250], "B0UNKNOWN0", "not an id"]
    frame = computed(look_up(db.from_sequence(ids, npartitions=3), connect=in_workers(sandbox)))

    assert frame["asked"].tolist() == ids
    assert frame["outcome"].tolist() == ["found"] * 250 + ["missing", "failed"]
    assert frame["error"].iloc[-1].startswith("InvalidId: ")
    assert frame["id"].tolist()[:250] == ids[:250]


def test_a_column_of_ids_keeps_its_index(workers: Any, sandbox: Sandbox) -> None:
    """The rows can be joined with those that the ids come from; a null among them is a row that failed."""
    table = pd.DataFrame({"track": [*sandbox.album_ids[:5], None]}, index=[10, 20, 30, 40, 50, 60])
    column = dd.from_pandas(table, npartitions=2)["track"]

    frame = look_up(column, "albums", connect=in_workers(sandbox))

    assert frame.divisions == column.divisions
    rows = computed(frame)
    assert rows.index.tolist() == table.index.tolist()
    assert rows["outcome"].tolist() == ["found"] * 5 + ["failed"]
    assert pd.isna(rows["asked"].iloc[-1])
    assert rows["error"].iloc[-1].startswith("InvalidId: an id is a str, not ")


def test_the_types_are_those_of_the_schema(workers: Any, sandbox: Sandbox) -> None:
    """What is planned and what is computed have the same columns: Arrow's types, with lists and structs."""
    frame = look_up([sandbox.track_ids[:2], ["B0UNKNOWN0"]], "tracks", connect=in_workers(sandbox))
    schema = schema_of(Track, outcomes=True)
    types = {field.name: pd.ArrowDtype(field.type) for field in schema}

    assert dict(frame.dtypes) == types
    assert dict(computed(frame).dtypes) == types
    assert isinstance(types["artists"].pyarrow_dtype, pa.ListType)


def test_an_id_asked_twice_is_two_rows(workers: Any, sandbox: Sandbox) -> None:
    """Each occurrence has its row; they cost one request."""
    id = sandbox.track_ids[0]

    assert computed(look_up([[id, id]], connect=in_workers(sandbox)))["outcome"].tolist() == ["found"] * 2
    assert sandbox.request_count == 1


def test_a_partition_that_fails_is_rows_with_the_error(workers: Any, sandbox: Sandbox) -> None:
    """When the service cannot be reached, each id says so, and the computation ends well."""
    frame = computed(look_up([["B1", "B2"], ["B3"]], connect=SILENT))

    assert frame["asked"].tolist() == ["B1", "B2", "B3"]
    assert frame["outcome"].tolist() == ["failed"] * 3
    assert all(error.startswith("ConnectionFailed: ") for error in frame["error"])


def test_ids_answered_before_a_failure_are_found(workers: Any, sandbox: Sandbox) -> None:
    """What arrived before the login was refused is kept; the other ids fail with the refusal."""
    sandbox.fail(status=403, times=None, skip=2)
    ids = sandbox.track_ids[:500]
    connect = FromEnvironment(base_url=sandbox.url, concurrency=1)

    frame = computed(look_up([ids], connect=connect))

    assert frame["asked"].tolist() == list(ids)
    assert frame["outcome"].tolist() == ["found"] * 200 + ["failed"] * 300
    assert frame["error"].iloc[-1].startswith("Forbidden: ")


def test_neither_key_nor_token_is_in_the_graph(workers: Any, sandbox: Sandbox) -> None:
    """What travels to the scheduler names neither."""
    frame = look_up([sandbox.track_ids[:3]], connect=in_workers(sandbox))
    graph = pickle.dumps(dict(frame.__dask_graph__()))

    assert sandbox.url.encode() in graph
    assert sandbox.token.encode() not in graph
    assert sandbox.api_key.encode() not in graph


@pytest.mark.parametrize("ids", ["B1", ["B1", "B2"], []])
def test_ids_that_are_no_partitions_are_refused(workers: Any, ids: Iterable[Any]) -> None:
    """A list of ids would be taken for partitions of letters; the error says how to make a bag of it."""
    with pytest.raises(TypeError, match="make a bag of a plain list"):
        look_up(ids)


def test_a_kind_that_cannot_be_looked_up_is_refused() -> None:
    """The error names what can be."""
    with pytest.raises(ValueError, match=r"what= is one of 'tracks', 'albums'.*, not 'songs'"):
        look_up([["B1"]], "songs")

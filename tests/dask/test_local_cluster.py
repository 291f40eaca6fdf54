"""Where no cluster is named, one is started on this machine."""

from functools import partial
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("distributed", reason="the extra dask is not installed")

import distributed

from amazon_music_async.dask import FromEnvironment, cluster, dataframe, look_up, look_up_to_parquet
from amazon_music_async.sandbox import Sandbox


def test_a_job_has_a_local_cluster_of_its_own(sandbox: Sandbox, tmp_path: Path) -> None:
    """Worker processes that end with the job."""
    connect = FromEnvironment(base_url=sandbox.url)

    report = look_up_to_parquet(sandbox.track_ids, tmp_path / "tracks", connect=connect, part_rows=200)

    assert (report.found, report.parts) == (1000, 5)
    assert cluster.current() is None


def test_a_frame_starts_a_local_cluster_that_stays(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """The frame is computed later, perhaps more than once; Dask's own threads could hold no client."""
    start = partial(distributed.Client, n_workers=1, processes=False, dashboard_address="127.0.0.1:0")
    monkeypatch.setattr(dataframe, "local", start)

    frame: Any = look_up([sandbox.track_ids[:200]], connect=FromEnvironment(base_url=sandbox.url))

    client = cluster.current()
    assert client is not None
    with client:
        assert frame.compute()["outcome"].tolist() == ["found"] * 200

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
# Dask and pyarrow are typed in part.
"""Ids in, a folder of Parquet files out."""

import itertools
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

pytest.importorskip("distributed", reason="the extra dask is not installed")

import pyarrow.parquet as pq

from amazon_music_async import ConnectionFailed, Retry
from amazon_music_async.dask import FromEnvironment, ParquetReport, look_up_to_parquet
from amazon_music_async.sandbox import Sandbox

SILENT = FromEnvironment(base_url="http://127.0.0.1:9/v1", retry=Retry.none())
"""Nobody listens there."""


def write(sandbox: Sandbox, folder: Path, ids: Any, part_rows: int = 100, **options: Any) -> ParquetReport:
    """Look up ids, a hundred a part."""
    connect = FromEnvironment(base_url=sandbox.url, retry=Retry.none())
    options = {"connect": connect, "part_rows": part_rows, **options}
    return look_up_to_parquet(ids, folder, **options)


def column(folder: Path, name: str) -> list[Any]:
    """A column of all parts, in their order."""
    tables = [pq.ParquetFile(part).read([name]) for part in sorted(folder.iterdir())]
    return [value for table in tables for value in table.column(name).to_pylist()]


def test_each_id_becomes_a_row(workers: Any, sandbox: Sandbox, tmp_path: Path) -> None:
    """In the order of the ids, found or not; the report counts them."""
    ids = [*sandbox.track_ids[:450], "B0UNKNOWN0", "not an id"]

    report = write(sandbox, tmp_path / "tracks", iter(ids))

    assert report == ParquetReport(found=450, missing=1, failed=1, parts=5)
    assert column(tmp_path / "tracks", "asked") == ids
    assert [path.name for path in tmp_path.iterdir()] == ["tracks"]


def test_albums_are_looked_up_as_well(workers: Any, sandbox: Sandbox, tmp_path: Path) -> None:
    """The columns are those of an album."""
    write(sandbox, tmp_path / "albums", sandbox.album_ids[:3], what="albums")

    assert column(tmp_path / "albums", "asked") == list(sandbox.album_ids[:3])
    assert any(column(tmp_path / "albums", "track_count"))


def test_a_job_run_again_keeps_the_parts_that_are_there(workers: Any, sandbox: Sandbox, tmp_path: Path) -> None:
    """Nothing is asked twice."""
    write(sandbox, tmp_path / "tracks", sandbox.track_ids[:200])
    asked = sandbox.request_count

    report = write(sandbox, tmp_path / "tracks", sandbox.track_ids[:300])

    assert report == ParquetReport(found=300, missing=0, failed=0, parts=3)
    assert sandbox.request_count == asked + 1


def test_a_job_run_again_asks_for_the_failed_ids_only(workers: Any, sandbox: Sandbox, tmp_path: Path) -> None:
    """The rows that were found stay; the others get their answers, in their places."""
    ids = sandbox.track_ids[:300]
    sandbox.fail(status=503, times=1, skip=1)
    first = write(sandbox, tmp_path / "tracks", ids, part_rows=300)
    asked = sandbox.request_count

    second = write(sandbox, tmp_path / "tracks", ids, part_rows=300)

    assert (first.found, first.failed) == (200, 100)
    assert second == ParquetReport(found=300, missing=0, failed=0, parts=1)
    assert sandbox.request_count == asked + 1
    assert column(tmp_path / "tracks", "id") == list(ids)


def test_ids_may_follow_those_of_the_job_before(workers: Any, sandbox: Sandbox, tmp_path: Path) -> None:
    """The last part, which was short, is filled: only its new ids are asked."""
    write(sandbox, tmp_path / "tracks", sandbox.track_ids[:50])

    report = write(sandbox, tmp_path / "tracks", sandbox.track_ids[:120])

    assert report == ParquetReport(found=120, missing=0, failed=0, parts=2)
    assert column(tmp_path / "tracks", "id") == list(sandbox.track_ids[:120])
    assert sorted(request.query["ids"].count(",") for request in sandbox.requests) == [19, 49, 49]


def test_a_folder_of_other_ids_is_refused(workers: Any, sandbox: Sandbox, tmp_path: Path) -> None:
    """What is there is not overwritten by the answers to other questions."""
    write(sandbox, tmp_path / "tracks", sandbox.track_ids[:10])
    before = column(tmp_path / "tracks", "id")

    with pytest.raises(ValueError, match="holds other ids than those given"):
        write(sandbox, tmp_path / "tracks", sandbox.track_ids[10:20])

    assert column(tmp_path / "tracks", "id") == before


def test_a_folder_of_another_table_is_refused(workers: Any, sandbox: Sandbox, tmp_path: Path) -> None:
    """Albums are not written over tracks."""
    write(sandbox, tmp_path / "tracks", sandbox.track_ids[:10])

    with pytest.raises(ValueError, match="holds another table, not one of albums"):
        write(sandbox, tmp_path / "tracks", sandbox.track_ids[:10], what="albums")


def test_an_outage_ends_the_job(workers: Any, sandbox: Sandbox, tmp_path: Path) -> None:
    """An endless list of ids is not asked in vain; run again, the job asks for those that failed."""
    with pytest.raises(ConnectionFailed) as failed:
        write(sandbox, tmp_path / "tracks", (f"B{n}" for n in itertools.count()), connect=SILENT, part_rows=10)

    assert "parts in a row failed: run the job again to go on" in failed.value.__notes__[0]
    assert set(column(tmp_path / "tracks", "outcome")) == {"failed"}


def test_a_few_parts_that_fail_are_failed_rows(workers: Any, sandbox: Sandbox, tmp_path: Path) -> None:
    """A small job ends with its report, even if nothing was found."""
    report = write(sandbox, tmp_path / "tracks", ["B1", "B2"], connect=SILENT)

    assert report == ParquetReport(found=0, missing=0, failed=2, parts=1)


def test_a_failure_of_the_ids_reaches_the_caller(workers: Any, sandbox: Sandbox, tmp_path: Path) -> None:
    """What the iterable raises is raised, unchanged."""

    def ids() -> Iterator[str]:
        yield from sandbox.track_ids[:150]
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write(sandbox, tmp_path / "tracks", ids())


def test_a_folder_that_holds_something_else_is_refused(sandbox: Sandbox, tmp_path: Path) -> None:
    """Readers take every file of the folder for a part."""
    (tmp_path / "notes.txt").write_text("mine")

    with pytest.raises(ValueError, match=r"holds 'notes\.txt'"):
        write(sandbox, tmp_path, ["B1"])


@pytest.mark.parametrize(
    ("ids", "options", "said"),
    [
        ("B1", {}, "many ids are expected, not one str"),
        (["B1"], {"part_rows": 0}, "part_rows= is at least 1, not 0"),
        (["B1"], {"what": "songs"}, "what= is one of 'tracks', 'albums'"),
    ],
)
def test_wrong_use_is_refused(sandbox: Sandbox, tmp_path: Path, ids: Any, options: dict[str, Any], said: str) -> None:
    """Before anything is started."""
    with pytest.raises((TypeError, ValueError), match=said):
        write(sandbox, tmp_path / "tracks", ids, **options)


def test_an_asynchronous_client_is_refused(sandbox: Sandbox, tmp_path: Path) -> None:
    """The call waits for the job, which would stop the caller's event loop."""
    with pytest.raises(TypeError, match="run it in a thread"):
        write(sandbox, tmp_path / "tracks", ["B1"], client=SimpleNamespace(asynchronous=True))

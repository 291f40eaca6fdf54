"""The Parquet files as the programs read them that people use."""

from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest

for needed in ("pyarrow", "duckdb", "pandas", "polars"):
    pytest.importorskip(needed, reason=f"{needed} is not installed")

import duckdb
import pandas as pd
import polars as pl

from amazon_music_async import Artist, Failed, Found, Missing, Release, TimedOut, Track
from amazon_music_async.arrow import ParquetFolder

FIVE = datetime(2001, 3, 7, 5, tzinfo=UTC)
TRACK = Track(
    id="B1",
    title="Hold On",
    duration=447.0,
    release_date=FIVE.astimezone(timezone(timedelta(hours=2))),
    release=Release(street_date=FIVE, local_original_release_date=date(2001, 3, 6)),
    artists=(Artist(id="A1", name="One"), Artist(id="A2", name="Two")),
    audio_qualities=("SD", "HD"),
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three outcomes in two parts."""
    with ParquetFolder(tmp_path / "tracks", Track, outcomes=True, part_rows=2) as folder:
        for outcome in (Found("B1", TRACK), Missing("B2"), Failed("B3", TimedOut("no answer"))):
            folder.add(outcome)
    return folder.path


def test_duckdb_reads_them(folder: Path) -> None:
    """Structs, lists and moments in UTC, by SQL over all parts."""
    with duckdb.connect() as database:
        database.execute("SET TimeZone = 'UTC'")
        rows = database.execute(
            "SELECT asked, outcome, title, duration, epoch_us(release_date), release.local_original_release_date,"
            " [artist.name for artist in artists], audio_qualities FROM read_parquet(?) ORDER BY asked",
            [f"{folder}/*.parquet"],
        ).fetchall()

    moment = int(FIVE.timestamp() * 1_000_000)
    assert rows == [
        *[("B1", "found", "Hold On", 447.0, moment, date(2001, 3, 6), ["One", "Two"], ["SD", "HD"])],
        *[(asked, outcome, *[None] * 6) for asked, outcome in (("B2", "missing"), ("B3", "failed"))],
    ]


def test_pandas_reads_them(folder: Path) -> None:
    """The folder is a frame whose moments are aware, in UTC."""
    frame = pd.read_parquet(folder)

    assert frame["asked"].tolist() == ["B1", "B2", "B3"]
    assert str(frame["release_date"].dtype) == "datetime64[us, UTC]"
    assert frame["release_date"][0] == FIVE
    assert [artist["name"] for artist in frame["artists"][0]] == ["One", "Two"]
    assert frame["error"][2] == "TimedOut: no answer"


def test_pandas_reads_them_as_arrow(folder: Path) -> None:
    """With Arrow's types nothing is converted."""
    frame = pd.read_parquet(folder, dtype_backend="pyarrow")

    assert str(frame["release_date"].dtype) == "timestamp[us, tz=UTC][pyarrow]"
    assert frame["duration"][0] == 447.0


def test_polars_reads_them(folder: Path) -> None:
    """The folder is a frame with structs, lists and moments in UTC."""
    frame = pl.read_parquet(folder)

    assert frame.schema["release_date"] == pl.Datetime("us", "UTC")
    assert frame.schema["audio_qualities"] == pl.List(pl.String)
    assert frame.row(0, named=True)["release_date"] == FIVE
    assert frame.row(0, named=True)["release"]["local_original_release_date"] == date(2001, 3, 6)
    assert frame["outcome"].to_list() == ["found", "missing", "failed"]

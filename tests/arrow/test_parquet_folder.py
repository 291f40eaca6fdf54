# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
# pyarrow-stubs leaves type parameters open.
"""A folder of finished Parquet files."""

from contextlib import suppress
from pathlib import Path

import pytest

pytest.importorskip("pyarrow", reason="the extra arrow is not installed")

import pyarrow.parquet as pq

from amazon_music_async import Album, Found, Missing, Track
from amazon_music_async.arrow import ParquetFolder, schema_of, to_arrow

TRACKS = [Track(id=f"B{number}", title=str(number)) for number in range(10)]


def write(path: Path, tracks: list[Track], part_rows: int = 4) -> None:
    """Write a folder of tracks, from where it stands."""
    with ParquetFolder(path, Track, part_rows=part_rows) as folder:
        for track in tracks[folder.rows :]:
            folder.add(track)


def names(path: Path) -> list[str]:
    """What lies in a folder."""
    return sorted(lying.name for lying in path.iterdir())


def test_a_part_is_written_each_so_many_rows(tmp_path: Path) -> None:
    """The name of a part is its first row; the last one is shorter."""
    write(tmp_path / "tracks", TRACKS)

    assert names(tmp_path / "tracks") == [f"part-{first:012}.parquet" for first in (0, 4, 8)]
    assert pq.read_table(tmp_path / "tracks").to_pylist() == to_arrow(TRACKS).to_pylist()


def written_at(part: Path) -> tuple[int, int]:
    """Which file it is, and when it was written; when it was read does not matter."""
    found = part.stat()
    return found.st_ino, found.st_mtime_ns


def test_a_job_goes_on_after_the_rows_that_are_there(tmp_path: Path) -> None:
    """Finished parts stay as they are, and each item is there once."""
    path = tmp_path / "tracks"
    write(path, TRACKS[:6])
    before = written_at(path / "part-000000000000.parquet")

    write(path, TRACKS)

    assert names(path) == [f"part-{first:012}.parquet" for first in (0, 4, 6)]
    assert written_at(path / "part-000000000000.parquet") == before
    assert pq.read_table(path).column("id").to_pylist() == [track.id for track in TRACKS]


def test_rows_that_wait_are_written_when_a_job_fails(tmp_path: Path) -> None:
    """What was fetched before the failure is kept."""
    with suppress(ZeroDivisionError), ParquetFolder(tmp_path / "tracks", Track) as folder:
        folder.add(TRACKS[0])
        raise ZeroDivisionError

    assert pq.read_table(tmp_path / "tracks").num_rows == 1


def test_outcomes_are_written_with_what_became_of_each_id(tmp_path: Path) -> None:
    """A folder of outcomes has a row for each id asked, found or not."""
    with ParquetFolder(tmp_path / "tracks", Track, outcomes=True, part_rows=2) as folder:
        for outcome in (Missing("B1"), Missing("B2"), Found("B0", TRACKS[0])):
            folder.add(outcome)

    table = pq.read_table(tmp_path / "tracks")
    assert table.column("outcome").to_pylist() == ["missing", "missing", "found"]
    assert table.schema == schema_of(Track, outcomes=True)


def test_an_empty_job_leaves_no_folder(tmp_path: Path) -> None:
    """An empty job leaves no folder."""
    write(tmp_path / "tracks", [])

    assert names(tmp_path) == []


def test_a_part_that_cannot_be_finished_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the disk is full, neither a broken part nor a piece of one is left, and the rows can still be written."""

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    folder = ParquetFolder(tmp_path / "tracks", Track, part_rows=2)
    folder.add(TRACKS[0])
    with monkeypatch.context() as patched:
        patched.setattr("os.fsync", full)
        with pytest.raises(OSError, match="No space left"):
            folder.add(TRACKS[1])

    assert names(tmp_path / "tracks") == []
    assert names(tmp_path) == ["tracks"]
    with folder:
        assert folder.rows == 2
    assert pq.read_table(tmp_path / "tracks").num_rows == 2


def test_files_of_a_killed_process_are_removed(tmp_path: Path) -> None:
    """An unfinished part lies beside the folder until the next job begins; others' files stay."""
    (tmp_path / ".tracks.part-000000000004.0123.unfinished").write_bytes(b"PAR1")
    (tmp_path / ".tracks2.part-000000000004.0123.unfinished").write_bytes(b"PAR1")

    write(tmp_path / "tracks", TRACKS)

    assert names(tmp_path) == [".tracks2.part-000000000004.0123.unfinished", "tracks"]


def test_a_folder_that_holds_something_else_is_refused(tmp_path: Path) -> None:
    """Readers take every file of the folder for a part."""
    (tmp_path / "notes.txt").write_text("mine")

    with pytest.raises(ValueError, match=r"holds 'notes\.txt', which is no part of a table"):
        ParquetFolder(tmp_path, Track)


def test_a_folder_with_a_gap_is_refused(tmp_path: Path) -> None:
    """A job that went on behind the gap would leave it open for ever."""
    write(tmp_path / "tracks", TRACKS)
    (tmp_path / "tracks" / "part-000000000004.parquet").unlink()

    with pytest.raises(ValueError, match="the part that begins with row 4 is missing"):
        ParquetFolder(tmp_path / "tracks", Track)


def test_a_folder_of_another_table_is_refused(tmp_path: Path) -> None:
    """Tracks are not added to albums."""
    write(tmp_path / "tracks", TRACKS)

    with pytest.raises(ValueError, match="holds another table, not one of Album"):
        ParquetFolder(tmp_path / "tracks", Album)


def test_a_part_has_a_row_at_least() -> None:
    """The error names the argument."""
    with pytest.raises(ValueError, match=r"part_rows= is at least 1, not 0"):
        ParquetFolder("tracks", Track, part_rows=0)


def test_a_folder_says_where_it_is_and_how_much_it_holds(tmp_path: Path) -> None:
    """Rows that wait are counted."""
    folder = ParquetFolder("tracks", Track)
    folder.add(TRACKS[0])

    assert repr(folder) == "<ParquetFolder 'tracks' of Track: 1 rows>"

"""What is written is what the name of the output says, and nothing in it does harm."""

import csv
import gzip
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cli_files import answers
from click.testing import Result

from amazon_music_async import Album, Failed, Found, InvalidId, LikedTrack, Track, from_dict
from amazon_music_async.cli.output.formats import Format, format_named, format_of, item_line
from amazon_music_async.sandbox import Sandbox

Run = Callable[..., Result]

HARMFUL = "a\x1b]52;c;eA==\x07b\x9b31m\u202ec\u2066d\x7f\u061c\u200fe\u2028"


def track(**fields: Any) -> Track:
    """A track with these fields."""
    return from_dict({"id": "B0", **fields}, Track)


def cells(record: bytes) -> list[str]:
    """The cells of a row."""
    return next(csv.reader(io.StringIO(record.decode(), newline="")))


@pytest.mark.parametrize(("name", "read"), [("x.jsonl.gz", gzip.decompress), ("x.jsonl", bytes), ("x.ndjson", bytes)])
def test_the_name_says_whether_it_is_compressed(
    cli: Run, sandbox: Sandbox, tmp_path: Path, name: str, read: Callable[[bytes], bytes]
) -> None:
    """With gzip, if it ends in .gz."""
    ids = sandbox.track_ids[:250]

    cli("tracks", *ids, "--output", tmp_path / name)

    assert answers(read((tmp_path / name).read_bytes()).decode()) == [(id, "found") for id in ids]


def test_a_compressed_output_is_resumed(cli: Run, sandbox: Sandbox, tmp_path: Path) -> None:
    """It is cut back between two of its members."""
    output, ids = tmp_path / "x.csv.gz", sandbox.track_ids[:300]
    job = ("tracks", *ids, "--output", output, "--concurrency", "1", "--attempts", "1", "--resume")
    sandbox.fail(status=401, times=None, skip=1, path="/tracks")
    cli(*job)
    sandbox.clear_faults()
    with output.open("ab") as file:
        file.write(b"half a member")

    result = cli(*job)

    rows = list(csv.DictReader(gzip.decompress(output.read_bytes()).decode().splitlines()))
    assert result.exit_code == 0
    assert [row["id"] for row in rows] == list(ids)


def test_a_name_that_ends_in_csv_is_a_table(cli: Run, sandbox: Sandbox, tmp_path: Path) -> None:
    """Without --format; an explicit --format wins."""
    id = sandbox.track_ids[0]

    cli("tracks", id, "--output", tmp_path / "x.CSV")
    cli("tracks", id, "--output", tmp_path / "y.csv", "--format", "jsonl")

    assert (tmp_path / "x.CSV").read_text().startswith("id,outcome,title")
    assert answers(tmp_path / "y.csv") == [(id, "found")]


@pytest.mark.parametrize("name", ["x.parquet", "x.pq", "x.xlsx", "x.tsv", "x.json", "x.jsonl.zst", "x.csv.7z", "x.tgz"])
def test_a_name_of_another_format_is_refused(cli: Run, sandbox: Sandbox, tmp_path: Path, name: str) -> None:
    """Before anything is asked or written."""
    result = cli("tracks", sandbox.track_ids[0], "--output", tmp_path / name)

    assert "is not written; use .jsonl or .csv, or either with .gz" in result.stderr
    assert result.exit_code == 2
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["out", "out.2026-11-25", "out.txt", "OUT.LOG", "out.gz", "my.tracks of june"])
def test_a_name_that_says_nothing_is_of_json_lines(name: str) -> None:
    """The end of a name that is a date is not taken for a format."""
    assert format_named(Path(name), None) == ("jsonl", name.endswith(".gz"))


def test_whatever_a_model_holds_can_be_written() -> None:
    """Numbers of more than 64 bits and half surrogate pairs, which orjson refuses."""
    line = item_line(Album(id="B0", title="\ud800", track_count=10**30))

    assert json.loads(line) == {"id": "B0", "title": "\ud800", "trackCount": 10**30}


@pytest.mark.parametrize("name", ["jsonl", "csv"])
def test_no_format_sends_control_characters_to_a_terminal(name: str) -> None:
    """ESC, BEL, C1 and bidirectional controls are escaped."""
    format: Format = format_of(name, Track, has_outcomes=True)

    record = format.outcome(Found("B0", track(title=HARMFUL))) + format.outcome(Failed("B1", InvalidId(HARMFUL)))

    assert not set(HARMFUL) - set("abcde]52;A=31m") & set(record.decode())


def test_json_lines_keep_every_character() -> None:
    """An escaped character is read back as it was."""
    record = format_of("jsonl", Track, has_outcomes=False).item(track(title=HARMFUL + "ü\u2014"))

    assert json.loads(record)["title"] == HARMFUL + "ü\u2014"


@pytest.mark.parametrize("before", ["", "\t", "\r", "\n", " ", "\ufeff", "\u00a0", "\u200b\u00ad", " \t\ufeff"])
@pytest.mark.parametrize("sign", "=+-@\uff1d\uff0b\uff0d\uff20")
def test_a_formula_is_defused_whatever_precedes_it(before: str, sign: str) -> None:
    """Spaces and a byte order mark are skipped by spreadsheets; full-width signs count as the usual ones."""
    row = cells(format_of("csv", Track, has_outcomes=True).outcome(Found("B0", track(title=f"{before}{sign}1+1"))))

    assert row[2].startswith("'")
    assert row[2].endswith(f"{sign}1+1")


def test_a_table_holds_the_item_of_an_entry() -> None:
    """The track of a liked track, by its path."""
    liked = from_dict({"node": {"id": "B0", "album": {"id": "B1", "title": "=x"}}, "likeState": "LIKE"}, LikedTrack)

    table = format_of("csv", LikedTrack, has_outcomes=False)

    row = dict(zip(cells(table.head), cells(table.item(liked)), strict=True))

    assert row == {**dict.fromkeys(row, ""), "id": "B0", "likeState": "LIKE", "album": "'=x", "albumId": "B1"}


def test_an_album_without_a_track_count_has_an_empty_cell() -> None:
    """What the service does not say is left out."""
    row = cells(format_of("csv", Album, has_outcomes=True).outcome(Found("B0", from_dict({"id": "B0"}, Album))))

    assert row == ["B0", "found", *[""] * 7, ""]

"""``tracks`` and ``albums``."""

import csv
import re
from collections.abc import Callable

import pytest
from cli_files import answers, records
from click.testing import Result

from amazon_music_async.sandbox import Sandbox

Run = Callable[..., Result]


def test_each_id_given_has_a_record_in_its_order(cli: Run, sandbox: Sandbox) -> None:
    """Twice if it is given twice; also if it is missing, or invalid."""
    first, second = sandbox.track_ids[:2]

    result = cli("tracks", second, first, "B000000000", second, "B0,B1")

    assert answers(result.stdout) == [
        (second, "found"),
        (first, "found"),
        ("B000000000", "missing"),
        (second, "found"),
        ("B0,B1", "failed"),
    ]
    assert records(result.stdout)[0]["item"]["id"] == second
    assert records(result.stdout)[4]["error"]["type"] == "InvalidId"
    assert result.exit_code == 1
    assert result.stderr.endswith("Error: 1 id refused: the record says why\n")


def test_failed_ids_are_records_on_standard_output(cli: Run, sandbox: Sandbox) -> None:
    """There is no file to keep them in for another run."""
    sandbox.fail(status=503, times=1, path="/tracks")

    result = cli("tracks", "B0", "--attempts", "1")

    assert answers(result.stdout) == [("B0", "failed")]
    assert result.stderr.endswith("Error: 1 id failed: the record says why\n")
    assert result.exit_code == 1


def test_the_numbers_are_shown_at_the_end(cli: Run, sandbox: Sandbox) -> None:
    """Found, missing, failed, requests, retries, waited seconds, seconds."""
    sandbox.fail(status=500, times=1, path="/tracks")

    result = cli("tracks", *sandbox.track_ids[:150], "B000000000")

    lines = [re.split(r"\s{2,}", line, maxsplit=2) for line in result.stderr.splitlines()]
    shown, meanings = {line[0]: line[1] for line in lines}, {line[0]: line[2] for line in lines if line[2:]}
    assert shown.keys() == {"found", "missing", "failed", "requests", "retries", "waited seconds", "seconds"}
    assert [shown[name] for name in ("found", "missing", "failed", "requests", "retries")] == [
        "150",
        "1",
        "0",
        "3",
        "1",
    ]
    assert meanings["missing"] == "the service has nothing under these ids"
    assert "failed" not in meanings
    assert result.exit_code == 0


def test_albums_are_looked_up(cli: Run, sandbox: Sandbox) -> None:
    """As tracks are."""
    result = cli("albums", sandbox.album_ids[0])

    assert answers(result.stdout) == [(sandbox.album_ids[0], "found")]


def test_the_media_type_is_sent(cli: Run, sandbox: Sandbox) -> None:
    """``--media-type`` is a parameter of the request."""
    cli("tracks", "--media-type", "VIDEO", sandbox.track_ids[0])

    assert sandbox.requests[-1].query["mediaType"] == "VIDEO"


def test_csv_has_a_row_for_each_id(cli: Run, sandbox: Sandbox) -> None:
    """Below the names of the columns."""
    result = cli("tracks", "--format", "csv", "B076YT2CBT", "B000000000", "B0,B1")

    found, missing, failed = csv.DictReader(result.stdout.splitlines())
    assert found["title"] == 'Happy (From "Despicable Me 2")'
    assert found["artists"] == "Pharrell Williams"
    assert missing["outcome"] == "missing"
    assert failed["error"].startswith("InvalidId: ")


def test_csv_cells_cannot_be_formulas(cli: Run, sandbox: Sandbox) -> None:
    """An apostrophe precedes what a spreadsheet would run; a single sign is left as it is."""
    ids = ("=1+1", "+49", "-x", "@x", "=", "1=1")

    result = cli("tracks", "--format", "csv", "--", *ids)

    shown = [row["id"] for row in csv.DictReader(result.stdout.splitlines())]
    assert shown == ["'=1+1", "'+49", "'-x", "'@x", "=", "1=1"]


def test_albums_can_be_written_as_csv(cli: Run, sandbox: Sandbox) -> None:
    """With the number of their tracks."""
    result = cli("albums", "--format", "csv", sandbox.album_ids[0])

    (row,) = csv.DictReader(result.stdout.splitlines())
    assert row["title"]
    assert row["trackCount"]


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        ([], "give ids"),
        (["B0", "--ids", "ids.txt"], "not both"),
        (["-", "B0"], "- reads all ids from standard input"),
        (["B0", "--resume"], "give it with --output"),
        (["B0", "--output", "/dev/null", "--resume"], "give it with --output"),
        (["B0", "--output", "out", "--resume", "--force"], "choose one"),
        (["B0\nB1"], "line break"),
        (["--ids", "none.txt"], "cannot read none.txt: No such file or directory"),
        (["--ids", "."], "cannot read .: Is a directory"),
        (["B0", "--output", "."], "cannot write .: it is a directory"),
        (["B0", "--timeout", "inf"], "inf is not a finite number"),
        (["B0", "--sandbox-latency", "nan"], "nan is not a finite number"),
        (["B0", "--output", "none/out.jsonl"], "cannot write none/out.jsonl: there is no directory none"),
    ],
)
def test_wrong_use_is_one_line_and_status_2(cli: Run, sandbox: Sandbox, arguments: list[str], problem: str) -> None:
    """Nothing was sent, nothing was written."""
    result = cli("tracks", *arguments)

    assert problem in result.stderr.splitlines()[-1]
    assert result.exit_code == 2
    assert sandbox.request_count == 0

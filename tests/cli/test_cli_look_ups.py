"""``tracks`` and ``albums``."""

import csv
import errno
import gzip
import os
import re
import socket
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from cli_files import answers, beside, records
from click.testing import Result

from amazon_music_async.cli import ids as ids_module
from amazon_music_async.sandbox import Sandbox

Run = Callable[..., Result]


def test_each_id_given_has_a_record_in_its_order(cli: Run, sandbox: Sandbox) -> None:
    """Twice when it is given twice; what the service does not know, and what no service can know, as well."""
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
    assert result.stderr.endswith("Error: 1 id failed: the record says why\n")


def test_the_numbers_are_told_at_the_end(cli: Run, sandbox: Sandbox) -> None:
    """Found, missing, failed, requests, retries, waited seconds, seconds."""
    sandbox.fail(status=500, times=1, path="/tracks")

    result = cli("tracks", *sandbox.track_ids[:150], "B000000000")

    lines = [re.split(r"\s{2,}", line, maxsplit=2) for line in result.stderr.splitlines()]
    told, meanings = {line[0]: line[1] for line in lines}, {line[0]: line[2] for line in lines if line[2:]}
    assert told.keys() == {"found", "missing", "failed", "requests", "retries", "waited seconds", "seconds"}
    assert [told[name] for name in ("found", "missing", "failed", "requests", "retries")] == ["150", "1", "0", "3", "1"]
    assert meanings["missing"] == "the service has nothing under these ids"
    assert "failed" not in meanings
    assert result.exit_code == 0


def test_albums_are_looked_up_alike(cli: Run, sandbox: Sandbox) -> None:
    """With their tracks, as the service sends them."""
    result = cli("albums", sandbox.album_ids[0])

    assert answers(result.stdout) == [(sandbox.album_ids[0], "found")]


def test_the_media_type_is_asked_for(cli: Run, sandbox: Sandbox) -> None:
    """Only audio, or only video."""
    cli("tracks", "--media-type", "VIDEO", sandbox.track_ids[0])

    assert sandbox.requests[-1].query["mediaType"] == "VIDEO"


@pytest.mark.parametrize("compressed", [False, True])
def test_a_file_of_ids_is_read_as_people_write_them(
    cli: Run, sandbox: Sandbox, tmp_path: Path, compressed: bool
) -> None:
    """A byte order mark, Windows' line ends, blank lines, comments, blanks around, no last line end; gzip."""
    first, second = sandbox.track_ids[:2]
    text = f"\ufeff{first}\r\n\r\n# a comment\r\n  {second}\t\r\n\ufeff{first}".encode()
    file = tmp_path / "ids.txt"
    file.write_bytes(gzip.compress(text) if compressed else text)

    result = cli("tracks", "--ids", file)

    assert [id for id, _ in answers(result.stdout)] == [first, second, first]


@pytest.mark.parametrize("arguments", [["-"], ["--ids", "-"]])
def test_standard_input_is_read(cli: Run, sandbox: Sandbox, arguments: list[str]) -> None:
    """Ids from another program."""
    result = cli("tracks", *arguments, input="\n".join(sandbox.track_ids[:3]) + "\n")

    assert [id for id, _ in answers(result.stdout)] == list(sandbox.track_ids[:3])


def test_a_spreadsheet_has_rows_of_plain_cells(cli: Run, sandbox: Sandbox) -> None:
    """The names of the columns first, then a row for each id."""
    result = cli("tracks", "--format", "csv", "B076YT2CBT", "B000000000", "B0,B1")

    found, missing, failed = csv.DictReader(result.stdout.splitlines())
    assert found["title"] == 'Happy (From "Despicable Me 2")'
    assert found["artists"] == "Pharrell Williams"
    assert missing["outcome"] == "missing"
    assert failed["error"].startswith("InvalidId: ")


def test_albums_fit_into_a_spreadsheet(cli: Run, sandbox: Sandbox) -> None:
    """With the number of their tracks."""
    result = cli("albums", "--format", "csv", sandbox.album_ids[0])

    (row,) = csv.DictReader(result.stdout.splitlines())
    assert row["title"]
    assert row["trackCount"]


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        ([], "name ids"),
        (["B0", "--ids", "ids.txt"], "not from both"),
        (["B0", "--resume"], "name it with --output"),
        (["B0", "--output", "/dev/null", "--resume"], "name it with --output"),
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


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\n", "it is not UTF-8 text"),
        (b"B0\nB\x00\n", "it holds control characters"),
        (b"B0\nB\xff", "it is not UTF-8 text"),
        (b"B" * 5000, "it has a line of more than 4096 bytes"),
        (gzip.compress(b"B0\n" * 9, mtime=0)[:-10], "the compressed file ends too early"),
        (gzip.compress(b"B0\n" * 9, mtime=0)[:-8] + b"\0" * 8, "the compressed file is damaged: CRC check failed"),
    ],
)
def test_a_file_that_is_no_list_of_ids_is_refused(
    cli: Run, sandbox: Sandbox, tmp_path: Path, content: bytes, problem: str
) -> None:
    """One line says why; the status is 2."""
    file = tmp_path / "ids"
    file.write_bytes(content)

    result = cli("tracks", "--ids", file)

    assert problem in result.stderr.splitlines()[-1]
    assert result.exit_code == 2


def test_an_input_that_breaks_off_is_told(
    cli: Run, sandbox: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk that cannot be read any more."""
    file = tmp_path / "ids"
    file.write_text("B0\n")

    async def broken(call: object) -> bytes:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(ids_module, "in_thread", broken)

    result = cli("tracks", "--ids", file)

    assert result.stderr.splitlines()[-1] == f"Error: cannot read {file}: Input/output error"
    assert result.exit_code == 2


def test_an_output_that_is_there_is_not_destroyed(cli: Run, sandbox: Sandbox, tmp_path: Path) -> None:
    """Both ways are named; --force is one of them."""
    output, id = tmp_path / "out.jsonl", sandbox.track_ids[0]
    output.write_text("precious\n")

    refused = cli("tracks", id, "--output", output)
    kept = output.read_text()
    forced = cli("tracks", id, "--output", output, "--force")

    assert refused.exit_code == 2
    assert "go on with it with --resume, or overwrite it with --force" in refused.stderr
    assert kept == "precious\n"
    assert forced.exit_code == 0
    assert answers(output) == [(id, "found")]


def test_an_output_of_something_else_cannot_be_gone_on_with(cli: Run, sandbox: Sandbox, tmp_path: Path) -> None:
    """Without its sidecar nobody knows where its job stands."""
    output = tmp_path / "out.jsonl"
    output.write_text("precious\n")

    result = cli("tracks", "B0", "--output", output, "--resume")

    assert "out.jsonl.resume.json, which would say where its job stands, is not" in result.stderr
    assert result.exit_code == 2
    assert output.read_text() == "precious\n"


def test_a_complete_job_has_nothing_left_to_do(cli: Run, sandbox: Sandbox, tmp_path: Path) -> None:
    """To resume it once more asks nothing and changes nothing."""
    output, ids = tmp_path / "out.jsonl", sandbox.track_ids[:5]
    cli("tracks", *ids, "--output", output, "--format", "csv")
    before, asked = output.read_bytes(), sandbox.request_count

    result = cli("tracks", *ids, "--output", output, "--format", "csv", "--resume")

    assert result.exit_code == 0
    assert f"{output}: going on after 5 records" in result.stderr
    assert output.read_bytes() == before
    assert sandbox.request_count == asked


def test_what_failed_is_kept_and_asked_again(cli: Run, sandbox: Sandbox, tmp_path: Path) -> None:
    """With its error beside the output; in the end every line is answered once."""
    output, ids = tmp_path / "out.jsonl", sandbox.track_ids[:300]
    sandbox.fail(status=500, times=1, path="/tracks")
    job = ("tracks", *ids, "--output", output, "--concurrency", "1", "--attempts", "1")

    first = cli(*job)
    failed = records(beside(output, ".failed.jsonl"))
    second = cli(*job, "--resume")

    assert first.exit_code == 1
    assert f"100 ids failed: {beside(output, '.failed.jsonl')} says why" in first.stderr
    assert [record["id"] for record in failed] == list(ids[:100])
    assert failed[0]["error"]["type"] == "ServerError"
    assert second.exit_code == 0
    assert answers(output) == [(id, "found") for id in (*ids[100:], *ids[:100])]
    assert not beside(output, ".failed.jsonl").exists()


def test_what_fails_again_is_kept_again(cli: Run, sandbox: Sandbox, tmp_path: Path) -> None:
    """Only that; what was answered meanwhile is no longer there."""
    output, ids = tmp_path / "out.jsonl", sandbox.track_ids[:300]
    job = ("tracks", *ids, "--output", output, "--concurrency", "1", "--attempts", "1", "--resume")
    sandbox.fail(status=500, times=2, path="/tracks")
    cli(*job)
    sandbox.fail(status=500, times=1, path="/tracks")

    result = cli(*job)

    assert result.exit_code == 1
    assert [record["id"] for record in records(beside(output, ".failed.jsonl"))] == list(ids[:100])
    assert answers(output) == [(id, "found") for id in (*ids[200:], *ids[100:200])]


def test_an_outage_stops_the_job_and_says_how_to_go_on(cli: Run, sandbox: Sandbox, tmp_path: Path) -> None:
    """It does not burn through the input; the rest is asked by the next run."""
    output, ids = tmp_path / "out.jsonl", sandbox.track_ids
    job = ("tracks", *ids, "--output", output, "--concurrency", "1", "--attempts", "1", "--resume")
    sandbox.fail(status=500, times=5, path="/tracks")

    stopped = cli(*job)
    asked = sandbox.request_count
    cli(*job)
    last = cli(*job)

    assert stopped.exit_code == 1
    assert asked == 3
    assert "go on with the same command and --resume" in stopped.stderr
    assert "ServerError" in stopped.stderr.splitlines()[-1]
    assert last.exit_code == 0
    assert sorted(answers(output)) == sorted((id, "found") for id in ids)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (("--format", "csv"), "format was 'jsonl' and is 'csv'"),
        (("--media-type", "AUDIO"), "media type was None and is 'AUDIO'"),
        (("B0",), "ids was 'given, checksum "),
    ],
)
def test_another_job_does_not_go_on_with_this_output(
    cli: Run, sandbox: Sandbox, tmp_path: Path, change: tuple[str, ...], problem: str
) -> None:
    """What is different is named."""
    output = tmp_path / "out.jsonl"
    cli("tracks", sandbox.track_ids[0], "--output", output)

    result = cli("tracks", sandbox.track_ids[0], "--output", output, "--resume", *change)

    assert problem in result.stderr
    assert result.exit_code == 2


def test_a_changed_input_is_noticed(cli: Run, sandbox: Sandbox, tmp_path: Path) -> None:
    """Even when it is as long as before: what was answered must still be in it."""
    output, file = tmp_path / "out.jsonl", tmp_path / "ids"
    file.write_text("\n".join(sandbox.track_ids[:5]))
    cli("tracks", "--ids", file, "--output", output)
    file.write_text("\n".join(reversed(sandbox.track_ids[:5])))

    result = cli("tracks", "--ids", file, "--output", output, "--resume")

    assert f"{file} has changed since the last run" in result.stderr
    assert result.exit_code == 2


@pytest.mark.parametrize("damage", ["{", "[]", '{"job": {}, "place": {}}', '{"job": 3, "place": 4}'])
def test_a_damaged_sidecar_is_named(cli: Run, sandbox: Sandbox, tmp_path: Path, damage: str) -> None:
    """It is not guessed where the job stands."""
    output = tmp_path / "out.jsonl"
    cli("tracks", "B0", "--output", output)
    beside(output, ".resume.json").write_text(damage)

    result = cli("tracks", "B0", "--output", output, "--resume")

    assert "does not say where a job stands" in result.stderr
    assert result.exit_code == 2


def test_a_shortened_output_is_noticed(cli: Run, sandbox: Sandbox, tmp_path: Path) -> None:
    """Somebody has edited it: nothing fits any more."""
    output = tmp_path / "out.jsonl"
    cli("tracks", "B0", "--output", output)
    output.write_text("")

    result = cli("tracks", "B0", "--output", output, "--resume")

    assert "has been cut or replaced since the last run" in result.stderr
    assert result.exit_code == 2


def test_damaged_failures_are_named(cli: Run, sandbox: Sandbox, tmp_path: Path) -> None:
    """Somebody has edited them: it is not guessed which ids they were."""
    output = tmp_path / "out.jsonl"
    job = ("tracks", "B0,B1", "--output", output)
    cli(*job)
    failures = beside(output, ".failed.jsonl")
    failures.write_text("#" * (failures.stat().st_size - 1) + "\n")

    result = cli(*job, "--resume")

    assert f"{failures} is damaged" in result.stderr
    assert result.exit_code == 2


def test_a_full_device_is_one_line(cli: Run, sandbox: Sandbox) -> None:
    """Something that only looks like a file gets the records, and says what it thinks of them."""
    full = cli("tracks", sandbox.track_ids[0], "--output", "/dev/full")
    bottomless = cli("tracks", sandbox.track_ids[0], "--output", "/dev/null")

    assert full.stderr.splitlines()[-1] == "Error: cannot write /dev/full: No space left on device"
    assert full.exit_code == 2
    assert bottomless.exit_code == 0


def test_an_output_that_cannot_be_opened_is_named(cli: Run, sandbox: Sandbox) -> None:
    """A socket, for example."""
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("socket")

        result = cli("tracks", sandbox.track_ids[0], "--output", "socket")

    assert result.stderr.splitlines()[-1] == "Error: cannot write socket: No such device or address"
    assert result.exit_code == 2


@pytest.mark.skipif(os.name == "nt", reason="Windows cannot limit the size of files")
def test_a_full_disk_loses_nothing_that_is_whole(cli: Run, sandbox: Sandbox, tmp_path: Path) -> None:
    """One line, status 2, whole lines in the output; with more room the job goes on."""
    import resource  # noqa: PLC0415 - see above

    output, asked = tmp_path / "out.jsonl", sandbox.track_ids
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, limits[1]))
    full = cli("tracks", *asked, "--output", output)
    resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    written = answers(output)

    last = cli("tracks", *asked, "--output", output, "--resume")

    assert full.stderr.splitlines()[-1] == (
        f"Error: cannot write {output}: File too large; when that is mended, go on with the same command and --resume"
    )
    assert full.exit_code == 2
    assert written == [(id, "found") for id in asked[: len(written)]]
    assert last.exit_code == 0
    assert answers(output) == [(id, "found") for id in asked]


def test_a_named_pipe_is_read_as_it_comes(cli: Run, sandbox: Sandbox, tmp_path: Path) -> None:
    """It cannot be looked into beforehand; its name says whether it is compressed."""
    pipe = tmp_path / "ids.gz"
    os.mkfifo(pipe)
    text = gzip.compress("\n".join(sandbox.track_ids[:3]).encode())
    writer = threading.Thread(target=pipe.write_bytes, args=(text,))
    writer.start()

    result = cli("tracks", "--ids", pipe)

    writer.join()
    assert [id for id, _ in answers(result.stdout)] == list(sandbox.track_ids[:3])

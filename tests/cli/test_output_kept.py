"""An existing output is kept, and an output that cannot be written is a clear error."""

import os
import socket
from collections.abc import Callable
from pathlib import Path

import pytest
from cli_files import answers
from click.testing import Result

from amazon_music_async.sandbox import Sandbox

Run = Callable[..., Result]


def test_an_existing_output_is_not_overwritten(cli: Run, sandbox: Sandbox, tmp_path: Path) -> None:
    """The message names --resume and --force."""
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


def test_a_dash_is_standard_output(cli: Run, sandbox: Sandbox, tmp_path: Path) -> None:
    """As it is standard input where ids are expected."""
    result = cli("tracks", sandbox.track_ids[0], "--output", "-")

    assert answers(result.stdout) == [(sandbox.track_ids[0], "found")]
    assert list(tmp_path.iterdir()) == []


def test_a_device_can_be_the_output(cli: Run, sandbox: Sandbox) -> None:
    """Its errors are one line."""
    full = cli("tracks", sandbox.track_ids[0], "--output", "/dev/full")
    null = cli("tracks", sandbox.track_ids[0], "--output", "/dev/null")

    assert full.stderr.splitlines()[-1] == "Error: cannot write /dev/full: No space left on device"
    assert full.exit_code == 2
    assert null.exit_code == 0


def test_an_output_that_cannot_be_opened_is_a_problem(cli: Run, sandbox: Sandbox) -> None:
    """A socket, for example."""
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("socket")

        result = cli("tracks", sandbox.track_ids[0], "--output", "socket")

    assert result.stderr.splitlines()[-1] == "Error: cannot write socket: No such device or address"
    assert result.exit_code == 2


@pytest.mark.skipif(os.name == "nt", reason="Windows cannot limit the size of files")
def test_a_full_disk_keeps_whole_lines(cli: Run, sandbox: Sandbox, tmp_path: Path) -> None:
    """One line, status 2; when there is room again, the job goes on."""
    import resource  # noqa: PLC0415 - see above

    output, asked = tmp_path / "out.jsonl", sandbox.track_ids
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, limits[1]))
    full = cli("tracks", *asked, "--output", output)
    resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    written = answers(output)

    last = cli("tracks", *asked, "--output", output, "--resume")

    assert full.stderr.splitlines()[-1] == (
        f"Error: cannot write {output}: File too large; when that is repaired, go on with the same command and --resume"
    )
    assert full.exit_code == 2
    assert written == [(id, "found") for id in asked[: len(written)]]
    assert last.exit_code == 0
    assert answers(output) == [(id, "found") for id in asked]

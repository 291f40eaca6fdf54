"""Jobs that are killed or interrupted, in a process of their own."""

import os
import random
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from cli_files import answers, beside

from amazon_music_async.sandbox import Sandbox


def command(*arguments: str | Path) -> "subprocess.Popen[str]":
    """Start the command line as a process."""
    line = [sys.executable, "-m", "amazon_music_async", *map(str, arguments)]
    return subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)  # noqa: S603 - ours


def wait_until_longer(output: Path, size: int, process: "subprocess.Popen[str]") -> None:
    """Wait until more than ``size`` bytes are written, or the process has ended."""
    while not (output.exists() and output.stat().st_size > size):
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=0.002)
            return


def test_a_job_killed_three_times_answers_every_line_once(sandbox: Sandbox, tmp_path: Path) -> None:
    """Killed at random moments and resumed, it ends with the output of an undisturbed run."""
    dice = random.Random()
    sandbox.latency = 0.02
    asked = [dice.choice((*sandbox.track_ids, "B000000000")) for _ in range(4000)]
    ids, output = tmp_path / "ids.txt", tmp_path / "out.jsonl"
    ids.write_text("# some tracks\n\n" + "\n".join(asked))

    for _ in range(3):
        size = output.stat().st_size if output.exists() else 0
        process = command("tracks", "--ids", ids, "--output", output, "--resume")
        wait_until_longer(output, size + dice.randrange(1_500_000), process)
        process.kill()
        process.communicate()
    last = command("tracks", "--ids", ids, "--output", output, "--resume")
    said = last.communicate()[1]

    assert last.returncode == 0, said
    assert answers(output) == [(id, "missing" if id == "B000000000" else "found") for id in asked]
    assert not beside(output, ".failed.jsonl").exists()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT for another process")
def test_ctrl_c_leaves_whole_lines_and_says_how_to_go_on(sandbox: Sandbox, tmp_path: Path) -> None:
    """Everything answered is written; the status is 130."""
    sandbox.latency = 0.02
    ids, output = tmp_path / "ids.txt", tmp_path / "out.jsonl"
    ids.write_text("\n".join(sandbox.track_ids * 10))
    process = command("tracks", "--ids", ids, "--output", output)
    wait_until_longer(output, 0, process)
    process.send_signal(signal.SIGINT)
    said = process.communicate()[1]
    written = answers(output)

    assert process.returncode == 130, said
    assert f"interrupted: {len(written):,} records are written to {output}; go on with the same command" in said
    assert 0 < len(written) < 10_000
    assert written == [(id, "found") for id in (sandbox.track_ids * 10)[: len(written)]]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT for another process")
def test_ctrl_c_ends_a_job_that_waits_for_standard_input(sandbox: Sandbox) -> None:
    """Even while a thread is blocked in a read."""
    line = [sys.executable, "-m", "amazon_music_async", "tracks", "-"]
    pipe = subprocess.PIPE
    with subprocess.Popen(line, stdin=pipe, stdout=pipe, stderr=pipe, text=True) as process:  # noqa: S603 - ours
        assert process.stdin
        assert process.stdout
        process.stdin.write(f"{sandbox.track_ids[0]}\n")
        process.stdin.flush()
        first = process.stdout.readline()
        process.send_signal(signal.SIGINT)
        status = process.wait(10)

    assert answers(first) == [(sandbox.track_ids[0], "found")]
    assert status == 130


def test_a_closed_pipe_ends_the_command_quietly(sandbox: Sandbox) -> None:
    """As with ``| head``; the status is that of a broken pipe."""
    process = command("tracks", *sandbox.track_ids)
    assert process.stdout
    process.stdout.readline()
    process.stdout.close()
    process.stdout = None
    said = process.communicate()[1]

    assert "Traceback" not in said
    assert "Error" not in said
    assert process.returncode == 141


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals")
@pytest.mark.parametrize("number", [15, 1])
def test_a_signal_ends_a_job_as_ctrl_c_does(sandbox: Sandbox, tmp_path: Path, number: int) -> None:
    """Whole lines, a hint how to go on, and the status that shells expect."""
    sandbox.latency = 0.02
    ids, output = tmp_path / "ids.txt", tmp_path / "out.jsonl"
    ids.write_text("\n".join(sandbox.track_ids * 10))
    process = command("tracks", "--ids", ids, "--output", output)
    wait_until_longer(output, 0, process)

    process.send_signal(number)
    said = process.communicate()[1]

    written = f"{len(answers(output)):,} records are written to {output}"
    assert said.endswith(
        f"ended by {signal.Signals(number).name}: {written}; go on with the same command and --resume\n"
    )
    assert process.returncode == 128 + number

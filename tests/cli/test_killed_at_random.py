"""Jobs killed or interrupted at random moments lose nothing and write nothing twice.

A few times in every run of the tests; ``KILLS=60 pytest -s tests/cli/test_killed_at_random.py`` does it sixty times,
and prints the numbers.
"""

import os
import random
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

import pytest
from cli_files import beside, records

from amazon_music_async.sandbox import Sandbox

KILLS = int(os.environ.get("KILLS", "2"))
WAYS = (signal.SIGKILL, signal.SIGTERM, signal.SIGINT)

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals")


def start(*job: str | Path, option: str = "--resume") -> "subprocess.Popen[bytes]":
    """The command line as a process."""
    line = [sys.executable, "-m", "amazon_music_async", *map(str, job), option]
    return subprocess.Popen(line, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)  # noqa: S603 - ours


def stop_at_random(process: "subprocess.Popen[bytes]", output: Path, step: int) -> bool:
    """Kill or interrupt it after it has written up to ``step`` bytes; False when it had ended before."""
    size = output.stat().st_size if output.exists() else 0
    target = size + random.randrange(step)
    while not (output.exists() and output.stat().st_size > target):
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=0.003)
            break
    running = process.poll() is None
    process.send_signal(random.choice(WAYS))
    process.communicate()
    return running


def finish(*job: str | Path) -> None:
    """Run it to its end."""
    last = start(*job)
    said = last.communicate()[1]
    assert last.returncode == 0, said.decode()


def differences(asked: Iterable[str], written: Iterable[str]) -> tuple[int, int]:
    """How many lines are lost, and how many too many."""
    wanted, got = Counter(asked), Counter(written)
    return (wanted - got).total(), (got - wanted).total()


def killed(count: int, job: Callable[[Path], tuple[str | Path, ...]], directory: Path, step: int) -> list[Path]:
    """The outputs of as many jobs as take so many kills, each run to its end afterwards."""
    outputs: list[Path] = []
    kills = 0
    while kills < count:
        output = directory / f"{len(outputs)}.jsonl"
        while kills < count and stop_at_random(start(*job(output)), output, step):
            kills += 1
        finish(*job(output))
        outputs.append(output)
    return outputs


def test_killed_lookups_lose_and_double_nothing(sandbox: Sandbox, tmp_path: Path) -> None:
    """Each id of the input has one record."""
    sandbox.latency = 0.05
    asked = [random.choice((*sandbox.track_ids, "B000000000")) for _ in range(10_000)]
    ids = tmp_path / "ids.txt"
    ids.write_text("\n".join(asked))

    outputs = killed(KILLS, lambda output: ("tracks", "--ids", ids, "--output", output), tmp_path, 6_000_000)

    found = [differences(asked, (record["id"] for record in records(output))) for output in outputs]
    sys.stdout.write(
        f"\n{KILLS} kills over look-ups, {len(outputs)} jobs of {len(asked):,} ids: (lost, doubled) {found}\n"
    )
    assert set(found) == {(0, 0)}


def test_killed_walks_lose_and_double_nothing(sandbox: Sandbox, tmp_path: Path) -> None:
    """Each entry of the list has one record."""
    sandbox.latency = 0.02

    outputs = killed(
        (KILLS + 1) // 2, lambda output: ("liked", "--page-size", "5", "--output", output), tmp_path, 20_000
    )

    found = [differences(sandbox.liked_ids, (record["node"]["id"] for record in records(output))) for output in outputs]
    sys.stdout.write(
        f"\n{(KILLS + 1) // 2} kills over walks, {len(outputs)} jobs of 250 entries: (lost, doubled) {found}\n"
    )
    assert set(found) == {(0, 0)}


def test_overlapping_runs_lose_and_double_nothing(sandbox: Sandbox, tmp_path: Path) -> None:
    """One of two runs with the same output is refused; either may be killed."""
    sandbox.latency = 0.05
    asked, ids = list(sandbox.track_ids * 5), tmp_path / "ids.txt"
    ids.write_text("\n".join(asked))
    found: list[tuple[int, int]] = []
    refused = 0

    for number in range((KILLS + 1) // 2):
        output = tmp_path / f"{number}.jsonl"
        job = ("tracks", "--ids", ids, "--output", output)
        pair = [start(*job), start(*job, option=random.choice(("--resume", "--force")))]
        victim = random.choice(pair)
        stop_at_random(victim, output, 6_000_000)
        other = pair[1 - pair.index(victim)]
        refused += b"another run is writing" in other.communicate()[1]
        finish(*job)
        found.append(differences(asked, (record["id"] for record in records(output))))
        assert not beside(output, ".lock").exists()

    sys.stdout.write(f"\n{len(found)} pairs of overlapping runs, {refused} seen refused: (lost, doubled) {found}\n")
    assert set(found) == {(0, 0)}

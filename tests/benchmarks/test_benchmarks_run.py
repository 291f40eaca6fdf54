"""The benchmarks still run; nothing is said about how fast."""

import subprocess
import sys
from pathlib import Path

import pytest
from unmeasured import unmeasured

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
SCRIPTS = sorted(file.stem for file in BENCHMARKS.glob("*.py") if "script(benchmark)" in file.read_text("utf-8"))


@pytest.mark.parametrize("script", SCRIPTS)
def test_a_benchmark_runs(script: str) -> None:
    """With tiny numbers it ends well, and has something to show."""
    # Scripts find each other beside themselves, the package where it is installed.
    env = unmeasured() | {"PYTHONSAFEPATH": ""}
    command = [sys.executable, str(BENCHMARKS / f"{script}.py"), "--size", "tiny"]

    run = subprocess.run(command, check=True, capture_output=True, text=True, env=env, timeout=60)  # noqa: S603 - our own

    assert run.stdout


def test_all_benchmarks_are_run_together() -> None:
    """What writes the table knows every benchmark."""
    text = (BENCHMARKS / "run.py").read_text("utf-8")

    assert [script for script in SCRIPTS if f'"{script}"' not in text] == []

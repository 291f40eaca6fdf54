# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
# Dask and pyarrow are typed in part.
"""A Dask cluster of real processes: ``dask scheduler`` and ``dask worker``."""

import os
import subprocess
import sys
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import distributed

SUPPORT = Path(__file__).parent


@contextmanager
def processes(folder: Path, workers: int) -> Generator[Any]:
    """Start a scheduler and workers, which have this process's environment; they end with the block."""
    file = str(folder / "scheduler.json")
    environment = {**os.environ, "PYTHONPATH": str(SUPPORT)}
    with ExitStack() as stack:

        def start(*arguments: str) -> None:
            command = [sys.executable, "-m", "dask", *arguments, "--scheduler-file", file, "--no-dashboard"]
            log = stack.enter_context((folder / f"{uuid4()}.log").open("wb"))
            process = subprocess.Popen(command, env=environment, cwd=folder, stdout=log, stderr=log)  # noqa: S603 - ours
            stack.callback(process.wait, 120)
            stack.callback(process.terminate)

        start("scheduler", "--port", "0", "--host", "127.0.0.1")
        for _ in range(workers):
            start("worker", "--nthreads", "1")
        client: Any = stack.enter_context(distributed.Client(scheduler_file=file, timeout="180s"))
        client.wait_for_workers(workers, timeout=180)
        yield client


def allow_no_failures(dask_scheduler: distributed.Scheduler) -> None:
    """Give a task up when its first worker dies, not the fourth: each of them takes seconds to start again."""
    dask_scheduler.allowed_failures = 0

"""How a benchmark measures, and how it says what it found."""

import asyncio
import gc
import os
import subprocess
import sys
import time
from argparse import ArgumentParser
from collections.abc import Awaitable, Callable, Coroutine, Generator, Mapping
from contextlib import contextmanager
from pathlib import Path
from statistics import median

import orjson
from attrs import asdict, frozen

HERE = Path(__file__).parent
API_KEY = "amzn1.application.benchmark"

Contender = Callable[[], Awaitable[object]]


@frozen
class Size:
    """How much is measured: the full benchmark, a quick look, or just enough to see that it runs."""

    rounds: int
    ids: int
    streamed: int
    pages: int
    throttled: int
    kept: int


SIZES = {
    "full": Size(rounds=9, ids=10_000, streamed=1_000_000, pages=50, throttled=20_000, kept=300_000),
    "quick": Size(rounds=7, ids=5_000, streamed=100_000, pages=20, throttled=8_000, kept=50_000),
    "tiny": Size(rounds=1, ids=300, streamed=2_000, pages=2, throttled=600, kept=300),
}


@frozen
class Result:
    """One line of the table."""

    part: str
    """What was measured."""
    name: str
    """Who did it."""
    value: float
    unit: str
    ratio: float | None = None
    """Times the first of its part, which is the floor or the bound."""
    most: float | None = None
    """What the ratio should not exceed; where there is no ratio, the value."""
    least: float | None = None
    """What it should reach."""

    @property
    def judged(self) -> float:
        """The figure that has an aim."""
        return self.value if self.ratio is None else self.ratio

    @property
    def met(self) -> bool | None:
        """Whether the aim was reached; None where there is none."""
        if self.most is None and self.least is None:
            return None
        return (self.most is None or self.judged <= self.most) and (self.least is None or self.judged >= self.least)


@frozen
class Cost:
    """What one run took, in seconds."""

    cpu: float
    wall: float


async def timed(run: Contender) -> Cost:
    """What one run costs this process; garbage of earlier runs is no part of it."""
    gc.collect()
    wall, cpu = time.perf_counter(), time.process_time()
    kept = await run()
    cost = Cost(time.process_time() - cpu, time.perf_counter() - wall)
    del kept
    return cost


async def interleaved(rounds: int, contenders: Mapping[str, Contender]) -> dict[str, Cost]:
    """The median cost of each, after one run to warm up; each round runs all, and begins with another one."""
    costs: dict[str, list[Cost]] = {name: [] for name in contenders}
    names = list(contenders)
    for name in names:
        await timed(contenders[name])
    for number in range(rounds):
        start = number % len(names)
        for name in names[start:] + names[:start]:
            costs[name].append(await timed(contenders[name]))
    return {
        name: Cost(median(cost.cpu for cost in several), median(cost.wall for cost in several))
        for name, several in costs.items()
    }


@contextmanager
def local_server() -> Generator[Callable[[int], str]]:
    """A server in another process; what is given tells its address for a latency in milliseconds."""
    command = [sys.executable, str(HERE / "server.py")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:  # noqa: S603 - our own
        assert process.stdin is not None
        assert process.stdout is not None
        port = int(process.stdout.readline())
        try:
            yield lambda latency: f"http://127.0.0.1:{port}/{latency}ms/v1"
        finally:
            process.stdin.close()
            process.wait()


def show(result: Result) -> str:
    """A result as a line to read."""
    ratio = "" if result.ratio is None else f"{result.ratio:7.2f} x"
    aim = f"at most {result.most:g}" if result.most is not None else ""
    aim = f"at least {result.least:g}" if result.least is not None else aim
    verdict = {None: "", True: f"({aim})", False: f"({aim}: MISSED)"}[result.met]
    return f"{result.part:32} {result.name:42} {result.value:10,.2f} {result.unit:10} {ratio:9} {verdict}".rstrip()


def script(benchmark: Callable[[Size], Coroutine[None, None, list[Result]]]) -> None:
    """Run one benchmark as a script: ``--size``, and ``--json`` for the script that runs them all."""
    parser = ArgumentParser(description=sys.modules["__main__"].__doc__)
    parser.add_argument("--size", choices=SIZES, default="full")
    parser.add_argument("--json", action="store_true", help="results as JSON lines")
    options = parser.parse_args()
    for result in asyncio.run(benchmark(SIZES[options.size])):
        print(orjson.dumps(asdict(result)).decode() if options.json else show(result))


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1

"""The command line itself, from a file of ids to a file of JSON lines: its processor time against the floor.

The floor writes nothing. What a process costs before its first id is taken off: a job of one request pays it as well.
"""

import os
import resource
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import aiohttp
import bodies
from look_ups import floor
from measure import API_KEY, Result, Size, local_server, script, timed

_PART = "the command line"


def _job(base: str, asked: Sequence[str], place: Path) -> float:
    """Seconds of processor time of the whole process."""
    source, output = place / "ids.txt", place / "tracks.jsonl"
    source.write_text("\n".join(asked), "ascii")
    command = [sys.executable, "-m", "amazon_music_async", "tracks", "--ids", str(source)]
    command += ["--base-url", base, "--output", str(output), "--force"]
    env = {**os.environ, "AMAZON_MUSIC_API_KEY": API_KEY, "AMAZON_MUSIC_TOKEN": "token"}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, capture_output=True, env=env)  # noqa: S603 - our own
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    with output.open("rb") as records:
        assert sum(1 for _ in records) == len(asked)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


async def benchmark(size: Size) -> list[Result]:
    """Microseconds of processor time a track."""
    asked = bodies.ids(size.ids)
    floors: list[float] = []
    jobs: list[float] = []
    with local_server() as address, TemporaryDirectory() as directory:
        base, place = address(0), Path(directory)
        async with aiohttp.ClientSession() as session:
            await floor(session, base, asked)
            for _ in range(size.rounds):
                floors.append((await timed(lambda: floor(session, base, asked))).cpu)
                jobs.append(_job(base, asked, place) - _job(base, asked[: bodies.PAGE], place))
    least, job = median(floors), median(jobs)
    return [
        Result(_PART, "aiohttp + orjson (the floor)", least / size.ids * 1e6, "µs/track", 1.0),
        Result(_PART, "tracks --ids FILE --output FILE", job / size.ids * 1e6, "µs/track", job / least, most=2.0),
    ]


if __name__ == "__main__":
    script(benchmark)

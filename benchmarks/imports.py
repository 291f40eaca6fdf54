"""Importing the package, against importing the four libraries that it stands on."""

import os
import subprocess
import sys
from statistics import median

from measure import Result, Size, script

_CODE = """
import sys, time
before = time.process_time()
{statement}
print(time.process_time() - before, *('amazon_music_async.' + name in sys.modules for name in ('sandbox', 'cli')))
"""
_STATEMENTS = {
    "aiohttp + attrs + cattrs + msgspec": "import aiohttp, attrs, cattrs, msgspec",
    "ours": "import amazon_music_async",
    # Names are imported when they are first used: this is what a program pays that makes calls.
    "ours, and the client": "from amazon_music_async import AmazonMusic",
}
_ROUNDS = 15


def _seconds(statement: str) -> float:
    command = [sys.executable, "-c", _CODE.format(statement=statement)]
    # All of it must be compiled beforehand, as pip does it: the first, uncounted run sees to that where it may.
    env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    run = subprocess.run(command, check=True, capture_output=True, text=True, env=env)  # noqa: S603 - our own
    seconds, *unwanted = run.stdout.split()
    assert unwanted == ["False", "False"], "imported without being used"
    return float(seconds)


async def benchmark(size: Size) -> list[Result]:
    """Milliseconds of processor time, in fresh processes by turns."""
    for statement in _STATEMENTS.values():
        _seconds(statement)
    rounds = [
        {name: _seconds(statement) for name, statement in _STATEMENTS.items()}
        for _ in range(_ROUNDS if size.rounds > 1 else 1)
    ]
    middle = {name: median(seconds[name] for seconds in rounds) for name in _STATEMENTS}
    floor = next(iter(middle.values()))
    most = {"ours": 1.15}
    return [
        Result("import", name, seconds * 1000, "ms", seconds / floor, most.get(name))
        for name, seconds in middle.items()
    ]


if __name__ == "__main__":
    script(benchmark)

"""All benchmarks, each in a process of its own: one table, one picture."""

import platform
import re
import subprocess
import sys
from argparse import ArgumentParser
from collections.abc import Iterable
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import orjson
from attrs import evolve
from drawing import COLOURS, Bar, bars
from measure import HERE, SIZES, Result, processors, show
from peers import installed

SCRIPTS = (
    "decoding",
    "look_ups",
    "command_line",
    "peers",
    "single",
    "loader",
    "imports",
    "latency",
    "growth",
    "shares",
    "memory",
    "throttling",
    "pacing",
)
_BASE = ("aiohttp", "msgspec", "orjson", "cattrs", "attrs", "yarl")
_PEERS = ("tekore", "spotifyaio", "spotipy", "httpx", "pydantic")
_START, _END = ".. results: begin", ".. results: end"


def measure(script: str, size: str, python: str = sys.executable) -> list[Result]:
    """The results of one benchmark."""
    command = [python, str(HERE / f"{script}.py"), "--json", "--size", size]
    lines = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines()  # noqa: S603 - our own
    return [Result(**orjson.loads(line)) for line in lines]


def measure_also(python: str, size: str) -> list[Result]:
    """The look-ups as another interpreter makes them."""
    asked = [python, "-c", "import platform; print(platform.python_version())"]
    number = subprocess.run(asked, check=True, stdout=subprocess.PIPE, text=True).stdout.strip()  # noqa: S603 - our own
    return [evolve(result, part=f"{result.part}, Python {number}") for result in measure("look_ups", size, python)]


def circumstances() -> list[str]:
    """When it was measured, on what, and with what."""
    machine = f"{platform.machine()}, {processors()} processors, {platform.system()}"
    versions = ", ".join(f"{name} {version(name)}" for name in _BASE)
    peers = ", ".join(f"{name} {installed(name) or '(not installed)'}" for name in _PEERS)
    python = f"{platform.python_implementation()} {platform.python_version()}"
    return [f"{datetime.now(UTC):%Y-%m-%d}", python, machine, versions, f"peers: {peers}"]


def _figure(result: Result) -> str:
    number = f"{result.value:,.0f}" if result.value >= 1000 else f"{result.value:,.2f}"
    return f"{number} {result.unit}"


def _aim(result: Result) -> str:
    if result.met is None:
        return ""
    bound = f"≤ {result.most:g}" if result.most is not None else f"≥ {result.least:g}"
    return bound if result.met else f"**{bound}**"


def table(results: Iterable[Result]) -> str:
    """The results in reStructuredText."""
    lines = [".. list-table::", "   :header-rows: 1", ""]
    rows = [("what", "who", "measured", "ratio", "aim")]
    before = ""
    for result in results:
        ratio = "" if result.ratio is None else f"{result.ratio:.2f} x"
        rows.append((result.part if result.part != before else "", result.name, _figure(result), ratio, _aim(result)))
        before = result.part
    for row in rows:
        cells = [cell or ".." for cell in row]
        lines += [f"   {'* -' if number == 0 else '  -'} {cell}" for number, cell in enumerate(cells)]
    return "\n".join(lines)


def picture(results: Iterable[Result], subtitle: str) -> str:
    """Bars: the floor, ours, the peers."""

    def colour(name: str) -> str:
        return COLOURS["floor" if "floor" in name else "peer" if name.startswith(_PEERS) else "ours"]

    shown = {
        result.name.replace("ours, ", ""): result
        for part in ("look-ups", "against peers")
        for result in results
        if result.part == part
    }
    order = sorted(shown.items(), key=lambda entry: entry[1].value)
    values = [Bar(name, result.value, f"{result.value:.1f} µs", colour(name)) for name, result in order]
    return bars("Processor time of the client for each track looked up", subtitle, values)


def write(results: list[Result], place: Path) -> None:
    """Put the table between its marks, and draw the picture."""
    facts = circumstances()
    readme = place / "README.rst"
    pattern = re.compile(f"(?<={re.escape(_START)}\n).*?(?={re.escape(_END)}\n)", re.DOTALL)
    text = pattern.sub(lambda _: f"\n{'; '.join(facts)}\n\n{table(results)}\n\n", readme.read_text("utf-8"))
    readme.write_text(text, "utf-8")
    (place / "look_ups.svg").write_text(picture(results, "; ".join(facts[:3])), "utf-8")


def main() -> None:
    """Run, show, write."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--size", choices=SIZES, default="full")
    parser.add_argument("--no-write", action="store_true", help="leave README.rst and the pictures as they are")
    parser.add_argument("--also", action="append", default=[], metavar="PYTHON", help="another one for the look-ups")
    parser.add_argument("scripts", nargs="*", default=SCRIPTS, help="which; all by default, and only then written")
    options = parser.parse_args()
    results: list[Result] = []
    for script in options.scripts:
        found = measure(script, options.size)
        print("\n".join(map(show, found)), flush=True)
        results += found
    for python in options.also:
        found = measure_also(python, options.size)
        print("\n".join(map(show, found)), flush=True)
        results += found
    if not options.no_write and tuple(options.scripts) == SCRIPTS:
        write(results, HERE)


if __name__ == "__main__":
    main()

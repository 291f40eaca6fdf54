"""A service that refuses: how well the client finds its rate, and how many requests that costs.

First 40 requests a second; then 100, which fall to 10 for four seconds and come back. The client is told neither. The
sandbox refuses what exceeds a bucket of five. Draws ``throttling.svg``: requests in flight and a second, over time.
"""

import asyncio
import time
from collections.abc import Sequence
from itertools import pairwise

from attrs import define, field, frozen
from drawing import COLOURS, Line, chart, svg, text
from measure import HERE, Result, Size, script

from amazon_music_async import AmazonMusic
from amazon_music_async.sandbox import Sandbox

_IN_FLIGHT, _LATENCY, _BATCH = 16, 0.05, 100
_EVERY, _WINDOW = 0.025, 0.25
"""Seconds between two looks; seconds over which a rate is taken."""


@frozen
class Limit:
    """So many requests a second from then on."""

    since: float
    rate: float


@define
class Run:
    """What was seen of one run."""

    limits: Sequence[Limit]
    ids: int
    seconds: float = 0.0
    refused: int = 0
    in_flight: list[tuple[float, float]] = field(factory=list[tuple[float, float]])
    answered: list[tuple[float, float]] = field(factory=list[tuple[float, float]])

    @property
    def ideal(self) -> float:
        """Seconds that a client needs which knows the limits beforehand."""
        left = self.ids / _BATCH
        for limit, following in pairwise(self.limits):
            allowed = limit.rate * (following.since - limit.since)
            if left <= allowed:
                return limit.since + left / limit.rate
            left -= allowed
        return self.limits[-1].since + left / self.limits[-1].rate

    def rates(self) -> list[tuple[float, float]]:
        """Answers a second over the last quarter of a second."""
        looks = round(_WINDOW / _EVERY)
        return [
            (now, (count - before) / (now - then))
            for (then, before), (now, count) in zip(self.answered, self.answered[looks:], strict=False)
        ]

    def limit_line(self) -> list[tuple[float, float]]:
        """The limits as corners of a line."""
        return [(limit.since, limit.rate) for limit in self.limits if limit.since < self.seconds] + [
            (self.seconds, [limit.rate for limit in self.limits if limit.since < self.seconds][-1])
        ]


async def run(limits: Sequence[Limit], ids: int) -> Run:
    """Look up so many ids under the limits."""
    seen = Run(limits, ids)
    async with Sandbox(tracks=ids, latency=_LATENCY) as sandbox:
        asked = sandbox.track_ids
        sandbox.throttle(limits[0].rate)
        async with sandbox.client(concurrency=_IN_FLIGHT) as music:
            watching = asyncio.create_task(_watch(sandbox, music, seen))
            start = time.perf_counter()
            lookup = await music.tracks.get_many(asked)
            seen.seconds = time.perf_counter() - start
            watching.cancel()
            seen.refused = music.stats.throttled
    assert len(lookup) == ids, "not all were found"
    return seen


async def _watch(sandbox: Sandbox, music: AmazonMusic, seen: Run) -> None:
    start, ahead = time.perf_counter(), list(seen.limits[1:])
    while True:
        now, stats = time.perf_counter() - start, music.stats
        if ahead and now >= ahead[0].since:
            sandbox.throttle(ahead.pop(0).rate)
        seen.in_flight.append((now, stats.in_flight))
        seen.answered.append((now, stats.requests - stats.in_flight - stats.throttled))
        await asyncio.sleep(_EVERY)


def draw(runs: dict[str, Run]) -> str:
    """Two frames for each run."""
    parts: list[str] = []
    top = 40.0
    for name, seen in runs.items():
        parts.append(text(16, top - 14, f"{name}: {seen.refused} refused, {seen.seconds:.1f} s", size=16))
        parts += chart(
            "requests in flight", [Line("in flight", seen.in_flight, COLOURS["ours"], steps=True)], top + 30, 90
        )
        lines = [
            Line("limit", seen.limit_line(), COLOURS["limit"], steps=True),
            Line("answered", seen.rates(), COLOURS["ours"]),
        ]
        parts += chart("requests a second", lines, top + 180)
        top += 410
    return svg(top - 20, parts)


async def benchmark(size: Size) -> list[Result]:
    """Seconds against the ideal, and requests refused."""
    steady = await run([Limit(0, 40)], size.throttled)
    full = size.throttled >= 20_000
    last = 2 * size.throttled if full else size.throttled
    fall, rise = (1.5, 5.5) if full else (0.05, 0.1)
    changing = await run([Limit(0, 100), Limit(fall, 10), Limit(rise, 100)], last)
    runs = {"40 a second": steady, "100, then 10, then 100 a second": changing}
    if size.rounds > 1:
        (HERE / "throttling.svg").write_text(draw(runs), "utf-8")
    return [
        result
        for name, seen in runs.items()
        for result in (
            Result(f"{seen.ids:,} ids, {name}", "seconds", seen.seconds, "s", seen.seconds / seen.ideal, 1.5),
            Result(f"{seen.ids:,} ids, {name}", "refused requests", seen.refused, "requests", most=40),
        )
    ]


if __name__ == "__main__":
    script(benchmark)

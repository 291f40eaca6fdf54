"""How well the client finds and keeps the rate of a service, whatever kind of limit it has, and at what cost.

The client is told nothing of the limit. It streams 100 ids a request, 16 in flight, on a virtual clock: all that counts
are its decisions, and every run with the same seed is the same. Shown is the worst of five seeds. Draws ``pacing.svg``.
"""

import asyncio
import logging
import math
import random
from collections.abc import Callable, Sequence
from contextlib import suppress
from itertools import count

from attrs import define, field, frozen
from drawing import COLOURS, Line, chart, svg, text
from limits import LATENCY, Bucket, Changing, Limit, Quota, Service, Unlimited, Window, virtually
from measure import API_KEY, HERE, Result, Size, script

from amazon_music_async import AmazonMusic, AmazonMusicError, Failed

_IN_FLIGHT, _BATCH = 16, 100
_FASTEST = _IN_FLIGHT / LATENCY
_SEEDS = range(501, 506)
_FOUND = 50
"""Requests served until the rate counts as found."""
_EVERY, _WINDOW = 0.25, 1.0
"""Seconds between two points of the picture; seconds over which a rate is taken."""


@frozen
class Scenario:
    """A limit, and a job under it."""

    name: str
    limit: Callable[[], Limit]
    requests: int
    ideal: float
    """Seconds that a client needs which knows the limit."""
    most: float | None = None
    """How many times that it may take."""
    part: float | None = None
    """Which part of the requests may be refused once the rate is found."""
    number: float | None = None
    """How many may be refused in all."""
    retry_after: Callable[[float], str] | None = None


@define
class Run:
    """What was seen of one job."""

    services: Sequence[Service]
    requests: int
    seconds: float = 0.0
    lost: int = 0
    ends: list[float] = field(factory=list[float])
    rates: list[tuple[float, float]] = field(factory=list[tuple[float, float]])
    """The rate that the first client has learned, over time."""

    @property
    def refused(self) -> int:
        """How many requests were refused."""
        return sum(len(service.refused) for service in self.services)

    @property
    def refused_late(self) -> float:
        """The part of the requests that was refused once the rate was found."""
        served = sorted(time for service in self.services for time in service.served)
        found = served[min(_FOUND, len(served)) - 1]
        late = sum(time > found for service in self.services for time in service.refused)
        return late / max(1, late + len(served) - _FOUND)

    def answered(self) -> list[tuple[float, float]]:
        """Requests served a second, over time."""
        served = [time for service in self.services for time in service.served]
        times = [_EVERY * number for number in range(1, int(self.seconds / _EVERY))]
        return [(now, sum(now - _WINDOW < time <= now for time in served) / min(_WINDOW, now)) for now in times]


def _whole_seconds(wait: float) -> str:
    return str(math.ceil(wait))


def _saying(words: str | None) -> Callable[[float], str] | None:
    def say(wait: float) -> str:
        del wait
        return words or ""

    return None if words is None else say


_STEPS = ((0, 100, 5), (5, 10, 5), (9, 100, 5))
"""From which second, the rate, the burst."""
SCENARIOS = (
    Scenario("1 a second", lambda: Bucket(1, 1), 150, 150, 1.5, 0.05),
    Scenario("2 a second", lambda: Bucket(2, 1), 150, 75, 1.5, 0.05),
    Scenario("5 a second", lambda: Bucket(5, 1), 200, 40, 1.5, 0.05),
    Scenario("10 a second", lambda: Bucket(10, 1), 300, 30, 1.5, 0.05),
    Scenario("50 a second", lambda: Bucket(50, 1), 1000, 20, 1.5, 0.05),
    Scenario("20 a second, bursts of 5", lambda: Bucket(20, 5), 800, 39.75, 1.1),
    Scenario("40 a second, bursts of 5", lambda: Bucket(40, 5), 1200, 29.875, 1.1),
    Scenario("100, then 10, then 100 a second", lambda: Changing(_STEPS), 2000, 23.5, 1.3, number=60),
    Scenario("500, then 5 a second", lambda: Changing([(0, 500, 50), (3, 5, 5)]), 1200, 50, 1.3),
    Scenario("5, then 500 a second", lambda: Changing([(0, 5, 5), (20, 500, 50)]), 3000, 20 + 2895 / _FASTEST, 1.5),
    Scenario("5 in any second, refused ones count", lambda: Window(5, 1), 200, 39, 2),
    Scenario("300 in each minute", lambda: Quota(300, 60), 1500, 241, 1.2),
    Scenario("100 in each 10 seconds", lambda: Quota(100, 10), 1000, 90.5, 1.2),
    Scenario("5 a second, Retry-After", lambda: Bucket(5, 1), 200, 40, 1.35, retry_after=_whole_seconds),
    Scenario(
        "20 a second, bursts of 5, Retry-After", lambda: Bucket(20, 5), 800, 39.75, 1.35, retry_after=_whole_seconds
    ),
    Scenario(
        "100 a second, nothing for 20 s", lambda: Changing([(0, 100, 5), (3, 0, 0), (23, 100, 5)]), 1000, 29.9, 1.4
    ),
    Scenario("no limit", Unlimited, 3000, 3000 / _FASTEST, 1.05),
)
_SHARED = (
    Scenario("ten processes, 50 a second", lambda: Bucket(50, 1), 3000, 60, 3),
    Scenario("ten processes, 50 a second, bursts of 5", lambda: Bucket(50, 5), 3000, 60, 1.3),
)
_BANNED = (
    # How many users are always refused, and call how often; what the refusals say.
    (1, 1.0, None),
    (3, 1.0, None),
    (5, 1.0, None),
    (1, 5.0, None),
    (5, 5.0, None),
    (3, 1.0, "20"),
    (3, 5.0, "20"),
)


def _client(service: Service) -> AmazonMusic:
    return AmazonMusic("everybody", api_key=API_KEY, transport=service, concurrency=_IN_FLIGHT)


async def job(scenario: Scenario, seed: int, processes: int = 1, share: float = 1.0) -> Run:
    """Do a job, or a ``share`` of it, in so many processes that know nothing of each other."""
    random.seed(seed)
    limit, now = scenario.limit(), asyncio.get_running_loop().time
    seen = Run([Service(limit, 100 * seed + number, scenario.retry_after) for number in range(processes)], 0)
    seen.requests = round(scenario.requests * share / processes)

    async def watch(music: AmazonMusic) -> None:
        while True:
            seen.rates.append((now(), music.stats.rate or 0.0))
            await asyncio.sleep(_EVERY)

    async def process(service: Service) -> None:
        async with _client(service) as music:
            watching = asyncio.create_task(watch(music))
            ids = (f"B{number}" for number in range(seen.requests * _BATCH))
            seen.lost += sum([isinstance(outcome, Failed) async for outcome in music.tracks.stream(ids)])
            watching.cancel()
            seen.ends.append(now())

    await asyncio.gather(*map(process, seen.services))
    seen.seconds = now()
    return seen


async def users(banned: int, every: float, retry_after: str | None, seed: int, seconds: float, good: int = 50) -> float:
    """Return which part of their calls good users keep beside banned ones. Each calls a second after an answer."""
    random.seed(seed)
    now = asyncio.get_running_loop().time
    answered = count()
    async with _client(Service(Unlimited(), seed, _saying(retry_after), banned="banned")) as music:

        async def user(name: str, pause: float) -> None:
            view = music.as_user(name)
            await asyncio.sleep(pause * random.Random(f"{seed} {name}").random())
            while now() < seconds:
                with suppress(AmazonMusicError):
                    await view.tracks.get("B")
                    if name.startswith("good"):
                        next(answered)
                await asyncio.sleep(pause)

        await asyncio.gather(
            *(user(f"good{number}", 1.0) for number in range(good)),
            *(user(f"banned{number}", every) for number in range(banned)),
        )
    return next(answered) / (good * seconds / (1.0 + LATENCY))


def draw(runs: Sequence[tuple[str, Run, Sequence[tuple[float, float]]]]) -> str:
    """One frame for each run: its name, what was seen, and the limit as corners of a line."""
    parts: list[str] = []
    top = 40.0
    for name, seen, limit in runs:
        parts.append(text(16, top - 14, f"{name}: {seen.refused} refused, {seen.seconds:.1f} s", size=16))
        alone = len(seen.services) == 1
        lines = [
            Line("limit", [*limit, (seen.seconds, limit[-1][1])], COLOURS["limit"], steps=True),
            Line("answered", seen.answered(), COLOURS["floor"]),
            *([Line("rate found", [rate for rate in seen.rates if rate[1]], COLOURS["ours"])] if alone else []),
        ]
        parts += chart("requests a second", lines, top + 30, 130)
        top += 230
    return svg(top - 20, parts)


def _picture(seed: int) -> str:
    five, changing, shared = SCENARIOS[2], SCENARIOS[7], _SHARED[1]
    return draw(
        [
            (five.name, virtually(job(five, seed)), [(0, 5)]),
            (changing.name, virtually(job(changing, seed)), [(since, rate) for since, rate, _ in _STEPS]),
            (shared.name, virtually(job(shared, seed, 10)), [(0, 50)]),
        ]
    )


def _judged(scenario: Scenario, runs: Sequence[Run], share: float) -> list[Result]:
    assert not any(seen.lost for seen in runs), f"{scenario.name}: ids were lost"
    part = f"pacing: {scenario.name}"
    seconds = max(seen.seconds for seen in runs)
    times = Result(part, "seconds", seconds, "s", seconds / (share * scenario.ideal + LATENCY), scenario.most)
    if scenario.part is None:
        number = max(seen.refused for seen in runs)
        return [times, Result(part, "refused requests", number, "requests", most=scenario.number)]
    late = max(seen.refused_late for seen in runs)
    return [times, Result(part, "refused once the rate is found", 100 * late, "%", most=100 * scenario.part)]


def measure(size: Size) -> list[Result]:
    """Simulate all scenarios; with a small ``size`` parts of them."""
    logging.getLogger("amazon_music_async").setLevel(logging.ERROR)  # or it reports each pause
    full = size.rounds > 1
    seeds, share = (_SEEDS, 1.0) if size.rounds == 9 else (_SEEDS[:1], 1.0 if full else 0.03)
    results: list[Result] = []
    for processes, scenarios in ((1, SCENARIOS), (10, _SHARED)):
        for scenario in scenarios:
            runs = [virtually(job(scenario, seed, processes, share)) for seed in seeds]
            results += _judged(scenario, runs, share)
    for banned, every, retry_after in _BANNED:
        kept = min(virtually(users(banned, every, retry_after, seed, 60 if full else 3)) for seed in seeds)
        who = f"{banned}, a call each {every:g} s" + (f", Retry-After: {retry_after}" if retry_after else "")
        results.append(Result("calls kept beside refused users", who, 100 * kept, "%", least=60))
    if full:
        (HERE / "pacing.svg").write_text(_picture(_SEEDS[0]), "utf-8")
    return results


async def benchmark(size: Size) -> list[Result]:
    """Measure where no event loop is running yet."""
    return await asyncio.to_thread(measure, size)


if __name__ == "__main__":
    script(benchmark)

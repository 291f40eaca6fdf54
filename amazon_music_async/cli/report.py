"""What a command did, told on standard error: a bar while it works, a table at the end."""

import asyncio
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager

from attrs import define, field
from rich.console import Console
from rich.progress import BarColumn, Progress, ProgressColumn, TextColumn, TimeRemainingColumn
from rich.table import Table

from amazon_music_async import Stats

_TICK = 0.1
"""Seconds between two looks at how far it is."""


@define
class Tally:
    """How many of each."""

    found: int = 0
    missing: int = 0
    failed: int = 0
    before: int = 0
    """Answered by earlier runs."""
    stats: Stats = field(factory=Stats)
    began: float = field(factory=time.monotonic)

    @property
    def answered(self) -> int:
        """Outcomes of this run."""
        return self.found + self.missing + self.failed

    @property
    def seconds(self) -> float:
        """Seconds since it began."""
        return time.monotonic() - self.began


@contextmanager
def bar(tally: Tally, what: str, size: int | None, done: Callable[[], float]) -> Generator[None]:
    """A bar, the rate and the remaining time, where standard error is a terminal.

    ``done`` tells how much of ``size`` is done, in whatever unit; without a size there is no end to foresee.
    """
    console = Console(stderr=True)
    if not console.is_terminal:
        yield
        return
    columns: list[ProgressColumn] = [
        TextColumn("[bold]{task.description}"),
        BarColumn(),
        TextColumn("{task.fields[answered]:,}"),
        TextColumn("[green]{task.fields[rate]:,.0f}/s"),
        TimeRemainingColumn(),
    ]
    with Progress(*columns, console=console, transient=True, auto_refresh=False) as progress:
        task = progress.add_task(what, total=size, answered=0, rate=0.0)

        def tick() -> None:
            rate = tally.answered / max(tally.seconds, 1e-9)
            progress.update(task, completed=done(), answered=tally.answered, rate=rate, refresh=True)

        async def ticking() -> None:
            while True:
                tick()
                await asyncio.sleep(_TICK)

        ticker = asyncio.create_task(ticking())
        try:
            yield
        finally:
            ticker.cancel()
            tick()


def summary(tally: Tally, *, looked_up: bool) -> None:
    """The numbers, one a line."""
    table = Table.grid(padding=(0, 2))
    table.add_column(style="dim")
    table.add_column(justify="right")
    rows: list[tuple[str, int | float]] = [("found" if looked_up else "items", tally.found)]
    if looked_up:
        rows += [("missing", tally.missing), ("failed", tally.failed)]
    if tally.before:
        rows += [("answered before", tally.before)]
    rows += [("requests", tally.stats.requests), ("retries", tally.stats.retries)]
    rows += [("waited seconds", tally.stats.waited), ("seconds", tally.seconds)]
    for name, value in rows:
        table.add_row(name, f"{value:,}" if isinstance(value, int) else f"{value:,.1f}")
    Console(stderr=True, highlight=False).print(table)

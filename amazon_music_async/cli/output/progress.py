"""What a command did, told on standard error: a bar while it works, a table at the end."""

import asyncio
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager

import click
from attrs import define, field
from rich.console import Console
from rich.progress import BarColumn, Progress, ProgressColumn, TextColumn, TimeRemainingColumn

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
def bar(
    tally: Tally, what: str, size: int | None, done: Callable[[], float], *, hidden: bool = False
) -> Generator[None]:
    """A bar, the rate and the remaining time, where standard error is a terminal.

    ``done`` tells how much of ``size`` is done, in whatever unit; without a size there is no end to foresee.
    """
    console = Console(stderr=True)
    if hidden or not console.is_terminal:
        yield
        return
    with Progress(*_columns(size), console=console, transient=True, auto_refresh=False) as progress:
        task = progress.add_task(what, total=size, answered=0, rate=0.0)

        def tick() -> None:
            rate = tally.answered / max(tally.seconds, 1e-9)
            progress.update(task, completed=done(), answered=tally.answered, rate=rate, refresh=True)

        ticker = asyncio.create_task(_ticking(tick))
        try:
            yield
        finally:
            ticker.cancel()
            tick()


def _columns(size: int | None) -> list[ProgressColumn]:
    return [
        TextColumn("[bold]{task.description}"),
        BarColumn(28),  # Short of 80 columns in all: ^C stands behind it, and must not begin a new line.
        TextColumn("{task.fields[answered]:,} answered" if size else "{task.fields[answered]:,}"),
        TextColumn("[green]{task.fields[rate]:,.0f}/s"),
        *((TimeRemainingColumn(), TextColumn("left")) if size else ()),
    ]


async def _ticking(tick: Callable[[], None]) -> None:
    while True:
        tick()
        await asyncio.sleep(_TICK)


def summary(tally: Tally, *, looked_up: bool) -> None:
    """The numbers, one a line, each with what it means where that matters."""
    rows = [
        (name, f"{value:,}" if isinstance(value, int) else f"{value:,.1f}", meaning if value else "")
        for name, value, meaning in _rows(tally, looked_up=looked_up)
    ]
    names, numbers = (max(len(row[column]) for row in rows) for column in (0, 1))
    for name, number, meaning in rows:
        note = click.style(f"  {meaning}", dim=True) if meaning else ""
        click.echo(f"{click.style(name.ljust(names), dim=True)}  {number.rjust(numbers)}{note}", err=True)


def _rows(tally: Tally, *, looked_up: bool) -> list[tuple[str, int | float, str]]:
    rows: list[tuple[str, int | float, str]] = [("found" if looked_up else "items", tally.found, "")]
    if looked_up:
        rows += [
            ("missing", tally.missing, "the service has nothing under these ids"),
            ("failed", tally.failed, "no answer: these ids can be asked again"),
        ]
    if tally.before:
        rows += [("answered before", tally.before, "by earlier runs")]
    return [
        *rows,
        ("requests", tally.stats.requests, ""),
        ("retries", tally.stats.retries, "requests that were sent again"),
        ("waited seconds", tally.stats.waited, "before retries, summed over all requests"),
        ("seconds", tally.seconds, ""),
    ]

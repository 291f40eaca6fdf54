"""What a command does, shown on standard error: a bar while it works, the numbers at the end."""

import asyncio
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Any

import click
from attrs import define, field
from rich.console import Console
from rich.progress import BarColumn, Progress, ProgressColumn, TextColumn, TimeRemainingColumn

from amazon_music_async import (
    BadRequest,
    Done,
    Failed,
    Found,
    InvalidId,
    Missing,
    NotFound,
    Outcome,
    Stats,
    Unprocessable,
)
from amazon_music_async.cli.messages import say

FINAL = (InvalidId, BadRequest, NotFound, Unprocessable)
"""Failures of an id that would be the same if it were asked again."""
_INTERVAL = 0.1
"""Seconds between two updates of the bar."""


@define
class Counts:
    """How many ids, or entries of a list, had which outcome."""

    found: int = 0
    missing: int = 0
    failed: int = 0
    refused: int = 0
    before: int = 0
    """Answered by earlier runs."""
    stats: Stats = field(factory=Stats)
    began: float = field(factory=time.monotonic)

    def add(self, outcome: Outcome[Any] | Done[Any]) -> None:
        """Count an outcome."""
        match outcome:
            case Found() | Done():
                self.found += 1
            case Missing():
                self.missing += 1
            case Failed(error=error) if isinstance(error, FINAL):
                self.refused += 1
            case _:
                self.failed += 1

    @property
    def answered(self) -> int:
        """Outcomes of this run."""
        return self.found + self.missing + self.failed + self.refused

    @property
    def seconds(self) -> float:
        """Seconds since it began."""
        return time.monotonic() - self.began


@contextmanager
def bar(
    counts: Counts, what: str, size: int | None, done: Callable[[], float], *, hidden: bool = False
) -> Generator[None]:
    """Show a bar, the rate and the remaining time, if standard error is a terminal.

    ``done`` says how much of ``size`` is done, in the same unit; without a size there is no remaining time.
    """
    console = Console(stderr=True)
    if hidden or not console.is_terminal:
        yield
        return
    with Progress(*_columns(size), console=console, transient=True, auto_refresh=False) as progress:
        task = progress.add_task(what, total=size, answered=0, rate=0.0)

        def tick() -> None:
            rate = counts.answered / max(counts.seconds, 1e-9)
            progress.update(task, completed=done(), answered=counts.answered, rate=rate, refresh=True)

        ticker = asyncio.create_task(_ticking(tick))
        try:
            yield
        finally:
            ticker.cancel()
            tick()


def _columns(size: int | None) -> list[ProgressColumn]:
    return [
        TextColumn("[bold]{task.description}"),
        BarColumn(28),  # The whole line is shorter than 80 columns, so that ^C fits behind it.
        TextColumn("{task.fields[answered]:,} answered" if size else "{task.fields[answered]:,}"),
        TextColumn("[green]{task.fields[rate]:,.0f}/s"),
        *((TimeRemainingColumn(), TextColumn("left")) if size else ()),
    ]


async def _ticking(tick: Callable[[], None]) -> None:
    while True:
        tick()
        await asyncio.sleep(_INTERVAL)


def summary(counts: Counts, success: str) -> None:
    """Show the numbers, one a line, with their meaning where it is needed."""
    rows = [
        (name, f"{value:,}" if isinstance(value, int) else f"{value:,.1f}", meaning if value else "")
        for name, value, meaning in _rows(counts, success)
    ]
    names, numbers = (max(len(row[column]) for row in rows) for column in (0, 1))
    for name, number, meaning in rows:
        note = click.style(f"  {meaning}", dim=True) if meaning else ""
        say(f"{click.style(name.ljust(names), dim=True)}  {number.rjust(numbers)}{note}", styled=True)


def _rows(counts: Counts, success: str) -> list[tuple[str, int | float, str]]:
    rows: list[tuple[str, int | float, str]] = [(success, counts.found, "")]
    if success == "found":
        rows += [("missing", counts.missing, "the service has nothing under these ids")]
    if success != "items":
        rows += [("failed", counts.failed, "no answer: these ids can be asked again")]
    if counts.refused:
        rows += [("refused", counts.refused, "to ask again would not help: their records say why")]
    if counts.before:
        rows += [("answered before", counts.before, "by earlier runs")]
    return [
        *rows,
        ("requests", counts.stats.requests, ""),
        ("retries", counts.stats.retries, "requests that were sent again"),
        ("waited seconds", counts.stats.waited, "before retries, summed over all requests"),
        ("seconds", counts.seconds, ""),
    ]


def counted(number: int, noun: str) -> str:
    """``1 id``, ``2,000 ids``."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"

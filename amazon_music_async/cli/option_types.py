"""Types of options: finite numbers of seconds."""

import math
from typing import Any

import click

from amazon_music_async import InvalidId, get


class Number(click.FloatRange):
    """A finite number in a range: ``click.FloatRange`` lets ``inf`` and ``nan`` pass."""

    def convert(self, value: float, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """The number, if it is finite."""
        number = float(super().convert(value, param, ctx))
        if not math.isfinite(number):
            self.fail(f"{value} is not a finite number.", param, ctx)
        return number


SECONDS = Number(0)
"""Seconds, 0 included."""

POSITIVE_SECONDS = Number(0, min_open=True)
"""Seconds, more than 0."""


def checked_id(_: object, __: object, value: str) -> str:
    """The id, or wrong use that says what is wrong with it: before anything is sent."""
    try:
        get("tracks/{}", value, at="track", into=dict[str, Any])
    except InvalidId as error:
        raise click.BadParameter(str(error)) from None
    return value

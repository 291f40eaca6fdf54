"""Types of options: finite numbers of seconds."""

import math

import click


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

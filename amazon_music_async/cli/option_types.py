"""Numbers as options take them."""

import math

import click


class Number(click.FloatRange):
    """A number in a range. Without an upper bound Python would let ``inf`` pass, and ``nan`` everywhere."""

    def convert(self, value: float, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """The number, if it is one that can be counted up to."""
        number = float(super().convert(value, param, ctx))
        if not math.isfinite(number):
            self.fail(f"{value} is not a finite number.", param, ctx)
        return number


SECONDS = Number(0)
"""As many seconds as one likes, none included."""

SOME_SECONDS = Number(0, min_open=True)

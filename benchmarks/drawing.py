"""Bars and lines as SVG, without a plotting library."""

from collections.abc import Iterable, Sequence
from html import escape
from itertools import pairwise

from attrs import frozen

_WIDTH = 760
_INK, _PALE, _GRID = "#334155", "#64748b", "#e2e8f0"
COLOURS = {"floor": "#94a3b8", "ours": "#2563eb", "peer": "#f59e0b", "limit": "#dc2626"}


@frozen
class Bar:
    """One bar: its name, its length, what is written at its end, and its colour."""

    name: str
    value: float
    label: str
    colour: str


@frozen
class Line:
    """A line of points, each seconds and a value."""

    name: str
    points: Sequence[tuple[float, float]]
    colour: str
    steps: bool = False


def text(x: float, y: float, words: str, anchor: str = "start", size: int = 13, colour: str = _INK) -> str:
    """Words at a place."""
    place = f'x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"'
    return f'<text {place} font-size="{size}" fill="{colour}">{escape(words)}</text>'


def svg(height: float, parts: Iterable[str]) -> str:
    """A picture of its parts, readable on light and dark pages."""
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height:.0f}" font-family="sans-serif">',
            f'<rect width="{_WIDTH}" height="{height:.0f}" fill="white"/>',
            *parts,
            "</svg>\n",
        ]
    )


def bars(title: str, subtitle: str, values: Sequence[Bar]) -> str:
    """Horizontal bars, one below the other."""
    left, right, top, step = 240, _WIDTH - 130, 70, 34
    longest = max(bar.value for bar in values)
    parts = [text(16, 28, title, size=17), text(16, 48, subtitle, colour=_PALE)]
    for number, bar in enumerate(values):
        y = top + number * step
        width = bar.value / longest * (right - left)
        parts += [
            text(left - 10, y + 16, bar.name, "end"),
            f'<rect x="{left}" y="{y}" width="{width:.1f}" height="22" rx="3" fill="{bar.colour}"/>',
            text(left + width + 8, y + 16, bar.label),
        ]
    return svg(top + len(values) * step + 16, parts)


def chart(title: str, lines: Sequence[Line], top: float, height: float = 150) -> list[str]:
    """Lines over time, in a frame whose upper edge is at ``top``."""
    left, right, bottom = 60, _WIDTH - 20, top + height
    last = max(seconds for line in lines for seconds, _ in line.points)
    highest = max(1.0, *(value for line in lines for _, value in line.points)) * 1.05

    def place(seconds: float, value: float) -> tuple[float, float]:
        return left + seconds / last * (right - left), bottom - value / highest * height

    parts = [text(left, top - 10, title, size=14)]
    for part in range(5):
        value = highest * part / 4
        y = place(0, value)[1]
        parts += [
            f'<line x1="{left}" x2="{right}" y1="{y:.1f}" y2="{y:.1f}" stroke="{_GRID}"/>',
            text(left - 8, y + 4, f"{value:.0f}", "end", 11, _PALE),
        ]
    parts += [
        text(place(second, 0)[0], bottom + 16, f"{second} s", "middle", 11, _PALE)
        for second in range(0, int(last) + 1, 1 + int(last) // 20)
    ]
    for number, line in enumerate(lines):
        parts.append(_path([place(*point) for point in line.points], line))
        parts.append(text(right - 130 * (len(lines) - 1 - number), top - 10, line.name, "end", 12, line.colour))
    return parts


def _path(points: Sequence[tuple[float, float]], line: Line) -> str:
    corners = [f"{points[0][0]:.1f},{points[0][1]:.1f}"]
    for (_, before), (x, y) in pairwise(points):
        corners += [f"{x:.1f},{before:.1f}"] if line.steps else []
        corners.append(f"{x:.1f},{y:.1f}")
    return f'<polyline points="{" ".join(corners)}" fill="none" stroke="{line.colour}" stroke-width="1.5"/>'

"""Messages for people, on standard error."""

import re
from contextlib import suppress

import click

_UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
"""Control characters, which a terminal may obey, and bidirectional ones, which reorder what is read."""


def say(text: str, *, styled: bool = False) -> None:
    """Write a line. That the terminal has gone, or the disk of a log is full, does not end the job.

    ``styled``: the text is all ours, and may hold escape sequences.
    """
    with suppress(OSError):
        click.echo(text if styled else visible(text), err=True)


def visible(text: str) -> str:
    """The text with control characters as escapes; tabs and line breaks stay."""
    return _UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)

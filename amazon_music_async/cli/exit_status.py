"""How a command ends: an exit status and one line."""

from typing import IO, Any

import click

from amazon_music_async.cli.messages import say

SOME_FAILED = 1
WRONG_USE = 2
INTERRUPTED = 130
"""128 plus the number of SIGINT, as in shells."""
BROKEN_PIPE = 141
"""128 plus the number of SIGPIPE: whoever read the output has gone."""


class _OneLine(click.ClickException):
    """Shown as one line."""

    def show(self, file: "IO[Any] | None" = None) -> None:
        """Write the line on standard error."""
        del file
        say(f"Error: {self.message}")


class Problem(_OneLine):
    """Wrong use, or a file that cannot be read or written."""

    exit_code = WRONG_USE


class Unfinished(_OneLine):
    """Some ids failed, or the service did."""

    exit_code = SOME_FAILED


def reason(error: OSError) -> str:
    """The system's message, without errno and file name."""
    return error.strerror or str(error) or type(error).__name__

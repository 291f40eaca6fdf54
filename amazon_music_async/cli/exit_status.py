"""What ends a command, as one line and an exit status."""

import click

SOME_FAILED = 1
WRONG_USE = 2
INTERRUPTED = 130
"""128 and the number of SIGINT, as shells count."""


class Problem(click.ClickException):
    """The command cannot be carried out as asked: wrong use, or a file that cannot be read or written."""

    exit_code = WRONG_USE


class Unfinished(click.ClickException):
    """The command was carried out in part: some ids failed, or the service did."""

    exit_code = SOME_FAILED


def reason(error: OSError) -> str:
    """What the system said, without number and name."""
    return error.strerror or str(error) or type(error).__name__

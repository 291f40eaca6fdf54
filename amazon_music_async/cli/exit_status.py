"""How a command ends: an exit status and one line."""

import click

SOME_FAILED = 1
WRONG_USE = 2
INTERRUPTED = 130
"""128 plus the number of SIGINT, as in shells."""


class Problem(click.ClickException):
    """Wrong use, or a file that cannot be read or written."""

    exit_code = WRONG_USE


class Unfinished(click.ClickException):
    """Some ids failed, or the service did."""

    exit_code = SOME_FAILED


def reason(error: OSError) -> str:
    """The system's message, without errno and file name."""
    return error.strerror or str(error) or type(error).__name__

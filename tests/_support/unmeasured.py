"""Processes that are no measure of coverage, which would slow them down."""

import os


def unmeasured() -> dict[str, str]:
    """The environment of this process, without what makes coverage measure its children."""
    return {name: value for name, value in os.environ.items() if "COVERAGE" not in name}

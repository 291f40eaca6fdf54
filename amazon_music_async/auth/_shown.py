"""Words of the login service and of stores, made safe to show."""

from amazon_music_async.errors import printable, scrub

_LONGEST = 500
"""Characters of a message that are worth keeping."""


def shown(text: str, *secrets: str) -> str:
    """``text``, printable, not too long, and without ``secrets``."""
    return printable(scrub(text, *secrets))[:_LONGEST]

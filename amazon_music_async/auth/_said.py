"""What others say, made fit to be shown."""

from amazon_music_async.errors import scrub

_LONGEST = 500
"""Characters of a message that are worth keeping."""


def said(text: str, *secrets: str) -> str:
    """``text`` without ``secrets``, and without control characters, which could drive a terminal."""
    clean = scrub(text, *secrets)
    return "".join(character if character.isprintable() else " " for character in clean)[:_LONGEST]

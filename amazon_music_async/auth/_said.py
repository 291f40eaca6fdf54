"""What others say, made fit to be shown."""

from urllib.parse import quote

from amazon_music_async.errors import scrub

_LONGEST = 500
"""Characters of a message that are worth keeping."""


def said(text: str, *secrets: str) -> str:
    """``text`` without ``secrets``, plain or quoted as in an address, and without what could drive a terminal."""
    clean = scrub(text, *secrets, *(quote(secret, safe="") for secret in secrets))
    return "".join(character if character.isprintable() else " " for character in clean)[:_LONGEST]

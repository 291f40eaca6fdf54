"""Secrets and control characters, kept out of everything that is shown."""

import re
from urllib.parse import quote

# Login with Amazon marks its access tokens ``Atza|`` and its refresh tokens ``Atzr|``.
_LONGEST = 500
"""Characters of a message that are worth keeping."""
_TOKEN = re.compile(r"(Atz[a-z](?:\||%7[Cc]))[^\s\"'<>,;&}\])]+")


def scrub(text: str, *secrets: str) -> str:
    """``text`` without the secrets given, plain or quoted as in a URL, and without whatever looks like a token."""
    for secret in filter(None, secrets):
        text = text.replace(secret, "***").replace(quote(secret, safe=""), "***")
    return _TOKEN.sub(r"\1***", text)


def printable(text: str) -> str:
    """``text`` with spaces in place of control characters, which could drive a terminal."""
    return "".join(character if character.isprintable() else " " for character in text)


def shown(text: str, *secrets: str) -> str:
    """``text``, printable, not too long, and without ``secrets``."""
    return printable(scrub(text, *secrets))[:_LONGEST]

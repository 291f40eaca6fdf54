"""Keeps secrets and control characters out of everything that is shown."""

import re
from typing import SupportsIndex, TypeVar, cast
from urllib.parse import quote

T = TypeVar("T")

# Login with Amazon marks its access tokens ``Atza|`` and its refresh tokens ``Atzr|``.
_LONGEST = 500
"""Characters of a message that are kept."""
_SHORTEST = 6
"""Letters from which on a word may be a secret. Real ones have 40 characters and more."""
_TOKEN = re.compile(r"(Atz[a-z](?:\||%7[Cc]))[^\s\"'<>,;&}\])]+")


class Secret(str):
    """A token, a key or a code: a `str` that can be used as any other, but whose repr is ``***``.

    What shows the variables of a frame or the result of a task shows their repr: error trackers, debuggers, asyncio's
    log of slow tasks. So where a call passes, secrets are kept as this, from the moment they are known.
    """

    __slots__ = ()

    def __repr__(self) -> str:
        """Show nothing."""
        return "***"

    def __getitem__(self, index: SupportsIndex | slice) -> "Secret":
        """Return a part, which is secret as well: some tools shorten a long str before they show it."""
        return Secret(super().__getitem__(index))


def concealed(value: T) -> T:
    """``value`` as a `Secret` if it is a `str`; anything else, None for one, as it is."""
    return cast("T", Secret(value)) if isinstance(value, str) else value


def secret(value: str) -> str:
    """`concealed`, for a field: mypy knows no generic converters."""
    return concealed(value)


def secret_or_none(value: str | None) -> str | None:
    """`concealed`, for a field that may be None."""
    return concealed(value)


def scrub(text: str, *secrets: str) -> str:
    """Replace ``secrets``, plain or quoted as in a URL, and whatever looks like a token by ``***``.

    A short word, such as the ``token`` of somebody's tests, is left: no real secret is one, and messages and the places
    of errors have such words in them.
    """
    for secret in secrets:
        if not secret or (len(secret) < _SHORTEST and secret.isalpha()):
            continue
        text = text.replace(secret, "***").replace(quote(secret, safe=""), "***")
    return _TOKEN.sub(r"\1***", text)


def printable(text: str) -> str:
    """Replace control characters, which could control a terminal, by spaces."""
    return "".join(character if character.isprintable() else " " for character in text)


def shown(text: str, *secrets: str) -> str:
    """Return ``text`` without secrets and control characters, cut to 500 characters."""
    return printable(scrub(text, *secrets))[:_LONGEST]

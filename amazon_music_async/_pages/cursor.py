"""Cursors: where a walk stands, as the string that a caller keeps."""

from attrs import frozen

from amazon_music_async._validation import check_kind

_SEPARATOR = "~"
"""Between the number of a batch of ids and the service's token, in the cursor of a walk over several batches."""


@frozen
class Position:
    """Where a walk stands: the number of the batch of ids, and the service's token in it (None: the first page)."""

    batch: int = 0
    token: str | None = None


def to_cursor(position: Position | None, batches: int) -> str | None:
    """Return the cursor for a position in a walk over so many batches of ids; None for the first page.

    With one batch it is the service's own token.
    """
    if position is None or position == Position():
        return None
    return position.token if batches == 1 else f"{position.batch}{_SEPARATOR}{position.token or ''}"


def from_cursor(start: str | None, batches: int) -> Position:
    """Return the position that a cursor stands for; a `ValueError` if it cannot be one of such a walk."""
    if start is None:
        return Position()
    check_kind(start, str, "start= is the cursor of a page or of an exception")
    if not start:
        raise ValueError("start= is empty: pass None to start at the first page")
    if batches <= 1:
        return Position(0, start)
    number, separator, token = start.partition(_SEPARATOR)
    if not separator or not number.isdecimal() or int(number) >= batches:
        raise ValueError(f"start={start!r} is not a cursor for a walk over {batches} batches of ids")
    return Position(int(number), token or None)

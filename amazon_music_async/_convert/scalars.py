"""How single values travel: moments, days and whole numbers as JSON has them."""

from datetime import UTC, date, datetime

import orjson

_UTC_SUFFIX = len("+00:00")


def moment_from(text: str) -> datetime:
    """An aware datetime; what names no offset is UTC, what names no time is midnight. ``ValueError`` if it is none."""
    when = datetime.fromisoformat(text)
    return when if when.tzinfo is not None else when.replace(tzinfo=UTC)


def moment_to(when: datetime) -> str:
    """As the service writes it: ``2001-03-07T05:00:00.000Z``; with the offset where that is not UTC."""
    if when.tzinfo is UTC and not when.microsecond:  # as nearly all are; `isoformat` takes five times as long
        try:
            return orjson.dumps(when, option=orjson.OPT_UTC_Z)[1:-2].decode() + ".000Z"
        except TypeError:
            pass  # orjson knows no subclasses, as libraries of dates and tests that stop the clock have them
    if when.utcoffset():
        return when.isoformat()
    return when.isoformat(timespec="microseconds" if when.microsecond % 1000 else "milliseconds")[:-_UTC_SUFFIX] + "Z"


def day_from(text: str) -> date:
    """A plain date; the time of day of a full date is dropped. ``ValueError`` if it is none."""
    return date.fromisoformat(text) if len(text) == len("2001-03-07") else datetime.fromisoformat(text).date()


def whole_from(number: float) -> int:
    """A whole number that JSON wrote as ``14.0``. ``ValueError`` if it has a fraction, or is none at all."""
    if not number.is_integer():
        raise ValueError(number)
    return int(number)

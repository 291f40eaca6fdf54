"""How single values travel: moments, days and numbers as JSON has them."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from math import isfinite
from typing import Annotated, Any

import msgspec

_UTC_SUFFIX = len("+00:00")
_MINUTE = timedelta(minutes=1)
_LARGEST = 1.7976931348623157e308
_WHOLE: Any = Annotated[int, msgspec.Meta(ge=-(2**63), le=2**63 - 1)]  # msgspec can name no larger bound

CHECKED: dict[Any, Any] = {
    str: str,
    bool: bool,
    int: _WHOLE,
    float: _WHOLE | Annotated[float, msgspec.Meta(ge=-_LARGEST, le=_LARGEST)],  # an int stays one
    datetime: datetime,
    date: date,
}
"""What msgspec checks for the type of a field. Whatever it accepts, the functions below accept, and make the same."""


def moment_from(value: str | date) -> datetime:
    """An aware datetime: UTC if no offset is given, midnight if no time is. ``ValueError`` if it is no date."""
    try:
        return aware(msgspec.convert(value, datetime))
    except msgspec.ValidationError:
        return aware(datetime.fromisoformat(str(value)))


def aware(when: datetime) -> datetime:
    """``when``, in UTC if it has no offset."""
    return when if when.tzinfo is not None else when.replace(tzinfo=UTC)


def moment_to(when: datetime) -> str | datetime:
    """As the service writes it: ``2001-03-07T05:00:00.000Z``; with the offset where that is not UTC.

    That is as msgspec writes it, which takes a fifth of the time of `isoformat`.
    """
    if when.tzinfo is UTC and not when.microsecond:  # as nearly all are
        try:
            return msgspec.json.encode(when)[1:-2].decode() + ".000Z"
        except TypeError:
            pass  # msgspec knows no subclasses, as libraries of dates and tests that stop the clock have them
    if offset := when.utcoffset():
        return when.isoformat() if offset % _MINUTE else when
    return when.isoformat(timespec="microseconds" if when.microsecond % 1000 else "milliseconds")[:-_UTC_SUFFIX] + "Z"


def day_from(value: str | date) -> date:
    """A plain date; the time of day of a full date is dropped. ``ValueError`` if it is no date."""
    text = str(value)
    return date.fromisoformat(text) if len(text) == len("2001-03-07") else datetime.fromisoformat(text).date()


def number_from(value: object) -> float:
    """A number as it is: an int stays one. ``ValueError`` for one that is not finite, or a whole one beyond 64 bits."""
    if isinstance(value, int) and -(2**63) <= value < 2**64:
        return value
    if isinstance(value, float | Decimal) and isfinite(value):
        return float(value)
    raise ValueError(value)


def whole_from(value: object) -> int:
    """A whole number, also if JSON has it as ``14.0``. ``ValueError`` if it has a fraction or exceeds 64 bits."""
    whole = number_from(value)
    if isinstance(whole, float):
        if not whole.is_integer():
            raise ValueError(value)
        whole = number_from(int(whole))
    return int(whole)

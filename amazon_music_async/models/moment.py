"""What a moment and a day are in a model: an aware ``datetime`` at a fixed offset, a plain ``date``."""

from datetime import UTC, date, datetime, timezone


def moment(value: datetime | None) -> datetime | None:
    """``value`` at a fixed offset: UTC when it is naive.

    A zone with daylight saving is replaced by the offset that it has at that moment: only the offset travels as JSON,
    and Python calls two datetimes of different zones unequal when one of them lies in the repeated hour.
    """
    if value is None or type(value.tzinfo) is timezone:
        return value
    offset = value.utcoffset()
    return value.replace(tzinfo=UTC if offset is None else timezone(offset), fold=0)


def day(value: date | None) -> date | None:
    """``value`` without a time of day."""
    return value.date() if isinstance(value, datetime) else value

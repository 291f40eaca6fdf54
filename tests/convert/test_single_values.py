"""How dates and numbers are read and written."""

import json
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from attrs import frozen

from amazon_music_async import from_dict, to_dict, to_json
from amazon_music_async.models.album import Album
from amazon_music_async.models.release import Release
from amazon_music_async.models.track import Track


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("2001-03-07T05:00:00.000Z", datetime(2001, 3, 7, 5, tzinfo=UTC)),
        ("2001-03-07T05:00:00.123456Z", datetime(2001, 3, 7, 5, 0, 0, 123456, UTC)),
        ("2010-09-13T00:00:00-04:00", datetime(2010, 9, 13, tzinfo=timezone(timedelta(hours=-4)))),
        ("2001-03-07T05:00:00", datetime(2001, 3, 7, 5, tzinfo=UTC)),
        ("2001-03-07", datetime(2001, 3, 7, tzinfo=UTC)),
        ("20010307", datetime(2001, 3, 7, tzinfo=UTC)),
    ],
)
def test_moment(text: str, when: datetime) -> None:
    """A moment is aware: UTC where no offset is named, midnight where no time is."""
    read = from_dict({"id": "x", "releaseDate": text}, Track).release_date

    assert read is not None
    assert (read, read.utcoffset()) == (when, when.utcoffset())


@pytest.mark.parametrize("text", ["1958-01-01", "1958-01-01T00:00:00-04:00", "1958-01-01T05:00:00.000Z", "19580101"])
def test_day(text: str) -> None:
    """A day is the day that is named, whatever time and offset go with it."""
    assert from_dict({"localOriginalReleaseDate": text}, Release).local_original_release_date == date(1958, 1, 1)


@pytest.mark.parametrize(
    ("when", "text"),
    [
        (datetime(2001, 3, 7, 5, tzinfo=UTC), "2001-03-07T05:00:00.000Z"),
        (datetime(2001, 3, 7, 5, 0, 0, 120000, UTC), "2001-03-07T05:00:00.120Z"),
        (datetime(2001, 3, 7, 5, 0, 0, 120001, UTC), "2001-03-07T05:00:00.120001Z"),
        (datetime(2001, 3, 7, 5, tzinfo=timezone(timedelta(0), "GMT")), "2001-03-07T05:00:00.000Z"),
        (datetime(2010, 9, 13, tzinfo=timezone(timedelta(hours=-4))), "2010-09-13T00:00:00-04:00"),
        (datetime(1900, 1, 1, tzinfo=timezone(timedelta(minutes=19, seconds=32))), "1900-01-01T00:00:00+00:19:32"),
        (datetime(1, 1, 1, tzinfo=UTC), "0001-01-01T00:00:00.000Z"),
    ],
)
def test_moment_back(when: datetime, text: str) -> None:
    """UTC is written as the service writes it, another offset as it is."""
    assert to_dict(Track(id="x", release_date=when)) == {"id": "x", "releaseDate": text}


def test_day_back() -> None:
    """A day is written plainly."""
    assert to_dict(Release(local_original_release_date=date(1958, 1, 1))) == {"localOriginalReleaseDate": "1958-01-01"}


@pytest.mark.parametrize("seconds", [232, 232.5, 0])
def test_duration(seconds: float) -> None:
    """A duration is the number it was: 232 does not become 232.0."""
    track: Any = from_dict({"id": "x", "duration": seconds}, Track)

    assert repr(track.duration) == repr(to_dict(track)["duration"]) == repr(seconds)


def test_count() -> None:
    """A count is a whole number, also when it came with a point."""
    assert repr(from_dict({"id": "x", "trackCount": 14.0}, Album).track_count) == "14"


def test_empty_is_left_out() -> None:
    """False, zero and the empty string are values; None and the empty list are not."""
    track = Track(id="", duration=0, title="", artists=(), label=None)

    assert to_dict(track) == {"id": "", "duration": 0, "title": ""}


class Stopped(datetime):
    """A datetime of a library of its own."""


@frozen
class Box:
    """A model that does not say what it holds."""

    content: object


@pytest.mark.parametrize("form", [Track, Box])
def test_datetime_of_another_library(form: Any) -> None:
    """A subclass of ``datetime`` is written like one."""
    when = Stopped(2001, 3, 7, 5, tzinfo=UTC)
    item = Track(id="x", release_date=when) if form is Track else Box(when)

    assert next(reversed(to_dict(item).values())) == "2001-03-07T05:00:00.000Z"


class Text(str):
    """Text of a library of its own."""

    __slots__ = ()


class Whole(int):
    """A whole number of a library of its own."""


class Number(float):
    """A number of a library of its own."""


class Day(date):
    """A day of a library of its own."""


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        (Text("a"), "a"),
        (Whole(7), 7),
        (Number(1.5), 1.5),
        (Day(1958, 1, 1), "1958-01-01"),
        (date(1958, 1, 1), "1958-01-01"),
    ],
)
def test_values_of_another_library(value: object, plain: object) -> None:
    """A subclass of a class that JSON has is written as that class."""
    written = to_dict(Box(value))["content"]

    assert (type(written), written) == (type(plain), plain)
    assert json.loads(to_json(Box(value))) == {"content": plain}

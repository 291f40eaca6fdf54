"""Moments are aware and at fixed offsets, days have no time."""

from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from amazon_music_async.models.moment import day, moment
from amazon_music_async.models.release import Release
from amazon_music_async.models.track import Track


class Nowhere(tzinfo):
    """A zone that does not know its offset."""

    def utcoffset(self, _: datetime | None) -> None:
        """Unknown."""

    def dst(self, _: datetime | None) -> None:
        """Unknown."""

    def tzname(self, _: datetime | None) -> None:
        """Unknown."""


def test_fixed() -> None:
    """A moment at a fixed offset is kept as it is."""
    when = datetime(2001, 3, 7, 5, tzinfo=timezone(timedelta(hours=-4)))

    assert moment(when) is when


def test_naive() -> None:
    """A naive moment is one of UTC."""
    assert Track(id="x", release_date=datetime(2001, 3, 7)).release_date == datetime(2001, 3, 7, tzinfo=UTC)  # noqa: DTZ001


def test_zone_without_offset() -> None:
    """So is one in a zone that does not know its offset."""
    assert moment(datetime(2001, 3, 7, tzinfo=Nowhere())) == datetime(2001, 3, 7, tzinfo=UTC)


def test_zone() -> None:
    """A zone becomes the offset it has then, also in the hour that comes twice."""
    second = datetime(2020, 11, 1, 1, 30, tzinfo=ZoneInfo("America/New_York"), fold=1)

    assert moment(second) == datetime(2020, 11, 1, 1, 30, tzinfo=timezone(timedelta(hours=-5)))


def test_nothing() -> None:
    """No moment is no moment, and no day no day."""
    assert moment(None) is None
    assert day(None) is None


def test_day() -> None:
    """A day given with its time loses it."""
    release = Release(local_original_release_date=datetime(1958, 1, 1, 12, tzinfo=UTC))

    assert release.local_original_release_date == date(1958, 1, 1)
    assert type(release.local_original_release_date) is date

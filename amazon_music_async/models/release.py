"""When something came out."""

from datetime import date, datetime

from attrs import field, frozen

from amazon_music_async.models.moment import day, moment


@frozen(kw_only=True)
class Release:
    """The dates of a release."""

    street_date: datetime | None = field(default=None, converter=moment)
    """When it can be had, at the offset of the shop."""
    local_original_release_date: date | None = field(default=None, converter=day)
    """When it first came out anywhere."""

"""The dates of a release."""

from datetime import date, datetime

from attrs import field, frozen

from amazon_music_async.models.moment import day, moment
from amazon_music_async.models.sparse_repr import sparse_repr


@frozen(kw_only=True)
class Release:
    """The dates of a release.

    - ``street_date``: when it is available, an aware ``datetime`` at the offset of the shop.
    - ``local_original_release_date``: when it was first released anywhere, a ``date``.

    >>> from_dict({"localOriginalReleaseDate": "2001-03-12"}, Release)
    Release(local_original_release_date=datetime.date(2001, 3, 12))
    """

    street_date: datetime | None = field(default=None, converter=moment)
    local_original_release_date: date | None = field(default=None, converter=day)

    __repr__ = sparse_repr

"""A station of the catalogue."""

from attrs import frozen

from amazon_music_async.models.image import Image
from amazon_music_async.models.sparse_repr import sparse_repr


@frozen(kw_only=True)
class Station:
    """A station: music without end, chosen by the service.

    - ``id``: 14 letters and digits.
    - ``name``, ``url``: its name, and its page in the web player.
    - ``images``: pictures, one for each size.

    https://developer.amazon.com/docs/music/API_web_station.html

    >>> station = await music.stations.get(sandbox.catalogue.stations.ids[0])
    >>> station.id, station.name
    ('A3QXXOBP9MU5LY', 'Pop Culture Radio')
    """

    id: str
    name: str | None = None
    url: str | None = None
    images: tuple[Image, ...] = ()

    __repr__ = sparse_repr

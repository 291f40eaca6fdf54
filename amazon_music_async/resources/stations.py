"""The endpoint of stations.

See https://developer.amazon.com/docs/music/API_web_station.html
"""

from attrs import frozen

from amazon_music_async._calls.request import get
from amazon_music_async.models.scope import Scope
from amazon_music_async.models.station import Station
from amazon_music_async.resources._group import Group


@frozen(eq=False)
class Stations(Group):
    """Stations of the catalogue.

    >>> (await music.stations.get(sandbox.catalogue.stations.ids[0])).name
    'Pop Culture Radio'
    """

    async def get(self, station_id: str) -> Station:
        """Return one station; `NotFound` if there is none with this id. Documented.

        >>> (await music.stations.get(sandbox.catalogue.stations.ids[0])).name
        'Pop Culture Radio'
        """
        return await self._send(get("stations/{}", station_id, at="station", into=Station, scopes=(Scope.CATALOG,)))

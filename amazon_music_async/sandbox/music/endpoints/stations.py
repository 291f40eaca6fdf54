"""Stations. https://developer.amazon.com/docs/music/API_web_station.html."""

from typing import Final

from amazon_music_async.models.scope import Scope
from amazon_music_async.sandbox.http.reply import Reply
from amazon_music_async.sandbox.music.endpoint import Context, Endpoints
from amazon_music_async.sandbox.music.endpoints._common import one
from amazon_music_async.sandbox.music.schemas import data, ref

ENDPOINTS: Final = Endpoints()


@ENDPOINTS.add("GET", "/stations/{id}", Scope.CATALOG, answer=data(station=ref("Station")))
def get_station(context: Context) -> Reply:
    """One station."""
    return one(context, context.store.catalogue.stations, "station")

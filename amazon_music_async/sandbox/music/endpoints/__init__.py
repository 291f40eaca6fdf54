"""All endpoints of the sandbox, a module for each noun. A new one is a handler in the module of its noun."""

from amazon_music_async.sandbox.music.endpoint import Endpoint
from amazon_music_async.sandbox.music.endpoints import (
    albums,
    artists,
    browse,
    playlists,
    podcasts,
    search,
    stations,
    tracks,
    user,
)

ENDPOINTS: tuple[Endpoint, ...] = (
    *tracks.ENDPOINTS,
    *albums.ENDPOINTS,
    *artists.ENDPOINTS,
    *playlists.ENDPOINTS,
    *search.ENDPOINTS,
    *user.ENDPOINTS,
    *browse.ENDPOINTS,
    *stations.ENDPOINTS,
    *podcasts.ENDPOINTS,
)

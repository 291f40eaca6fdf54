"""For each endpoint of the sandbox a request that it accepts."""

from collections.abc import Mapping
from urllib.parse import urlencode

import orjson
from attrs import frozen
from sandbox_http import Answer, Http

FORM = "application/x-www-form-urlencoded"


@frozen
class Sample:
    """A request. ``{playlist}`` and ``{entry}`` in the path or the body are those of the user's first playlist."""

    method: str
    path: str
    json: object = None
    form: Mapping[str, str] | None = None

    async def send(self, http: Http, authorization: str) -> Answer:
        """Send it with this header."""
        playlist = http.sandbox.user().playlists[0]
        ids = {"playlist": playlist.id, "entry": playlist.entries[0].id, "other": playlist.entries[1].id}
        ids["show"] = http.sandbox.catalogue.shows.ids[0]
        path, text = self.path, orjson.dumps(self.json).decode()
        for name, id_ in ids.items():
            path, text = path.replace(f"{{{name}}}", id_), text.replace(f"{{{name}}}", id_)
        body = None if self.json is None else text.encode()
        headers: dict[str, str | None] = {"authorization": authorization}
        if self.form is not None:
            body, headers["content-type"] = urlencode(self.form).encode(), FORM
        return await http.send(self.method, path, body, headers)


_SEARCH = {"searchFilters": [{"field": "name", "query": "river"}], "limit": 2}
_PLAYLIST = {"title": "Example", "description": "Amazing Songs", "visibility": "PRIVATE"}
_USER = {"name": "New Name", "visibility": "PUBLIC", "playbackVisibility": "PUBLIC"}

REQUESTS = {
    ("GET", "/tracks/{id}"): Sample("GET", "/tracks/B076YT2CBT"),
    ("GET", "/tracks"): Sample("GET", "/tracks?ids=B0042GBQS8"),
    ("GET", "/me/tracks"): Sample("GET", "/me/tracks"),
    ("PUT", "/me/tracks/{trackId}"): Sample("PUT", "/me/tracks/B0042GBQS8", {"likeState": "LIKE"}),
    ("GET", "/me/library/tracks"): Sample("GET", "/me/library/tracks"),
    ("PUT", "/me/library/tracks/{id}"): Sample("PUT", "/me/library/tracks/B0042GBQS8"),
    ("DELETE", "/me/library/tracks/{id}"): Sample("DELETE", "/me/library/tracks/B0042GBQS8"),
    ("GET", "/albums/{id}"): Sample("GET", "/albums/B0064UPU4G"),
    ("GET", "/albums"): Sample("GET", "/albums?ids=B0064UPU4G"),
    ("GET", "/me/library/albums"): Sample("GET", "/me/library/albums"),
    ("PUT", "/me/library/albums/{id}"): Sample("PUT", "/me/library/albums/B0064UPU4G"),
    ("DELETE", "/me/library/albums/{id}"): Sample("DELETE", "/me/library/albums/B0064UPU4G"),
    ("GET", "/artists/{id}"): Sample("GET", "/artists/B01EJ9KLA6"),
    ("GET", "/artists"): Sample("GET", "/artists?ids=B01EJ9KLA6"),
    ("GET", "/me/followed/artists"): Sample("GET", "/me/followed/artists"),
    ("GET", "/playlists/{id}"): Sample("GET", "/playlists/{playlist}"),
    ("POST", "/playlists"): Sample("POST", "/playlists", _PLAYLIST),
    ("PUT", "/playlists/{id}"): Sample("PUT", "/playlists/{playlist}", form=_PLAYLIST),
    ("DELETE", "/playlists/{id}"): Sample("DELETE", "/playlists/{playlist}"),
    ("GET", "/playlists/{id}/tracks"): Sample("GET", "/playlists/{playlist}/tracks"),
    ("PUT", "/playlists/{id}/tracks"): Sample("PUT", "/playlists/{playlist}/tracks", {"trackIds": ["B076YT2CBT"]}),
    ("DELETE", "/playlists/{id}/tracks"): Sample("DELETE", "/playlists/{playlist}/tracks", {"entryIds": ["{entry}"]}),
    ("PATCH", "/playlists/{id}/tracks"): Sample(
        "PATCH", "/playlists/{playlist}/tracks", {"entryIds": ["{entry}"], "entryIdAbove": "{other}"}
    ),
    ("GET", "/me/playlists"): Sample("GET", "/me/playlists"),
    ("GET", "/me/followed/playlists"): Sample("GET", "/me/followed/playlists"),
    ("PUT", "/me/followed/playlists/{id}"): Sample("PUT", "/me/followed/playlists/{playlist}"),
    ("DELETE", "/me/followed/playlists/{id}"): Sample("DELETE", "/me/followed/playlists/{playlist}"),
    ("POST", "/search/tracks"): Sample("POST", "/search/tracks", _SEARCH),
    ("POST", "/search/albums"): Sample("POST", "/search/albums", _SEARCH),
    ("POST", "/search/artists"): Sample("POST", "/search/artists", _SEARCH),
    ("GET", "/search"): Sample("GET", "/search?query=happy"),
    ("GET", "/me"): Sample("GET", "/me"),
    ("PUT", "/me"): Sample("PUT", "/me", _USER),
    ("GET", "/player/recentlyPlayed"): Sample("GET", "/player/recentlyPlayed"),
    ("GET", "/browse/tracks/top"): Sample("GET", "/browse/tracks/top"),
    ("GET", "/browse/playlists/top"): Sample("GET", "/browse/playlists/top"),
    ("GET", "/markets"): Sample("GET", "/markets"),
    ("GET", "/stations/{id}"): Sample("GET", "/stations/A3QXXOBP9MU5LY"),
    ("GET", "/podcasts/shows/{id}"): Sample("GET", "/podcasts/shows/{show}?limit=2"),
}

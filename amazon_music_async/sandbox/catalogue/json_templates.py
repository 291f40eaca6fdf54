"""What the catalogue's tracks and albums look like on the wire.

The shape is the documents' fullest sample. A body is written from a template of bytes: about ten times cheaper than
making a dict and encoding it, and a benchmark shares its processor with this.
"""

import re
from typing import Any

import orjson

_WEB = "https://music.amazon.com"
_IMAGES = "https://m.media-amazon.com/images/I"


def _image(size: int) -> dict[str, Any]:
    return {"height": size - 9, "width": size, "url": f"{_IMAGES}/%(image)s._SL{size}_.jpg"}


_COMMON: dict[str, Any] = {
    "id": "%(id)s",
    "globalAsin": "%(id)s",
    "localAsin": "%(id)s",
    "title": "%(title)s",
    "shortTitle": "%(short)s",
    "duration": "%(duration)d",
    "release": {"streetDate": "%(date)sT00:00:00-04:00", "localOriginalReleaseDate": "%(date)s"},
    "releaseDate": "%(date)sT04:00:00.000Z",
    "artists": [{"id": "%(artist)s", "name": "%(name)s", "url": f"{_WEB}/artists/%(artist)s"}],
    "musicTerritory": {"code": "US", "territoryName": "United States"},
    "market": {"id": "US", "name": "United States"},
    "eligibility": {
        "isDownloadable": True,
        "isPurchaseable": True,
        "isPreviewable": True,
        "isPrimeEligible": "%(prime)j",
    },
    "parentalSettings": {"isKidFriendly": False, "hasExplicitLanguage": "%(explicit)j"},
    "images": [_image(1400), _image(500), _image(160)],
    "label": "%(label)s",
    "audioQualities": ["SD", "HD"],
}

_TRACK = _COMMON | {
    "album": {"id": "%(album)s", "title": "%(album_title)s", "url": f"{_WEB}/albums/%(album)s"},
    "mediaType": "%(media)s",
    "isrc": "%(isrc)s",
    "url": f"{_WEB}/albums/%(album)s/?trackAsin=%(id)s",
    "previewUrl": f"{_WEB}/getSampleTrack/%(id)s",
}

_ALBUM = _COMMON | {
    "url": f"{_WEB}/albums/%(id)s",
    "availableMarkets": [
        {"id": "US", "name": "United States"},
        {"id": "GB", "name": "United Kingdom"},
        {"id": "JP", "name": "Japan"},
    ],
    "tracks": "%(tracks)j",
    "trackCount": "%(track_count)d",
}


def _template(shape: dict[str, Any]) -> bytes:
    """The shape as JSON, ready for ``%``: numbers and JSON values lose the quotes of their placeholders."""
    return re.sub(rb'"(%\(\w+\))([dj])"', lambda hole: hole[1] + hole[2].replace(b"j", b"s"), orjson.dumps(shape))


TRACK = _template(_TRACK)
ALBUM = _template(_ALBUM)
TRACK_OF_ALBUM = _template({key: _TRACK[key] for key in ("id", "title", "url")})

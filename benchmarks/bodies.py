"""What the benchmarks' server answers: tracks with every field the documents' fullest sample has, as bytes."""

import random
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

import orjson

PAGE = 100
SPOTIFY_PAGE = 50
"""The most tracks in one answer of Spotify."""
_KINDS = 50
"""How many different tracks there are; the same few would flatter a processor's caches."""
_WEB = "https://music.amazon.com"
_IMAGES = "https://m.media-amazon.com/images/I"
_REF = "?ref=dm_ff_amazonmusic.webportal"
_SPOTIFY = "https://open.spotify.com"
_COVERS = "https://i.scdn.co/image"
_ID = "THE_ID_ASKED"
_ELIGIBILITY = {"isDownloadable": True, "isPurchaseable": True, "isPreviewable": True}


def ids(count: int) -> list[str]:
    """So many ids, which look like the service's."""
    return [f"B{number:09d}" for number in range(count)]


def tracks(asked: Sequence[bytes]) -> bytes:
    """The answer to a look-up: each track under the id that was asked."""
    parts: list[bytes] = []
    for place, id in enumerate(asked):
        parts += _track_parts(place % _KINDS, id)
    return b'{"data":{"tracks":[%b]}}' % b"".join(parts)[:-1]


def track(asked: bytes) -> bytes:
    """The answer to a look-up of one id."""
    return b'{"data":{"track":%b}}' % b"".join(_track_parts(0, asked))[:-1]


@cache
def liked(page: int, pages: int) -> bytes:
    """One page of a list of full tracks, whose token is the number of the next page."""
    more = page + 1 < pages
    info = {"hasNextPage": more} | ({"token": str(page + 1)} if more else {})
    found = orjson.loads(tracks([id.encode() for id in ids((page + 1) * PAGE)[page * PAGE :]]))["data"]["tracks"]
    edges = [{"likeState": "LIKE", "node": node} for node in found]
    user = {"id": "user", "tracks": {"pageInfo": info, "edgeCount": len(edges), "edges": edges}}
    return orjson.dumps({"data": {"user": user}})


@cache
def spotify() -> bytes:
    """The answer to any look-up of Spotify: 50 tracks of its own shape, each as large as one of Amazon's."""
    size = len(tracks([id.encode() for id in ids(PAGE)])) // PAGE
    return orjson.dumps({"tracks": [_of_size(_spotify_track, kind, size) for kind in range(SPOTIFY_PAGE)]})


def _track_parts(kind: int, id: bytes) -> list[bytes]:
    first, *others = _pieces(kind)
    parts = [first]
    for piece in others:
        parts += (id, piece)
    return parts


@cache
def _pieces(kind: int) -> list[bytes]:
    """A track as JSON and a comma, cut where its id belongs."""
    return (orjson.dumps(_amazon_track(kind)) + b",").split(_ID.encode())


def _amazon_track(kind: int) -> dict[str, Any]:
    dice = random.Random(kind)
    album, artist, day = _code(dice), _code(dice), f"{dice.randint(1958, 2024)}-0{dice.randint(1, 9)}-17"
    return {
        "id": _ID,
        "globalAsin": _ID,
        "localAsin": _ID,
        "title": _words(dice, 8),
        "shortTitle": _words(dice, 8),
        "duration": dice.randint(100, 600),
        "album": {"id": album, "title": _words(dice, 7), "url": f"{_WEB}/albums/{album}{_REF}"},
        "mediaType": "AUDIO",
        "release": {"streetDate": f"{day}T00:00:00-04:00", "localOriginalReleaseDate": day},
        "releaseDate": f"{day}T04:00:00.000Z",
        "isrc": f"USSM{dice.randint(10**7, 10**8 - 1)}",
        "artists": [{"id": artist, "name": _words(dice, 3), "url": f"{_WEB}/artists/{artist}{_REF}"}],
        "musicTerritory": {"code": "US", "territoryName": "United States"},
        "market": {"id": "US", "name": "United States"},
        "eligibility": {**_ELIGIBILITY, "isPrimeEligible": kind % 2 == 0},
        "parentalSettings": {"isKidFriendly": False, "hasExplicitLanguage": kind % 3 == 0},
        "images": [
            {"height": side - 9, "width": side, "url": f"{_IMAGES}/{_code(dice)}-L._SL{side}_.jpg"}
            for side in (1400, 500, 160)
        ],
        "label": _words(dice, 4),
        "url": f"{_WEB}/albums/{album}/?trackAsin={_ID}",
        "previewUrl": f"{_WEB}/getSampleTrack/{_ID}",
        "audioQualities": ["SD", "HD", "UHD"],
    }


def _spotify_thing(dice: random.Random, type: str, **more: object) -> dict[str, object]:
    id = "".join(dice.choices("0123456789abcdefghijklmnopqrstuvwxyz", k=22))
    links = {"external_urls": {"spotify": f"{_SPOTIFY}/{type}/{id}"}, "href": f"https://api.spotify.com/v1/{id}"}
    return {"id": id, "type": type, "uri": f"spotify:{type}:{id}", "name": _words(dice, 1), **links, **more}


def _spotify_track(kind: int, markets: int = 0) -> dict[str, Any]:
    dice = random.Random(kind)
    artist = _spotify_thing(dice, "artist")
    images = [{"height": side, "width": side, "url": f"{_COVERS}/{_code(dice)}"} for side in (640, 300, 64)]
    album = _spotify_thing(
        dice,
        "album",
        album_type="album",
        total_tracks=12,
        release_date="1991-09-17",
        release_date_precision="day",
        artists=[artist],
        images=images,
    )
    return _spotify_thing(
        dice,
        "track",
        album=album,
        artists=[artist],
        available_markets=["US"] * markets,
        disc_number=1,
        track_number=1,
        duration_ms=dice.randint(10**5, 6 * 10**5),
        explicit=False,
        is_local=False,
        external_ids={"isrc": f"USSM{dice.randint(10**7, 10**8 - 1)}"},
        popularity=dice.randint(0, 100),
        preview_url=None,
    )


def _of_size(make: Callable[[int, int], dict[str, Any]], kind: int, size: int) -> dict[str, Any]:
    """A track with as many markets as fill it up to ``size`` bytes: five bytes each."""
    return make(kind, max(0, (size - len(orjson.dumps(make(kind, 0)))) // len(b'"US",')))


def _code(dice: random.Random) -> str:
    return "B" + "".join(dice.choices("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", k=9))


def _words(dice: random.Random, count: int) -> str:
    return " ".join(
        dice.choices(("November", "Rain", "Texas", "Flood", "Blue", "für", "Élan", "Road", "Live"), k=count)
    )

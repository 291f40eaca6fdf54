"""What requests and answers look like, as JSON Schema: the source of both the checks and the OpenAPI description.

https://developer.amazon.com/docs/music/API_web_schema.html
"""

from typing import Any, Final

from amazon_music_async.sandbox.music.json_schema import Schema

STRING: Final[Schema] = {"type": "string"}
NUMBER: Final[Schema] = {"type": "number"}
BOOLEAN: Final[Schema] = {"type": "boolean"}
TIME: Final[Schema] = {"type": "string", "format": "date-time"}
ID: Final[Schema] = {"type": "string", "pattern": "^[^,/\\u0000-\\u0020]+$"}
VISIBILITY: Final[Schema] = {"type": "string", "enum": ["PUBLIC", "PRIVATE"]}


def ref(name: str) -> Schema:
    """A reference to one of `COMPONENTS`."""
    return {"$ref": f"#/components/schemas/{name}"}


def array(items: Schema) -> Schema:
    """A list of any length, in an answer."""
    return {"type": "array", "items": items}


def several(items: Schema, most: int = 100) -> Schema:
    """A list of 1 to ``most`` entries, in a request."""
    return {"type": "array", "items": items, "minItems": 1, "maxItems": most}


def whole_number(low: int, high: int, default: int) -> Schema:
    """A whole number with a default."""
    return {"type": "integer", "minimum": low, "maximum": high, "default": default}


def fields(required: tuple[str, ...] = (), /, **properties: Schema) -> Schema:
    """The body of a request: an object with these fields and no others."""
    return {"type": "object", "properties": properties, "required": list(required), "additionalProperties": False}


def answer(**properties: Schema) -> Schema:
    """An object in an answer whose ``properties`` are always there."""
    return {"type": "object", "properties": properties, "required": list(properties)}


def data(**properties: Schema) -> Schema:
    """The envelope of an answer."""
    return answer(data=answer(**properties))


def connection(node: str, **edge: Schema) -> Schema:
    """One page of a list of these nodes; ``edge`` is what an edge holds beside its node."""
    page_info: dict[str, Any] = {
        "type": "object",
        "properties": {"hasNextPage": BOOLEAN, "token": STRING},
        "required": ["hasNextPage"],
    }
    return answer(pageInfo=page_info, edgeCount=NUMBER, edges=array(answer(node=ref(node), **edge)))


def user_list(key: str, page: Schema) -> Schema:
    """The envelope of a user's list."""
    return data(user=answer(id=STRING, **{key: page}))


SAVED: Final = answer(saveState={"type": "string", "enum": ["SAVED", "REMOVED"]})


def _component(**properties: Schema) -> Schema:
    return {"type": "object", "properties": {"id": STRING, **properties}, "required": ["id"]}


_MARKET = _component(name=STRING)
_IMAGES = array(
    {"type": "object", "properties": {"url": STRING, "height": NUMBER, "width": NUMBER, "imageType": STRING}}
)
_ELIGIBILITY = {
    "type": "object",
    "properties": {
        "isDownloadable": BOOLEAN,
        "isPurchaseable": BOOLEAN,
        "isPreviewable": BOOLEAN,
        "isPrimeEligible": BOOLEAN,
    },
}
_RECORDING: dict[str, Schema] = {
    "globalAsin": STRING,
    "localAsin": STRING,
    "title": STRING,
    "shortTitle": STRING,
    "duration": NUMBER,
    "url": STRING,
    "release": {"type": "object", "properties": {"streetDate": TIME, "localOriginalReleaseDate": STRING}},
    "releaseDate": TIME,
    "musicTerritory": {"type": "object", "properties": {"code": STRING, "territoryName": STRING}},
    "market": _MARKET,
    "availableMarkets": array(_MARKET),
    "artists": array(ref("Artist")),
    "eligibility": _ELIGIBILITY,
    "parentalSettings": {
        "type": "object",
        "properties": {"isKidFriendly": BOOLEAN, "hasExplicitLanguage": BOOLEAN},
    },
    "images": _IMAGES,
    "label": STRING,
    "audioQualities": array(STRING),
}

COMPONENTS: Final[dict[str, Schema]] = {
    "Track": _component(
        **_RECORDING, album=ref("Album"), mediaType=STRING, isrc=STRING, previewUrl=STRING, trackNumber=NUMBER
    ),
    "Album": _component(**_RECORDING, tracks=array(ref("Track")), trackCount=NUMBER),
    "Artist": _component(name=STRING, url=STRING, globalAsin=STRING, localAsin=STRING, images=_IMAGES),
    "Playlist": _component(
        curator=_component(),
        title=STRING,
        name=STRING,
        description=STRING,
        duration=NUMBER,
        trackCount=NUMBER,
        images=_IMAGES,
        eligibility=_ELIGIBILITY,
        url=STRING,
        visibility=VISIBILITY,
        lastModifiedDate=TIME,
    ),
    "User": _component(name={"type": ["string", "null"]}, images=_IMAGES, url=STRING),
    "Station": _component(name=STRING, url=STRING, images=_IMAGES),
    "Episode": _component(title=STRING, url=STRING),
    "Market": _MARKET,
    "View": answer(_type=STRING, id=STRING, content=answer(_type=STRING, entityGroups=array(ref("EntityGroup")))),
    "EntityGroup": answer(
        _type=STRING,
        id=STRING,
        title=STRING,
        content=answer(_type=STRING, entities=array(answer(_type=STRING, id=STRING))),
    ),
    "Error": answer(
        error={
            "type": "object",
            "properties": dict.fromkeys(("status", "code", "message", "url", "reference"), STRING)
            | {"payload": {"type": "object"}},
            "required": ["status", "code", "message"],
        }
    ),
}

"""A request as the service sees it: taken apart, and checked where the documents set limits."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

import orjson
from attrs import define, field

from amazon_music_async.sandbox.http.reply import JSON, refused

MOST_IDS = 100
MOST_ITEMS = 100


@define
class Call:
    """One request. ``path`` is as it was sent, still quoted."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(default=b"", repr=False)
    user: str | None = None
    repeats_token: bool = False
    """Whether a page is to give out the token that it was asked with."""

    @property
    def media_type(self) -> str:
        """How the body is labelled, without parameters such as the charset."""
        return self.headers.get("Content-Type", "").partition(";")[0].strip().lower()

    def ids(self, name: str) -> tuple[str, ...] | None:
        """The comma-separated ids under ``name``, each once; None if there is no such parameter."""
        text = self.query.get(name)
        if text is None:
            return None
        ids = text.split(",")
        if not all(ids):
            raise refused(400, f"The query parameter '{name}' holds an empty id.")
        if len(ids) > MOST_IDS:
            raise refused(400, f"The query parameter '{name}' holds {len(ids)} ids, the maximum is {MOST_IDS}.")
        return tuple(dict.fromkeys(ids))

    def limit(self) -> int:
        """How many items the page may hold."""
        text = self.query.get("limit", str(MOST_ITEMS))
        limit = int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0
        if not 1 <= limit <= MOST_ITEMS:
            raise refused(400, f"The query parameter 'limit' is {text!r}, it must be a number from 1 to {MOST_ITEMS}.")
        return limit

    def one_of(self, name: str, value: object, allowed: tuple[str, ...]) -> str:
        """``value``, if it is one of those ``allowed``."""
        if value not in allowed:
            raise refused(400, f"'{name}' is {value!r}, it must be one of {', '.join(allowed)}.")
        return str(value)

    def json(self) -> Mapping[str, Any]:
        """The body, which must be labelled as JSON and be an object."""
        if self.media_type != JSON:
            raise refused(400, f"The body's Content-Type is {self.media_type!r}, it must be '{JSON}'.")
        try:
            value = orjson.loads(self.body)
        except orjson.JSONDecodeError:
            value = None
        if not isinstance(value, dict):
            raise refused(400, "The body is not a JSON object.")
        return value  # pyright: ignore[reportUnknownVariableType] - JSON: checked by who reads it


def parsed_query(text: str) -> dict[str, str]:
    """The parameters of a query string; of those given twice the first."""
    return dict(reversed(parse_qsl(text, keep_blank_values=True, errors="replace")))

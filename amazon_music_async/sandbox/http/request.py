"""One HTTP request, taken apart."""

from collections.abc import Mapping
from urllib.parse import parse_qsl

from attrs import define, field

from amazon_music_async._convert.plain import loads
from amazon_music_async.errors import DecodeError


@define
class Request:
    """One request. ``path`` is below the version and still percent-encoded."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(default=b"", repr=False)
    user: str | None = None
    """The name of the user whose token was sent, once it has been checked."""
    repeats_token: bool = False
    """Whether the page must return the token that it was asked with."""

    @property
    def media_type(self) -> str:
        """The Content-Type without parameters such as the charset."""
        return self.headers.get("Content-Type", "").partition(";")[0].strip().lower()

    @property
    def cursor(self) -> str | None:
        """The page token: ``cursor`` in the query, or ``token`` in the JSON body of a search."""
        return self.query.get("cursor") if self.method != "POST" else _text_field(self.body, "token")


def _text_field(body: bytes, name: str) -> str | None:
    try:
        value = loads(body)[name]
    except (DecodeError, KeyError, TypeError):
        return None
    return value if isinstance(value, str) else None


def parsed_query(text: str) -> dict[str, str]:
    """The parameters of a query string; of a name given twice the first value."""
    return dict(reversed(parse_qsl(text, keep_blank_values=True, errors="replace")))

"""The lenient reader alone, to compare with."""

from collections.abc import Callable
from typing import Any

from amazon_music_async._convert.converter import converter
from amazon_music_async._convert.located import JsonNode, locate
from amazon_music_async._convert.plain import loads
from amazon_music_async._convert.read_body import nothing
from amazon_music_async._convert.read_lenient import ALONE, TOO_DEEP
from amazon_music_async.errors import DecodeError
from amazon_music_async.events import DataDrift

Read = tuple[Any, tuple[DataDrift, ...]]


def leniently(data: Any, form: Any, place: str = "$") -> Read:
    """What the lenient reader makes of JSON without any help of the compiled reader, and what it notices."""
    node = JsonNode(data, place, {}, depth=ALONE)
    try:
        return converter.structure(node, form), tuple(node.drifts.values())
    except RecursionError:
        raise DecodeError(TOO_DEEP, place) from None


def body_leniently(body: bytes, at: str, form: Any) -> Read:
    """The same of the body of an answer."""
    place, data = locate(loads(body), at)
    return leniently(nothing(form, place) if data is None else data, form, place)


def told(read: Callable[[], Read]) -> str:
    """What a reader gives, or what it complains of."""
    try:
        value, drifts = read()
    except DecodeError as error:
        return str(error)
    return repr((value, [str(flaw) for flaw in getattr(value, "flaws", ())], sorted(map(repr, drifts))))

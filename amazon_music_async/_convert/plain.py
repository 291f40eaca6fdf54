"""JSON without a type: written, and read even where it is not quite JSON."""

import json
import re
from contextlib import suppress
from typing import Any

import msgspec

from amazon_music_async.errors import DecodeError

_ESCAPE = re.compile(
    r"\\(?:ud[89ab][\da-f]{2}\\ud[c-f][\da-f]{2}|(?P<half>ud[89a-f][\da-f]{2})|.)", re.IGNORECASE | re.DOTALL
)
_DIGITS = 400
"""More than any finite float has."""
_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder()


def dumps(value: object) -> bytes:
    """JSON in UTF-8 without a space. ``TypeError`` for what JSON does not have."""
    return _encoder.encode(value)


def loads(body: bytes | msgspec.Raw) -> Any:
    """The value that a body of JSON stands for; a `DecodeError` if it stands for none.

    One bad character does not make a body unreadable: bytes that are not UTF-8 and half pairs of surrogates become
    U+FFFD, control characters are kept, a byte order mark is skipped, a number beyond all measure becomes infinite.
    """
    try:
        return _decoder.decode(body)
    except (ValueError, RecursionError) as error:
        problem = str(error).removeprefix("JSON is malformed: ")
    body = bytes(body)
    if not body:
        raise DecodeError("the body is empty")
    if body.lstrip()[:1] == b"<":
        raise DecodeError("the body is markup, not JSON")
    with suppress(ValueError, RecursionError):
        return _lenient_loads(body.decode("utf-8-sig", "replace"))
    raise DecodeError(f"the body is not JSON: {problem} ({len(body)} bytes)")


def _lenient_loads(text: str) -> Any:
    mended = _ESCAPE.sub(lambda escape: r"\ufffd" if escape["half"] else escape[0], text)
    return json.loads(mended, parse_int=_number, parse_constant=_number, strict=False)


def _number(text: str) -> float:
    """A whole number; beyond all measure it is infinite. NaN and Infinity are not JSON: ``ValueError``."""
    if text[-1].isalpha():
        raise ValueError(text)
    return int(text) if len(text) < _DIGITS else float(text)

"""Turns an answer into the value that was asked for, or into the error that it stands for."""

import gc
import re
from html import unescape
from typing import Any, TypeVar, cast

from attrs import evolve

from amazon_music_async._calls.request import Request
from amazon_music_async._calls.transport import Answer
from amazon_music_async._convert.plain import loads
from amazon_music_async._convert.read_body import read_body
from amazon_music_async._redaction import printable, scrub
from amazon_music_async._retry import parse_retry_after
from amazon_music_async.errors import APIError, DecodeError, error_class
from amazon_music_async.events import DataDrift

T = TypeVar("T")
_Object = dict[str, Any]

_TITLE = re.compile(r"<title[^>]*>(.*?)</title>", re.IGNORECASE | re.DOTALL)
_MARKUP = re.compile(r"<(script|style)\b.*?</\1>|<[^>]*>", re.IGNORECASE | re.DOTALL)
_ERROR_STATUS = re.compile(r"[45]\d\d", re.ASCII)
_SHOWN = 300
"""Characters of an undocumented body that an error shows."""
_SEARCHED = 4000
"""Characters of such a body that are searched for words: some pages make searching slow."""
_KEPT = 4000
"""Characters of one of the service's own strings that an error keeps."""
_DEPTH = 16
"""Levels of a refusal's payload that an error keeps."""
_LARGEST_ERROR = 2**14
"""Bytes of a body with status 2xx up to which it is searched for an error object: such an object is small."""
_STATUSES = {
    "BAD_REQUEST": 400,
    "INVALID_AUTH_TYPE": 401,
    "INVALID_AUTH_TOKEN": 401,
    "INVALID_ACCESS_TOKEN": 401,
    "AUTH_NO_MUSIC_ACCOUNT_FOUND": 403,
    "NO_MUSIC_ACCOUNT_FOUND": 403,
    "DENIED_SUBSCRIPTION_TIER": 403,
    "ACCESS_DENIED": 403,
    "RESOURCE_NOT_FOUND": 404,
    "THROTTLED": 429,
    "MAX_CONCURRENCY_REACHED": 429,
}
"""The documented codes, for an error object that does not name its status."""

_ALIKE = ("tracks/{}", "albums/{}", "artists/{}")
"""Ends of the paths that hold an id of a kind which does not show in it."""


def with_true_status(answer: Answer) -> Answer:
    """Return ``answer``, or, if it holds the documented error object with status 2xx, one with the error's status.

    The error's status is the one that its ``code`` is documented with, else its ``status``, else 500.
    """
    body = answer.body
    # As nearly all begin: to search the body takes twenty times as long.
    if body.startswith(b'{"data":{') or not answer.succeeded or len(body) > _LARGEST_ERROR or b'"error"' not in body:
        return answer
    try:
        document = loads(body)
    except DecodeError:
        return answer
    fields = cast("_Object", document) if isinstance(document, dict) else {}
    error = fields.get("error")
    if fields.get("data") is not None or not isinstance(error, dict) or not {"code", "message"} & error.keys():
        return answer
    said = cast("_Object", error)
    status, code = _text(said.get("status")) or "", _text(said.get("code")) or ""
    named = next((int(text) for text in (status, code) if _ERROR_STATUS.fullmatch(text)), 500)
    return evolve(answer, status=_STATUSES.get(code, named))


def read(request: Request[T], answer: Answer, *secrets: str) -> tuple[T, tuple[DataDrift, ...]]:
    """The value that ``request`` promised, and what was odd about it; a `DecodeError` names where it is none."""
    # The garbage collector would look through many new values again and again, and find nothing: all of them are alive,
    # and the dicts they are made from are freed without its help. Nothing else runs in this thread until it is back.
    collecting = gc.isenabled()
    gc.disable()
    try:
        return read_body(answer.body, request.at, request.into)
    except DecodeError as error:
        failure = _scrubbed_error(error, secrets)
        failure.page, failure.flaws = error.page, tuple(_scrubbed_error(flaw, secrets) for flaw in error.flaws)
    finally:
        if collecting:
            gc.enable()
    raise failure


def _scrubbed_error(error: DecodeError, secrets: tuple[str, ...]) -> DecodeError:
    return DecodeError(scrub(str(error.args[0]), *secrets), scrub(error.place, *secrets))


def refusal(request: Request[Any], answer: Answer, now: float, *secrets: str) -> APIError:
    """Return the error for an answer outside 2xx, with whatever could be read of it.

    ``now``: seconds since the epoch. ``secrets`` and tokens are removed from the service's text.
    See https://developer.amazon.com/docs/music/API_web_errors.html
    """
    said = _said(answer, secrets)
    code = _text(said.get("code"))
    return error_class(answer.status)(
        answer.status,
        code=code,
        message=_text(said.get("message")),
        reference=_text(said.get("reference")),
        url=_text(said.get("url")),
        payload=cast("_Object", payload) if isinstance(payload := said.get("payload"), dict) else None,
        retry_after=parse_retry_after(answer.headers.get("Retry-After"), now),
        method=request.method,
        path=f"/{request.path}",
        scopes=request.scopes if answer.status in {401, 403} else (),
        advice=_advice(request, code) if answer.status == 404 else None,
    )


def _advice(request: Request[Any], code: str | None) -> str | None:
    """Return what may help after a 404."""
    if code is None:
        return "no such path: does base_url= end with the version of the service, as in …/v1?"
    if request.template.endswith(_ALIKE):
        return "ids of tracks, albums and artists look alike: is it one of the right kind?"
    return None


def _said(answer: Answer, secrets: tuple[str, ...]) -> _Object:
    """Return the fields of the error object; of the answer of a gateway or a proxy, its text as ``message``."""
    try:
        document = loads(answer.body)
    except DecodeError:
        return {"message": _plain(answer, secrets) or None}
    if isinstance(document, str):
        document = {"message": document}
    if not isinstance(document, dict):
        return {}
    fields = cast("_Object", document)
    error = fields.get("error") or fields
    # Login with Amazon sends {"error": "invalid_token"}: a string where the service sends an object.
    said = cast("_Object", error) if isinstance(error, dict) else {"message": error}
    if error is fields:
        said = {"message": fields.get("message", fields.get("Message"))}
    return cast("_Object", _scrubbed(said, secrets))


def _plain(answer: Answer, secrets: tuple[str, ...]) -> str:
    if 300 <= answer.status < 400:
        return _cut(scrub(f"redirects are not followed: {answer.headers.get('Location', 'nowhere')}", *secrets), _KEPT)
    # Scrubbed before anything is cut: half a secret would not be recognised.
    text = scrub(unescape(answer.body[: 4 * _SEARCHED].decode("utf-8", "replace")), *secrets)[:_SEARCHED]
    title = _TITLE.search(text)
    return _cut(" ".join((title[1] if title and title[1].strip() else _MARKUP.sub(" ", text)).split()), _SHOWN)


def _cut(text: str, longest: int) -> str:
    """Return ``text`` without control characters, cut to ``longest`` characters."""
    text = printable(text[: longest + 1])
    return text if len(text) <= longest else text[:longest] + "…"


def _scrubbed(value: object, secrets: tuple[str, ...], depth: int = 0) -> object:
    match value:
        case str():
            return _cut(scrub(value, *secrets), _KEPT)
        case list() | dict() if depth >= _DEPTH:
            return "…"
        case list():
            return [_scrubbed(item, secrets, depth + 1) for item in cast("list[object]", value)]
        case dict():
            fields = cast("_Object", value)
            return {scrub(name, *secrets): _scrubbed(item, secrets, depth + 1) for name, item in fields.items()}
        case _:
            return value


def _text(value: object) -> str | None:
    if isinstance(value, str):
        return value or None
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else None

"""A call described, not made."""

import re
from collections.abc import Mapping
from types import NoneType
from typing import Any, Generic, Literal, TypeAlias, TypedDict, TypeVar, Unpack, overload
from urllib.parse import quote

from attrs import evolve, field, frozen

from amazon_music_async._validation import check_kind, checked_id

T_co = TypeVar("T_co", covariant=True)
T = TypeVar("T")

Method: TypeAlias = Literal["GET", "PUT", "POST", "PATCH", "DELETE"]
Query: TypeAlias = Mapping[str, str | int | None]

_PATH = re.compile(r"(?:[\w.~!$&'()*+,;=:@%-]+(?:/|\Z))+", re.ASCII)
_DOTS = re.compile(r"(?:^|/|%2f|%5c)(?:\.|%2e){1,2}(?:/|%2f|%5c|$)", re.IGNORECASE)
"""What a server may take for ``.`` or ``..``, after it has unquoted the path."""
_HEADER_NAME = re.compile(r"[\w!#$%&'*+.^`|~-]+", re.ASCII)
_HEADER_VALUE = re.compile(r"[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?")
_OWN_HEADERS = frozenset({"authorization", "x-api-key", "content-type", "content-length", "host"})
"""Headers that the client sets itself."""


def _is_path(_: object, __: object, path: str) -> None:
    if path.isascii() and all(map(str.isalnum, path.split("/"))):  # as nearly all are; to search costs more
        return
    if not _PATH.fullmatch(path) or _DOTS.search(path):
        raise ValueError(
            f"{path!r} is not a path: quoted segments with a / between them; ids go into {{}}, the query into query="
        )


@frozen
class Request(Generic[T_co]):
    """One call and what its answer becomes, made by `get`, `put`, `post`, `patch` or `delete`.

    ``AmazonMusic.send`` sends it; ``AmazonMusic.walk`` follows its pages.

    - ``path``: below the version, without a leading slash, quoted: ``tracks/B076YT2CBT``.
    - ``at``: where under ``data`` the answer lies: ``user.tracks``; ``albums|album`` where two keys are known;
      ``createPlaylist|*`` where any other single key will do; empty where ``data`` itself is the answer; ``$`` where
      the answer is not wrapped in ``data``.
    - ``into``: what the answer becomes: a model, an attrs class of your own, `Connection` or `Items` of one, or
      ``dict``. ``NoneType`` where no answer is expected: then any success is ``None``, with or without a body.
    - ``json``, ``form``: the body, as JSON or form-encoded; at most one of them.
    - ``headers``: headers of this call alone.

    >>> get("albums/{}", "B0064UPU4G", at="album", into=Album).path
    'albums/B0064UPU4G'
    """

    method: Method
    path: str = field(validator=_is_path)
    at: str
    into: type[T_co]
    query: tuple[tuple[str, str], ...] = ()
    json: Mapping[str, Any] | None = None
    form: tuple[tuple[str, str], ...] | None = field(default=None, repr=False)
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    scopes: tuple[str, ...] = ()
    """What the token must be allowed to do: a login known to lack it is refused with an `AuthError`, unsent."""
    repeatable: bool = False
    """Whether sending it twice does no harm, so that a lost answer is no reason to give up."""
    template: str = field(default="", eq=False)
    """The path as the documents print it, for events and errors that must not grow with the ids."""


class RequestOptions(TypedDict, total=False):
    """What `get`, `put`, `post`, `patch` and `delete` take besides the path and the place of the answer.

    >>> options: RequestOptions = {"query": {"limit": 5}, "scopes": (Scope.LIBRARY_READ,)}
    >>> get("me/playlists", at="user.playlists", into=Connection[Playlist], **options).query
    (('limit', '5'),)
    """

    query: Query | None
    """Parameters of the query; those that are None are left out."""
    json: Mapping[str, Any] | None
    """The body, as JSON."""
    form: Mapping[str, str] | None
    """The body, form-encoded (``application/x-www-form-urlencoded``)."""
    headers: Mapping[str, str] | None
    """Headers of this call alone, such as ``X-Amzn-Device-Id``."""
    scopes: tuple[str, ...]
    """The scopes that the endpoint needs."""
    read_only: bool
    """The call changes nothing, as a POST that searches: it may be sent again after a failure."""


def get(path: str, *values: str, at: str, into: type[T], **options: Unpack[RequestOptions]) -> Request[T]:
    """Describe a GET. ``values`` fill the ``{}`` of ``path``, each quoted; an impossible id is an `InvalidId`.

    ``path``: as the documents print it, with or without the slash at its beginning. ``at`` and ``into`` are explained
    at `Request`, the other options at `RequestOptions`.

    >>> album = await music.send(get("albums/{}", "B0064UPU4G", at="album", into=Album))
    >>> album.title
    'Discovery'
    """
    return _request("GET", path, values, at, into, **options)


@overload
def put(path: str, *values: str, **options: Unpack[RequestOptions]) -> Request[None]: ...
@overload
def put(path: str, *values: str, at: str, into: type[T], **options: Unpack[RequestOptions]) -> Request[T]: ...
def put(
    path: str, *values: str, at: str = "", into: type[Any] = NoneType, **options: Unpack[RequestOptions]
) -> Request[Any]:
    """Describe a PUT, as `get` does. Without ``into``, no answer is expected and success is ``None``.

    >>> await music.send(put("me/followed/playlists/{}", sandbox.catalogue.playlists.ids[0]))
    """
    return _request("PUT", path, values, at, into, **options)


@overload
def post(path: str, *values: str, **options: Unpack[RequestOptions]) -> Request[None]: ...
@overload
def post(path: str, *values: str, at: str, into: type[T], **options: Unpack[RequestOptions]) -> Request[T]: ...
def post(
    path: str, *values: str, at: str = "", into: type[Any] = NoneType, **options: Unpack[RequestOptions]
) -> Request[Any]:
    """Describe a POST, as `put` does. It is never sent twice, unless it is ``read_only=True``.

    >>> body = {"title": "Quiet evenings", "description": "", "visibility": "PRIVATE"}
    >>> playlist = await music.send(post("playlists", at="createPlaylist|*", into=Playlist, json=body))
    >>> playlist.title
    'Quiet evenings'
    """
    return _request("POST", path, values, at, into, **options)


@overload
def patch(path: str, *values: str, **options: Unpack[RequestOptions]) -> Request[None]: ...
@overload
def patch(path: str, *values: str, at: str, into: type[T], **options: Unpack[RequestOptions]) -> Request[T]: ...
def patch(
    path: str, *values: str, at: str = "", into: type[Any] = NoneType, **options: Unpack[RequestOptions]
) -> Request[Any]:
    """Describe a PATCH, as `put` does. It is never sent twice.

    >>> request = patch("playlists/{}/tracks", "P1", json={"entryIds": ["e7"], "entryIdBelow": "e1"})
    >>> request.method, request.path, request.repeatable
    ('PATCH', 'playlists/P1/tracks', False)
    """
    return _request("PATCH", path, values, at, into, **options)


@overload
def delete(path: str, *values: str, **options: Unpack[RequestOptions]) -> Request[None]: ...
@overload
def delete(path: str, *values: str, at: str, into: type[T], **options: Unpack[RequestOptions]) -> Request[T]: ...
def delete(
    path: str, *values: str, at: str = "", into: type[Any] = NoneType, **options: Unpack[RequestOptions]
) -> Request[Any]:
    """Describe a DELETE, as `put` does; it may have a body.

    >>> request = delete("playlists/{}/tracks", "P1", json={"entryIds": ["e7"]})
    >>> request.method, request.path
    ('DELETE', 'playlists/P1/tracks')
    """
    return _request("DELETE", path, values, at, into, **options)


def with_parameter(request: Request[T], name: str, value: object) -> Request[T]:
    """Set one parameter: in the query, or in the JSON body of a POST."""
    if request.method == "POST":
        return evolve(request, json={**(request.json or {}), name: value})
    others = tuple(pair for pair in request.query if pair[0] != name)
    return evolve(request, query=(*others, (name, str(value))))


def with_cursor(request: Request[T], cursor: str | None) -> Request[T]:
    """Ask for the page at ``cursor``; a search, which is a POST, calls it ``token``."""
    if cursor is None:
        return request
    return with_parameter(request, "token" if request.method == "POST" else "cursor", cursor)


def _request(
    method: Method,
    path: str,
    values: tuple[str, ...],
    at: str,
    into: type[T],
    *,
    query: Query | None = None,
    json: Mapping[str, Any] | None = None,
    form: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
    scopes: tuple[str, ...] = (),
    read_only: bool = False,
    **unknown: object,
) -> Request[T]:
    if unknown:
        raise TypeError(f"{method.lower()}() has no option {', '.join(unknown)}")
    check_kind(path, str, "the path is a str")
    check_kind(at, str, "at= is a str")
    if isinstance(into, list | dict):
        raise TypeError(f"into= is a type, such as list[Track], not {into!r}")
    _check_scopes(scopes)
    if json is not None and form is not None:
        raise TypeError("a body is json= or form=, not both")
    path = path.removeprefix("/")
    filled, *rest = path.split("{}")
    if len(rest) != len(values):
        raise TypeError(f"{path!r} has {len(rest)} {{}} for {len(values)} values")
    for value, part in zip(values, rest, strict=True):
        filled += _quoted(checked_id(value)) + part
    return Request(
        method,
        filled,
        at,
        into,
        _query_pairs(query) if query else (),
        json,
        None if form is None else _form_pairs(form),
        _header_pairs(headers) if headers else (),
        scopes,
        read_only or method in {"GET", "PUT", "DELETE"},
        path,
    )


def _quoted(id: str) -> str:
    return id if id.isalnum() and id.isascii() else quote(id, safe="")


def _check_scopes(scopes: object) -> None:
    if isinstance(scopes, str):
        raise TypeError(f"scopes= are several, not one str: pass ({str(scopes)!r},)")


def _query_pairs(query: Query) -> tuple[tuple[str, str], ...]:
    return tuple([(name, _in_query(name, value)) for name, value in query.items() if value is not None])


def _in_query(name: str, value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise TypeError(f"{name!r} in query= is a str or a whole number, not {type(value).__name__}")
    return str(value)


def _form_pairs(form: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    for name, value in form.items():
        check_kind(value, str, f"{name!r} in form= is a str")
    return tuple(form.items())


def _header_pairs(headers: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    for name, value in headers.items():
        check_kind(value, str, f"{name!r} in headers= is a str")
        if not _HEADER_NAME.fullmatch(name) or not _HEADER_VALUE.fullmatch(value):
            raise ValueError(f"{name!r} in headers= is not a header: its name or its value has an impossible character")
        if name.lower() in _OWN_HEADERS:
            raise ValueError(f"{name!r} in headers= is set by the client itself")
    return tuple(headers.items())

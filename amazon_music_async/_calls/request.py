"""A call described, not made."""

import re
from collections.abc import Callable, Mapping
from typing import Any, Generic, Literal, TypeAlias, TypeVar
from urllib.parse import quote

from attrs import field, frozen

from amazon_music_async._validation import check_kind, checked_id

T_co = TypeVar("T_co", covariant=True)
T = TypeVar("T")

Method: TypeAlias = Literal["GET", "PUT", "POST", "DELETE"]
Query: TypeAlias = Mapping[str, str | int | None]

_PATH = re.compile(r"(?:(?!(?:\.|%2[eE]){1,2}(?:/|\Z))[\w.~!$&'()*+,;=:@%-]+(?:/|\Z))+", re.ASCII)


def _is_path(_: object, __: object, path: str) -> None:
    if not _PATH.fullmatch(path):
        raise ValueError(
            f"{path!r} is no path: segments, quoted, with a / between them; ids go into {{}}, query= apart"
        )


@frozen
class Request(Generic[T_co]):
    """One call, and what its answer becomes: made by `get`, `put`, `post` or `delete`, sent by `AmazonMusic.send`.

    - ``path``: below the version, without a leading slash, already quoted: ``tracks/B076YT2CBT``.
    - ``at``: where under ``data`` the answer lies: ``user.tracks``; ``albums|album`` where two keys are known; empty
      where ``data`` itself is the answer.
    - ``into``: what it becomes: a model, an attrs class of your own, `Connection` or `Items` of one, or `dict`.
    - ``json``: the body.
    """

    method: Method
    path: str = field(validator=_is_path)
    at: str
    into: type[T_co]
    query: tuple[tuple[str, str], ...] = ()
    json: Mapping[str, Any] | None = None
    scopes: tuple[str, ...] = ()
    """What the token must be allowed to do: a login known to lack it is refused with an `AuthError`, unsent."""
    template: str = field(default="", eq=False)
    """The path as the documents print it, for events and errors that must not grow with the ids."""
    on_body: Callable[[bytes], None] | None = field(default=None, eq=False, repr=False)
    """Shown the body of a good answer before it is decoded, for whoever can act on a part of it."""


def get(
    path: str, *values: str, at: str, into: type[T], query: Query | None = None, scopes: tuple[str, ...] = ()
) -> Request[T]:
    """A GET. ``values`` fill the ``{}`` of ``path``, each quoted; one that cannot be an id is an `InvalidId`.

    ``path``: as the documents print it, with or without the slash at its beginning. Of ``query``, what is None is left
    out. ``at``, ``into`` and ``scopes`` are explained at `Request`.
    """
    return _request("GET", path, values, at, into, query, None, scopes)


def put(
    path: str,
    *values: str,
    at: str,
    into: type[T],
    query: Query | None = None,
    json: Mapping[str, Any] | None = None,
    scopes: tuple[str, ...] = (),
) -> Request[T]:
    """A PUT, with a JSON body where ``json`` is given; otherwise as `get`."""
    return _request("PUT", path, values, at, into, query, json, scopes)


def post(
    path: str,
    *values: str,
    at: str,
    into: type[T],
    query: Query | None = None,
    json: Mapping[str, Any] | None = None,
    scopes: tuple[str, ...] = (),
) -> Request[T]:
    """A POST, with a JSON body where ``json`` is given. Never sent twice; otherwise as `get`."""
    return _request("POST", path, values, at, into, query, json, scopes)


def delete(
    path: str,
    *values: str,
    at: str,
    into: type[T],
    query: Query | None = None,
    json: Mapping[str, Any] | None = None,
    scopes: tuple[str, ...] = (),
) -> Request[T]:
    """A DELETE, with a JSON body where ``json`` is given; otherwise as `get`."""
    return _request("DELETE", path, values, at, into, query, json, scopes)


def _request(
    method: Method,
    path: str,
    values: tuple[str, ...],
    at: str,
    into: type[T],
    query: Query | None,
    json: Mapping[str, Any] | None,
    scopes: tuple[str, ...],
) -> Request[T]:
    _check_kinds(path, at, scopes)
    path = path.removeprefix("/")
    first, *rest = path.split("{}")
    if len(rest) != len(values):
        raise TypeError(f"{path!r} has {len(rest)} {{}} for {len(values)} values")
    filled = first + "".join(quote(checked_id(value), safe="") + part for value, part in zip(values, rest, strict=True))
    pairs = tuple((name, _in_query(name, value)) for name, value in (query or {}).items() if value is not None)
    return Request(method, filled, at, into, pairs, json, scopes, path)


def _check_kinds(path: object, at: object, scopes: object) -> None:
    check_kind(path, str, "the path is a str")
    check_kind(at, str, "at= is a str")
    if isinstance(scopes, str):
        raise TypeError(f"scopes= are several, not one str: pass ({str(scopes)!r},)")


def _in_query(name: str, value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise TypeError(f"{name!r} in query= is a str or a whole number, not {type(value).__name__}")
    return str(value)

"""How a list is cut into pages, and how the cursor of the next page is sealed."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from hashlib import blake2s
from typing import Any, TypeAlias, TypeVar

from attrs import frozen

from amazon_music_async.sandbox.http.reply import refused
from amazon_music_async.sandbox.http.request import Request

_T = TypeVar("_T")
_PREFIX = "tztok-v2_"

Part: TypeAlias = tuple[list[tuple[int, _T]], bool]
"""Some entries of a list, each with its place, and whether there are more after them."""


def part_of(entries: Sequence[_T]) -> Callable[[int, int], Part[_T]]:
    """The function that cuts a part of ``entries``: at most so many after a place, which is an offset."""

    def cut(after: int, limit: int) -> Part[_T]:
        found = entries[after : after + limit]
        return list(enumerate(found, start=after + 1)), after + limit < len(entries)

    return cut


@frozen
class Paging:
    """Pages as documented: at most ``limit`` edges, and a token while there are more.

    No cursor is stored: it holds the place after which the next page begins, sealed with the sandbox's key, and is
    valid for the list that it was given for and no other.
    """

    _key: bytes

    def connection(
        self,
        request: Request,
        name: str,
        limit: int,
        cut: Callable[[int, int], Part[_T]],
        edge: Callable[[_T], dict[str, Any]],
    ) -> dict[str, Any]:
        """The page of the list called ``name`` that the request asks for."""
        entries, more = cut(self._after(request, name), limit)
        info: dict[str, Any] = {"hasNextPage": more}
        if more:
            info["token"] = self._seal(name, entries[-1][0])
        if request.repeats_token:
            info = {"hasNextPage": True, "token": request.cursor}
        return {"pageInfo": info, "edgeCount": len(entries), "edges": [edge(entry) for _, entry in entries]}

    def _after(self, request: Request, name: str) -> int:
        cursor = request.cursor
        if cursor is None:
            return 0
        try:
            payload = urlsafe_b64decode(cursor.removeprefix(_PREFIX) + "==")[:6]
        except ValueError:
            payload = b""
        place = int.from_bytes(payload, "big")
        if cursor != self._seal(name, place):
            key = "cursor" if request.method != "POST" else "token"
            raise refused(400, f"'{key}' is not a token that was given for this list.")
        return place

    def _seal(self, name: str, place: int) -> str:
        payload = place.to_bytes(6, "big")
        seal = blake2s(name.encode() + payload, key=self._key, digest_size=15).digest()
        return _PREFIX + urlsafe_b64encode(payload + seal).decode().rstrip("=")

"""What a cursor looks like from outside: opaque, and refused when it was not given out here."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import blake2s

from attrs import frozen

_PREFIX = "tztok-v2_"


@frozen
class Cursors:
    """Places in lists, sealed. Nothing is remembered: a cursor is good for as long as the sandbox stands."""

    _key: bytes

    def seal(self, shelf: str, place: int) -> str:
        """The cursor for what comes after ``place`` of ``shelf``."""
        payload = place.to_bytes(6, "big")
        return _PREFIX + urlsafe_b64encode(payload + self._seal(shelf, payload)).decode().rstrip("=")

    def open(self, shelf: str, cursor: str) -> int | None:
        """The place that ``cursor`` stands for, None unless it was sealed for this ``shelf``."""
        try:
            raw = urlsafe_b64decode(cursor.removeprefix(_PREFIX) + "==")
        except ValueError:
            return None
        place = int.from_bytes(raw[:6], "big")
        return place if cursor == self.seal(shelf, place) else None

    def _seal(self, shelf: str, payload: bytes) -> bytes:
        return blake2s(shelf.encode() + payload, key=self._key, digest_size=15).digest()

"""One half of the catalogue: which ids it knows, and the body of each."""

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

import orjson
from attrs import define, field

from amazon_music_async.sandbox.catalogue.ids import Ids


@define(slots=False)
class Section:
    """``size`` things, the documents' own samples first, the others made from their numbers when asked for.

    ``known`` may be larger than ``size``: what lies beyond is served, and not listed in ``ids``.
    """

    size: int
    known: int
    samples: tuple[str, ...]
    _bodies: Mapping[str, bytes]
    _numbers: Ids
    _write: Callable[[int, bytes], bytes]
    _ranks: dict[str, int] = field(init=False)

    def __attrs_post_init__(self) -> None:
        """Remember where the samples stand."""
        self._ranks = dict(zip(self.samples, range(len(self.samples)), strict=True))

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """Every id that is listed: made at the first look, for a large catalogue takes a second."""
        return tuple(map(self.id_of, range(self.size)))

    def id_of(self, number: int) -> str:
        """The id of the thing at ``number``."""
        return self.samples[number] if number < len(self.samples) else self._numbers.id_of(number)

    def number_of(self, id: str) -> int | None:
        """Where ``id`` stands, None if the catalogue does not know it."""
        number = self._ranks.get(id)
        if number is None:
            number = self._numbers.number_of(id)
            if number is None or number < len(self.samples):
                return None
        return number if number < self.known else None

    def body(self, id: str) -> bytes | None:
        """The thing as JSON, None if the catalogue does not know it."""
        number = self.number_of(id)
        if number is None:
            return None
        return self._bodies[id] if number < len(self.samples) else self._write(number, id.encode())

    def fields(self, id: str, *keys: str) -> dict[str, Any]:
        """A thing of the catalogue, or only these fields of it; nothing for an unknown id."""
        whole: dict[str, Any] = orjson.loads(self.body(id) or b"{}")
        return {key: whole[key] for key in keys if key in whole} if keys else whole

"""One part of the catalogue, such as its tracks: which ids it has, and the JSON of each."""

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

from attrs import define, field

from amazon_music_async._convert.plain import loads
from amazon_music_async.sandbox.catalogue.ids import Ids


@define(slots=False)
class Collection:
    """``size`` objects: the documents' own samples first, the others made from their numbers on demand.

    ``known`` may be larger than ``size``: objects beyond ``size`` are served, but not listed in ``ids``.

    >>> from amazon_music_async.sandbox import Sandbox
    >>> tracks = Sandbox().catalogue.tracks
    >>> tracks.ids[0], tracks.fields("B076YT2CBT", "title")
    ('B076YT2CBT', {'title': 'Happy (From "Despicable Me 2")'})
    """

    size: int
    known: int
    _samples: Mapping[str, bytes]
    _numbers: Ids
    _write: Callable[[int, bytes], bytes]
    _sample_ids: tuple[str, ...] = field(init=False)
    _sample_numbers: dict[str, int] = field(init=False)

    def __attrs_post_init__(self) -> None:
        """Number the samples."""
        self._sample_ids = tuple(self._samples)
        self._sample_numbers = {id: number for number, id in enumerate(self._sample_ids)}

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """Every id that is listed. A million take a second, once."""
        return tuple(map(self.id_of, range(self.size)))

    def id_of(self, number: int) -> str:
        """The id of the object with this number.

        >>> sandbox.catalogue.tracks.id_of(0)
        'B076YT2CBT'
        """
        return self._sample_ids[number] if number < len(self._sample_ids) else self._numbers.id_of(number)

    def number_of(self, id: str) -> int | None:
        """The number of the object with this id, or None for an unknown id.

        >>> sandbox.catalogue.tracks.number_of("B076YT2CBT")
        0
        """
        number = self._sample_numbers.get(id)
        if number is None:
            number = self._numbers.number_of(id)
            if number is None or number < len(self._sample_ids):
                return None
        return number if number < self.known else None

    def body(self, id: str) -> bytes | None:
        """The object as JSON, or None for an unknown id.

        >>> sandbox.catalogue.tracks.body("B076YT2CBT")[:20]
        b'{"id":"B076YT2CBT","'
        """
        number = self.number_of(id)
        if number is None:
            return None
        return self._samples[id] if number < len(self._sample_ids) else self._write(number, id.encode())

    def fields(self, id: str, *keys: str) -> dict[str, Any]:
        """The object, or only these fields of it; nothing for an unknown id.

        >>> sandbox.catalogue.tracks.fields("B076YT2CBT", "title", "isrc")
        {'title': 'Happy (From "Despicable Me 2")', 'isrc': 'USQ4E1300686'}
        """
        whole: dict[str, Any] = loads(self.body(id) or b"{}")
        return {key: whole[key] for key in keys if key in whole} if keys else whole

    def __contains__(self, id: object) -> bool:
        """Whether the catalogue has this id."""
        return isinstance(id, str) and self.number_of(id) is not None

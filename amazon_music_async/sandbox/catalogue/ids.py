"""Catalogue ids made from numbers, and back, without a table."""

import random
from string import ascii_uppercase, digits

from attrs import define, field

_DIGITS = digits + ascii_uppercase
_PAIRS = tuple(high + low for high in _DIGITS for low in _DIGITS)
_SPACE = 36**8


@define
class Ids:
    """A reproducible one-to-one map from numbers to ids of ten characters, such as ``B0064UPU4G``.

    An affine map modulo 36**8: neighbours look unrelated, and a million ids cost no memory.
    """

    _factor: int
    _offset: int
    _inverse: int = field(init=False)

    def __attrs_post_init__(self) -> None:
        """Compute the inverse map."""
        self._inverse = pow(self._factor, -1, _SPACE)

    @classmethod
    def seeded(cls, seed: object) -> "Ids":
        """The map for this seed."""
        chosen = random.Random(str(seed))  # noqa: S311 - a catalogue, not a secret
        # A factor that shares a prime with 36 would make the map ambiguous.
        return cls(6 * chosen.randrange(_SPACE // 12, _SPACE // 6) + 1, chosen.randrange(_SPACE))

    def id_of(self, number: int) -> str:
        """The id of ``number``."""
        value = (number * self._factor + self._offset) % _SPACE
        high, low = divmod(value, 36**4)
        return f"B0{_PAIRS[high // 1296]}{_PAIRS[high % 1296]}{_PAIRS[low // 1296]}{_PAIRS[low % 1296]}"

    def number_of(self, id: str) -> int | None:
        """The number of ``id``, or None if it does not have the form of an id."""
        try:
            value = int(id[2:], 36)
        except ValueError:
            return None
        number = (value - self._offset) * self._inverse % _SPACE
        # ``int`` also accepts signs, underscores and lower case, which no id has.
        return number if self.id_of(number) == id else None

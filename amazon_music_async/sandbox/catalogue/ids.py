"""How a number becomes a catalogue id, and an id its number, without a table."""

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
        """Find the way back once."""
        self._inverse = pow(self._factor, -1, _SPACE)

    @classmethod
    def seeded(cls, seed: object) -> "Ids":
        """Another map for another seed."""
        dice = random.Random(str(seed))  # noqa: S311 - a catalogue, not a secret
        # Prime to 36: the map would not be one to one otherwise.
        return cls(6 * dice.randrange(_SPACE // 12, _SPACE // 6) + 1, dice.randrange(_SPACE))

    def id_of(self, number: int) -> str:
        """The id that stands for ``number``."""
        value = (number * self._factor + self._offset) % _SPACE
        high, low = divmod(value, 36**4)
        return f"B0{_PAIRS[high // 1296]}{_PAIRS[high % 1296]}{_PAIRS[low // 1296]}{_PAIRS[low % 1296]}"

    def number_of(self, id: str) -> int | None:
        """The number that ``id`` stands for, None if it has not the form of an id."""
        try:
            value = int(id[2:], 36)
        except ValueError:
            return None
        number = (value - self._offset) * self._inverse % _SPACE
        # ``int`` is generous (signs, underscores, lower case): only the exact form is an id.
        return number if self.id_of(number) == id else None

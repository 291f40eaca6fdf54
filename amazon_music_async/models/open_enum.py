"""A set of words that the documents close and the service may open."""

from enum import StrEnum
from typing import Self


class OpenEnum(StrEnum):
    """A ``StrEnum`` that keeps a word it does not know instead of refusing it.

    An unknown word is made anew each time it is met, so that a service with many words costs no memory: compare
    with ``==``, which for known and unknown words alike is the comparison of the strings.
    """

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if not isinstance(value, str):
            return None
        unknown = str.__new__(cls, value)
        unknown._name_ = unknown._value_ = str(value)
        return unknown

    def __reduce_ex__(self, proto: object) -> tuple[type[Self], tuple[str]]:
        """How it is pickled and copied: by its value."""
        # The enums of Python 3.11 to 3.11.3 are pickled by name, and an unknown word is no member of that name.
        del proto
        return type(self), (self._value_,)

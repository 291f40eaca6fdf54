"""What callers may pass, checked before anything is sent; callers without a type checker included."""

import re

_UNFIT = re.compile(r"[^\x21-\x7e]")


def check_kind(value: object, kind: type[object], what: str) -> None:
    """Refuse a ``value`` that is not of the ``kind`` which ``what`` names: ``retry= is a Retry``."""
    if not isinstance(value, kind):
        raise TypeError(f"{what}, not {type(value).__name__}")


def checked_word(value: object, name: str) -> str:
    """``value``, if a header can carry it as one word: else an error with ``name`` alone, for it may be a secret."""
    if not isinstance(value, str):
        raise TypeError(f"{name} is a str, not {type(value).__name__}")
    if not value:
        raise ValueError(f"{name} is empty")
    if _UNFIT.search(value):
        raise ValueError(f"{name} holds white space, or a character that no header can carry")
    return value


def checked_whole(value: object, name: str, *, least: int = 1, most: int | None = None) -> int:
    """``value``, if it is a whole number between ``least`` and ``most``; ``True`` is none."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"{name} is a whole number, not {type(value).__name__}")
    if value < least or (most is not None and value > most):
        bounds = f"at least {least}" if most is None else f"{least} to {most}"
        raise ValueError(f"{name} must be {bounds}, not {value!r}")
    return value


def checked_seconds(value: object, name: str, *, zero: bool = False, endless: bool = False) -> float:
    """``value``, if it is a number of seconds: more than none, unless ``zero``; finite, unless ``endless``."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError(f"{name} is a number of seconds, not {type(value).__name__}")
    if not (value > 0 or (zero and value == 0)) or (value == float("inf") and not endless):
        least = "0 seconds or more" if zero else "more than 0 seconds"
        raise ValueError(f"{name} must be {least}{'' if endless else ', and not endless'}, not {value!r}")
    return value

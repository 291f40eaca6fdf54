"""Numbers and names as people read them."""


def count(number: int, noun: str) -> str:
    """``1 id``, ``2,000 ids``."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"

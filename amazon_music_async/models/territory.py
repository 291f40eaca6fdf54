"""The music territory of an answer."""

from attrs import frozen


@frozen(kw_only=True)
class MusicTerritory:
    """The territory whose catalogue was asked."""

    code: str | None = None
    """Two letters: ``US``."""
    territory_name: str | None = None

"""The market in which something can be had."""

from attrs import frozen


@frozen(kw_only=True)
class Market:
    """One market: ``US``, United States."""

    id: str
    name: str | None = None

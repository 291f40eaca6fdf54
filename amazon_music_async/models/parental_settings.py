"""Who should hear something."""

from attrs import frozen


@frozen(kw_only=True)
class ParentalSettings:
    """What a parent wants to know; None where the service does not say."""

    is_kid_friendly: bool | None = None
    has_explicit_language: bool | None = None

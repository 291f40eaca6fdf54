"""What may be done with something in the catalogue."""

from attrs import frozen


@frozen(kw_only=True)
class Eligibility:
    """What a listener may do; None where the service does not say."""

    is_downloadable: bool | None = None
    is_purchaseable: bool | None = None
    """Spelled as the service spells it."""
    is_previewable: bool | None = None
    is_prime_eligible: bool | None = None

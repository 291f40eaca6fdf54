"""Where the documents leave the service's behaviour open, and which way the sandbox goes."""

from typing import Literal, TypeAlias

from attrs import frozen

UnknownIds: TypeAlias = Literal["drop", "null", "refuse", "reject"]


@frozen(kw_only=True)
class Settings:
    """Each is documented at `Sandbox`."""

    unknown_ids: UnknownIds
    shuffle_answers: bool
    singular_keys: bool
    full_nodes: bool

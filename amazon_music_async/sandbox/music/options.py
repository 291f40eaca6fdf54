"""Where the documents leave the behaviour of the service open, and how the sandbox behaves there."""

from typing import Literal, TypeAlias

from attrs import frozen

UnknownIds: TypeAlias = Literal["drop", "null", "refuse", "reject"]


@frozen(kw_only=True)
class Options:
    """Each is documented at `Sandbox`."""

    unknown_ids: UnknownIds
    shuffle_answers: bool
    singular_keys: bool
    full_nodes: bool

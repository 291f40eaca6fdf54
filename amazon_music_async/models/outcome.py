"""The outcome of one id among many."""

from typing import Generic, TypeAlias, TypeVar

from attrs import frozen

from amazon_music_async.errors import AmazonMusicError

T_co = TypeVar("T_co", covariant=True)
T = TypeVar("T")


@frozen
class Found(Generic[T_co]):
    """The id has an item.

    - ``id``: the id asked for. ``item.id`` differs from it where the service knows the item by several ids.
    - ``item``: the item.

    >>> async for outcome in music.tracks.stream(["B076YT2CBT"]):
    ...     print(isinstance(outcome, Found), outcome.id, outcome.item.title)
    True B076YT2CBT Happy (From "Despicable Me 2")
    """

    id: str
    item: T_co


@frozen
class Done(Generic[T_co]):
    """The write for an id succeeded.

    - ``id``: the id that was given.
    - ``item``: what the service answered.

    >>> async for outcome in music.tracks.like_many(["B076YT2CBT"]):
    ...     print(isinstance(outcome, Done), outcome.id, outcome.item.like_state)
    True B076YT2CBT LIKE
    """

    id: str
    item: T_co


@frozen
class Missing:
    """The service does not know the id.

    - ``id``: the id asked for.

    >>> async for outcome in music.tracks.stream(["B000000000"]):
    ...     print(outcome)
    Missing(id='B000000000')
    """

    id: str


@frozen
class Failed:
    """The request for the id failed. Whether the service knows the id is not known: it is worth asking again.

    - ``id``: the id asked for.
    - ``error``: the failure; an `InvalidId` if the id can never be sent.

    >>> async for outcome in music.tracks.stream(["no/id"]):
    ...     print(outcome.id, "failed:", outcome.error)
    no/id failed: 'no/id' cannot be an id: it holds a comma, a slash, white space or a character that cannot be seen
    """

    id: str
    error: AmazonMusicError


Outcome: TypeAlias = Found[T] | Missing | Failed
"""The outcome of one id in a look-up of many."""

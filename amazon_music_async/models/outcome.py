"""What became of one id among many."""

from typing import Generic, TypeAlias, TypeVar

from attrs import frozen

from amazon_music_async.errors import AmazonMusicError

T_co = TypeVar("T_co", covariant=True)
T = TypeVar("T")


@frozen
class Found(Generic[T_co]):
    """The item of the id asked for; ``item.id`` may be another one, where the service knows it by several."""

    id: str
    item: T_co


@frozen
class Missing:
    """The service does not know the id."""

    id: str


@frozen
class Failed:
    """Nothing is known of the id, because asking failed; ``error`` says why. It is worth asking again."""

    id: str
    error: AmazonMusicError


Outcome: TypeAlias = Found[T] | Missing | Failed

"""Who uses the service, and what each has liked and saved."""

from base64 import b32encode
from collections.abc import Iterable
from functools import partial
from hashlib import blake2s
from random import Random

from attrs import define, field, frozen

from amazon_music_async.sandbox.catalogue.catalogue import Catalogue
from amazon_music_async.sandbox.catalogue.collection import Section
from amazon_music_async.sandbox.music.user_list import Shelf

DEFAULT_USER = "default"

# The documents' own list of liked tracks holds one that is disliked: so does ours.
_DISLIKED = "B01MXJA5O0"


@frozen
class User:
    """One user: the id that answers carry, and three lists."""

    name: str
    id: str
    liked: Shelf
    library_albums: Shelf
    library_tracks: Shelf


@define
class Users:
    """Everybody, each with other likes and albums than the next: a mix-up shows."""

    _catalogue: Catalogue
    _liked: int
    _library: int
    _seed: int
    _known: dict[str, User] = field(factory=dict[str, User], init=False)

    def __getitem__(self, name: str) -> User:
        """The user of that name, who has always been there."""
        user = self._known.get(name)
        if user is None:
            user = self._known[name] = self._made(name)
        return user

    def _made(self, name: str) -> User:
        digest = blake2s(f"{self._seed} {name}".encode(), digest_size=16).digest()
        dice = Random(digest)  # noqa: S311 - a catalogue, not a secret
        first = 0 if name == DEFAULT_USER else dice.randrange(1 << 30)
        return User(
            name=name,
            id=b32encode(digest).decode().rstrip("=").lower(),
            liked=Shelf(partial(_listed, self._catalogue.tracks, first, self._liked, "LIKE")),
            library_albums=Shelf(partial(_listed, self._catalogue.albums, first, self._library, "")),
            library_tracks=Shelf(tuple[tuple[str, str]]),
        )


def _listed(section: Section, first: int, count: int, state: str) -> Iterable[tuple[str, str]]:
    """``count`` things of the catalogue from ``first`` on, beginning again at its end."""
    for number in range(first, first + count):
        id = section.id_of(number % section.known)
        yield id, "DISLIKE" if state and id == _DISLIKED else state

"""The users of the service: what each has liked, saved, followed and played."""

from base64 import b32encode
from collections.abc import Callable, Iterable
from functools import partial
from hashlib import blake2s
from random import Random
from uuid import UUID, uuid5

from attrs import define, field

from amazon_music_async.sandbox.catalogue.catalogue import Catalogue
from amazon_music_async.sandbox.catalogue.collection import Collection
from amazon_music_async.sandbox.music.user_list import UserList
from amazon_music_async.sandbox.music.user_playlist import UserPlaylist

DEFAULT_USER = "default"

_DISLIKED = "B01MXJA5O0"
"""The documents' sample of liked tracks holds this one as disliked; so do the sandbox's lists."""
_PLAYLISTS = UUID("3f7c1a0e-8f0d-4f4e-9f43-0b1f7d6a2c55")
_TOP_TRACKS, _TOP_PLAYLISTS, _PLAYS, _FOLLOWED = 50, 12, 150, 15
_TRACKS_OF_PLAYLIST = 25


@define
class User:
    """A user of the sandbox and their lists, as they are now.

    ``id`` is what answers carry; ``name`` is what `Sandbox.user` and `Sandbox.issue_token` take; ``display_name`` is
    what ``PUT /me`` changes.

    >>> from amazon_music_async.sandbox import Sandbox
    >>> user = Sandbox().user("anna")
    >>> len(user.liked), len(user.library_albums), len(user.library_tracks), len(user.playlists)
    (250, 120, 0, 3)
    """

    name: str
    id: str
    liked: UserList
    library_albums: UserList
    library_tracks: UserList
    followed_artists: UserList
    followed_playlists: UserList
    top_tracks: tuple[str, ...]
    """Ids of the tracks that this user plays most; other users have others."""
    top_playlists: tuple[str, ...]
    recently_played: tuple[str, ...]
    """Ids of tracks, the latest first."""
    _playlists: dict[str, UserPlaylist] = field(alias="playlists", repr=False)
    display_name: str
    visibility: str = "PRIVATE"
    playback_visibility: str = "PRIVATE"

    @property
    def playlists(self) -> tuple[UserPlaylist, ...]:
        """The user's own playlists, in the order in which they were made."""
        return tuple(each for each in self._playlists.values() if each.curator == self.id)


@define
class Users:
    """All users: each name is a user with other lists than the next, so that a mix-up is seen."""

    _catalogue: Catalogue
    _liked: int
    _library: int
    _playlist_count: int
    _seed: int
    playlists: dict[str, UserPlaylist] = field(factory=dict[str, UserPlaylist], init=False)
    """Every playlist by its id: those of the users that were asked for, and those of the catalogue."""
    _known: dict[str, User] = field(factory=dict[str, User], init=False)
    _revision: int = field(default=0, init=False)
    _created: int = field(default=0, init=False)

    def __attrs_post_init__(self) -> None:
        """Make the catalogue's playlists."""
        catalogue = self._catalogue.playlists
        for number, id in enumerate(catalogue.ids):
            tracks = partial(_picked, self._catalogue.tracks, number * 101, _TRACKS_OF_PLAYLIST)
            title = catalogue.fields(id)["title"]
            self.playlists[id] = UserPlaylist(id, "", title, f"Our editors' {title}.", "PUBLIC", tracks)

    def __getitem__(self, name: str) -> User:
        """The user with this name: made when first asked for."""
        user = self._known.get(name)
        if user is None:
            user = self._known[name] = self._made(name)
        return user

    def create_playlist(
        self, curator: str, title: str, description: str, visibility: str, tracks: Callable[[], Iterable[str]]
    ) -> UserPlaylist:
        """A new playlist of the user with the id ``curator``."""
        self._created += 1
        id = str(uuid5(_PLAYLISTS, f"{self._seed} {curator} {self._created}"))
        playlist = self.playlists[id] = UserPlaylist(id, curator, title, description, visibility, tracks)
        self.touch(playlist)
        return playlist

    def touch(self, playlist: UserPlaylist) -> None:
        """Note that ``playlist`` has changed, after all others."""
        self._revision += 1
        playlist.revision = self._revision

    def _made(self, name: str) -> User:
        digest = blake2s(f"{self._seed} {name}".encode(), digest_size=16).digest()
        random = Random(digest)  # noqa: S311 - a catalogue, not a secret
        first = 0 if name == DEFAULT_USER else random.randrange(1 << 30)
        catalogue = self._catalogue
        id = b32encode(digest).decode().rstrip("=").lower()
        for number in range(self._playlist_count):
            tracks = partial(_picked, catalogue.tracks, first + number * 31, _TRACKS_OF_PLAYLIST)
            self.create_playlist(id, f"Playlist {number + 1}", "Made by the sandbox.", "PRIVATE", tracks)
        return User(
            name=name,
            id=id,
            liked=UserList(partial(_listed, catalogue.tracks, first, self._liked, "LIKE")),
            library_albums=UserList(partial(_listed, catalogue.albums, first, self._library)),
            library_tracks=UserList(tuple[tuple[str, str]]),
            followed_artists=UserList(partial(_listed, catalogue.artists, first, _FOLLOWED)),
            followed_playlists=UserList(partial(_listed, catalogue.playlists, first, 5)),
            top_tracks=_picked(catalogue.tracks, first + 5, _TOP_TRACKS),
            top_playlists=_picked(catalogue.playlists, first + 5, _TOP_PLAYLISTS),
            recently_played=_picked(catalogue.tracks, first + 11, _PLAYS),
            playlists=self.playlists,
            display_name=name.title(),
        )


def _listed(collection: Collection, first: int, count: int, state: str = "") -> Iterable[tuple[str, str]]:
    """``count`` ids of the catalogue from number ``first`` on, beginning again at its end."""
    for number in range(first, first + count):
        id = collection.id_of(number % collection.known)
        yield id, "DISLIKE" if state and id == _DISLIKED else state


def _picked(collection: Collection, first: int, count: int) -> tuple[str, ...]:
    """At most ``count`` different ids, spread over the catalogue."""
    known = collection.known
    return tuple(dict.fromkeys(collection.id_of((first + 13 * each) % known) for each in range(min(count, known))))

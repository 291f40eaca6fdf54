"""The endpoints of playlists.

See https://developer.amazon.com/docs/music/API_web_playlist.html and
https://developer.amazon.com/docs/music/API_web_library.html
"""

from collections.abc import Iterable, Sequence

from attrs import evolve, frozen

from amazon_music_async._calls.request import Request, delete, get, patch, post, put
from amazon_music_async._pages.walk import Pages
from amazon_music_async._validation import abridged, check_kind, checked_choice, checked_id
from amazon_music_async.errors import AmazonMusicError, DecodeError, ServerError, TransportError
from amazon_music_async.models.page import Connection
from amazon_music_async.models.playlist import Playlist, PlaylistEntry, Visibility
from amazon_music_async.models.scope import Scope
from amazon_music_async.resources._group import Group

_LIBRARY = (Scope.LIBRARY,)
_LIBRARY_READ = (Scope.LIBRARY_READ,)
_MAX_IDS = 100
"""Ids in one change. The documents name no number; programs send up to 100."""


@frozen
class Added:
    """Tracks that were sent to a playlist.

    - ``count``: how many; the service leaves out those that are in it, unless duplicates are allowed.

    >>> playlist = await music.playlists.create("Quiet evenings")
    >>> (await music.playlists.add(playlist.id, sandbox.track_ids)).count
    300
    """

    count: int


@frozen(eq=False)
class Playlists(Group):
    """Playlists of the user and of the catalogue.

    >>> [playlist.title async for playlist in music.playlists.mine()]
    ['Playlist 1', 'Playlist 2', 'Playlist 3']
    """

    async def get(self, playlist_id: str) -> Playlist:
        """Return one playlist without its tracks; `NotFound` if there is none with this id. Documented.

        >>> (mine,) = await music.playlists.mine().take(1)
        >>> playlist = await music.playlists.get(mine.id)
        >>> playlist.title, playlist.track_count
        ('Playlist 1', 25)
        """
        return await self._send(get("playlists/{}", playlist_id, at="playlist", into=Playlist, scopes=_LIBRARY_READ))

    def mine(
        self,
        *,
        sort_by: str | None = None,
        page_size: int = 100,
        start: str | None = None,
        prefetch: bool = False,
    ) -> Pages[Playlist]:
        """Give the playlists that the user owns. Documented.

        ``sort_by``: ``NAME`` or ``RECENTLY_UPDATED`` were seen. ``page_size``: 1 to 100.

        >>> [playlist.title async for playlist in music.playlists.mine(sort_by="NAME")]
        ['Playlist 1', 'Playlist 2', 'Playlist 3']
        """
        request = get("me/playlists", at="user.playlists", into=Connection[Playlist], query={"sortBy": sort_by})
        return self._pages(request, page_size, start, prefetch=prefetch)

    def followed(self, *, page_size: int = 100, start: str | None = None, prefetch: bool = False) -> Pages[Playlist]:
        """Give the playlists that the user follows. ``page_size``: 1 to 100. Reported: it may differ.

        >>> [playlist.id for playlist in await music.playlists.followed().take(2)]
        ['B0GA521Z7G', 'B0ALMJ1CLZ']
        """
        request = get("me/followed/playlists", at="user.followedPlaylists|*", into=Connection[Playlist])
        return self._pages(request, page_size, start, prefetch=prefetch)

    async def follow(self, playlist_id: str) -> None:
        """Follow a playlist. Reported: it may differ.

        >>> (top,) = await music.browse.top_playlists().take(1)
        >>> await music.playlists.follow(top.id)
        >>> top.id in [playlist.id async for playlist in music.playlists.followed()]
        True
        """
        await self._send(put("me/followed/playlists/{}", playlist_id))

    async def unfollow(self, playlist_id: str) -> None:
        """Follow a playlist no longer. Reported: it may differ.

        >>> (followed,) = await music.playlists.followed().take(1)
        >>> await music.playlists.unfollow(followed.id)
        """
        await self._send(delete("me/followed/playlists/{}", playlist_id))

    def tracks(
        self,
        playlist_id: str,
        *,
        page_size: int = 100,
        start: str | None = None,
        prefetch: bool = False,
    ) -> Pages[PlaylistEntry]:
        """Give the tracks of a playlist in order, each with the id of its entry. ``page_size``: 1 to 100.

        Reported: the path is documented, the shape of the answer is not, and may differ.

        >>> (mine,) = await music.playlists.mine().take(1)
        >>> for entry in await music.playlists.tracks(mine.id).take(2):
        ...     print(entry.position, entry.track.title, entry.entry_id is not None)
        0 Happy (From "Despicable Me 2") True
        1 Wild Highway True
        """
        request = get(
            "playlists/{}/tracks",
            playlist_id,
            at="playlist.tracks|*",
            into=Connection[PlaylistEntry],
            scopes=_LIBRARY_READ,
        )
        return self._pages(request, page_size, start, prefetch=prefetch)

    async def create(
        self, title: str, *, description: str = "", visibility: Visibility | str = Visibility.PRIVATE
    ) -> Playlist:
        """Make an empty playlist. Reported: it may differ.

        It is sent once. If the answer is lost, the error says that the playlist may exist.

        >>> playlist = await music.playlists.create("Quiet evenings")
        >>> playlist.title, playlist.visibility, playlist.track_count
        ('Quiet evenings', <Visibility.PRIVATE: 'PRIVATE'>, None)
        """
        json = {
            "title": _checked_title(title),
            "description": description,
            "visibility": checked_choice(visibility, Visibility, "visibility="),
        }
        request = post("playlists", at="createPlaylist|*", into=Playlist, json=json, scopes=_LIBRARY)
        try:
            return await self._send(request)
        except (TransportError, ServerError, DecodeError) as error:
            error.advice = (
                f"the playlist {title!r} may exist all the same: look for it in playlists.mine() before you try again"
            )
            raise

    async def update(
        self,
        playlist_id: str,
        *,
        title: str | None = None,
        description: str | None = None,
        visibility: Visibility | str | None = None,
    ) -> Playlist:
        """Change what is given, and keep the rest. Reported: the body is documented, the answer may differ.

        The service takes all three together, so what is not given is read first: a new title must not make a playlist
        private.

        >>> (mine,) = await music.playlists.mine().take(1)
        >>> playlist = await music.playlists.update(mine.id, title="Loud evenings")
        >>> playlist.title, playlist.visibility
        ('Loud evenings', <Visibility.PRIVATE: 'PRIVATE'>)
        """
        if title is visibility is description is None:
            raise ValueError("nothing to change: pass title=, description= or visibility=")
        if None in {title, description, visibility}:
            now = await self.get(playlist_id)
            title = now.title if title is None else title
            description = now.description if description is None else description
            visibility = now.visibility if visibility is None else visibility
        form = {"title": _checked_title(title), "description": description or ""}
        if visibility is not None:
            form["visibility"] = checked_choice(visibility, Visibility, "visibility=")
        try:
            return await self._send(
                put("playlists/{}", playlist_id, at="updatePlaylist|*", into=Playlist, form=form, scopes=_LIBRARY)
            )
        except DecodeError:
            # Changed, with an answer of an undocumented shape.
            return await self.get(playlist_id)

    async def delete(self, playlist_id: str) -> None:
        """Delete a playlist for good. Reported: it may differ.

        >>> playlist = await music.playlists.create("For a test")
        >>> await music.playlists.delete(playlist.id)
        """
        await self._send(delete("playlists/{}", playlist_id, scopes=_LIBRARY))

    async def add(self, playlist_id: str, track_ids: Iterable[str], *, duplicates: bool = False) -> Added:
        """Add any number of tracks at the end, in order, 100 in a request, one request after the other.

        Without ``duplicates``, tracks that are in the playlist are not added again, and a lost answer is asked for
        again. With ``duplicates``, the length of the playlist is read after a lost answer, so that no track is added
        twice by accident. The error of a failure has ``pending``: the tracks that were not added, in order.

        Reported: the path is documented, the body is not, and may differ.

        >>> playlist = await music.playlists.create("Quiet evenings")
        >>> await music.playlists.add(playlist.id, ["B076YT2CBT", "B000VRPGVA"])
        Added(count=2)
        """
        ids = _checked_ids(track_ids, "track")
        expected = (await self.get(playlist_id)).track_count if duplicates and ids else None
        for at in range(0, len(ids), _MAX_IDS):
            batch = ids[at : at + _MAX_IDS]
            json = {"trackIds": batch, "addDuplicateTracks": duplicates}
            request = put("playlists/{}/tracks", playlist_id, json=json, scopes=_LIBRARY)
            try:
                if duplicates:
                    expected = await self._append_once(playlist_id, request, expected, len(batch))
                else:
                    await self._send(request)
            except AmazonMusicError as error:
                error.pending = tuple(ids[at:])
                raise
        return Added(len(ids))

    async def remove(self, playlist_id: str, entry_ids: Iterable[str]) -> None:
        """Take entries out of a playlist. They are named by ``entry_id``, not by the id of the track.

        The error of a failure has ``pending``: the entries that were not removed. Reported: it may differ.

        >>> (mine,) = await music.playlists.mine().take(1)
        >>> entries = [entry async for entry in music.playlists.tracks(mine.id)]
        >>> await music.playlists.remove(mine.id, [entry.entry_id for entry in entries[10:]])
        >>> (await music.playlists.get(mine.id)).track_count
        10
        """
        ids = _checked_ids(entry_ids, "entry")
        for at in range(0, len(ids), _MAX_IDS):
            json = {"entryIds": ids[at : at + _MAX_IDS]}
            await self._change(delete("playlists/{}/tracks", playlist_id, json=json, scopes=_LIBRARY), ids[at:])

    async def move(
        self, playlist_id: str, entry_ids: Iterable[str], *, above: str | None = None, below: str | None = None
    ) -> None:
        """Move entries, in the order given, to between the entry ``above`` them and the entry ``below`` them.

        One of the two is enough. Entries are named by ``entry_id``. The error of a failure has ``pending``: the entries
        that were not moved. Reported: it may differ.

        >>> (mine,) = await music.playlists.mine().take(1)
        >>> first, *_, last = [entry async for entry in music.playlists.tracks(mine.id)]
        >>> await music.playlists.move(mine.id, [last.entry_id], below=first.entry_id)
        >>> (moved,) = await music.playlists.tracks(mine.id).take(1)
        >>> moved.track.title == last.track.title
        True
        """
        if above is None and below is None:
            raise ValueError("where to? Pass above= (the entry that will stand before them) or below= (the one after)")
        above, below = (id if id is None else _checked_id(id, "entry") for id in (above, below))
        ids = _checked_ids(entry_ids, "entry")
        for at in range(0, len(ids), _MAX_IDS):
            batch = ids[at : at + _MAX_IDS]
            json = {"entryIds": batch, "entryIdAbove": above, "entryIdBelow": below}
            given = {name: value for name, value in json.items() if value is not None}
            request = patch("playlists/{}/tracks", playlist_id, json=given, scopes=_LIBRARY)
            # To move the same entries to the same place again changes nothing.
            await self._change(evolve(request, repeatable=True), ids[at:])
            above = above and batch[-1]

    async def _change(self, request: Request[None], pending: Sequence[str]) -> None:
        try:
            await self._send(request)
        except AmazonMusicError as error:
            error.pending = tuple(pending)
            raise

    async def _append_once(
        self, playlist_id: str, request: Request[None], length: int | None, added: int
    ) -> int | None:
        """Append tracks that may be in the playlist already; return its new length, None where it is not known."""
        once = evolve(request, repeatable=False)
        try:
            await self._send(once)
        except (TransportError, ServerError) as error:
            error.advice = "the tracks of this request may be in the playlist: look before you add them again"
            now = None if length is None else (await self.get(playlist_id)).track_count
            if now is None or length is None or now not in {length, length + added}:
                raise
            if now == length:
                await self._send(once)
        return None if length is None else length + added


def _checked_title(title: str | None) -> str:
    check_kind(title, str, "title is a str")
    if not title or not title.strip():
        raise ValueError("title is empty")
    return title


def _checked_ids(ids: Iterable[str], kind: str) -> list[str]:
    if isinstance(ids, str | bytes):
        raise TypeError(f"{kind} ids are several: pass [{abridged(ids)}]")
    return [_checked_id(id, kind) for id in ids]


def _checked_id(id: str, kind: str) -> str:
    if kind == "entry":
        check_kind(id, str, "an entry is named by its .entry_id, a str")
    return checked_id(id)

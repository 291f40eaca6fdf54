"""The endpoints of the user who is logged in.

See https://developer.amazon.com/docs/music/API_web_user.html and
https://developer.amazon.com/docs/music/API_web_player.html
"""

from typing import Any

from attrs import frozen

from amazon_music_async._calls.request import get, put
from amazon_music_async._convert.converter import from_dict
from amazon_music_async._pages.walk import Pages
from amazon_music_async._validation import checked_choice
from amazon_music_async.models.page import Connection
from amazon_music_async.models.played import Played
from amazon_music_async.models.playlist import Visibility
from amazon_music_async.models.scope import Scope
from amazon_music_async.models.user import User
from amazon_music_async.resources._group import Group


@frozen(eq=False)
class CurrentUser(Group):
    """The user who is logged in, and what was played lately.

    >>> (await music.user.get()).name
    'Default'
    """

    async def get(self) -> User:
        """Return the user. Documented.

        >>> (await music.user.get()).name
        'Default'
        """
        return await self._send(get("me", at="user", into=User, scopes=(Scope.PROFILE_READ,)))

    async def update(self, *, name: str, visibility: Visibility | str, playback_visibility: Visibility | str) -> User:
        """Change the name of the user, and who can see the profile and what was played. Documented.

        The service wants all three each time. Its documented answer holds ``name: null``: `get` tells the new name.

        >>> user = await music.user.update(name="Anna", visibility="PRIVATE", playback_visibility="PRIVATE")
        >>> user.name
        """
        json = {
            "name": name,
            "visibility": checked_choice(visibility, Visibility, "visibility="),
            "playbackVisibility": checked_choice(playback_visibility, Visibility, "playback_visibility="),
        }
        # The sample of the documents is not wrapped in `data`; their table says `updateUser`.
        answer: dict[str, Any] = await self._send(put("me", at="$", into=dict[str, Any], json=json))
        data = answer.get("data", answer)
        return from_dict(data.get("updateUser") or data.get("user") or data, User)

    def recently_played(
        self, *, page_size: int = 60, start: str | None = None, prefetch: bool = False
    ) -> Pages[Played]:
        """Give the tracks that the user played, the last one first. ``page_size``: 1 to 60. Documented.

        >>> [played.track.title for played in await music.user.recently_played().take(2)]
        ['Velvet Letters', 'Falling Echo']
        """
        request = get(
            "player/recentlyPlayed", at="user.recentTrackPlayback", into=Connection[Played], scopes=(Scope.HISTORY,)
        )
        return self._pages(request, page_size, start, prefetch=prefetch, max_page_size=60)

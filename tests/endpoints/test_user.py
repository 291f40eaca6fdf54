"""The endpoints of the user who is logged in."""

from datetime import UTC, datetime
from typing import Any

import pytest
from endpoint_cases import Case, check, page
from fake_transport import client

from amazon_music_async import AmazonMusic, Answer, Played, Track, User

USER = User(id="u1", name="Ada")


def update(music: AmazonMusic) -> Any:
    """A new name."""
    return music.user.update(name="Ada", visibility="PRIVATE", playback_visibility="PUBLIC")


SENT = {"name": "Ada", "visibility": "PRIVATE", "playbackVisibility": "PUBLIC"}

CASES = {
    "get": Case(lambda m: m.user.get(), "GET me", {"user": {"id": "u1", "name": "Ada"}}, USER),
    "update, as the sample prints it": Case(
        update, "PUT me", Answer(200, {}, b'{"id": "u1", "name": null}'), User(id="u1"), body=SENT
    ),
    "update, as the table says": Case(update, "PUT me", {"updateUser": {"id": "u1", "name": "Ada"}}, USER, body=SENT),
    "update, as GET answers": Case(update, "PUT me", {"user": {"id": "u1", "name": "Ada"}}, USER, body=SENT),
    "recently_played": Case(
        lambda m: m.user.recently_played().take(9),
        "GET player/recentlyPlayed?limit=60",
        page("user.recentTrackPlayback", {"id": "B1"}, playedAt="2022-03-29T09:29:32.376Z"),
        [Played(track=Track(id="B1"), played_at=datetime(2022, 3, 29, 9, 29, 32, 376000, UTC))],
    ),
}


@pytest.mark.parametrize("name", CASES)
async def test_an_endpoint_of_the_user_is_called_as_documented(name: str) -> None:
    """Method, path, query and body; and the answer becomes what the signature says."""
    await check(CASES[name])


async def test_a_page_of_what_was_played_holds_at_most_60() -> None:
    """The documents say so of this list alone."""
    async with client() as music:
        with pytest.raises(ValueError, match="page_size= must be 1 to 60, not 61"):
            music.user.recently_played(page_size=61)


async def test_a_wrong_visibility_is_refused() -> None:
    """Before anything is sent."""
    async with client() as music:
        with pytest.raises(ValueError, match="visibility= must be one of PUBLIC, PRIVATE, not 'FRIENDS'"):
            await music.user.update(name="Ada", visibility="FRIENDS", playback_visibility="PUBLIC")

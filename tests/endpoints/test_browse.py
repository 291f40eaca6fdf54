"""The endpoints that recommend, and the markets."""

import pytest
from endpoint_cases import Case, check, page
from fake_transport import client

from amazon_music_async import Market, Playlist, Track

CASES = {
    "top_tracks": Case(
        lambda m: m.browse.top_tracks().take(9),
        "GET browse/tracks/top?limit=20",
        page("topTracks", {"id": "B1"}),
        [Track(id="B1")],
    ),
    "top_playlists": Case(
        lambda m: m.browse.top_playlists(page_size=7).take(9),
        "GET browse/playlists/top?limit=7",
        page("somePlaylists", {"id": "P1", "title": "One"}),
        [Playlist(id="P1", title="One")],
    ),
    "markets": Case(
        lambda m: m.browse.markets(),
        "GET markets",
        {"markets": [{"id": "US", "name": "United States"}]},
        (Market(id="US", name="United States"),),
    ),
}


@pytest.mark.parametrize("name", CASES)
async def test_an_endpoint_of_browse_is_called_as_documented(name: str) -> None:
    """Method, path, query and body; and the answer becomes what the signature says."""
    await check(CASES[name])


async def test_a_page_of_top_tracks_holds_at_most_20() -> None:
    """The documents say so of this list alone."""
    async with client() as music:
        with pytest.raises(ValueError, match="page_size= must be 1 to 20, not 21"):
            music.browse.top_tracks(page_size=21)

"""The endpoint of podcasts."""

import pytest
from endpoint_cases import Case, check, page

from amazon_music_async import Connection, Episode, PageInfo, PodcastShow

EPISODE = {"id": "e1", "title": "One"}

CASES = {
    "show": Case(
        lambda m: m.podcasts.show("B077DT8KHW"),
        "GET podcasts/shows/B077DT8KHW",
        {"podcastShow": {"id": "s1", "title": "The Line", "description": "<p>", **page("episodes", EPISODE)}},
        PodcastShow(
            id="s1",
            title="The Line",
            description="<p>",
            episodes=Connection(page_info=PageInfo(has_next_page=False), edges=(Episode(id="e1", title="One"),)),
        ),
    ),
    "episodes": Case(
        lambda m: m.podcasts.episodes("B077DT8KHW", page_size=2).take(9),
        "GET podcasts/shows/B077DT8KHW?limit=2",
        page("podcastShow.episodes", EPISODE),
        [Episode(id="e1", title="One")],
    ),
}


@pytest.mark.parametrize("name", CASES)
async def test_an_endpoint_of_podcasts_is_called_as_documented(name: str) -> None:
    """Method, path, query and body; and the answer becomes what the signature says."""
    await check(CASES[name])

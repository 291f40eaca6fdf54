"""The endpoints that search."""

from collections.abc import Callable
from typing import Any

import pytest
from endpoint_cases import Case, check, page
from fake_transport import FakeTransport, answer, client

from amazon_music_async import Album, AmazonMusic, Artist, DecodeError, SearchGroup, Track, Unknown

TRACK = Track(id="B1")
FILTERS = [
    {"field": "name", "query": "Happy"},
    {"field": "artistName", "query": "Pharrell Williams"},
    {"field": "albumName", "query": "G I R L"},
]
GROUPS = [
    {
        "_type": "View",
        "id": "catalog",
        "title": "Catalog Data",
        "content": {
            "_type": "ViewContent",
            "entityGroups": [
                {
                    "_type": "EntityGroup",
                    "id": "top",
                    "title": "Top hits",
                    "content": {
                        "entities": [
                            {"_type": "Track", "id": "B1"},
                            {"_type": "Hologram", "id": "h1", "depth": 3},
                            {"_type": "Album", "title": "without an id"},
                        ]
                    },
                },
                {"title": "Artists", "content": {"entities": [{"_type": "Artist", "id": "A1"}]}},
            ],
        },
    }
]

CASES = {
    "tracks": Case(
        lambda m: m.search.tracks("soja").take(9),
        "POST search/tracks",
        page("searchTracks", {"id": "B1"}),
        [TRACK],
        body={"searchFilters": [{"query": "soja"}], "limit": 20},
    ),
    "tracks, by isrc": Case(
        lambda m: m.search.tracks(isrc="USQ4E1300686", page_size=5).take(9),
        "POST search/tracks",
        page("searchTracks", {"id": "B1"}),
        [TRACK],
        body={"searchFilters": [{"field": "isrc", "query": "USQ4E1300686"}], "limit": 5},
    ),
    "tracks, all parameters": Case(
        lambda m: m.search.tracks(
            name="Happy",
            artist_name="Pharrell Williams",
            album_name="G I R L",
            sort_by="relevance",
            page_size=5,
            start="tztok-v2_x",
        ).take(9),
        "POST search/tracks",
        page("searchTracks", {"id": "B1"}),
        [TRACK],
        body={"searchFilters": FILTERS, "limit": 5, "sortBy": "relevance", "token": "tztok-v2_x"},
    ),
    "tracks, by ids": Case(
        lambda m: m.search.tracks(artist_id="A1", album_id="L1", id="B1").take(9),
        "POST search/tracks",
        page("searchTracks", {"id": "B1"}),
        [TRACK],
        body={
            "searchFilters": [
                {"field": "artistId", "query": "A1"},
                {"field": "albumId", "query": "L1"},
                {"field": "id", "query": "B1"},
            ],
            "limit": 20,
        },
    ),
    "albums": Case(
        lambda m: m.search.albums("soja", filters={"artistName": "Soja"}, sort_by="name").take(9),
        "POST search/albums",
        page("searchAlbums", {"id": "L1"}),
        [Album(id="L1")],
        body={
            "searchFilters": [{"query": "soja"}, {"field": "artistName", "query": "Soja"}],
            "limit": 20,
            "sortBy": "name",
        },
    ),
    "artists, under another key": Case(
        lambda m: m.search.artists("soja").take(9),
        "POST search/artists",
        page("artists", {"id": "A1"}),
        [Artist(id="A1")],
        body={"searchFilters": [{"query": "soja"}], "limit": 20},
    ),
    "everything": Case(
        lambda m: m.search.everything("week end", limit=3),
        "GET search?query=week%20end&limit=3",
        GROUPS,
        (
            SearchGroup(
                id="top",
                title="Top hits",
                entities=(
                    TRACK,
                    Unknown(type="Hologram", id="h1", data={"_type": "Hologram", "id": "h1", "depth": 3}),
                    Unknown(type="Album", id=None, data={"_type": "Album", "title": "without an id"}),
                ),
            ),
            SearchGroup(title="Artists", entities=(Artist(id="A1"),)),
        ),
    ),
}


@pytest.mark.parametrize("name", CASES)
async def test_an_endpoint_of_search_is_called_as_documented(name: str) -> None:
    """Method, path, query and body; and the answer becomes what the signature says."""
    await check(CASES[name])


WRONG: list[tuple[Callable[[Any], Any], type[Exception], str]] = [
    (lambda m: m.search.tracks(), ValueError, "nothing to search for: pass query, or at least one field"),
    (lambda m: m.search.tracks(" "), ValueError, "query is empty"),
    (lambda m: m.search.tracks(isrc=""), ValueError, "isrc is empty"),
    (lambda m: m.search.albums("x", filters={"name": 7}), TypeError, "name is a str, not int"),
    (lambda m: m.search.tracks("x", page_size=101), ValueError, "page_size= must be 1 to 100, not 101"),
]


@pytest.mark.parametrize(("search", "kind", "words"), WRONG)
async def test_a_search_for_nothing_is_refused(search: Any, kind: type[Exception], words: str) -> None:
    """Before anything is sent."""
    async with client() as music:
        with pytest.raises(kind, match=words):
            search(music)


@pytest.mark.parametrize(("query", "kind"), [("", ValueError), ("  ", ValueError), (None, TypeError)])
async def test_everything_wants_words(query: Any, kind: type[Exception]) -> None:
    """The service answers an empty query with 400."""
    async with client() as music:
        with pytest.raises(kind, match="query is"):
            await music.search.everything(query)


async def test_a_search_that_cannot_be_read_is_not_taken_for_an_empty_one() -> None:
    """The error names the place."""
    async with client(FakeTransport(replies=[answer([7])])) as music:
        with pytest.raises(DecodeError, match=r"expected an object, got a number @ \$.data\[0\]"):
            await music.search.everything("x")


async def ids(music: AmazonMusic) -> list[str]:
    """The ids of all hits."""
    return [track.id async for track in music.search.tracks("x", page_size=1)]


async def test_a_search_goes_on_to_its_last_page() -> None:
    """With the token in the body."""
    first: Any = page("searchTracks", {"id": "B1"})
    first["searchTracks"]["pageInfo"] = {"hasNextPage": True, "token": "t2"}
    transport = FakeTransport(replies=[answer(first), answer(page("searchTracks", {"id": "B2"}))])
    async with client(transport) as music:
        assert await ids(music) == ["B1", "B2"]
    assert [sent.body for sent in transport.sent] == [
        b'{"searchFilters":[{"query":"x"}],"limit":1}',
        b'{"searchFilters":[{"query":"x"}],"limit":1,"token":"t2"}',
    ]

"""Search in the sandbox: by words, by fields, by ISRC."""

from typing import Any

import pytest
from sandbox_http import Http, http_to

from amazon_music_async.sandbox import Sandbox


def filters(*queries: str, **fields: str) -> dict[str, Any]:
    """The body of a search: ``queries`` in any field, the others in theirs."""
    named = [{"field": field, "query": query} for field, query in fields.items()]
    return {"searchFilters": [*({"query": query} for query in queries), *named]}


async def found(http: Http, body: dict[str, Any], kind: str = "tracks") -> list[Any]:
    """The nodes of the first page."""
    answer = await http.post(f"/search/{kind}", body)
    assert answer.status == 200, answer.text
    return [edge["node"] for edge in answer.json["data"][f"search{kind.title()}"]["edges"]]


async def track(http: Http, id: str) -> Any:
    """One track of the catalogue."""
    return (await http.get(f"/tracks/{id}")).json["data"]["track"]


async def test_the_exact_title_comes_first(http: Http) -> None:
    """Words in any order and case find a track, and the best match is the first."""
    nodes = await found(http, filters("HAPPY me despicable"))

    assert nodes[0]["id"] == "B076YT2CBT"
    assert nodes[0].keys() <= {"id", "title", "isrc", "url"}


async def test_words_of_title_and_artist_find_one_track(http: Http, sandbox: Sandbox) -> None:
    """Without a field the words may be those of title, artist and album together."""
    whole = await track(http, sandbox.track_ids[77])

    nodes = await found(http, filters(f"{whole['artists'][0]['name']} {whole['title']} {whole['album']['title']}"))

    assert nodes[0]["id"] == whole["id"]


async def test_titles_come_before_artists_and_albums(http: Http) -> None:
    """A track with the word in its title is a better match than one of an artist with that word."""
    titles = [node["title"] for node in await found(http, filters("river"))]

    assert all("River" in title for title in titles)


async def test_several_filters_must_all_match(http: Http, sandbox: Sandbox) -> None:
    """Name, artist and album narrow the search to one track."""
    whole = await track(http, sandbox.track_ids[77])
    body = filters(name=whole["title"], artistName=whole["artists"][0]["name"], albumName=whole["album"]["title"])

    assert (await found(http, body))[0]["id"] == whole["id"]
    assert await found(http, filters(name=whole["title"], artistName="Nobody")) == []


@pytest.mark.parametrize("isrc", ["USQ4E1300686", "usq4e1300686", "US-Q4E-13-00686"])
async def test_an_isrc_is_found_in_any_case(http: Http, isrc: str) -> None:
    """The field isrc is compared exactly, without case and hyphens."""
    assert [node["id"] for node in await found(http, filters(isrc=isrc))] == ["B076YT2CBT"]


async def test_without_the_field_an_isrc_finds_nothing(http: Http) -> None:
    """An ISRC is no word of a text."""
    assert await found(http, filters("USQ4E1300686")) == []


@pytest.mark.parametrize("isrc", ["USQ4E1300687", "USS1Z99999999", "USS1Z9999999", "nonsense", ""])
async def test_an_unknown_isrc_finds_nothing(http: Http, isrc: str) -> None:
    """An ISRC that no track has is an empty page."""
    assert await found(http, filters(isrc=isrc)) == []


async def test_every_track_is_found_by_its_isrc(http: Http, sandbox: Sandbox) -> None:
    """The ISRC of a track finds that track, the documents' samples and the made-up ones alike."""
    for id_ in sandbox.track_ids[:60]:
        isrc = (await track(http, id_))["isrc"]
        assert id_ in [node["id"] for node in await found(http, filters(isrc=isrc))]


async def test_isrcs_come_in_mixed_case(http: Http, sandbox: Sandbox) -> None:
    """Some made-up tracks have their ISRC in lower case, as the service answers them."""
    tracks = (await http.get(f"/tracks?ids={','.join(sandbox.track_ids[10:60])}")).json["data"]["tracks"]

    assert {each["isrc"].isupper() for each in tracks} == {True, False}


async def test_one_isrc_may_have_several_tracks(http: Http, sandbox: Sandbox) -> None:
    """A recording on two albums is two tracks, which both come."""
    first, second = sandbox.track_ids[48:50]

    isrc = (await track(http, second))["isrc"]

    assert [node["id"] for node in await found(http, filters(isrc=isrc))] == [first, second]
    assert await found(http, filters(isrc=isrc, name="nonsense")) == []


@pytest.mark.parametrize("field", ["id", "asin"])
async def test_an_id_finds_its_object(http: Http, sandbox: Sandbox, field: str) -> None:
    """The fields id and asin are compared exactly."""
    assert [node["id"] for node in await found(http, filters(**{field: sandbox.track_ids[9]}))] == [
        sandbox.track_ids[9]
    ]
    assert await found(http, filters(**{field: "NOBODY"})) == []


async def test_the_id_of_an_album_finds_its_tracks(http: Http, sandbox: Sandbox) -> None:
    """The field albumId finds the tracks that are on the album."""
    whole = await track(http, sandbox.track_ids[77])

    nodes = await found(http, filters(albumId=whole["album"]["id"]))

    assert whole["id"] in [node["id"] for node in nodes]
    assert {(await track(http, node["id"]))["album"]["id"] for node in nodes} == {whole["album"]["id"]}


async def test_categories_find_nothing(http: Http) -> None:
    """The sandbox has no categories."""
    assert await found(http, filters(categoryId="pop")) == []


async def test_albums_and_artists_are_found_by_name(http: Http) -> None:
    """POST /search/albums and /search/artists answer under keys of their own."""
    albums = await found(http, filters(name="discovery"), "albums")
    artists = await found(http, filters("tash sultana"), "artists")

    assert [albums[0]["id"], artists[0]["id"]] == ["B0064UPU4G", "B01EJ9KLA6"]
    assert artists[0].keys() == {"id", "name", "url"}
    assert await found(http, filters(isrc="USQ4E1300686"), "albums") == []


async def test_search_pages_by_a_token_in_the_body(http: Http) -> None:
    """The pages of a search hold each hit once; the token belongs to this search."""
    body = filters("river") | {"limit": 7}
    seen: list[str] = []
    token: dict[str, str] = {}
    while True:
        page = (await http.post("/search/tracks", body | token)).json["data"]["searchTracks"]
        seen += [edge["node"]["id"] for edge in page["edges"]]
        if not page["pageInfo"]["hasNextPage"]:
            break
        token = {"token": page["pageInfo"]["token"]}
    other = await http.post("/search/tracks", filters("paper") | token)

    assert len(seen) == len(set(seen)) > 14
    assert (other.status, "'token'" in other.error["message"]) == (400, True)


@pytest.mark.parametrize("sort_by", ["relevance", "release", "popularity", "name"])
async def test_the_order_of_hits_can_be_chosen(http: Http, sandbox: Sandbox, sort_by: str) -> None:
    """SortBy orders by match, by date (newest first), by the catalogue, or by title."""
    ids = [node["id"] for node in await found(http, filters("river") | {"sortBy": sort_by})]
    tracks = [await track(http, id_) for id_ in ids]

    expected = {
        "relevance": ids,
        "release": [each["id"] for each in sorted(tracks, key=lambda each: each["releaseDate"], reverse=True)],
        "popularity": sorted(ids, key=sandbox.track_ids.index),
        "name": [each["id"] for each in sorted(tracks, key=lambda each: each["title"].casefold())],
    }
    assert ids == expected[sort_by]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({}, "'searchFilters'"),
        ({"searchFilters": []}, "'searchFilters'"),
        ({"searchFilters": "happy"}, "must be a list"),
        ({"searchFilters": [{"field": "name"}]}, "'query'"),
        ({"searchFilters": [{"query": 7}]}, "must be a string"),
        ({"searchFilters": [{"field": "title", "query": "x"}]}, "isrc"),
        ({"searchFilters": ["x"]}, "not a JSON object"),
        (filters("x") | {"limit": 21}, "from 1 to 20"),
        (filters("x") | {"limit": True}, "from 1 to 20"),
        (filters("x") | {"sortBy": "price"}, "relevance"),
        (filters("x") | {"token": "made up"}, "'token'"),
        (filters("x") | {"cursor": "x"}, "'cursor'"),
    ],
)
async def test_a_bad_search_is_a_400_that_says_why(http: Http, body: dict[str, Any], said: str) -> None:
    """Each mistake in the body of a search is named."""
    answer = await http.post("/search/tracks", body)

    assert answer.status == 400
    assert said in answer.error["message"]


async def test_searching_everything_answers_groups(http: Http) -> None:
    """GET /search answers a list of one view; its first group holds the best of each kind, with their types."""
    (view,) = (await http.get("/search?query=river&limit=3")).json["data"]

    groups = view["content"]["entityGroups"]
    assert (view["_type"], view["id"], groups[0]["title"]) == ("View", "catalog", "Top hits")
    assert [group["title"] for group in groups[1:3]] == ["Songs", "Albums"]
    assert all(1 <= len(group["content"]["entities"]) <= 3 for group in groups)
    assert {entity["_type"] for entity in groups[1]["content"]["entities"]} == {"Track"}
    assert groups[0]["content"]["entities"][0] == groups[1]["content"]["entities"][0]


async def test_searching_everything_needs_a_query(http: Http) -> None:
    """A missing or empty query is a 400, a query without a hit an empty first group."""
    missing, empty = await http.get("/search"), await http.get("/search?query=%20")
    nothing = await http.get("/search?query=nonsense")

    assert (missing.status, empty.status) == (400, 400)
    (group,) = nothing.json["data"][0]["content"]["entityGroups"]
    assert (group["title"], group["content"]["entities"]) == ("Top hits", [])


async def test_an_isrc_is_found_in_a_large_catalogue() -> None:
    """A track far beyond those that are searched by words is found by its ISRC."""
    async with Sandbox(tracks=1_000_000, albums=1000) as sandbox, http_to(sandbox) as http:
        id_ = sandbox.catalogue.tracks.id_of(999_997)

        isrc = (await track(http, id_))["isrc"]

        assert [node["id"] for node in await found(http, filters(isrc=isrc))] == [id_]


async def test_a_repeated_token_applies_to_searches_too(http: Http, sandbox: Sandbox) -> None:
    """`repeat_token` returns the token of the body."""
    sandbox.repeat_token()
    body = filters("river") | {"limit": 2}
    first = (await http.post("/search/tracks", body)).json["data"]["searchTracks"]["pageInfo"]
    second = (await http.post("/search/tracks", body | {"token": first["token"]})).json["data"]["searchTracks"]

    assert second["pageInfo"] == first

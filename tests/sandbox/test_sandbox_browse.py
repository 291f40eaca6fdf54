"""Top lists, markets, stations and podcasts of the sandbox."""

from typing import Any

import pytest
from sandbox_http import Http

from amazon_music_async.sandbox import Sandbox


async def test_top_tracks_come_in_pages_of_twenty(http: Http, sandbox: Sandbox) -> None:
    """GET /browse/tracks/top gives 1 to 20 tracks a page."""
    page = (await http.get("/browse/tracks/top")).json["data"]["topTracks"]

    assert tuple(edge["node"]["id"] for edge in page["edges"]) == sandbox.user().top_tracks[:20]
    assert page["pageInfo"]["hasNextPage"]
    assert (await http.get("/browse/tracks/top?limit=21")).status == 400


@pytest.mark.parametrize(
    ("path", "key"), [("/browse/tracks/top", "topTracks"), ("/browse/playlists/top", "topPlaylists")]
)
async def test_top_lists_are_personal(http: Http, sandbox: Sandbox, path: str, key: str) -> None:
    """Another user gets another list."""

    async def ids(user: str) -> list[str]:
        answer = await http.get(path, authorization=f"Bearer {sandbox.issue_token(user)}")
        return [edge["node"]["id"] for edge in answer.json["data"][key]["edges"]]

    assert await ids("anna") != await ids("ben")


async def test_top_playlists_can_be_read(http: Http, sandbox: Sandbox) -> None:
    """GET /browse/playlists/top lists playlists of the catalogue."""
    edges = (await http.get("/browse/playlists/top")).json["data"]["topPlaylists"]["edges"]

    assert tuple(edge["node"]["id"] for edge in edges) == sandbox.user().top_playlists
    assert (await http.get(f"/playlists/{edges[0]['node']['id']}")).status == 200


async def test_markets_are_a_list(http: Http) -> None:
    """GET /markets answers with a list of countries."""
    markets = (await http.get("/markets")).json["data"]["markets"]

    assert {"id": "US", "name": "United States"} in markets


async def test_one_station_is_the_documents_sample(http: Http, sandbox: Sandbox) -> None:
    """GET /stations/{id} answers with the documents' sample; others are made up."""
    station = (await http.get("/stations/A3QXXOBP9MU5LY")).json["data"]["station"]
    other = (await http.get(f"/stations/{sandbox.catalogue.stations.ids[-1]}")).json["data"]["station"]

    assert station["name"] == "Pop Culture Radio"
    assert other.keys() == station.keys()
    assert (await http.get("/stations/NOBODY")).status == 404


async def test_a_podcast_show_has_pages_of_episodes(http: Http, sandbox: Sandbox) -> None:
    """GET /podcasts/shows/{id} answers with a UUID, and with one page of episodes after the other."""
    path = f"/podcasts/shows/{sandbox.catalogue.shows.ids[1]}"

    async def show(query: str) -> Any:
        return (await http.get(path + query)).json["data"]["podcastShow"]

    first = await show("?limit=50")
    rest = await show(f"?limit=50&cursor={first['episodes']['pageInfo']['token']}")

    edges = [*first["episodes"]["edges"], *rest["episodes"]["edges"]]
    assert len({edge["node"]["id"] for edge in edges}) == len(edges) == 70
    assert [edge["cursor"] for edge in edges] == [f"{n}:{edge['node']['id']}" for n, edge in enumerate(edges)]
    assert first["id"].count("-") == 4
    assert first["id"] in edges[0]["node"]["url"]
    assert rest["episodes"]["pageInfo"] == {"hasNextPage": False}


async def test_an_unknown_show_is_a_404(http: Http) -> None:
    """GET /podcasts/shows/{id} with an unknown id has the documented code."""
    assert (await http.get("/podcasts/shows/NOBODY")).error["code"] == "RESOURCE_NOT_FOUND"

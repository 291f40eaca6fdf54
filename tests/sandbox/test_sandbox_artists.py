"""Artists of the sandbox, and those that a user follows."""

from sandbox_http import Http

from amazon_music_async.sandbox import Sandbox


async def test_one_artist_is_the_documents_sample(http: Http) -> None:
    """GET /artists/{id} answers with the documents' sample."""
    artist = (await http.get("/artists/B01EJ9KLA6")).json["data"]["artist"]

    assert artist["name"] == "Tash Sultana"
    assert {image["imageType"] for image in artist["images"]} == {"BACKGROUND", "PROFILE"}


async def test_an_unknown_artist_is_a_404(http: Http) -> None:
    """GET /artists/{id} with an unknown id has the documented code."""
    answer = await http.get("/artists/NOBODY")

    assert (answer.status, answer.error["code"]) == (404, "RESOURCE_NOT_FOUND")


async def test_many_artists_come_in_the_order_asked(http: Http, sandbox: Sandbox) -> None:
    """GET /artists answers with whole artists."""
    asked = sandbox.artist_ids[3:53]

    artists = (await http.get(f"/artists?ids={','.join(asked)}")).json["data"]["artists"]

    assert tuple(artist["id"] for artist in artists) == asked
    assert all(artist.keys() >= {"name", "url", "images"} for artist in artists)


async def test_the_artists_of_tracks_exist(http: Http, sandbox: Sandbox) -> None:
    """Each artist of a track is found under its id and has the same name."""
    tracks = (await http.get(f"/tracks?ids={','.join(sandbox.track_ids[:40])}")).json["data"]["tracks"]
    named = {artist["id"]: artist["name"] for track in tracks for artist in track["artists"]}

    artists = (await http.get(f"/artists?ids={','.join(named)}")).json["data"]["artists"]

    assert {artist["id"]: artist["name"] for artist in artists} == named


async def test_followed_artists_come_in_pages(http: Http, sandbox: Sandbox) -> None:
    """GET /me/followed/artists is a list of the user, with id, name and url of each artist."""
    user = (await http.get("/me/followed/artists?limit=10")).json["data"]["user"]
    page = user["followedArtists"]
    rest = (await http.get(f"/me/followed/artists?cursor={page['pageInfo']['token']}")).json["data"]["user"]

    edges = page["edges"] + rest["followedArtists"]["edges"]
    assert [edge["node"]["id"] for edge in edges] == list(sandbox.user().followed_artists)
    assert all(edge["node"].keys() == {"id", "name", "url"} for edge in edges)
    assert user["id"] == sandbox.user().id

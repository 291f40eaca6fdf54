"""The user of the sandbox: their profile, and what they have played."""

from sandbox_http import Http

from amazon_music_async.sandbox import Sandbox


async def test_the_profile_has_the_documented_fields(http: Http, sandbox: Sandbox) -> None:
    """GET /me answers with id, name, images and url."""
    user = (await http.get("/me")).json["data"]["user"]

    assert (user["id"], user["name"]) == (sandbox.user().id, "Default")
    assert user.keys() == {"id", "name", "images", "url"}


async def test_an_update_answers_without_envelope_and_name(http: Http, sandbox: Sandbox) -> None:
    """PUT /me answers as in the documents' sample, and the next GET has the new name."""
    answer = await http.put("/me", {"name": "Anna", "visibility": "PUBLIC", "playbackVisibility": "PRIVATE"})

    user = sandbox.user()
    assert (answer.json["id"], answer.json["name"]) == (user.id, None)
    assert (await http.get("/me")).json["data"]["user"]["name"] == "Anna"
    assert (user.display_name, user.visibility, user.playback_visibility) == ("Anna", "PUBLIC", "PRIVATE")


async def test_an_update_needs_every_field(http: Http, sandbox: Sandbox) -> None:
    """Name, visibility and playbackVisibility are required, and an incomplete update changes nothing."""
    answer = await http.put("/me", {"name": "Anna", "visibility": "PUBLIC"})

    assert (answer.status, "'playbackVisibility'" in answer.error["message"]) == (400, True)
    assert sandbox.user().display_name == "Default"


async def test_recently_played_tracks_come_in_pages_of_sixty(http: Http, sandbox: Sandbox) -> None:
    """GET /player/recentlyPlayed gives at most 60 tracks a page, the latest first, each with its time."""
    user = (await http.get("/player/recentlyPlayed")).json["data"]["user"]
    page = user["recentTrackPlayback"]
    times = [edge["playedAt"] for edge in page["edges"]]

    assert user.keys() == {"id", "name", "url", "recentTrackPlayback"}
    assert [edge["node"]["id"] for edge in page["edges"]] == list(sandbox.user().recently_played[:60])
    assert times == sorted(times, reverse=True)
    assert times[0] == "2026-01-31T21:04:05.678Z"
    assert (await http.get("/player/recentlyPlayed?limit=61")).status == 400


async def test_the_tracks_of_the_library_are_those_saved(http: Http, sandbox: Sandbox) -> None:
    """GET /me/library/tracks lists what was saved, in that order."""
    for id_ in sandbox.track_ids[:3]:
        await http.put(f"/me/library/tracks/{id_}")

    edges = (await http.get("/me/library/tracks")).json["data"]["user"]["libraryTracks"]["edges"]

    assert tuple(edge["node"]["id"] for edge in edges) == sandbox.track_ids[:3]

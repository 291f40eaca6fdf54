"""Tracks and albums answer as in the documents' samples."""

import pytest
from sandbox_http import Http, http_to

from amazon_music_async.sandbox import Sandbox


async def test_one_track_is_the_documents_sample(http: Http) -> None:
    """GET /tracks/{id} answers with the documents' sample."""
    answer = await http.get("/tracks/B076YT2CBT")

    assert answer.status == 200
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.json["data"]["track"]["title"] == 'Happy (From "Despicable Me 2")'


@pytest.mark.parametrize("path", ["/albums/B0064UPU4G", "/albums/B0064UPU4G/"])
async def test_one_album_is_the_documents_sample(http: Http, path: str) -> None:
    """GET /albums/{id} answers with and without the slash that the documents print."""
    answer = await http.get(path)

    assert answer.json["data"]["album"]["title"] == "Discovery"


async def test_many_tracks_come_in_the_order_asked(http: Http, sandbox: Sandbox) -> None:
    """GET /tracks answers with whole tracks in the order asked, each once."""
    asked = [*sandbox.track_ids[20:120]]

    answer = await http.get(f"/tracks?ids={','.join([*asked[:-1], asked[0]])}&mediaType=AUDIO")

    assert [track["id"] for track in answer.json["data"]["tracks"]] == asked[:-1]


@pytest.mark.parametrize("path", ["/albums?ids=", "/albums/?ids="])
async def test_many_albums_are_asked_in_two_spellings(http: Http, path: str) -> None:
    """GET /albums answers in both spellings, with escaped commas too."""
    answer = await http.get(path + "B0064UPU4G%2CB00D3PLC1K")

    assert [album["id"] for album in answer.json["data"]["albums"]] == ["B0064UPU4G", "B00D3PLC1K"]


async def test_a_saved_track_is_in_the_library(http: Http, sandbox: Sandbox) -> None:
    """A saved track is in the user's library until it is removed."""
    saved = await http.put("/me/library/tracks/B08DL2BXQC")
    in_between = list(sandbox.user().library_tracks)
    removed = await http.delete("/me/library/tracks/B08DL2BXQC")

    track = {
        "id": "B08DL2BXQC",
        "title": "Kane Train",
        "isrc": "GBCFB2000356",
        "url": "https://music.amazon.com/albums/B08DL2H5PV/?trackAsin=B08DL2BXQC",
    }
    assert saved.json == {"data": {"saveTrack": {"track": track, "saveState": "SAVED"}}}
    assert removed.json == {"data": {"removeTrack": {"track": track, "saveState": "REMOVED"}}}
    assert (in_between, list(sandbox.user().library_tracks)) == (["B08DL2BXQC"], [])


async def test_a_saved_album_is_in_the_library(sandbox: Sandbox, http: Http) -> None:
    """A saved album is seen by the next read of the library, a removed one is not."""
    album = {
        "id": "B091MTJT3P",
        "title": "All Rebel Rockers",
        "url": "https://music.amazon.com/albums/B091MTJT3P",
    }

    removed = await http.delete("/me/library/albums/B091MTJT3P")
    without = await http.get("/me/library/albums?albumIds=B091MTJT3P")
    saved = await http.put("/me/library/albums/B091MTJT3P")
    with_it = await http.get("/me/library/albums?albumIds=B091MTJT3P")

    assert removed.json == {"data": {"removeAlbum": {"album": album, "saveState": "REMOVED"}}}
    assert without.json["data"]["user"]["libraryAlbums"]["edgeCount"] == 0
    assert saved.json == {"data": {"saveAlbum": {"album": album, "saveState": "SAVED"}}}
    assert with_it.json["data"]["user"]["libraryAlbums"]["edges"][0]["node"] == album
    assert sandbox.library_ids[-1] == "B091MTJT3P"


async def test_removing_twice_is_removing_once(http: Http) -> None:
    """Removing an album that is not in the library succeeds."""
    await http.delete("/me/library/albums/B091MTJT3P")

    assert (await http.delete("/me/library/albums/B091MTJT3P")).status == 200


async def test_a_liked_track_is_read_back(http: Http, sandbox: Sandbox) -> None:
    """A track that was liked is read back as liked."""
    track_id = sandbox.track_ids[900]

    put = await http.put(f"/me/tracks/{track_id}", {"likeState": "LIKE"})
    read = await http.get(f"/me/tracks?trackIds={track_id}")

    answer = put.json["data"]["setTrackLikeState"]
    assert (answer["likeState"], answer["track"]["id"]) == ("LIKE", track_id)
    assert answer["track"].keys() == {"id", "title", "url"}
    assert read.json["data"]["user"]["tracks"]["edges"] == [{"likeState": "LIKE", "node": answer["track"]}]


async def test_a_disliked_track_stays_in_the_list(http: Http, sandbox: Sandbox) -> None:
    """As in the documents' sample, the list holds disliked tracks with that state."""
    first = sandbox.liked_ids[0]

    await http.put(f"/me/tracks/{first}", {"likeState": "DISLIKE"})

    assert sandbox.liked_ids[0] == first
    assert sandbox.user().liked.state_of(first) == "DISLIKE"
    assert sandbox.user().liked.state_of("B01MXJA5O0") == "DISLIKE"
    assert sandbox.user().liked.state_of("NOBODY") is None


async def test_a_library_edge_has_every_documented_field(http: Http) -> None:
    """An edge says whether the album was bought or uploaded, and has an object id of its own."""
    page = (await http.get("/me/library/albums?limit=20")).json["data"]["user"]["libraryAlbums"]

    assert all(edge.keys() == {"purchased", "uploaded", "node", "objectId"} for edge in page["edges"])
    assert len({edge["objectId"] for edge in page["edges"]}) == 20
    assert {edge["purchased"] for edge in page["edges"]} == {True, False}


@pytest.mark.parametrize("path", ["/me/library/albums/NOBODY", "/me/library/tracks/NOBODY"])
async def test_unknown_ids_cannot_be_saved_or_removed(http: Http, path: str) -> None:
    """Saving or removing an id that the catalogue does not have is a 404."""
    for answer in (await http.put(path), await http.delete(path)):
        assert (answer.status, answer.error["code"]) == (404, "RESOURCE_NOT_FOUND")


async def test_nodes_can_be_full() -> None:
    """With ``full_nodes`` the lists hold whole tracks and albums."""
    async with Sandbox(full_nodes=True) as sandbox, http_to(sandbox) as http:
        liked = (await http.get("/me/tracks")).json["data"]["user"]["tracks"]["edges"][50]["node"]
        track = (await http.get(f"/tracks/{liked['id']}")).json["data"]["track"]

        assert liked == track


async def test_answers_can_be_shuffled() -> None:
    """With ``shuffle_answers`` many items come in another order than asked, and all come."""
    async with Sandbox(shuffle_answers=True) as sandbox, http_to(sandbox) as http:
        asked = sandbox.track_ids[:100]
        answer = await http.get(f"/tracks?ids={','.join(asked)}")
        got = tuple(track["id"] for track in answer.json["data"]["tracks"])

        assert got != asked
        assert set(got) == set(asked)


async def test_keys_can_be_singular() -> None:
    """With ``singular_keys`` a list comes under the name of one."""
    async with Sandbox(singular_keys=True) as sandbox, http_to(sandbox) as http:
        answer = await http.get("/albums?ids=B0064UPU4G")

        assert [album["id"] for album in answer.json["data"]["album"]] == ["B0064UPU4G"]


async def test_unknown_ids_among_many_are_left_out(http: Http) -> None:
    """By default an unknown id has no item."""
    answer = await http.get("/tracks?ids=NOBODY,B076YT2CBT")

    assert [track["id"] for track in answer.json["data"]["tracks"]] == ["B076YT2CBT"]


async def test_unknown_ids_among_many_can_be_null() -> None:
    """With ``unknown_ids="null"`` null stands in their place."""
    async with Sandbox(unknown_ids="null") as sandbox, http_to(sandbox) as http:
        answer = await http.get("/tracks?ids=NOBODY,B076YT2CBT")

        assert [track and track["id"] for track in answer.json["data"]["tracks"]] == [None, "B076YT2CBT"]


async def test_unknown_ids_among_many_can_fail_the_call() -> None:
    """With ``"refuse"`` the whole call is a 404, with ``"reject"`` a 400."""
    async with Sandbox(unknown_ids="refuse") as sandbox, http_to(sandbox) as http:
        refused = await http.get("/tracks?ids=NOBODY,B076YT2CBT")
    async with Sandbox(unknown_ids="reject") as sandbox, http_to(sandbox) as http:
        rejected = await http.get("/tracks?ids=NOBODY,B076YT2CBT")

    assert (refused.status, refused.error["code"]) == (404, "RESOURCE_NOT_FOUND")
    assert (rejected.status, rejected.error["code"]) == (400, "BAD_REQUEST")


async def test_several_users_do_not_mix(sandbox: Sandbox, http: Http) -> None:
    """Each user has likes of their own, and another's write does not touch them."""
    anna = f"Bearer {sandbox.issue_token('anna')}"
    track_id = sandbox.track_ids[-1]

    await http.put(f"/me/tracks/{track_id}", {"likeState": "LIKE"}, authorization=anna)
    hers = (await http.get("/me/tracks?limit=5", authorization=anna)).json["data"]["user"]
    mine = (await http.get("/me/tracks?limit=5")).json["data"]["user"]

    assert track_id in sandbox.user("anna").liked
    assert track_id not in sandbox.user().liked
    assert hers["id"] != mine["id"]
    assert hers["tracks"]["edges"] != mine["tracks"]["edges"]
    assert [request.user for request in sandbox.requests] == ["anna", "anna", "default"]

"""Playlists of the sandbox: what is written is seen by later reads."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import orjson
import pytest
from sandbox_http import Answer, Http
from sandbox_requests import FORM

from amazon_music_async.sandbox import Sandbox

EXAMPLE = {"title": "Example", "description": "Amazing Songs", "visibility": "PRIVATE"}


async def created(http: Http, *track_ids: str, duplicates: bool = False) -> str:
    """A new playlist with these tracks."""
    answer = await http.post("/playlists", EXAMPLE)
    id_: str = answer.json["data"]["createPlaylist"]["id"]
    if track_ids:
        await http.put(f"/playlists/{id_}/tracks", {"trackIds": track_ids, "addDuplicateTracks": duplicates})
    return id_


async def update(http: Http, id_: str, fields: Mapping[str, str]) -> Answer:
    """PUT the fields of a playlist as a form."""
    return await http.send("PUT", f"/playlists/{id_}", urlencode(fields).encode(), {"content-type": FORM})


async def patch(http: Http, id_: str, **body: object) -> Answer:
    """Move entries."""
    chosen = {name: value for name, value in body.items() if value is not None}
    return await http.send(
        "PATCH", f"/playlists/{id_}/tracks", orjson.dumps(chosen), {"content-type": "application/json"}
    )


async def edges(http: Http, id_: str, query: str = "") -> list[Any]:
    """The edges of a page of a playlist's tracks."""
    return list((await http.get(f"/playlists/{id_}/tracks{query}")).json["data"]["playlist"]["tracks"]["edges"])


async def entries(http: Http, id_: str) -> list[str]:
    """The ids of a playlist's entries, in order."""
    return [edge["cursor"].rpartition(":")[2] for edge in await edges(http, id_)]


async def test_a_created_playlist_is_read_back(http: Http) -> None:
    """POST /playlists answers with the new playlist, which GET then has in full."""
    answer = (await http.post("/playlists", EXAMPLE)).json["data"]["createPlaylist"]
    read = (await http.get(f"/playlists/{answer['id']}")).json["data"]["playlist"]

    assert answer.keys() == {"id", "title", "visibility", "url"}
    assert read == {**read, **EXAMPLE, "trackCount": 0, "duration": 0}
    assert read["eligibility"]["playback"] == {"canPlayOnDemand": True, "shuffleType": "INLINE"}


@pytest.mark.parametrize("missing", EXAMPLE)
async def test_creating_needs_every_field(http: Http, missing: str) -> None:
    """Title, description and visibility are required."""
    answer = await http.post("/playlists", {name: value for name, value in EXAMPLE.items() if name != missing})

    assert (answer.status, f"'{missing}'" in answer.error["message"]) == (400, True)


async def test_an_update_is_a_form(http: Http) -> None:
    """PUT /playlists/{id} takes a form, and refuses JSON."""
    id_ = await created(http)

    updated = await update(http, id_, {"title": "Née", "description": "new", "visibility": "PUBLIC"})
    as_json = await http.put(f"/playlists/{id_}", EXAMPLE)

    playlist = updated.json["data"]["updatePlaylist"]
    assert (playlist["title"], playlist["visibility"]) == ("Née", "PUBLIC")
    assert (as_json.status, "x-www-form-urlencoded" in as_json.error["message"]) == (400, True)
    assert (await http.get(f"/playlists/{id_}")).json["data"]["playlist"]["description"] == "new"


async def test_an_update_resets_what_is_not_given(http: Http) -> None:
    """An update without description and visibility empties the one and makes the playlist private."""
    id_ = await created(http)
    await update(http, id_, {"title": "one", "description": "new", "visibility": "PUBLIC"})

    await update(http, id_, {"title": "two"})

    playlist = (await http.get(f"/playlists/{id_}")).json["data"]["playlist"]
    assert (playlist["title"], playlist["description"], playlist["visibility"]) == ("two", "", "PRIVATE")


async def test_a_deleted_playlist_is_gone(http: Http) -> None:
    """DELETE answers 204 without a body, and later reads are 404s."""
    id_ = await created(http)

    deleted = await http.delete(f"/playlists/{id_}")

    assert (deleted.status, deleted.body) == (204, b"")
    assert (await http.get(f"/playlists/{id_}")).status == 404
    assert (await http.delete(f"/playlists/{id_}")).status == 404


async def test_entries_keep_their_ids_while_positions_move(http: Http, sandbox: Sandbox) -> None:
    """A cursor is the position and the entry's id; removing an entry changes positions only."""
    id_ = await created(http, *sandbox.track_ids[:4])
    before = await entries(http, id_)

    removed = await http.delete(f"/playlists/{id_}/tracks", {"entryIds": [before[1]]})

    after = await edges(http, id_)
    assert [edge["cursor"] for edge in after] == [f"{n}:{before[m]}" for n, m in enumerate([0, 2, 3])]
    assert [edge["node"]["id"] for edge in after] == [sandbox.track_ids[n] for n in (0, 2, 3)]
    assert removed.json["data"]["removeTracks"]["trackCount"] == 3


async def test_the_nodes_of_a_playlist_have_album_and_artists(http: Http, sandbox: Sandbox) -> None:
    """The track nodes hold more than those of other lists."""
    id_ = await created(http, sandbox.track_ids[50])

    (edge,) = await edges(http, id_)

    assert edge["node"].keys() == {"id", "title", "url", "isrc", "album", "artists"}


async def test_duplicates_are_left_out_by_default(http: Http, sandbox: Sandbox) -> None:
    """Appending a track that is there does nothing, unless addDuplicateTracks is true."""
    one, two = sandbox.track_ids[:2]
    id_ = await created(http, one, two, one)

    without = [edge["node"]["id"] for edge in await edges(http, id_)]
    appended = await http.put(f"/playlists/{id_}/tracks", {"trackIds": [two], "addDuplicateTracks": True})
    duplicated = [edge["node"]["id"] for edge in await edges(http, id_)]

    assert (without, duplicated) == ([one, two], [one, two, two])
    assert appended.json["data"]["appendTracks"]["trackCount"] == 3


async def test_appending_an_unknown_track_appends_none(http: Http, sandbox: Sandbox) -> None:
    """One unknown id has the whole request refused."""
    id_ = await created(http)

    answer = await http.put(f"/playlists/{id_}/tracks", {"trackIds": [sandbox.track_ids[0], "NOBODY"]})

    assert (answer.status, "NOBODY" in answer.error["message"]) == (404, True)
    assert await entries(http, id_) == []


async def test_removing_an_entry_twice_is_removing_it_once(http: Http, sandbox: Sandbox) -> None:
    """An entry that was removed before is ignored; an id that never was an entry is a 404."""
    id_ = await created(http, *sandbox.track_ids[:2])
    first, _ = await entries(http, id_)

    answers = [await http.delete(f"/playlists/{id_}/tracks", {"entryIds": [first]}) for _ in range(2)]
    never = await http.delete(f"/playlists/{id_}/tracks", {"entryIds": [sandbox.track_ids[1]]})

    assert [answer.status for answer in answers] == [200, 200]
    assert never.status == 404
    assert len(await entries(http, id_)) == 1


@pytest.mark.parametrize(
    ("moved", "above", "below", "order"),
    [
        ([3], None, 0, [3, 0, 1, 2]),
        ([0], 3, None, [1, 2, 3, 0]),
        ([3, 0], 1, 2, [1, 3, 0, 2]),
        ([0], 1, 2, [1, 0, 2, 3]),
        ([1, 1], 2, None, [0, 2, 1, 3]),
    ],
)
async def test_entries_move_between_their_new_neighbours(
    http: Http, sandbox: Sandbox, moved: list[int], above: int | None, below: int | None, order: list[int]
) -> None:
    """The entries moved stand, in the order given, below entryIdAbove and above entryIdBelow."""
    id_ = await created(http, *sandbox.track_ids[:4])
    ids = await entries(http, id_)

    answer = await patch(
        http,
        id_,
        entryIds=[ids[each] for each in moved],
        entryIdAbove=None if above is None else ids[above],
        entryIdBelow=None if below is None else ids[below],
    )

    assert answer.json["data"]["moveTracks"]["trackCount"] == 4
    assert await entries(http, id_) == [ids[each] for each in order]


async def test_a_move_to_nowhere_is_refused(http: Http, sandbox: Sandbox) -> None:
    """Without a neighbour, with two that are not neighbours, or with an unknown one nothing moves."""
    id_ = await created(http, *sandbox.track_ids[:4])
    ids = await entries(http, id_)

    nowhere = await patch(http, id_, entryIds=ids[:1])
    apart = await patch(http, id_, entryIds=ids[:1], entryIdAbove=ids[1], entryIdBelow=ids[3])
    itself = await patch(http, id_, entryIds=ids[:1], entryIdAbove=ids[0])
    unknown = await patch(http, id_, entryIds=ids[:1], entryIdAbove="NOBODY")

    assert [each.status for each in (nowhere, apart, itself, unknown)] == [400, 400, 400, 404]
    assert await entries(http, id_) == ids


async def test_the_tracks_of_a_playlist_come_in_pages(http: Http, sandbox: Sandbox) -> None:
    """Positions go on from page to page."""
    playlist = sandbox.user().playlists[0]
    first = (await http.get(f"/playlists/{playlist.id}/tracks?limit=20")).json["data"]["playlist"]
    rest = await edges(http, playlist.id, f"?limit=20&cursor={first['tracks']['pageInfo']['token']}")

    cursors = [edge["cursor"] for edge in (*first["tracks"]["edges"], *rest)]
    assert cursors == [f"{n}:{entry.id}" for n, entry in enumerate(playlist.entries)]
    assert first["title"] == playlist.title


async def test_the_users_playlists_can_be_sorted(http: Http) -> None:
    """By default in the order of making; by name; or the latest change first."""
    ids = [
        (await http.post("/playlists", EXAMPLE | {"title": title})).json["data"]["createPlaylist"]["id"]
        for title in "ba"
    ]
    await update(http, ids[0], {"title": "b"})

    async def listed(query: str = "") -> list[str]:
        found = (await http.get(f"/me/playlists{query}")).json["data"]["user"]["playlists"]["edges"]
        assert [edge["cursor"] for edge in found] == [f"{n}:{edge['node']['id']}" for n, edge in enumerate(found)]
        return [edge["node"]["id"] for edge in found if edge["node"]["id"] in ids]

    assert await listed() == ids
    assert await listed("?sortBy=NAME") == ids[::-1]
    assert await listed("?sortBy=RECENTLY_UPDATED") == ids
    assert (await http.get("/me/playlists?sortBy=name")).status == 400


async def test_a_private_playlist_is_hidden_from_others(http: Http, sandbox: Sandbox) -> None:
    """Another user finds a private playlist not at all, and may read, but not change, a public one."""
    id_ = await created(http)
    anna = {"authorization": f"Bearer {sandbox.issue_token('anna')}"}
    hidden = await http.send("GET", f"/playlists/{id_}", headers=anna)
    await update(http, id_, EXAMPLE | {"visibility": "PUBLIC"})

    shown = await http.send("GET", f"/playlists/{id_}", headers=anna)
    changed = await http.send("DELETE", f"/playlists/{id_}", headers=anna)

    assert (hidden.status, shown.status, changed.status) == (404, 200, 403)


async def test_a_playlist_of_the_catalogue_can_be_read(http: Http, sandbox: Sandbox) -> None:
    """Editorial playlists have tracks, and belong to nobody."""
    id_ = sandbox.catalogue.playlists.ids[0]

    playlist = (await http.get(f"/playlists/{id_}")).json["data"]["playlist"]

    assert (playlist["trackCount"], playlist["visibility"]) == (25, "PUBLIC")
    assert len(await edges(http, id_)) == 25
    assert (await http.delete(f"/playlists/{id_}")).status == 403


async def test_a_followed_playlist_is_listed_until_unfollowed(http: Http, sandbox: Sandbox) -> None:
    """PUT and DELETE answer without a body; the list holds id, name and url of each playlist."""
    id_ = sandbox.catalogue.playlists.ids[30]

    async def followed() -> list[Any]:
        user = (await http.get("/me/followed/playlists")).json["data"]["user"]
        assert user.keys() == {"id", "name", "url", "followedPlaylists"}
        return [edge["node"] for edge in user["followedPlaylists"]["edges"]]

    before = await followed()
    put = await http.put(f"/me/followed/playlists/{id_}")
    between = await followed()
    deleted = await http.delete(f"/me/followed/playlists/{id_}")

    assert (put.status, put.body, deleted.status, deleted.body) == (200, b"", 200, b"")
    assert between[-1].keys() == {"id", "name", "url"}
    assert ([each["id"] for each in between], await followed()) == ([*(each["id"] for each in before), id_], before)


async def test_an_unknown_playlist_cannot_be_followed(http: Http) -> None:
    """Following or unfollowing an unknown id is a 404."""
    assert (await http.put("/me/followed/playlists/NOBODY")).status == 404
    assert (await http.delete("/me/followed/playlists/NOBODY")).status == 404


async def test_a_deleted_playlist_is_no_longer_followed(http: Http) -> None:
    """The list of followed playlists leaves out one that is gone."""
    id_ = await created(http)
    await http.put(f"/me/followed/playlists/{id_}")
    await http.delete(f"/playlists/{id_}")

    edges_ = (await http.get("/me/followed/playlists")).json["data"]["user"]["followedPlaylists"]["edges"]

    assert id_ not in [edge["node"]["id"] for edge in edges_]


def test_a_playlist_shows_its_tracks_to_tests(sandbox: Sandbox) -> None:
    """`User.playlists` are the user's own, with the ids of their tracks."""
    playlists = sandbox.user().playlists

    assert [playlist.title for playlist in playlists] == ["Playlist 1", "Playlist 2", "Playlist 3"]
    assert {len(playlist.track_ids) for playlist in playlists} == {25}
    assert not {each.id for each in playlists} & {each.id for each in sandbox.user("anna").playlists}

"""The endpoints of playlists."""

from collections.abc import Awaitable, Callable
from typing import Any

import orjson
import pytest
from endpoint_cases import NOTHING, Case, check, page
from fake_clock import FakeClock
from fake_transport import FakeTransport, Reply, answer, client, error

from amazon_music_async import (
    Added,
    AmazonMusic,
    AmazonMusicError,
    ConnectionFailed,
    InvalidId,
    Playlist,
    PlaylistEntry,
    Retry,
    ServerError,
    Track,
    Visibility,
)

BODY = {"id": "P1", "title": "One", "description": "d", "visibility": "PUBLIC"}
PLAYLIST = Playlist(id="P1", title="One", description="d", visibility=Visibility.PUBLIC)
EDGE = {"cursor": "3:e-7", "node": {"id": "B1"}}
ENTRY = PlaylistEntry(track=Track(id="B1"), cursor="3:e-7")

CASES = {
    "get": Case(lambda m: m.playlists.get("P1"), "GET playlists/P1", {"playlist": BODY}, PLAYLIST),
    "mine": Case(
        lambda m: m.playlists.mine().take(9), "GET me/playlists?limit=100", page("user.playlists", BODY), [PLAYLIST]
    ),
    "mine, sorted": Case(
        lambda m: m.playlists.mine(sort_by="NAME", page_size=3, start="x").take(9),
        "GET me/playlists?sortBy=NAME&limit=3&cursor=x",
        page("user.playlists", BODY),
        [PLAYLIST],
    ),
    "followed": Case(
        lambda m: m.playlists.followed().take(9),
        "GET me/followed/playlists?limit=100",
        page("user.followedPlaylists", BODY),
        [PLAYLIST],
    ),
    "follow": Case(lambda m: m.playlists.follow("P1"), "PUT me/followed/playlists/P1", NOTHING, None),
    "unfollow": Case(lambda m: m.playlists.unfollow("P1"), "DELETE me/followed/playlists/P1", NOTHING, None),
    "tracks": Case(
        lambda m: m.playlists.tracks("P1").take(9),
        "GET playlists/P1/tracks?limit=100",
        {"playlist": {"title": "x", "tracks": {"pageInfo": {"hasNextPage": False}, "edges": [EDGE]}}},
        [ENTRY],
    ),
    "create": Case(
        lambda m: m.playlists.create("One"),
        "POST playlists",
        {"createPlaylist": BODY},
        PLAYLIST,
        body={"title": "One", "description": "", "visibility": "PRIVATE"},
    ),
    "create, all parameters, under another key": Case(
        lambda m: m.playlists.create("One", description="d", visibility="PUBLIC"),
        "POST playlists",
        {"playlist": BODY},
        PLAYLIST,
        body={"title": "One", "description": "d", "visibility": "PUBLIC"},
    ),
    "update, all of it": Case(
        lambda m: m.playlists.update("P1", title="One", description="d", visibility=Visibility.PUBLIC),
        "PUT playlists/P1",
        {"updatePlaylist": BODY},
        PLAYLIST,
        body=[("title", "One"), ("description", "d"), ("visibility", "PUBLIC")],
    ),
    "update, a part": Case(
        lambda m: m.playlists.update("P1", title="Two"),
        "PUT playlists/P1",
        {"updatePlaylist": {**BODY, "title": "Two"}},
        Playlist(id="P1", title="Two", description="d", visibility=Visibility.PUBLIC),
        body=[("title", "Two"), ("description", "d"), ("visibility", "PUBLIC")],
        also=(("GET playlists/P1", {"playlist": BODY}),),
    ),
    "update of a playlist that says little": Case(
        lambda m: m.playlists.update("P1", visibility="PRIVATE"),
        "PUT playlists/P1",
        {"updatePlaylist": BODY},
        PLAYLIST,
        body=[("title", "One"), ("description", ""), ("visibility", "PRIVATE")],
        also=(("GET playlists/P1", {"playlist": {"id": "P1", "title": "One"}}),),
    ),
    "delete": Case(lambda m: m.playlists.delete("P1"), "DELETE playlists/P1", NOTHING, None),
    "add": Case(
        lambda m: m.playlists.add("P1", iter(["B1", "B2"])),
        "PUT playlists/P1/tracks",
        {"appendTracks": {}},
        Added(2),
        body={"trackIds": ["B1", "B2"], "addDuplicateTracks": False},
    ),
    "add, with duplicates": Case(
        lambda m: m.playlists.add("P1", ["B1", "B1"], duplicates=True),
        "PUT playlists/P1/tracks",
        NOTHING,
        Added(2),
        body={"trackIds": ["B1", "B1"], "addDuplicateTracks": True},
        also=(("GET playlists/P1", {"playlist": {"id": "P1", "trackCount": 3}}),),
    ),
    "remove": Case(
        lambda m: m.playlists.remove("P1", ["e1", "e2"]),
        "DELETE playlists/P1/tracks",
        NOTHING,
        None,
        body={"entryIds": ["e1", "e2"]},
    ),
    "move": Case(
        lambda m: m.playlists.move("P1", ["e1"], below="e9"),
        "PATCH playlists/P1/tracks",
        NOTHING,
        None,
        body={"entryIds": ["e1"], "entryIdBelow": "e9"},
    ),
    "move, between two": Case(
        lambda m: m.playlists.move("P1", ["e1"], above="e3", below="e4"),
        "PATCH playlists/P1/tracks",
        NOTHING,
        None,
        body={"entryIds": ["e1"], "entryIdAbove": "e3", "entryIdBelow": "e4"},
    ),
}


@pytest.mark.parametrize("name", CASES)
async def test_an_endpoint_of_playlists_is_called_as_documented(name: str) -> None:
    """Method, path, query and body; and the answer becomes what the signature says."""
    await check(CASES[name])


def length(count: int | None) -> Reply:
    """A playlist of so many tracks."""
    return answer({"playlist": {"id": "P1", **({} if count is None else {"trackCount": count})}})


def bodies(transport: FakeTransport, key: str) -> list[list[str]]:
    """The ids of each change."""
    return [orjson.loads(sent.body)[key] for sent in transport.sent if sent.body]


@pytest.mark.parametrize(
    ("entry", "entry_id", "position"),
    [
        (ENTRY, "e-7", 3),
        (PlaylistEntry(track=Track(id="B1"), cursor="3:a:e-7", item_id="e-8"), "e-8", 3),
        (PlaylistEntry(track=Track(id="B1"), cursor="e-7"), "e-7", None),
        (PlaylistEntry(track=Track(id="B1")), None, None),
    ],
)
def test_an_entry_knows_its_id_and_its_position(entry: PlaylistEntry, entry_id: str, position: int) -> None:
    """From ``itemId``, or what follows the last colon of the cursor."""
    assert (entry.entry_id, entry.position) == (entry_id, position)


async def test_many_tracks_are_added_in_order_a_hundred_at_a_time() -> None:
    """One request after the other, or their order would be lost."""
    ids = [f"B{number}" for number in range(250)]
    transport = FakeTransport(reply=lambda _: NOTHING)
    async with client(transport) as music:
        assert await music.playlists.add("P1", ids) == Added(250)

    assert transport.peak == 1
    assert [len(batch) for batch in bodies(transport, "trackIds")] == [100, 100, 50]
    assert [id for batch in bodies(transport, "trackIds") for id in batch] == ids


async def test_nothing_added_is_nothing_sent() -> None:
    """Not even the length is read."""
    async with client(FakeTransport(reply=lambda _: error(500))) as music:
        assert await music.playlists.add("P1", [], duplicates=True) == Added(0)


async def test_many_entries_are_moved_one_batch_after_the_other() -> None:
    """Each below the last entry of the one before."""
    ids = [f"e{number}" for number in range(150)]
    transport = FakeTransport(reply=lambda _: NOTHING)
    async with client(transport) as music:
        await music.playlists.move("P1", ids, above="top")
        await music.playlists.move("P1", ids, below="bottom")
    sent = [orjson.loads(one.body or b"") for one in transport.sent]

    assert [one.get("entryIdAbove") for one in sent] == ["top", "e99", None, None]
    assert [one.get("entryIdBelow") for one in sent] == [None, None, "bottom", "bottom"]


CHANGES: dict[str, Callable[[AmazonMusic, list[str]], Awaitable[object]]] = {
    "add": lambda m, ids: m.playlists.add("P1", ids),
    "add, with duplicates": lambda m, ids: m.playlists.add("P1", ids, duplicates=True),
    "remove": lambda m, ids: m.playlists.remove("P1", ids),
    "move": lambda m, ids: m.playlists.move("P1", ids, below="x"),
}


@pytest.mark.parametrize("name", CHANGES)
async def test_a_change_that_fails_says_what_is_left_to_do(name: str) -> None:
    """``pending`` holds it in order, from the batch that failed on."""
    ids = [f"B{number}" for number in range(250)]
    replies = [NOTHING, error(403)]
    transport = FakeTransport(replies=[length(5), *replies] if "duplicates" in name else replies)
    async with client(transport) as music:
        with pytest.raises(AmazonMusicError) as caught:
            await CHANGES[name](music, ids)

    assert caught.value.pending == tuple(ids[100:])


@pytest.mark.parametrize("name", ["add", "remove", "move"])
async def test_a_change_that_may_be_repeated_is_sent_again(name: str) -> None:
    """To do it twice changes nothing more."""
    transport = FakeTransport(replies=[ConnectionFailed("cut"), NOTHING], clock=FakeClock())
    async with client(transport) as music:
        await CHANGES[name](music, ["B1"])

    assert len(transport.sent) == 2


@pytest.mark.parametrize(("now", "sent"), [(3, ["GET", "PUT", "GET"]), (2, ["GET", "PUT", "GET", "PUT"])])
async def test_tracks_that_may_be_there_twice_are_not_added_twice(now: int, sent: list[str]) -> None:
    """After a lost answer the length of the playlist tells whether they arrived."""
    transport = FakeTransport(replies=[length(2), ConnectionFailed("cut"), length(now), NOTHING], clock=FakeClock())
    async with client(transport) as music:
        assert await music.playlists.add("P1", ["B1"], duplicates=True) == Added(1)

    assert [one.method for one in transport.sent] == sent


@pytest.mark.parametrize(
    "replies",
    [
        [length(2), ConnectionFailed("cut"), length(7)],
        [length(2), ConnectionFailed("cut"), length(None)],
        [length(None), ConnectionFailed("cut")],
    ],
    ids=["somebody else changed it", "the length is not known any more", "the length was never known"],
)
async def test_where_the_length_does_not_tell_the_user_is_asked_to_look(replies: list[Reply]) -> None:
    """Nothing is sent again, and the error says why."""
    transport = FakeTransport(replies=replies, clock=FakeClock())
    async with client(transport) as music:
        with pytest.raises(ConnectionFailed, match="may be in the playlist: look before you add them again") as caught:
            await music.playlists.add("P1", ["B1"], duplicates=True)

    assert caught.value.pending == ("B1",)
    assert [sent.method for sent in transport.sent].count("PUT") == 1


async def test_a_length_is_followed_through_several_requests() -> None:
    """What was added counts for the next batch."""
    ids = [f"B{number}" for number in range(150)]
    transport = FakeTransport(replies=[length(2), NOTHING, ConnectionFailed("cut"), length(152)], clock=FakeClock())
    async with client(transport) as music:
        assert await music.playlists.add("P1", ids, duplicates=True) == Added(150)


@pytest.mark.parametrize("failure", [ConnectionFailed("cut"), error(503), answer(body=b"")])
async def test_a_playlist_is_made_once_and_a_lost_answer_says_that_it_may_exist(failure: Reply) -> None:
    """Whoever reads the error knows where to look."""
    transport = FakeTransport(replies=[failure], clock=FakeClock())
    async with client(transport) as music:
        with pytest.raises(AmazonMusicError, match=r"'One' may exist all the same: look for it in playlists.mine\(\)"):
            await music.playlists.create("One")

    assert len(transport.sent) == 1


async def test_a_refused_playlist_does_not_exist() -> None:
    """Then nothing needs to be looked for."""
    async with client(FakeTransport(replies=[error(403)])) as music:
        with pytest.raises(AmazonMusicError) as caught:
            await music.playlists.create("One")

    assert "may exist" not in str(caught.value)


async def test_an_update_whose_answer_says_nothing_is_read_again() -> None:
    """The change has happened: an answer of another shape is no failure."""
    transport = FakeTransport(replies=[answer({"playlist": BODY}), NOTHING, answer({"playlist": BODY})])
    async with client(transport) as music:
        assert await music.playlists.update("P1", visibility="PUBLIC") == PLAYLIST

    assert [sent.method for sent in transport.sent] == ["GET", "PUT", "GET"]


WRONG: list[tuple[Callable[[Any], Any], type[Exception], str]] = [
    (lambda m: m.playlists.create(""), ValueError, "title is empty"),
    (lambda m: m.playlists.create(None), TypeError, "title is a str, not NoneType"),
    (lambda m: m.playlists.create("x", visibility="FRIENDS"), ValueError, "visibility= must be one of"),
    (lambda m: m.playlists.update("P1"), ValueError, "nothing to change"),
    (lambda m: m.playlists.add("P1", "B1"), TypeError, r"track ids are several: pass \['B1'\]"),
    (lambda m: m.playlists.add("P1", ["B1", "a,b"]), InvalidId, "a,b"),
    (lambda m: m.playlists.remove("P1", "e1"), TypeError, r"entry ids are several: pass \['e1'\]"),
    (lambda m: m.playlists.remove("P1", [ENTRY]), TypeError, "named by its .entry_id, a str, not PlaylistEntry"),
    (lambda m: m.playlists.move("P1", ["e1"]), ValueError, "where to?"),
]


@pytest.mark.parametrize(("call", "kind", "words"), WRONG)
async def test_a_wrong_argument_is_refused(call: Any, kind: type[Exception], words: str) -> None:
    """Before anything is sent."""
    transport = FakeTransport()
    async with client(transport, retry=Retry.none()) as music:
        with pytest.raises(kind, match=words):
            await call(music)

    assert transport.sent == []


async def test_a_server_error_is_looked_into_as_a_lost_answer_is() -> None:
    """Nobody knows what a server did before it failed."""
    transport = FakeTransport(replies=[length(2), error(503), length(3)], clock=FakeClock())
    async with client(transport) as music:
        assert await music.playlists.add("P1", ["B1"], duplicates=True) == Added(1)
        transport.replies.extend([length(2), error(503), length(2), error(503)])
        with pytest.raises(ServerError) as caught:
            await music.playlists.add("P1", ["B1"], duplicates=True)

    assert caught.value.pending == ("B1",)


async def test_a_visibility_that_is_not_known_is_not_sent() -> None:
    """A playlist is renamed although the service does not say who can see it."""
    transport = FakeTransport(replies=[answer({"playlist": {"id": "P1"}}), answer({"updatePlaylist": {"id": "P1"}})])
    async with client(transport) as music:
        assert await music.playlists.update("P1", title="New") == Playlist(id="P1")

    assert transport.sent[1].body == b"title=New&description="

"""Calls that have no method: any verb, any body, any answer, any list."""

from types import NoneType
from typing import Any
from urllib.parse import parse_qs

import pytest
from aiohttp import ClientSession
from fake_clock import FakeClock
from fake_transport import API_KEY, TOKEN, FakeTransport, answer, client, error

from amazon_music_async import (
    Album,
    AmazonMusic,
    Answer,
    Connection,
    DecodeError,
    Edge,
    Request,
    Retry,
    ServerError,
    Track,
    delete,
    get,
    patch,
    post,
    put,
)

EMPTY = Answer(204, {}, b"")


def page(*ids: str, token: str | None = None) -> Answer:
    """A page of a list of albums."""
    info = {"hasNextPage": token is not None, **({"token": token} if token else {})}
    return answer({"user": {"things": {"pageInfo": info, "edges": [{"node": {"id": id}} for id in ids]}}})


@pytest.mark.parametrize("verb", [put, post, patch, delete])
@pytest.mark.parametrize("body", [b"", b"{}", b'{"data": {"appendTracks": null}}', b"OK"])
async def test_a_write_that_expects_no_answer_gives_none(verb: Any, body: bytes) -> None:
    """204 and 200, empty or not: the write has happened."""
    transport = FakeTransport(replies=[EMPTY, answer(body=body)])
    async with client(transport) as music:
        assert await music.send(verb("playlists/{}/tracks", "P1", json={"entryIds": ["7"]})) is None
        assert await music.send(verb("playlists/{}/tracks", "P1")) is None
    assert [sent.body for sent in transport.sent] == [b'{"entryIds":["7"]}', None]


async def test_an_empty_answer_where_one_is_expected_is_a_decode_error() -> None:
    """Whoever asked for an album must not get None."""
    transport = FakeTransport(replies=[EMPTY])
    async with client(transport) as music:
        with pytest.raises(DecodeError, match="the body is empty"):
            await music.send(get("albums/{}", "A", at="album", into=Album))


async def test_a_refused_write_is_an_error_although_no_answer_is_expected() -> None:
    """A success is None, a failure is raised."""
    transport = FakeTransport(reply=lambda _: error(503), clock=FakeClock())
    async with client(transport, retry=Retry.none()) as music:
        with pytest.raises(ServerError):
            await music.send(delete("playlists/{}", "P1"))


async def test_a_form_is_sent_form_encoded() -> None:
    """As the documents print ``PUT /playlists/{id}``."""
    transport = FakeTransport(replies=[EMPTY])
    async with client(transport) as music:
        await music.send(put("playlists/{}", "P1", form={"title": "Müller & Söhne", "visibility": "PUBLIC"}))
    (sent,) = transport.sent

    assert sent.headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert parse_qs((sent.body or b"").decode("ascii")) == {"title": ["Müller & Söhne"], "visibility": ["PUBLIC"]}


async def test_headers_are_sent_with_one_call_alone() -> None:
    """Playback needs the id of a device."""
    transport = FakeTransport(replies=[EMPTY, EMPTY])
    async with client(transport) as music:
        await music.send(post("playback/sessions", headers={"X-Amzn-Device-Id": "d-1"}, json={}))
        await music.send(post("playback/sessions", json={}))
    first, second = transport.sent

    assert first.headers["X-Amzn-Device-Id"] == "d-1"
    assert first.token == TOKEN
    assert first.headers["x-api-key"] == API_KEY
    assert "X-Amzn-Device-Id" not in second.headers


@pytest.mark.parametrize(
    ("headers", "words"),
    [
        ({"X-A\r\nB": "x"}, "is not a header"),
        ({"X-A": "a\r\nEvil: 1"}, "is not a header"),
        ({"X-A": ""}, "is not a header"),
        ({"authorization": "Bearer x"}, "is set by the client itself"),
        ({"X-API-Key": "x"}, "is set by the client itself"),
    ],
)
def test_an_impossible_header_is_refused(headers: dict[str, str], words: str) -> None:
    """Before anything is sent."""
    with pytest.raises(ValueError, match=words):
        put("x", headers=headers)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"json": {}, "form": {}}, "a body is json= or form=, not both"),
        ({"jsn": {}}, "put() has no option jsn"),
        ({"headers": {"X-A": 7}}, "'X-A' in headers= is a str, not int"),
        ({"form": {"limit": 7}}, "'limit' in form= is a str, not int"),
        ({"scopes": "music::library"}, "scopes= are several, not one str"),
    ],
)
def test_a_wrong_option_is_named(options: Any, words: str) -> None:
    """By its name, and with what would be right."""
    with pytest.raises(TypeError) as caught:
        put("x", **options)

    assert words in str(caught.value)


@pytest.mark.parametrize(
    ("request_", "attempts"),
    [
        (get("x", at="x", into=Track), 3),
        (put("x"), 3),
        (delete("x"), 3),
        (patch("x"), 1),
        (post("x"), 1),
        (post("x", at="x", into=Track, read_only=True), 3),
    ],
    ids=["GET", "PUT", "DELETE", "PATCH", "POST", "a POST that only reads"],
)
async def test_only_what_may_be_repeated_is_sent_again(request_: Request[Any], attempts: int) -> None:
    """A lost answer to a POST or a PATCH may stand for a change that has happened."""
    transport = FakeTransport(reply=lambda _: error(503), clock=FakeClock())
    async with client(transport, retry=Retry(attempts=3)) as music:
        with pytest.raises(ServerError) as caught:
            await music.send(request_)

    assert caught.value.attempts == len(transport.sent) == attempts


async def test_an_own_list_is_walked_with_its_cursor_in_the_query() -> None:
    """The request's own parameters stay."""
    transport = FakeTransport(replies=[page("A", "B", token="2/x"), page("C")])
    async with client(transport) as music:
        pages = music.walk(get("me/things", at="user.things", into=Connection[Edge[Album]], query={"limit": 2}))

        assert [edge.node.id async for edge in pages] == ["A", "B", "C"]

    assert [sent.url.raw_query_string for sent in transport.sent] == ["limit=2", "limit=2&cursor=2%2Fx"]


async def test_a_search_is_walked_with_its_cursor_in_the_body() -> None:
    """The documents call it ``token`` there."""
    transport = FakeTransport(replies=[page("A", token="t1"), page("B")])
    search = post("search/x", at="user.things", into=Connection[Edge[Album]], json={"limit": 1}, read_only=True)
    async with client(transport) as music:
        assert [edge.node.id async for edge in music.walk(search)] == ["A", "B"]

    assert [sent.body for sent in transport.sent] == [b'{"limit":1}', b'{"limit":1,"token":"t1"}']


async def test_an_own_list_can_begin_at_a_cursor() -> None:
    """As the lists that have methods."""
    transport = FakeTransport(replies=[page("C")])
    async with client(transport) as music:
        request = get("me/things", at="user.things", into=Connection[Edge[Album]])
        assert len([item async for item in music.walk(request, start="2/x", prefetch=True)]) == 1

    assert transport.sent[0].query == {"cursor": "2/x"}


@pytest.mark.parametrize(
    ("request_", "kind", "words"),
    [
        ("me/things", TypeError, "walk() takes a Request, as get() makes one, not str"),
        (get("x", at="x", into=Album), TypeError, "walk() takes a Request with into=Connection[…]"),
        (post("x", at="x", into=Connection[Album]), ValueError, "walk() takes a request that changes nothing"),
    ],
)
async def test_an_answer_that_is_not_a_list_is_not_walked(request_: Any, kind: type[Exception], words: str) -> None:
    """It is refused before anything is sent, with what would be right."""
    async with client() as music:
        with pytest.raises(kind) as caught:
            music.walk(request_)

    assert words in str(caught.value)


async def test_a_view_with_other_options_has_its_own_patience() -> None:
    """Its time-out and its policy; the client's stay as they are."""
    transport = FakeTransport(replies=[error(503)] * 2, clock=FakeClock())
    async with client(transport, timeout=20.0) as music:
        hasty = music.with_options(timeout=0.5, retry=Retry.none())
        with pytest.raises(ServerError):
            await hasty.tracks.get("A")
        await music.tracks.get("B")

    assert [(sent.path, sent.seconds) for sent in transport.sent] == [("tracks/A", 0.5)] + [("tracks/B", 20.0)] * 2


async def test_a_view_keeps_what_is_not_given() -> None:
    """Token, time-out and policy are the client's; another user may be given together with another patience."""
    transport = FakeTransport(clock=FakeClock())
    async with client(transport, timeout=20.0) as music:
        await music.with_options(retry=Retry.none()).tracks.get("A")
        await music.as_user("other", timeout=3.0).tracks.get("B")
        await music.as_user("other").with_options(timeout=4.0).tracks.get("C")

    assert [(sent.token, sent.seconds) for sent in transport.sent] == [(TOKEN, 20.0), ("other", 3.0), ("other", 4.0)]


@pytest.mark.parametrize(
    ("options", "kind"), [({"timeout": 0}, ValueError), ({"timeout": "1"}, TypeError), ({"retry": 3}, TypeError)]
)
async def test_a_view_refuses_a_wrong_patience(options: Any, kind: type[Exception]) -> None:
    """Where it is made, not at the first call."""
    async with client() as music:
        with pytest.raises(kind):
            music.with_options(**options)
        with pytest.raises(kind):
            music.as_user("other", **options)


async def test_a_transport_that_is_none_is_refused() -> None:
    """A transport has send() and close(), and uses no session of somebody else."""
    wrong: Any = object()
    with pytest.raises(TypeError, match=r"transport= is a Transport, with send\(\) and close\(\), not object"):
        AmazonMusic(TOKEN, api_key=API_KEY, transport=wrong)
    async with ClientSession() as session:
        with pytest.raises(TypeError, match="transport= or session=, not both"):
            AmazonMusic(TOKEN, api_key=API_KEY, transport=FakeTransport(), session=session)


def test_no_answer_is_a_type_of_its_own() -> None:
    """A request without ``into`` becomes None."""
    assert put("x").into is NoneType
    assert delete("x", json={"a": 1}) == Request("DELETE", "x", "", NoneType, json={"a": 1}, repeatable=True)

# pyright: reportPrivateUsage=false
"""What is unusual about an answer, but clear, costs nothing that arrived."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from fake_transport import answer

from amazon_music_async import Connection, DecodeError, Items, LikedTrack, Market, PageInfo, Request, Track, get
from amazon_music_async._calls.response import read
from amazon_music_async._calls.transport import Answer
from amazon_music_async._convert import read_body, read_fast


def body(text: bytes) -> Answer:
    """An answer with this body."""
    return answer(body=text)


@pytest.mark.parametrize(
    ("title", "read_as"),
    [
        (b"a\xffb", "a\N{REPLACEMENT CHARACTER}b"),
        (b"a\xed\xa0\x80b", "a" + 3 * "\N{REPLACEMENT CHARACTER}" + "b"),
        (b"a\x01b", "a\x01b"),
        (b"a\nb", "a\nb"),
        (b"a\x00b\xc3", "a\x00b\N{REPLACEMENT CHARACTER}"),
    ],
)
def test_a_bad_character_in_one_title_costs_this_character(title: bytes, read_as: str) -> None:
    """Neither a raw control character nor a byte that is not UTF-8 takes the other items with it."""
    text = b'{"data": {"tracks": [{"id": "A"}, {"id": "B", "title": "' + title + b'"}, {"id": "C"}]}}'
    value, drifts = read(get("tracks", at="tracks", into=Items[Track]), body(text))

    assert value == Items(items=(Track(id="A"), Track(id="B", title=read_as), Track(id="C")))
    assert drifts == ()


@pytest.mark.parametrize("text", [b"null", b"[]", b"[null]"])
def test_a_null_where_a_list_is_documented_is_an_empty_list(text: bytes) -> None:
    """An empty library has no list of tracks, some say."""
    many = b'{"data": {"tracks": ' + text + b"}}"
    assert read(get("tracks", at="tracks|track", into=Items[Track]), body(many))[0] == Items[Track]()
    assert read(get("tracks", at="tracks", into=dict[str, object]), body(b'{"data": {"tracks": {}}}'))[0] == {}


def test_a_null_where_a_page_is_documented_is_an_empty_last_page() -> None:
    """A walk over an empty library is complete."""
    page = read(get("a", at="user.tracks", into=Connection[LikedTrack]), answer({"user": {"tracks": None}}))[0]

    assert page == Connection[LikedTrack](page_info=PageInfo(has_next_page=False))


@pytest.mark.parametrize("edge", [{"node": {"id": "B"}, "cursor": "x"}, {"id": "B"}])
def test_a_connection_unwraps_what_its_edges_hold(edge: object) -> None:
    """A list of tracks gives tracks, with edges around them or without."""
    page = read(
        get("a", at="list", into=Connection[Track]),
        answer({"list": {"edges": [{"node": {"id": "A"}}, edge], "edgeCount": 2}}),
    )

    assert page == (Connection(edges=(Track(id="A"), Track(id="B")), edge_count=2), ())


def test_one_edge_alone_is_a_list_of_one() -> None:
    """Some services write a list of one as the one."""
    page = read(get("a", at="list", into=Connection[Track]), answer({"list": {"edges": {"node": {"id": "A"}}}}))[0]

    assert page.edges == (Track(id="A"),)


@pytest.mark.parametrize(
    "user", [{"libraryTracks": [{"id": "A"}]}, {"id": "u", "tracks": [{"id": "A"}]}, {"id": None, "track": {"id": "A"}}]
)
def test_an_asterisk_stands_for_any_other_key(user: object) -> None:
    """Where it is only reported under which key the answer lies, the only key that holds anything will do."""
    reported: Request[Items[Track]] = get("me/library/tracks", at="user.libraryTracks|*", into=Items[Track])

    assert read(reported, answer({"user": user}))[0].items == (Track(id="A"),)
    others: tuple[dict[str, object], ...] = ({"a": [], "b": []}, {"id": "u"})
    for other in others:
        with pytest.raises(DecodeError, match=r"missing @ \$\.data\.user\.libraryTracks"):
            read(reported, answer({"user": other}))


def test_a_list_that_is_there_twice_is_its_last() -> None:
    """As everywhere in JSON, the last of several equal keys counts, also if one of its entries is odd."""
    many: Request[Items[Track]] = get("tracks", at="tracks", into=Items[Track])
    for last in (b'[{"id": "B"}]', b'[{"id": "B"}, {"id": "C", "title": 5}]', b'[{"id": 5}]'):
        value, _ = read(many, body(b'{"data": {"tracks": [{"id": "A"}], "tracks": ' + last + b"}}"))
        assert Track(id="A") not in value.items
        assert len(value.items) + len(value.flaws) == last.count(b"id")


def test_threads_do_not_mix_their_answers() -> None:
    """Each thread reads its own answers."""
    many: Request[Items[Track]] = get("tracks", at="tracks", into=Items[Track])

    def both(number: int) -> bool:
        ids = [f"{number}-{place}" for place in range(200)]
        items = read(many, answer({"tracks": [{"id": id} for id in ids]}))[0].items
        return [item.id for item in items] == ids

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(both, range(200)))


def test_readers_of_many_kinds_of_answers_are_not_kept_for_ever() -> None:
    """A program that asks for ever new places has room for them."""
    for number in range(300):
        assert read(get("x", at=f"x{number}", into=Track), answer({f"x{number}": {"id": "a"}}))[0].id == "a"

    assert read_body._reader.cache_info().currsize < 300
    assert read_body._finder.cache_info().currsize < 300


def test_values_that_repeat_are_one_object() -> None:
    """A market is the same in most tracks of an answer. What remembers them has room for a thousand."""
    many: Request[Items[Track]] = get("tracks", at="tracks", into=Items[Track])
    ids = ["US", "US", *(f"M{number}" for number in range(read_fast.MOST_SHARED)), "US", "US"]
    tracks = [{"id": "x", "market": {"id": id, "name": "n"}} for id in ids]
    found = [track.market for track in read(many, answer({"tracks": tracks}))[0].items]

    assert found == [Market(id=id, name="n") for id in ids]
    assert found[0] is found[1]
    assert found[-1] is found[-2]
    assert found[0] is not found[-1]

"""Whatever bytes come, the answer is what the lenient reader makes of all of it."""

import json
import re
from typing import Any

from hypothesis import given, strategies as st
from lenient import body_leniently, told
from model_values import mutated, values
from samples import SAMPLES, sample

from amazon_music_async import to_dict
from amazon_music_async._convert.read_body import read_body
from amazon_music_async.models.album import Album
from amazon_music_async.models.liked import LikedTrack
from amazon_music_async.models.page import Connection, Items
from amazon_music_async.models.track import Track

ODD = (
    *(b"null", b"5", b"14.0", b"-0", b"1e400", b"18446744073709551616", b"9223372036854775808", b"NaN", b"true"),
    *(b'"x"', b'""', rb'"\ud83d"', b'"\xff"', b'"\x01"', b'"2001-03-07T05:00:00"', b'"2001-03-07t05:00:00.1234567z"'),
    *(b"[]", b"{}", b"[null]", b'{"id":"x"}', b'[{"id":"x"}]', b'{"node":{"id":"x"}}', b"[[[[]]]]"),
)
"""Values that may stand where another was expected."""
PIECES = (
    b'"',
    b",",
    b":",
    b"{",
    b"}",
    b"[",
    b"]",
    b"\\",
    b" ",
    b"\n",
    b"\x00",
    b"\xff",
    b"\xc3",
    b"0",
    b"e",
    b"\\u00e9",
)
_VALUE = re.compile(rb'"(?:[^"\\]|\\.)*"(?!\s*:)|-?\d[\d.]*|true|false|null')
_KEY = re.compile(rb'"\w+":')


def answer(data: Any, at: str) -> bytes:
    """The body of an answer that has ``data`` at this place."""
    for key in reversed(at.split(".")):
        data = {key.partition("|")[0]: data}
    return json.dumps({"data": data}, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


@st.composite
def damaged(draw: st.DrawFn, body: bytes) -> bytes:
    """A body with up to three mistakes in its bytes."""
    for _ in range(draw(st.integers(0, 3))):
        match draw(st.sampled_from(("value", "value", "value", "insert", "delete", "repeat"))):
            case "value":
                places = [found.span() for found in _VALUE.finditer(body)] or [(0, 0)]
                start, end = draw(st.sampled_from(places))
                body = body[:start] + draw(st.sampled_from(ODD)) + body[end:]
            case "insert":
                at = draw(st.integers(0, len(body)))
                body = body[:at] + draw(st.sampled_from(PIECES)) + body[at:]
            case "delete":
                at = draw(st.integers(0, len(body)))
                body = body[:at] + body[at + draw(st.integers(1, 4)) :]
            case _:
                # The same key twice: the last one counts.
                at = draw(st.sampled_from([found.start() for found in re.finditer(rb'"\w+":', body)] or [0]))
                body = (
                    body[:at]
                    + draw(st.sampled_from((b'"id":7,', b'"tracks":[{"id":"a"}],', b'"edges":[],')))
                    + body[at:]
                )
    return body


track, album = values(Track, 1).map(to_dict), values(Album, 1).map(to_dict)
liked = values(LikedTrack, 1).map(to_dict)
info = st.sampled_from(({"hasNextPage": True, "token": "t"}, {"hasNextPage": False}, None, "x", {"token": 5}))
extra: st.SearchStrategy[Any] = st.sampled_from((None, {}, {"id": "x"}, 5, {"node": {"id": "x"}}, {"node": {}}, [1]))


def page(entry: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """A page of a list, in which some entries are odd."""
    edges = st.lists(entry | entry | extra, max_size=4)
    return st.fixed_dictionaries(
        {"pageInfo": info, "edges": edges}, optional={"edgeCount": st.sampled_from((3, 4.0, "x"))}
    )


CASES: tuple[tuple[st.SearchStrategy[Any], str, Any], ...] = (
    (track, "track", Track),
    (album.flatmap(mutated), "albums|album", Album),
    (st.lists(track | extra, max_size=4), "tracks|track", Items[Track]),
    (st.lists(album, min_size=1, max_size=4).flatmap(mutated), "albums|album", Items[Album]),
    (track | st.none(), "track", Items[Track]),
    (page(liked), "user.tracks", Connection[LikedTrack]),
    (page(track.map(lambda node: {"node": node})), "user.tracks", Connection[Track]),
    (page(track) | st.none(), "user.libraryTracks|*", Connection[Track]),
    (st.lists(track, max_size=2), "tracks", list[Track]),
)  # fmt: skip
answers = st.sampled_from(CASES).flatmap(
    lambda case: st.tuples(case[0].map(lambda data: answer(data, case[1])), st.just(case[1]), st.just(case[2]))
)
sampled = st.sampled_from([*SAMPLES]).map(lambda name: (answer(sample(name), "x"), "x", SAMPLES[name][1]))
bodies = (answers | sampled).flatmap(lambda case: st.tuples(damaged(case[0]), st.just(case[1]), st.just(case[2])))


@given(bodies)
def test_any_bytes_are_read_as_the_lenient_reader_reads_them(case: tuple[bytes, str, Any]) -> None:
    """Good, odd and damaged answers give the same value, the same remarks, or the same complaint."""
    assert told(lambda: read_body(*case)) == told(lambda: body_leniently(*case))

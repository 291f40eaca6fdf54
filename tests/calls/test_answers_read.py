"""What becomes of an answer's bytes: a value, or an error that says where and what."""

import gc
from contextlib import suppress

import orjson
import pytest
from fake_transport import answer
from hypothesis import given, strategies as st

from amazon_music_async import Album, AmazonMusicError, DataDrift, DecodeError, Market, Request, Track, get
from amazon_music_async._calls.response import read, refusal
from amazon_music_async._calls.transport import Answer

TRACK: Request[Track] = get("tracks/A", at="track", into=Track)
EITHER: Request[Track] = get("tracks/A", at="tracks|track", into=Track)
DEEP: Request[Track] = get("tracks/A", at="user.tracks.first", into=Track)


def body(text: bytes) -> Answer:
    """An answer with this body."""
    return answer(body=text)


def nested(depth: int, kind: str = "[]") -> bytes:
    """JSON that is that deep."""
    opening = kind[0] if kind == "[]" else '{"a":'
    return (opening * depth + "1" + kind[1] * depth).encode()


def test_a_value_is_read_from_its_place() -> None:
    """``at`` names where under ``data`` the answer lies."""
    value, drifts = read(TRACK, answer({"track": {"id": "A", "title": "T"}}))

    assert (value.id, value.title, drifts) == ("A", "T", ())
    assert read(DEEP, answer({"user": {"tracks": {"first": {"id": "A"}}}}))[0].id == "A"


def test_without_a_key_data_itself_is_the_value() -> None:
    """Views and playback have no key under ``data``; a search has a list there."""
    home = get("views/home", at="", into=dict[str, object])
    found = get("search", at="", into=list[object])

    assert read(home, answer({"id": "home"}))[0] == {"id": "home"}
    assert read(found, answer([1, 2]))[0] == [1, 2]


@pytest.mark.parametrize(
    "data", [{"tracks": {"id": "A"}}, {"track": {"id": "A"}}, {"tracks": None, "track": {"id": "A"}}]
)
def test_of_two_known_keys_the_one_with_a_value_counts(data: object) -> None:
    """Where the documents and their samples disagree about a key, both are read."""
    assert read(EITHER, answer(data))[0].id == "A"


def test_drifts_are_told_beside_the_value() -> None:
    """A bad value in an optional field costs the field, and is reported with its place."""
    value, drifts = read(TRACK, answer({"track": {"id": "A", "title": 7}}))

    assert value.title is None
    assert drifts == (
        DataDrift(type="Track", field="title", place="$.data.track.title", problem="expected a string, got a number"),
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (b"", "the body is empty @ $"),
        (b"nonsense", "the body is not JSON: "),
        (b'{"data":', "the body is not JSON"),
        (b"<html><body>502</body></html>", "the body is markup, not JSON @ $"),
        (b"  \n<?xml?>", "the body is markup, not JSON @ $"),
        (b'{"data": "\xff\xfe"}', "expected an object, got a string @ $.data"),
        (b"\xff\xfe{\x00}\x00", "the body is not JSON"),
        (nested(100_000), "the body is not JSON"),
        (nested(100_000, "{}"), "the body is not JSON"),
        (b'{"data": NaN}', "the body is not JSON"),
        (b'{"data": -Infinity}', "the body is not JSON"),
        (rb'{"data": "\ud83d}', "the body is not JSON"),
        (b"null", "expected an object, got null @ $"),
        (b"true", "expected an object, got a boolean @ $"),
        (b"7", "expected an object, got a number @ $"),
        (b"7.5", "expected an object, got a number @ $"),
        (b'"x"', "expected an object, got a string @ $"),
        (b"[]", "expected an object, got a list @ $"),
        (b"{}", "missing @ $.data"),
        (b'{"data": null}', "expected an object, got null @ $.data"),
        (b'{"data": [{}]}', "expected an object, got a list @ $.data"),
        (b'{"data": {}}', "missing @ $.data.track"),
        (b'{"data": {"track": null}}', "expected a value, got null @ $.data.track"),
        (b'{"data": {"track": []}}', "expected an object, got a list @ $.data.track"),
        (b'{"data": {"track": "x"}}', "expected an object, got a string @ $.data.track"),
        (b'{"data": {"track": {}}}', "expected a string, got nothing @ $.data.track.id"),
        (b'{"data": {"track": {"id": null}}}', "@ $.data.track.id"),
        (b'{"data": {"track": {"id": 7}}}', "expected a string, got a number @ $.data.track.id"),
        (b'{"data": {"track": ' + nested(900) + b"}}", "expected an object, got a list @ $.data.track"),
    ],
)
def test_an_undocumented_part_is_named_with_its_place(text: bytes, words: str) -> None:
    """Whatever the body holds, the error says where and what, shortly."""
    with pytest.raises(DecodeError) as caught:
        read(TRACK, body(text))

    assert words in str(caught.value)
    assert len(str(caught.value)) < 200
    assert caught.value.__context__ is None


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (rb"cut \ud83d", "cut \N{REPLACEMENT CHARACTER}"),
        (rb"\uDE00 cut", "\N{REPLACEMENT CHARACTER} cut"),
        (rb"\ud800\ud83d\ude00", "\N{REPLACEMENT CHARACTER}\N{GRINNING FACE}"),
        (rb"\\ud83d \ud83d", r"\ud83d " + "\N{REPLACEMENT CHARACTER}"),
    ],
)
def test_half_a_character_costs_this_character(text: bytes, title: str) -> None:
    """A title that was cut in the middle of an emoji does not take its page with it."""
    assert read(TRACK, body(b'{"data": {"track": {"id": "A", "title": "' + text + b'"}}}'))[0].title == title


def test_a_huge_number_costs_its_field() -> None:
    """A number beyond all measure does not take its page with it."""
    numbers = b'"trackCount": 1e400, "duration": ' + b"1" * 5000 + b', "label": "L", "market": {"id": "US", "n": 12}'
    value, drifts = read(get("a", at="album", into=Album), body(b'{"data": {"album": {"id": "A", ' + numbers + b"}}}"))

    assert value == Album(id="A", label="L", market=Market(id="US"))
    assert {drift.field for drift in drifts} == {"duration", "track_count"}


def test_a_byte_order_mark_is_skipped() -> None:
    """Some gateways put one in front."""
    assert read(TRACK, body(b'\xef\xbb\xbf{"data": {"track": {"id": "A"}}}'))[0].id == "A"


@pytest.mark.parametrize("field", ["album", "artists", "title", "nobodyKnowsThis"])
@pytest.mark.parametrize("kind", ["[]", "{}"])
def test_depth_in_a_field_costs_at_most_the_field(field: str, kind: str) -> None:
    """Nesting as deep as JSON allows does not take the item with it."""
    text = b'{"data": {"track": {"id": "A", "' + field.encode() + b'": ' + nested(900, kind) + b"}}}"

    assert read(TRACK, body(text))[0].id == "A"


def test_missing_keys_are_named_by_the_first_of_two() -> None:
    """Where two keys are known the documented one is missed."""
    with pytest.raises(DecodeError, match=r"missing @ \$\.data\.tracks$"):
        read(EITHER, answer({}))


def test_a_null_under_both_keys_is_a_null() -> None:
    """A key without a value is better than none: it tells the place."""
    with pytest.raises(DecodeError, match=r"got null @ \$\.data\.tracks$"):
        read(EITHER, answer({"tracks": None, "track": None}))


@pytest.mark.parametrize("data", [{"track": {"id": "A"}}, {}])
@pytest.mark.parametrize("enabled", [True, False])
def test_the_garbage_collector_is_left_as_it_was(data: object, enabled: bool) -> None:
    """It rests while values are made, and goes on if it did before."""
    if not enabled:
        gc.disable()
    try:
        with suppress(DecodeError):
            read(TRACK, answer(data))

        assert gc.isenabled() is enabled
    finally:
        gc.enable()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["data", "track", "id", "error", "message", "payload", "code"]), inner, max_size=3
        )
    ),
    max_leaves=10,
)


@given(text=st.binary(max_size=50) | JSON.map(orjson.dumps), status=st.integers(300, 599))
def test_any_body_is_a_value_or_an_error_of_ours(text: bytes, status: int) -> None:
    """Nothing else ever leaves."""
    try:
        value = read(TRACK, body(text))[0]
    except AmazonMusicError as failure:
        assert isinstance(failure, DecodeError)
        assert failure.place.startswith("$")
    else:
        assert isinstance(value, Track)
    assert str(status) in str(refusal(TRACK, answer(status=status, body=text), 0.0))

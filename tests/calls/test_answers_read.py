"""What becomes of an answer's bytes: a value, or an error that says where and what."""

import time

import orjson
import pytest
from fake_transport import answer, error
from hypothesis import given
from hypothesis import strategies as st
from multidict import CIMultiDict

from amazon_music_async import AmazonMusicError, APIError, DataDrift, DecodeError, Request, ServerError, Track, get
from amazon_music_async._response import Answer, read, refusal

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


@pytest.mark.parametrize(
    "data", [{"tracks": {"id": "A"}}, {"track": {"id": "A"}}, {"tracks": None, "track": {"id": "A"}}]
)
def test_of_two_known_keys_the_one_with_a_value_counts(data: object) -> None:
    """Where the documents and their samples disagree about a key, both are read."""
    assert read(EITHER, answer(data))[0].id == "A"


def test_what_was_odd_is_told_beside_the_value() -> None:
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
        (b'{"data": "\xff\xfe"}', "the body is not JSON"),
        (b"\xff\xfe{\x00}\x00", "the body is not JSON"),
        (nested(100_000), "the body is not JSON"),
        (nested(100_000, "{}"), "the body is not JSON"),
        (b'{"data": NaN}', "the body is not JSON"),
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
def test_what_was_not_documented_is_named_with_its_place(text: bytes, words: str) -> None:
    """Whatever the body holds, the error says where and what, shortly."""
    with pytest.raises(DecodeError) as caught:
        read(TRACK, body(text))

    assert words in str(caught.value)
    assert len(str(caught.value)) < 200
    assert caught.value.__context__ is None


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


def refused(text: bytes, status: int = 500, headers: dict[str, str] | None = None, *secrets: str) -> APIError:
    """The error that a refusal with this body becomes."""
    return refusal(TRACK, Answer(status, CIMultiDict(headers or {}), text), 1000.0, *secrets)


def test_the_documented_error_object_is_read_whole() -> None:
    """Code, message, reference, address and payload are the error's attributes."""
    said = {"status": "403", "code": "AUTH", "message": "No account.", "url": "https://a", "reference": "r"}
    failure = refused(orjson.dumps({"error": {**said, "payload": {"internalCode": "X"}}}), 403)

    assert (failure.status, failure.code, failure.message) == (403, "AUTH", "No account.")
    assert (failure.url, failure.reference, failure.payload) == ("https://a", "r", {"internalCode": "X"})
    assert (failure.method, failure.path) == ("GET", "/tracks/A")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"", None),
        (b"   ", None),
        (b"null", None),
        (b"[]", None),
        (b"7", None),
        (b"{}", None),
        (b'{"message": "Forbidden"}', "Forbidden"),
        (b'{"Message": "Forbidden"}', "Forbidden"),
        (b'{"error": null, "message": "Forbidden"}', "Forbidden"),
        (b'{"error": "invalid_token"}', "invalid_token"),
        (b'{"error": ["x"]}', None),
        (b'{"error": {"message": 7}}', "7"),
        (b'{"error": {"message": true}}', None),
        (b'{"error": {"message": ""}}', None),
        (b'{"error": {"message": null}}', None),
        (b'{"error": {"message": {"a": 1}}}', None),
        (b"<html><head><title>502 Bad &amp; Gateway</title></head><body>x</body></html>", "502 Bad & Gateway"),
        (b"<html><title> </title><script>var a;</script><b>Service</b>\n<i>down</i></html>", "Service down"),
        (b"upstream connect error", "upstream connect error"),
        (b"\xff\xfe broken", "\ufffd\ufffd broken"),
        (b"x" * 1000, "x" * 300 + "…"),
        (b"\x1b[31mred\x07", " [31mred "),
        (b'{"message": "\\u001b[31mred\\nline"}', " [31mred line"),
        (b'{"message": "' + b"x" * 5000 + b'"}', "x" * 4000 + "…"),
        (nested(100_000), "[" * 300 + "…"),
    ],
)
def test_any_other_body_gives_what_can_be_read(text: bytes, message: str | None) -> None:
    """A gateway's object, a page of markup, words or nothing: the class is right, the message what was said."""
    failure = refused(text)

    assert type(failure) is ServerError
    assert failure.message == message


def test_a_payload_is_kept_only_so_deep() -> None:
    """A payload that is nested a thousand deep is cut, so that it can be printed and pickled."""
    failure = refused(b'{"error": {"payload": {"a": [' + nested(900) + b', 1, null, "x"]}}}')

    assert len(repr(failure.payload)) < 100
    assert failure.payload is not None
    assert failure.payload["a"][1:] == [1, None, "x"]
    assert refused(b'{"error": {"payload": [1]}}').payload is None


def test_a_redirect_says_where_it_would_have_led() -> None:
    """Redirects are not followed: the token must not travel."""
    assert "are not followed: https://b" in str(refused(b"", 302, {"location": "https://b"}))
    assert "are not followed: nowhere" in str(refused(b"", 304))
    assert refused(b"", 302, {"Location": "x" * 9000}).message == "redirects are not followed: " + "x" * 3972 + "…"


def test_the_time_to_wait_is_read_in_any_case_of_letters() -> None:
    """Retry-After is seconds or a date, against the clock given."""
    assert refused(b"", 429, {"retry-after": "7"}).retry_after == 7
    assert refused(b"", 503, {"RETRY-AFTER": "Thu, 01 Jan 1970 00:17:00 GMT"}).retry_after == 20
    assert refused(b"", 429).retry_after is None


@pytest.mark.parametrize("status", [401, 403])
def test_a_refusal_for_want_of_rights_names_the_scopes(status: int) -> None:
    """401 and 403 carry the scopes that the endpoint needs; others do not."""
    request = get("x", at="y", into=Track, scopes=("music::catalog",))

    assert refusal(request, error(status), 0.0).scopes == ("music::catalog",)
    assert refusal(request, error(404), 0.0).scopes == ()


ECHO = "Bearer opaque-secret and Atza|IwEBabc and Atzr%7CIwEBabc"
CLEAN = "Bearer *** and Atza|*** and Atzr%7C***"


@pytest.mark.parametrize("field", ["message", "code", "reference", "url"])
def test_secrets_are_struck_from_every_word_of_the_service(field: str) -> None:
    """A token that the service echoes is not handed on."""
    failure = refused(orjson.dumps({"error": {field: ECHO}}), 400, None, "opaque-secret")

    assert getattr(failure, field) == CLEAN


def test_secrets_are_struck_from_names_and_values_of_the_payload() -> None:
    """However deep."""
    failure = refused(orjson.dumps({"error": {"payload": {ECHO: [{"x": ECHO}]}}}), 400, None, "opaque-secret")

    assert failure.payload == {CLEAN: [{"x": CLEAN}]}


@pytest.mark.parametrize("filling", [0, 100, 280, 290, 299, 3990, 3999])
@pytest.mark.parametrize(
    "shape", [b"%s%s", b'{"message": "%s%s"}', b"<title>%s%s</title>", b"<p>%s%s", b"<a><b>%s&#111;%s"]
)
def test_half_a_secret_is_not_left_where_words_are_cut(filling: int, shape: bytes) -> None:
    """What is cut was clean before."""
    failure = refused(shape % (b"x" * filling, b"opaque-secret"), 500, None, "opaque-secret")

    assert "opa" not in (failure.message or "")


def test_a_redirect_that_echoes_a_secret_is_clean() -> None:
    """Quoted as in an address, too."""
    failure = refused(b"", 302, {"Location": "https://b/?a=opaque%2Fsecret&b=Atza%7Cx"}, "opaque/secret")

    assert failure.message == "redirects are not followed: https://b/?a=***&b=Atza%7C***"


@pytest.mark.parametrize("piece", [b"<script>", b"<", b"<title>", b"<title", b"<style ", b"&lt;", b" ", b"\x00"])
def test_a_hostile_page_is_read_in_no_time(piece: bytes) -> None:
    """Megabytes of markup without an end do not hold the event loop."""
    start = time.perf_counter()
    refused(piece * (4_000_000 // len(piece)))

    assert time.perf_counter() - start < 0.5


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
    assert str(status) in str(refused(text, status))

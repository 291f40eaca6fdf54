"""A refusal becomes an error with whatever could be read of it."""

import time

import orjson
import pytest
from fake_transport import error
from multidict import CIMultiDict

from amazon_music_async import APIError, Request, ServerError, Track, get
from amazon_music_async._calls.response import refusal, with_true_status
from amazon_music_async._calls.transport import Answer

TRACK: Request[Track] = get("tracks/A", at="track", into=Track)


def refused(text: bytes, status: int = 500, headers: dict[str, str] | None = None, *secrets: str) -> APIError:
    """The error that a refusal with this body becomes."""
    return refusal(TRACK, Answer(status, CIMultiDict(headers or {}), text), 1000.0, *secrets)


def test_all_fields_of_the_error_object_are_read() -> None:
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
        (b'"Service down"', "Service down"),
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
        (b"[" * 100_000 + b"]" * 100_000, "[" * 300 + "…"),
    ],
)
def test_any_other_body_gives_what_can_be_read(text: bytes, message: str | None) -> None:
    """Another object, a page of HTML, plain text or nothing: the class is right, the message is the text."""
    failure = refused(text)

    assert type(failure) is ServerError
    assert failure.message == message


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b'{"error": {"code": "GONE", "message": "caf\xe9"}}', "caf\ufffd"),
        (b'\xef\xbb\xbf{"error": {"code": "GONE", "message": "so"}}', "so"),
        (b'{"error": {"code": "GONE", "message": "cut \\ud83d"}}', "cut \ufffd"),
    ],
    ids=["Latin-1", "a byte order mark", "half a character"],
)
def test_an_error_object_in_another_encoding_is_read(text: bytes, message: str) -> None:
    """Characters that are not UTF-8 are replaced; code and message are kept."""
    failure = refused(text, 403)

    assert (failure.code, failure.message) == ("GONE", message)


def test_a_deeply_nested_payload_is_cut() -> None:
    """A payload that is nested a thousand deep is cut, so that it can be printed and pickled."""
    failure = refused(b'{"error": {"payload": {"a": [' + b"[" * 900 + b"]" * 900 + b', 1, null, "x"]}}}')

    assert len(repr(failure.payload)) < 100
    assert failure.payload is not None
    assert failure.payload["a"][1:] == [1, None, "x"]
    assert refused(b'{"error": {"payload": [1]}}').payload is None


@pytest.mark.parametrize(("opening", "closing"), [(b"[", b"]"), (b'{"a": ', b"}")], ids=["lists", "objects"])
def test_fifteen_levels_of_a_payload_are_kept(opening: bytes, closing: bytes) -> None:
    """Lists and objects count alike."""
    failure = refused(b'{"error": {"payload": {"a": ' + opening * 900 + b"1" + closing * 900 + b"}}}")

    assert (
        str(failure.payload) == "{'a': " + opening.decode().replace('"', "'") * 14 + "'…'" + closing.decode() * 14 + "}"
    )


def test_a_redirect_names_its_location() -> None:
    """Redirects are not followed, so that the token is not sent to another host."""
    assert "are not followed: https://b" in str(refused(b"", 302, {"location": "https://b"}))
    assert "are not followed: nowhere" in str(refused(b"", 304))
    assert refused(b"", 302, {"Location": "x" * 9000}).message == "redirects are not followed: " + "x" * 3972 + "…"


@pytest.mark.parametrize("status", [300, 399])
def test_every_status_from_300_to_399_is_a_redirect(status: int) -> None:
    """Whatever the page says."""
    assert refused(b"moved", status).message == "redirects are not followed: nowhere"


@pytest.mark.parametrize("status", [400, 401, 500])
def test_no_other_status_is_a_redirect(status: int) -> None:
    """The page is what is said."""
    assert refused(b"moved", status).message == "moved"


@pytest.mark.parametrize("status", [400, 403, 405, 410, 500])
def test_only_404_asks_whether_the_path_is_right(status: int) -> None:
    """With another status the request arrived where it should."""
    assert refused(b"", status).advice is None
    assert "base_url=" in (refused(b"", 404).advice or "")


def test_retry_after_is_read_in_any_case() -> None:
    """The name of the header is found in any case; its value is seconds or a date."""
    assert refused(b"", 429, {"retry-after": "7"}).retry_after == 7
    assert refused(b"", 503, {"RETRY-AFTER": "Thu, 01 Jan 1970 00:17:00 GMT"}).retry_after == 20
    assert refused(b"", 429).retry_after is None


@pytest.mark.parametrize("status", [401, 403])
def test_401_and_403_name_the_scopes_of_the_endpoint(status: int) -> None:
    """401 and 403 carry the scopes that the endpoint needs; others do not."""
    request = get("x", at="y", into=Track, scopes=("music::catalog",))

    assert refusal(request, error(status), 0.0).scopes == ("music::catalog",)
    assert refusal(request, error(404), 0.0).scopes == ()


def said_with_200(**fields: object) -> Answer:
    """The documented error object, sent as if all were well."""
    return Answer(200, {}, orjson.dumps({"error": fields}))


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"status": "403", "code": "AUTH", "message": "no account"}, 403),
        ({"status": 404, "message": "unknown"}, 404),
        ({"code": "BAD_REQUEST"}, 400),
        ({"code": "INVALID_AUTH_TYPE"}, 401),
        ({"code": "INVALID_AUTH_TOKEN"}, 401),
        ({"code": "AUTH_NO_MUSIC_ACCOUNT_FOUND"}, 403),
        ({"code": "NO_MUSIC_ACCOUNT_FOUND"}, 403),
        ({"code": "DENIED_SUBSCRIPTION_TIER"}, 403),
        ({"code": "ACCESS_DENIED"}, 403),
        ({"code": "RESOURCE_NOT_FOUND"}, 404),
        ({"code": "THROTTLED", "message": "slower"}, 429),
        ({"code": "MAX_CONCURRENCY_REACHED"}, 429),
        ({"status": "200", "code": "INVALID_ACCESS_TOKEN"}, 401),
        ({"code": 503, "message": "busy"}, 503),
        ({"code": "NEVER_HEARD_OF", "message": "so"}, 500),
        ({"status": 200, "message": "so"}, 500),
    ],
)
def test_an_error_object_sent_with_200_is_that_error(fields: dict[str, object], status: int) -> None:
    """The status is the one in the object, or the one that its code stands for; without either it is 500."""
    assert with_true_status(said_with_200(**fields)).status == status


def test_an_error_object_of_sixteen_kilobytes_is_one() -> None:
    """A longer body is not searched: such an object is small."""
    around = len(b'{"error": {"message": ""}}')

    assert (
        with_true_status(Answer(200, {}, b'{"error": {"message": "' + b"x" * (2**14 - around) + b'"}}')).status == 500
    )


@pytest.mark.parametrize(
    "answer",
    [
        said_with_200(),
        said_with_200(reason="so"),
        Answer(200, {}, b'{"error": "so"}'),
        Answer(200, {}, b'{"error": null, "data": {}}'),
        Answer(200, {}, b'{"data": {"track": {"id": "A"}}, "error": {"message": "partly"}}'),
        Answer(200, {}, b'["error"]'),
        Answer(200, {}, b'{"error"'),
        Answer(200, {}, b'{"data": {"title": ""error""}}'),
        Answer(200, {}, b'{"error": {"message": "' + b"x" * 2**14 + b'"}}'),
        Answer(404, {}, b'{"error": {"status": 429, "message": "so"}}'),
    ],
)
def test_any_other_answer_keeps_its_status(answer: Answer) -> None:
    """Data beside an error, an undocumented shape, a status that already says no: nothing is changed."""
    assert with_true_status(answer) is answer


ECHO = "Bearer opaque-secret and Atza|IwEBabc and Atzr%7CIwEBabc"
CLEAN = "Bearer *** and Atza|*** and Atzr%7C***"


@pytest.mark.parametrize("field", ["message", "code", "reference", "url"])
def test_secrets_are_removed_from_every_text_of_the_service(field: str) -> None:
    """A token that the service repeats is replaced."""
    failure = refused(orjson.dumps({"error": {field: ECHO}}), 400, None, "opaque-secret")

    assert getattr(failure, field) == CLEAN


def test_secrets_are_removed_from_names_and_values_of_the_payload() -> None:
    """At any depth."""
    failure = refused(orjson.dumps({"error": {"payload": {ECHO: [{"x": ECHO}]}}}), 400, None, "opaque-secret")

    assert failure.payload == {CLEAN: [{"x": CLEAN}]}


@pytest.mark.parametrize("filling", [0, 100, 280, 290, 299, 3990, 3999])
@pytest.mark.parametrize(
    "shape", [b"%s%s", b'{"message": "%s%s"}', b"<title>%s%s</title>", b"<p>%s%s", b"<a><b>%s&#111;%s"]
)
def test_half_a_secret_is_not_left_where_text_is_cut(filling: int, shape: bytes) -> None:
    """Secrets are removed before the text is cut."""
    failure = refused(shape % (b"x" * filling, b"opaque-secret"), 500, None, "opaque-secret")

    assert "opa" not in (failure.message or "")


def test_secrets_are_removed_from_the_location_of_a_redirect() -> None:
    """Also where they are quoted as in a URL."""
    failure = refused(b"", 302, {"Location": "https://b/?a=opaque%2Fsecret&b=Atza%7Cx"}, "opaque/secret")

    assert failure.message == "redirects are not followed: https://b/?a=***&b=Atza%7C***"


@pytest.mark.parametrize("piece", [b"<script>", b"<", b"<title>", b"<title", b"<style ", b"&lt;", b" ", b"\x00"])
def test_a_hostile_page_takes_little_processor_time(piece: bytes) -> None:
    """Megabytes of unclosed markup do not block the event loop: only the beginning is searched."""
    start = time.process_time()
    refused(piece * (4_000_000 // len(piece)))

    assert time.process_time() - start < 2

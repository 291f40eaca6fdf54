"""A call described: its path, its query, its ids."""

from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import given, strategies as st
from yarl import URL

from amazon_music_async import AmazonMusicError, InvalidId, Request, Track, delete, get, patch, post, put
from amazon_music_async._validation import checked_id


def test_a_request_says_what_is_asked_and_what_it_becomes() -> None:
    """A request is a value: method, path, query, place of the answer, type of the answer."""
    request = get("albums/{}/x", "B0", at="album", into=Track, query={"limit": 5, "cursor": None}, scopes=("s",))

    assert request == Request(
        "GET", "albums/B0/x", "album", Track, query=(("limit", "5"),), scopes=("s",), repeatable=True
    )
    assert request.template == "albums/{}/x"


@pytest.mark.parametrize(("make", "method"), [(put, "PUT"), (post, "POST"), (patch, "PATCH"), (delete, "DELETE")])
def test_writes_have_a_body_where_one_is_given(make: Any, method: str) -> None:
    """PUT, POST, PATCH and DELETE carry JSON if there is any."""
    assert make("x", at="y", into=Track).json is None
    assert make("x", at="y", into=Track, json={"a": 1}).json == {"a": 1}
    assert make("x", at="y", into=Track).method == method


@pytest.mark.parametrize("path", ["/albums/{}/", "albums/{}/"])
def test_a_path_is_what_the_documents_print(path: str) -> None:
    """They begin with a slash, and may end with one."""
    assert get(path, "B0", at="album", into=Track).path == "albums/B0/"


@pytest.mark.parametrize(
    "path",
    [
        *("", "/", "//x", "x//y", "x/../me", "./x", "x/%2e%2e/me", "%2E%2E", "x/.%2e", "x/%2e.", "%2e/x"),
        *("x/%2e%2e%2Fme", "x%2f..", "x%5C%2E%2e", "x%2f.%2fy"),
        *("x y", "x\r\nX: 1", "x?y=1", "x#y", "x\\y", "ä", "x/{"),
    ],
)
def test_a_value_that_is_no_path_is_refused(path: str) -> None:
    """It would ask for something else, or break the request."""
    with pytest.raises(ValueError, match="is not a path"):
        get(path, at="x", into=Track)
    with pytest.raises(ValueError, match="is not a path"):
        Request("GET", path.removeprefix("/"), "x", Track)


@pytest.mark.parametrize(
    ("path", "values"), [("tracks/{}", ()), ("me/library/tracks", ("B0",)), ("tracks/{id}", ("B0",))]
)
def test_each_value_has_its_place_in_the_path(path: str, values: tuple[str, ...]) -> None:
    """A DELETE that lost its id would be about everything."""
    with pytest.raises(TypeError, match=r"has \d \{\} for \d values"):
        delete(path, *values, at="x", into=Track)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"path": 7}, "the path is a str, not int"),
        ({"at": None}, "at= is a str, not NoneType"),
        ({"into": [Track]}, r"into= is a type, such as list\[Track\], not \[<class"),
        ({"scopes": "music::catalog"}, r"several, not one str: pass \('music::catalog',\)"),
        ({"query": {"x": True}}, "'x' in query= is a str or a whole number, not bool"),
        ({"query": {"x": ["a", "b"]}}, "'x' in query= is a str or a whole number, not list"),
    ],
)
def test_a_value_that_cannot_be_described_is_a_type_error(options: dict[str, Any], words: str) -> None:
    """When it is described, so that nothing has been written by then."""
    filled: Any = {"path": "x", "at": "x", "into": Track, **options}
    with pytest.raises(TypeError, match=words):
        put(**filled)


@pytest.mark.parametrize(
    ("id", "words"),
    [
        ("", "it is empty"),
        (".", "it is a path segment"),
        ("..", "it is a path segment"),
        (".\\", "it is a path segment"),
        ("..\\me", "it is a path segment"),
        ("A,B", "'A,B' cannot be an id: it holds a comma"),
        ("a/b", "a slash"),
        ("a b", "white space"),
        ("a\u2003b", "white space"),
        ("a\nb", "white space"),
        ("a\x00", "a character that cannot be seen"),
        ("a\x7f", "a character that cannot be seen"),
        ("a\x9b", "a character that cannot be seen"),
        ("B0\u200b", "a character that cannot be seen"),
        ("\ufeffB0", "a character that cannot be seen"),
        ("B0\u2060", "a character that cannot be seen"),
        ("B\u00ad0", "a character that cannot be seen"),
        ("B0\u3164", "a character that cannot be seen"),
        ("B0\ufe0f", "a character that cannot be seen"),
        ("\ud800", "a character that cannot be seen"),
        ("https://music.amazon.com/albums/B0064UPU4G", "is a link: pass the id 'B0064UPU4G' instead"),
        (
            "https://music.amazon.co.uk/albums/B1?trackAsin=B2&x=1",
            "is a link: pass the id 'B1' (of the track: 'B2') instead",
        ),
        ("https://example.com/albums/B1", "a slash"),
        ("https://example.com/?trackAsin=B1", "a slash"),
    ],
)
def test_a_value_that_cannot_be_an_id_is_named(id: str, words: str) -> None:
    """An id that no service can know is an InvalidId, a ValueError as well, that says what is wrong with it."""
    with pytest.raises(InvalidId) as caught:
        get("tracks/{}", id, at="track", into=Track)

    assert isinstance(caught.value, ValueError)
    assert isinstance(caught.value, AmazonMusicError)
    assert words in str(caught.value)
    assert caught.value.id == id


def test_a_long_id_is_not_repeated_whole() -> None:
    """An error stays readable when somebody passes a whole file as an id."""
    with pytest.raises(InvalidId) as caught:
        checked_id("a," * 10_000)

    assert len(str(caught.value)) < 200


@pytest.mark.parametrize("id", [None, 7, b"B0", ["B0"]])
def test_an_id_is_a_string(id: object) -> None:
    """Anything else is a TypeError that says what was given."""
    with pytest.raises(TypeError, match="an id is a str, not "):
        checked_id(id)


@given(id=st.text(min_size=1))
def test_an_id_is_one_segment_of_the_path_and_arrives_as_it_was(id: str) -> None:
    """Whatever is accepted as an id stays one segment of the path, and decodes to itself."""
    try:
        path = get("tracks/{}", id, at="track", into=Track).path
    except InvalidId:
        return

    url = URL(f"https://example.com/v1/{path}", encoded=True)

    assert url.parts == ("/", "v1", "tracks", id)
    assert unquote(path.partition("/")[2]) == id
    assert not url.query_string
    assert not url.fragment

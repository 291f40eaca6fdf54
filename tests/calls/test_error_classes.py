"""The exceptions: their tree, their text, pickling and copying."""

import copy
import json
import pickle
from collections.abc import Callable

import pytest

from amazon_music_async import (
    AmazonMusicError,
    APIError,
    AuthError,
    AuthUnavailable,
    BadRequest,
    ClientClosed,
    ConnectionFailed,
    DecodeError,
    Forbidden,
    InvalidId,
    LoginRequired,
    Lookup,
    NotFound,
    PaginationError,
    RateLimited,
    ServerError,
    TimedOut,
    Track,
    TransportError,
    Unauthorized,
    Unprocessable,
)
from amazon_music_async._redaction import scrub
from amazon_music_async.errors import error_class

STATUSES: list[tuple[int, type[APIError]]] = [
    (400, BadRequest),
    (401, Unauthorized),
    (403, Forbidden),
    (404, NotFound),
    (422, Unprocessable),
    (429, RateLimited),
    (500, ServerError),
    (503, ServerError),
    (599, ServerError),
    (302, APIError),
    (402, APIError),
    (418, APIError),
]


@pytest.mark.parametrize(("status", "kind"), STATUSES)
def test_each_status_has_its_class(status: int, kind: type[APIError]) -> None:
    """Each documented status has its own class; others are ServerError from 500 on, else APIError."""
    assert error_class(status) is kind


@pytest.mark.parametrize(
    ("kind", "parent"),
    [
        (TransportError, AmazonMusicError),
        (ConnectionFailed, TransportError),
        (TimedOut, TransportError),
        (APIError, AmazonMusicError),
        *((kind, APIError) for _, kind in STATUSES[:9]),
        (DecodeError, AmazonMusicError),
        (PaginationError, AmazonMusicError),
        (InvalidId, AmazonMusicError),
        (InvalidId, ValueError),
        (ClientClosed, AmazonMusicError),
        (AuthError, AmazonMusicError),
        (LoginRequired, AuthError),
        (AuthUnavailable, AuthError),
    ],
)
def test_each_error_has_its_documented_parent(kind: type[Exception], parent: type[Exception]) -> None:
    """An except clause for the parent catches it."""
    assert parent in kind.__bases__ or kind is parent


def api_error(kind: type[APIError], status: int) -> APIError:
    """An error with everything that the service can say."""
    return kind(status, "CODE", "why", "ref-1", "https://example.com", {"a": [1]}, 3.5, "GET", "/tracks/A")


def pickled(error: AmazonMusicError) -> AmazonMusicError:
    """The error, as another process would receive it."""
    twin = pickle.loads(pickle.dumps(error))
    assert isinstance(twin, AmazonMusicError)
    return twin


ERRORS: list[Callable[[], AmazonMusicError]] = [
    lambda: AmazonMusicError("what"),
    lambda: TransportError("what"),
    lambda: ConnectionFailed("what"),
    lambda: TimedOut("what"),
    *(lambda kind=kind, status=status: api_error(kind, status) for status, kind in STATUSES),
    lambda: APIError(404),
    lambda: Forbidden(403, scopes=["music::catalog"], advice="look again"),
    lambda: DecodeError("what", "$.data"),
    lambda: PaginationError("what"),
    lambda: InvalidId("what", "A,B"),
    lambda: ClientClosed("what"),
    lambda: AuthError("invalid_client", "why"),
    lambda: LoginRequired("invalid_grant"),
    lambda: AuthUnavailable("temporarily_unavailable", "why"),
]


@pytest.mark.parametrize("make", ERRORS)
@pytest.mark.parametrize(
    "again",
    [pickled, copy.copy, copy.deepcopy],
    ids=["pickle", "copy", "deep"],
)
def test_an_error_can_be_sent_to_another_process(
    make: Callable[[], AmazonMusicError], again: Callable[[AmazonMusicError], AmazonMusicError]
) -> None:
    """Every error survives pickling and copying with all it carries."""
    error = make()
    error.cursor, error.pending, error.scopes = "next", ("A", "B"), ("music::catalog",)
    error.attempts, error.elapsed = 3, 1.25
    error.partial = Lookup({"C": Track(id="C")}, ("D",), (Track(id="E"),))
    error.add_note("a note")

    twin = again(error)

    assert type(twin) is type(error)
    assert str(twin) == str(error)
    assert twin.args == error.args
    assert vars(twin) == vars(error)


@pytest.mark.parametrize("make", ERRORS)
def test_an_error_made_again_from_its_args_is_the_same(make: Callable[[], AmazonMusicError]) -> None:
    """Celery's JSON backend keeps only the class and the args, as JSON, and calls the class with them."""
    error = make()

    twin = type(error)(*json.loads(json.dumps(error.args)))

    assert str(twin) == str(error)
    assert vars(twin) == vars(error)


def test_attributes_that_do_not_apply_are_empty() -> None:
    """They are None, 0 or an empty tuple."""
    error = AmazonMusicError("what")

    assert (error.cursor, error.partial, error.pending) == (None, None, ())
    assert (error.attempts, error.elapsed, error.scopes) == (0, 0.0, ())


def test_the_text_of_a_refusal_is_one_line_with_all_it_knows() -> None:
    """The request, the answer, and what helps to find the reason."""
    error = api_error(RateLimited, 429)
    error.scopes, error.attempts, error.elapsed = ("music::catalog", "music::library"), 2, 1.25

    assert str(error) == (
        "GET /tracks/A -> 429 CODE: why [retry after 3.5 s] [needs scope music::catalog, music::library] "
        "[see https://example.com] [reference ref-1] (after 2 attempts in 1.2 s)"
    )


def test_the_text_of_a_refusal_without_a_message_is_its_status() -> None:
    """With the request before it, if that is known."""
    assert str(ServerError(502)) == "502"
    assert str(ServerError(502, method="GET", path="/x")) == "GET /x -> 502"


def test_the_text_of_other_errors_names_place_or_description() -> None:
    """A place, a login error and its description are part of the words."""
    assert str(DecodeError("expected a list, got null", "$.data.tracks")) == "expected a list, got null @ $.data.tracks"
    assert str(AuthError("invalid_client", "why")) == "invalid_client: why"
    assert str(AuthError("invalid_client")) == "invalid_client"
    assert str(TimedOut("no answer")) == "no answer"


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("token Atza|IwEB-x_y.z is bad", "token Atza|*** is bad"),
        ("{'a': 'Atzr|IwEB'}", "{'a': 'Atzr|***'}"),
        ("?t=Atza%7CIwEB%2Bx&y=1", "?t=Atza%7C***&y=1"),
        ("my secret/one here", "my *** here"),
        ("?k=secret%2Fone", "?k=***"),
        ("Atza", "Atza"),
        ("", ""),
    ],
)
def test_scrub_replaces_tokens_and_secrets(text: str, clean: str) -> None:
    """Known secrets, plain or quoted, and whatever looks like a token become ***."""
    assert scrub(text, "secret/one", "") == clean

"""A wrong argument is refused where it is given, not when a request meets it."""

from typing import Any

import pytest

from amazon_music_async.sandbox import Sandbox


@pytest.mark.parametrize(
    "wrong",
    [
        {"keep": -1},
        {"latency": -0.1},
        {"latency": float("nan")},
        {"expires_in": -1},
        {"expires_in": float("inf")},
        {"interval": float("inf")},
        {"unknown_ids": "ignore"},
    ],
)
def test_what_is_out_of_range(wrong: dict[str, Any]) -> None:
    """Counts and seconds are not negative, seconds have an end, and words are among those that are known."""
    with pytest.raises(ValueError, match=next(iter(wrong))):
        Sandbox(**wrong)


@pytest.mark.parametrize("wrong", [{"tracks": 1e6}, {"albums": "5"}, {"latency": "soon"}, {"scopes": "music::catalog"}])
def test_what_is_of_another_kind(wrong: dict[str, Any]) -> None:
    """A count is an int, a time a number, and scopes are several."""
    with pytest.raises(TypeError):
        Sandbox(**wrong)


def test_the_latency_is_looked_at_when_it_is_changed() -> None:
    """What may be changed at any time is checked each time."""
    sandbox = Sandbox()

    with pytest.raises(ValueError, match="latency"):
        sandbox.latency = -1.0


def test_the_scopes_of_a_token_are_several() -> None:
    """A bare string would be a scope for each of its letters, and every call a 403."""
    with pytest.raises(TypeError, match="'music::catalog',"):
        Sandbox().issue_token(scopes="music::catalog")


@pytest.mark.parametrize("status", [0, 100, 199, 1000])
def test_a_status_that_ends_no_answer(status: int) -> None:
    """A client would wait for the answer after a 100, and could not read the others."""
    with pytest.raises(ValueError, match=f"status {status}"):
        Sandbox().fail(status)


def test_a_path_without_its_slash() -> None:
    """It would befall no request, and a test would pass for nothing."""
    with pytest.raises(ValueError, match="'tracks'"):
        Sandbox().fail(path="tracks")

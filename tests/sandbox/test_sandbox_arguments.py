"""A wrong argument is refused where it is given, not when a request meets it."""

from typing import Any

import pytest

from amazon_music_async.sandbox import Sandbox


@pytest.mark.parametrize(
    "wrong",
    [
        {"keep": -1},
        {"playlists": -1},
        {"latency": -0.1},
        {"latency": float("nan")},
        {"expires_in": -1},
        {"expires_in": float("inf")},
        {"interval": float("inf")},
        {"unknown_ids": "ignore"},
    ],
)
def test_arguments_out_of_range_are_refused(wrong: dict[str, Any]) -> None:
    """Counts and seconds cannot be negative, seconds must be finite, and a choice must be one of those documented."""
    with pytest.raises(ValueError, match=next(iter(wrong))):
        Sandbox(**wrong)


@pytest.mark.parametrize("wrong", [{"tracks": 1e6}, {"albums": "5"}, {"latency": "soon"}, {"scopes": "music::catalog"}])
def test_arguments_of_the_wrong_type_are_refused(wrong: dict[str, Any]) -> None:
    """A count must be an int, a time a number, and scopes must not be a string."""
    with pytest.raises(TypeError):
        Sandbox(**wrong)


def test_a_changed_latency_is_checked() -> None:
    """Setting an impossible latency is a `ValueError`."""
    sandbox = Sandbox()

    with pytest.raises(ValueError, match="latency"):
        sandbox.latency = -1.0


def test_a_single_string_of_scopes_is_refused() -> None:
    """A string would be taken for one scope per letter, and every call would be a 403."""
    with pytest.raises(TypeError, match="'music::catalog',"):
        Sandbox().issue_token(scopes="music::catalog")


@pytest.mark.parametrize("status", [0, 100, 199, 1000])
def test_a_status_that_cannot_end_an_answer_is_refused(status: int) -> None:
    """Clients go on waiting after a status below 200, and cannot read one above 999."""
    with pytest.raises(ValueError, match=f"status {status}"):
        Sandbox().fail(status)


def test_a_fault_for_a_path_without_its_slash_is_refused() -> None:
    """It would match no request, and a test would prove nothing."""
    with pytest.raises(ValueError, match="'tracks'"):
        Sandbox().fail(path="tracks")

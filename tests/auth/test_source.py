"""A bearer token that never changes, and the names of the scopes."""

import traceback
from typing import cast

import pytest

from amazon_music_async.auth import Scope, ScopedTokenSource, StaticToken, TokenSource


async def test_a_static_token_is_given_as_it_is() -> None:
    """A static token is given as it is, by anything typed as a token source."""
    source: TokenSource = StaticToken("Atza|one")

    assert await source.token() == "Atza|one"


async def test_a_rejected_static_token_has_no_successor() -> None:
    """A static token that was rejected is given again: the caller sees that nothing changed."""
    assert await StaticToken("Atza|one").token(rejected="Atza|one") == "Atza|one"


def test_a_static_token_keeps_its_secret_to_itself() -> None:
    """The repr of a static token holds no token."""
    assert repr(StaticToken("Atza|one")) == "StaticToken()"


@pytest.mark.parametrize(
    "bad", ["", "Atza|a b", "Atza|secret\n", "\tAtza|secret", "Atza|secr\u00e9t", "Atza|\x7fsecret"]
)
def test_a_text_that_no_header_can_carry_is_no_token(bad: str) -> None:
    """An empty token, or one with white space or control characters, is a ValueError that does not print it."""
    with pytest.raises(ValueError, match="the token") as caught:
        StaticToken(bad)

    assert "Atza" not in str(caught.value)
    assert caught.value.__context__ is None


def test_a_token_is_a_string() -> None:
    """A token of another type is a TypeError that does not print it."""
    with pytest.raises(TypeError) as caught:
        StaticToken(cast("str", b"Atza|secret"))

    assert str(caught.value) == "the token is a str, not bytes"
    assert "Atza" not in "".join(traceback.format_exception_only(caught.value))


def test_the_documented_scopes_are_ten() -> None:
    """Each documented scope has a name, and is a string to send."""
    assert {str(scope) for scope in Scope} == {
        "music::catalog",
        "music::favorites",
        "music::favorites:read",
        "music::history",
        "music::library",
        "music::library:read",
        "music::playback",
        "music::profile",
        "music::profile:read",
        "music::recommendation",
    }


def test_a_static_token_knows_no_scopes() -> None:
    """What a bare token may do is not known, so a static token does not claim to know it."""
    assert not isinstance(StaticToken("Atza|one"), ScopedTokenSource)

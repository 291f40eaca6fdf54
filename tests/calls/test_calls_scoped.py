"""What a token is allowed to do, as far as it is known."""

import pytest
from attrs import define, field
from fake_transport import TOKEN, FakeTransport, Tokens, client, error

from amazon_music_async import AuthError, Forbidden


@define
class Scoped(Tokens):
    """A token source that knows what its token is allowed to do."""

    scopes: frozenset[str] | None = field(default=None, kw_only=True)


@pytest.mark.parametrize("scopes", [None, {"music::catalog"}, {"x", "music::catalog"}])
async def test_a_scope_that_may_be_there_is_tried(scopes: set[str] | None) -> None:
    """Unknown scopes, or the right one: the call is sent."""
    source = Scoped([TOKEN], scopes=None if scopes is None else frozenset(scopes))
    async with client(auth=source) as music:
        assert (await music.tracks.get("A")).id == "A"


async def test_the_wider_scope_allows_what_the_narrower_does() -> None:
    """``music::favorites`` allows what needs ``music::favorites:read``."""
    transport = FakeTransport(lambda _: error(404))
    async with client(transport, auth=Scoped([TOKEN], scopes=frozenset({"music::favorites"}))) as music:
        await_error = music.tracks.liked().take(1)
        with pytest.raises(Exception, match="404"):
            await await_error

    assert len(transport.sent) == 1


@pytest.mark.parametrize(("scopes", "has"), [(set[str](), "no scope"), ({"b", "a"}, "a, b")])
async def test_a_scope_that_is_missing_is_named_before_anything_is_sent(scopes: set[str], has: str) -> None:
    """The service would refuse, and not say why."""
    transport, source = FakeTransport(), Scoped([TOKEN], scopes=frozenset(scopes))
    async with client(transport, auth=source) as music:
        with pytest.raises(AuthError) as caught:
            await music.tracks.get("A")

    assert str(caught.value) == f"insufficient_scope: GET /tracks/A needs music::catalog; this login has {has}"
    assert caught.value.scopes == ("music::catalog",)
    assert (transport.sent, source.asked) == ([], [])


async def test_a_refusal_for_want_of_a_scope_names_it() -> None:
    """403 carries the scopes that the endpoint needs."""
    async with client(FakeTransport(lambda _: error(403, "no"))) as music:
        with pytest.raises(Forbidden, match=r"\[needs scope music::library\]") as caught:
            await music.tracks.save("A")

    assert caught.value.scopes == ("music::library",)

"""The sandbox hands out clients that are connected to it."""

from inspect import signature

import pytest

from amazon_music_async import AmazonMusic, BadRequest, LoginRequired, NotFound, Retry
from amazon_music_async.sandbox import Sandbox
from amazon_music_async.sandbox._client import SandboxClientOptions


async def test_a_client_is_connected_and_logged_in(sandbox: Sandbox) -> None:
    """The first call needs no token from the login service, and is the only request."""
    async with sandbox.client() as music:
        track = await music.tracks.get("B076YT2CBT")

    assert track.title == 'Happy (From "Despicable Me 2")'
    assert (len(sandbox.requests), len(sandbox.login_requests)) == (1, 0)


async def test_a_client_renews_an_expired_token(sandbox: Sandbox) -> None:
    """An expired token costs one refused request and one renewal, and the call succeeds."""
    async with sandbox.client() as music:
        await music.tracks.get("B076YT2CBT")
        sandbox.expire_tokens()
        await music.tracks.get("B076YT2CBT")

    assert [request.status for request in sandbox.requests] == [200, 401, 200]
    assert sandbox.renewals == 1


async def test_two_clients_use_refresh_tokens_of_their_own() -> None:
    """Each client has its own login, so that rotation in one does not log the other out."""
    async with Sandbox(rotate_refresh_tokens=True) as sandbox, sandbox.client() as one, sandbox.client() as other:
        for _ in range(2):
            sandbox.expire_tokens()
            await one.tracks.get("B076YT2CBT")
            await other.tracks.get("B076YT2CBT")

        assert sandbox.renewals == 4


async def test_a_client_of_a_revoked_login_needs_the_user(sandbox: Sandbox) -> None:
    """After `revoke_logins` a call raises `LoginRequired`."""
    async with sandbox.client() as music:
        sandbox.revoke_logins()
        with pytest.raises(LoginRequired):
            await music.tracks.get("B076YT2CBT")


async def test_options_reach_the_client(sandbox: Sandbox) -> None:
    """Options are those of `AmazonMusic`; those that lead to the sandbox can be replaced."""
    sandbox.fail(500)
    async with sandbox.client(
        auth=sandbox.issue_token("anna"), base_url=sandbox.url + "/", retry=Retry(first=0.001)
    ) as m:
        with pytest.raises(NotFound):
            await m.tracks.get("NOBODY")
    async with sandbox.client(base_url=sandbox.login_origin) as lost:
        with pytest.raises(NotFound):
            await lost.tracks.get("B076YT2CBT")

    assert [request.user for request in sandbox.requests] == [None, "anna"]


async def test_the_typed_options_are_those_of_the_client() -> None:
    """The options are listed again for type checkers, and the two lists are equal."""
    assert SandboxClientOptions.__annotations__.keys() == set(signature(AmazonMusic).parameters)


async def test_each_login_sees_the_lists_of_its_user(sandbox: Sandbox) -> None:
    """A view for each user sees that user's list."""
    async with sandbox.client() as music:
        for name in ("anna", "ben"):
            liked = await music.as_user(sandbox.login(name, retry=Retry.none())).tracks.liked().take(3)
            assert [each.track.id for each in liked] == list(sandbox.user(name).liked)[:3]


async def test_a_client_walks_lists_to_the_end(sandbox: Sandbox) -> None:
    """Every liked track and every library album arrives, in order."""
    async with sandbox.client() as music:
        liked = [each.track.id async for each in music.tracks.liked(page_size=100)]
        albums = [each.album.id async for each in music.albums.library()]

    assert (tuple(liked), tuple(albums)) == (sandbox.liked_ids, sandbox.library_ids)


async def test_ten_thousand_ids_are_a_hundred_requests() -> None:
    """The look-up asks for a hundred at a time, never more than ``concurrency`` at once."""
    async with Sandbox(tracks=10_000, latency=0.005) as sandbox, sandbox.client(concurrency=4) as music:
        tracks = await music.tracks.get_many(sandbox.track_ids)

        assert (len(tracks), len(sandbox.requests)) == (10_000, 100)
        assert sandbox.peak_in_flight == 4


async def test_a_400_is_a_bad_request_at_the_client(sandbox: Sandbox) -> None:
    """What the sandbox refuses with 400 is a `BadRequest` at the client."""
    sandbox.fail(400, times=None)
    async with sandbox.client() as music:
        with pytest.raises(BadRequest):
            await music.tracks.get_many(["B076YT2CBT"])

"""The token of a call: asked for, sent, renewed once."""

import asyncio

import pytest
from attrs import define
from fake_clock import turns
from fake_transport import (
    API_KEY,
    TOKEN,
    FakeTransport,
    Reply,
    Sent,
    Tokens,
    answer,
    client,
    error,
    everything,
    item,
)

from amazon_music_async import (
    AmazonMusic,
    AuthError,
    AuthUnavailable,
    ClientClosed,
    Forbidden,
    LoginRequired,
    Retry,
    ServerError,
    TokenRenewed,
    Track,
    Unauthorized,
    post,
    put,
)
from amazon_music_async.events import Event


def only(*good: str) -> FakeTransport:
    """A service that knows some tokens, and refuses all others."""

    def reply(sent: Sent) -> Reply:
        return everything(sent) if sent.token in good else error(401, f"no such token: {sent.token}")

    return FakeTransport(reply)


async def test_every_request_says_who_and_with_which_program() -> None:
    """Token, key, program, language; and a content type only where there is content."""
    transport = FakeTransport(lambda _: item("A"))
    async with client(transport, language="de-de") as music:
        await music.send(put("x", at="track", into=Track, json={"a": 1}))
        await music.send(put("x", at="track", into=Track))

    first, second = (dict(sent.headers) for sent in transport.sent)
    assert first.pop("Content-Type") == "application/json"
    assert first == second
    assert first.pop("User-Agent").startswith("amazon-music-async/")
    assert first == {
        "Authorization": f"Bearer {TOKEN}",
        "x-api-key": API_KEY,
        "Accept": "application/json",
        "Accept-Language": "de-de",
    }
    assert [sent.body for sent in transport.sent] == [b'{"a":1}', None]


async def test_the_source_is_asked_before_every_call() -> None:
    """It may have a fresher token; it is for the source to be quick."""
    tokens, transport = Tokens(["one"]), FakeTransport()
    async with client(transport, auth=tokens) as music:
        await music.tracks.get("A")
        tokens.tokens = ["two"]
        await music.tracks.get("B")

    assert [sent.token for sent in transport.sent] == ["one", "two"]
    assert tokens.asked == [None, None]


@pytest.mark.parametrize("retry", [Retry(), Retry.none()])
async def test_a_rejected_token_is_replaced_once(retry: Retry) -> None:
    """401: the source is told which token was rejected, and the call is sent again; without retries, too."""
    tokens, transport = Tokens(["old", "new"]), only("new")
    events: list[Event] = []
    async with client(transport, auth=tokens, retry=retry, on_event=events.append) as music:
        await music.tracks.get("A")

    assert [sent.token for sent in transport.sent] == ["old", "new"]
    assert tokens.asked == [None, "old"]
    assert [event for event in events if isinstance(event, TokenRenewed)] == [TokenRenewed(rejected=True)]


async def test_an_expired_token_refused_with_403_is_replaced() -> None:
    """Some gateways answer 403 where the documents say 401; the code tells that it is the token."""
    transport = FakeTransport(replies=[error(403, code="INVALID_ACCESS_TOKEN"), item("A")])
    async with client(transport, auth=Tokens(["old", "new"])) as music:
        await music.tracks.get("A")

    assert [sent.token for sent in transport.sent] == ["old", "new"]


async def test_a_token_that_is_not_allowed_something_is_not_replaced() -> None:
    """Any other 403 is not about the token's age."""
    tokens, transport = Tokens(["old", "new"]), FakeTransport(replies=[error(403, code="ACCESS_DENIED")])
    async with client(transport, auth=tokens) as music:
        with pytest.raises(Forbidden):
            await music.tracks.get("A")

    assert tokens.asked == [None]


async def test_a_rejected_token_is_replaced_for_a_post_as_well() -> None:
    """What was refused with 401 has not been done."""
    transport = only("new")
    transport.replies.extend([error(401), item("A")])
    async with client(transport, auth=Tokens(["old", "new"])) as music:
        assert (await music.send(post("x", at="track", into=Track))).id == "A"


async def test_a_second_rejection_is_final() -> None:
    """Two tokens refused in one call: the error of the second, caused by the first."""
    tokens, transport = Tokens(["old", "new", "newer"]), only("newer")
    async with client(transport, auth=tokens) as music:
        with pytest.raises(Unauthorized) as caught:
            await music.tracks.get("A")

    assert isinstance(caught.value.__cause__, Unauthorized)
    assert caught.value.attempts == len(transport.sent) == 2
    assert tokens.asked == [None, "old"]


async def test_a_source_without_another_token_is_not_tried_twice() -> None:
    """A token that is all there is: Unauthorized at once, with the scopes the endpoint needs."""
    transport = only("another")
    async with client(transport) as music:
        with pytest.raises(Unauthorized) as caught:
            await music.tracks.get("A")

    assert len(transport.sent) == 1
    assert caught.value.scopes == ("music::catalog",)
    assert TOKEN not in str(caught.value)


async def test_the_attempt_with_the_new_token_has_all_its_retries() -> None:
    """The attempt that was lost to an old token does not count for the policy."""
    transport = FakeTransport(replies=[error(401), error(503), error(503), item("A")])
    async with client(transport, auth=Tokens(["old", "new"]), retry=Retry(attempts=3)) as music:
        await music.tracks.get("A")

    assert len(transport.sent) == 4


async def test_a_source_that_fails_is_heard() -> None:
    """No token: nothing is sent, and the source's error is the caller's."""
    transport = FakeTransport()
    async with client(transport, auth=Tokens([LoginRequired("invalid_grant")])) as music:
        with pytest.raises(LoginRequired) as caught:
            await music.tracks.get("A")

    assert transport.sent == []
    assert caught.value.attempts == 0


async def test_a_source_that_fails_after_a_rejection_tells_why_it_was_asked() -> None:
    """The refusal is the cause of the failed renewal."""
    async with client(only("new"), auth=Tokens(["old", LoginRequired("invalid_grant")])) as music:
        with pytest.raises(LoginRequired) as caught:
            await music.tracks.get("A")

    assert isinstance(caught.value.__cause__, Unauthorized)


async def test_a_renewal_that_has_a_cause_of_its_own_keeps_it() -> None:
    """The source's own story is not overwritten."""
    failure = LoginRequired("invalid_grant")
    failure.__cause__ = ServerError(500)
    async with client(only("new"), auth=Tokens(["old", failure])) as music:
        with pytest.raises(LoginRequired) as caught:
            await music.tracks.get("A")

    assert isinstance(caught.value.__cause__, ServerError)


async def test_any_other_exception_of_the_source_is_the_cause_of_one_of_ours() -> None:
    """It is shown without secrets; nothing stays in flight."""
    mine = OSError(f"no vault for {API_KEY}")
    async with client(auth=Tokens([mine])) as music:
        with pytest.raises(AuthUnavailable, match=r"the token source failed: OSError: no vault for \*\*\*$") as caught:
            await music.tracks.get("A")

        assert music.stats.in_flight == 0
    assert caught.value.__cause__ is mine


def failing_after_one_answer(reply: Reply | None = None) -> AmazonMusic:
    """A client whose token source works for one call."""
    source = Tokens(["one"])

    def answering(sent: Sent) -> Reply:
        source.tokens = [OSError("no vault")]
        return reply or everything(sent)

    return client(FakeTransport(answering), auth=source, concurrency=1)


async def test_a_source_that_waits_for_a_cancelled_task_does_not_cancel_its_caller() -> None:
    """Several callers may share one renewal, which the cancellation of one of them ends: the others get an error."""

    @define
    class Sharing:
        """A source whose callers wait for the same task."""

        renewal: asyncio.Task[str]

        async def token(self, *, rejected: str | None = None) -> str:
            """What the task returns."""
            return await self.renewal

    async def renew() -> str:
        await asyncio.Event().wait()
        return "never"

    source = Sharing(asyncio.create_task(renew()))
    async with client(auth=source) as music:
        leaving, staying = (asyncio.create_task(music.tracks.get(id)) for id in "AB")
        await turns()
        leaving.cancel()
        with pytest.raises(asyncio.CancelledError):
            await leaving
        with pytest.raises(AuthUnavailable, match="the token source failed: what it waited for was cancelled"):
            await staying


async def test_a_lookup_keeps_what_had_arrived_when_the_source_fails() -> None:
    """The error has the items that arrived, and the ids still to ask."""
    ids = [f"B{number}" for number in range(250)]
    async with failing_after_one_answer() as music:
        with pytest.raises(AuthUnavailable) as caught:
            await music.tracks.get_many(ids)

    assert caught.value.partial is not None
    assert (list(caught.value.partial.found), list(caught.value.pending)) == (ids[:100], ids[100:])


async def test_a_walk_can_go_on_after_the_source_has_failed() -> None:
    """The error has the cursor of the page that was not fetched."""
    page = {"edges": [{"node": {"id": "A"}}], "pageInfo": {"hasNextPage": True, "token": "second"}}
    async with failing_after_one_answer(answer({"user": {"tracks": page}})) as music:
        with pytest.raises(AuthUnavailable) as caught:
            async for _ in music.tracks.liked():
                pass

    assert caught.value.cursor == "second"


@pytest.mark.parametrize("token", ["", "a b", "Bearer a", "a\r\nX: y", "tökén", "\x00", None, 7, b"bytes"])
async def test_a_token_that_cannot_be_sent_is_not_sent(token: str) -> None:
    """A source that gives nonsense is an AuthError, which does not repeat it."""
    transport = FakeTransport()
    async with client(transport, auth=Tokens([token])) as music:
        with pytest.raises(AuthError, match=r"^invalid_token: the token source gave something that cannot be sent"):
            await music.tracks.get("A")

    assert transport.sent == []


async def test_callers_whose_tokens_were_rejected_together_are_told_once() -> None:
    """Ten calls with the old token: ten replays with the new one, one event."""
    transport, events = only("new"), list[Event]()
    transport.hold()
    async with client(transport, auth=Tokens(["old", "new"]), concurrency=10, on_event=events.append) as music:
        calls = asyncio.gather(*(music.tracks.get(f"B{number}") for number in range(10)))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        transport.release()
        await calls

    assert [sent.token for sent in transport.sent] == ["old"] * 10 + ["new"] * 10
    assert sum(isinstance(event, TokenRenewed) for event in events) == 1


async def test_a_token_renewed_in_time_is_told_as_such() -> None:
    """The source gave another token than before, and nobody had rejected the old one."""
    tokens, events = Tokens(["one"]), list[Event]()
    async with client(auth=tokens, on_event=events.append) as music:
        await music.tracks.get("A")
        tokens.tokens = ["two"]
        await music.tracks.get("A")

    assert [event for event in events if isinstance(event, TokenRenewed)] == [TokenRenewed(rejected=False)]


async def test_a_closed_client_asks_for_no_token() -> None:
    """Nothing happens after the end."""
    tokens = Tokens([TOKEN])
    music = client(auth=tokens)
    await music.close()
    with pytest.raises(ClientClosed):
        await music.tracks.get("A")

    assert tokens.asked == []

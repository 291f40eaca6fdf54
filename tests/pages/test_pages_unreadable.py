"""Pages with entries that cannot be read."""

from collections.abc import Sequence

import pytest
from fake_clock import FakeClock
from fake_music import drain
from fake_transport import FakeTransport, Sent, answer, client

from amazon_music_async import AmazonMusic, Answer, DecodeError, Failed, LikedTrack

GOOD = [{"node": {"id": f"B{number}", "title": "a title"}, "likeState": "LIKE"} for number in range(6)]
BAD: list[object] = [None, {"node": None}, {"node": {"title": "no id"}}, "an edge", {}]


def music(*pages: Sequence[object]) -> tuple[AmazonMusic, FakeTransport]:
    """A client whose user has liked tracks on these pages, and its transport."""

    def reply(sent: Sent) -> Answer:
        at = int(sent.query.get("cursor", "0"))
        info = {"hasNextPage": at + 1 < len(pages), "token": str(at + 1)}
        return answer({"user": {"tracks": {"pageInfo": info, "edges": list(pages[at])}}})

    transport = FakeTransport(reply, clock=FakeClock())
    return client(transport), transport


def ids(items: Sequence[LikedTrack]) -> list[str]:
    """The ids of liked tracks."""
    return [liked.track.id for liked in items]


@pytest.mark.parametrize("bad", BAD, ids=repr)
@pytest.mark.parametrize("prefetch", [False, True])
async def test_a_strict_walk_names_the_page_after_an_unreadable_entry(bad: object, prefetch: bool) -> None:
    """The error's ``cursor`` is the page itself, its ``skip_to`` the page after it."""
    user, _ = music(GOOD[:2], [*GOOD[2:3], bad], GOOD[3:])
    items: list[LikedTrack] = []
    with pytest.raises(DecodeError) as caught:
        await drain(user.tracks.liked(prefetch=prefetch), items)
    assert ids(items) == ["B0", "B1"]
    assert (caught.value.cursor, caught.value.skip_to, caught.value.page) == ("1", "2", None)
    assert caught.value.place.startswith("$.data.user.tracks.edges[1]")
    rest = [liked async for liked in user.tracks.liked(start=caught.value.skip_to)]
    assert ids(rest) == ["B3", "B4", "B5"]


async def test_no_page_follows_an_unreadable_entry_of_the_last_page() -> None:
    """On the last page ``skip_to`` is None."""
    user, _ = music(GOOD[:2], [*BAD])
    with pytest.raises(DecodeError) as caught:
        await drain(user.tracks.liked(), [])
    assert (caught.value.cursor, caught.value.skip_to) == ("1", None)


@pytest.mark.parametrize("prefetch", [False, True])
async def test_a_walk_that_is_not_strict_reports_unreadable_entries_and_goes_on(prefetch: bool) -> None:
    """Each such entry is a `Failed` of its page, and the other entries are its items."""
    user, transport = music(GOOD[:2], [BAD[0], GOOD[2], *BAD[1:], GOOD[3]], GOOD[4:])
    pages = [page async for page in user.tracks.liked(prefetch=prefetch).by_page(strict=False)]
    assert [ids(page.items) for page in pages] == [["B0", "B1"], ["B2", "B3"], ["B4", "B5"]]
    assert [len(page.failed) for page in pages] == [0, 5, 0]
    assert all(isinstance(failed, Failed) for failed in pages[1].failed)
    assert [failed.id.partition("edges")[2][:3] for failed in pages[1].failed] == ["[0]", "[2]", "[3]", "[4]", "[5]"]
    assert len(transport.sent) == 3


async def test_a_failed_take_leads_to_its_start_alone() -> None:
    """`take` has returned nothing, so skipping one page would lose the items before it."""
    user, _ = music(GOOD[:2], [None], GOOD[2:])
    with pytest.raises(DecodeError) as caught:
        await user.tracks.liked().take(5)
    assert (caught.value.cursor, caught.value.skip_to) == (None, None)


async def test_an_answer_that_is_not_a_page_ends_a_walk_that_is_not_strict() -> None:
    """Only entries are skipped, never a page."""
    user, transport = music(GOOD)
    transport.replies.append(answer(body=b"not JSON"))
    with pytest.raises(DecodeError) as caught:
        await drain(user.tracks.liked().by_page(strict=False), [])
    assert (caught.value.cursor, caught.value.skip_to) == (None, None)

"""Lists come in pages with opaque cursors, and nothing is lost while a list changes."""

from typing import Any

import pytest
from sandbox_http import Http, http_to

from amazon_music_async.sandbox import Sandbox


async def page_of(http: Http, query: str = "") -> Any:
    """One page of liked tracks."""
    return (await http.get(f"/me/tracks{query}")).json["data"]["user"]["tracks"]


async def walked(http: Http, limit: int) -> list[str]:
    """The ids of all pages."""
    ids: list[str] = []
    cursor = ""
    while True:
        page = await page_of(http, f"?limit={limit}{cursor}")
        ids += [edge["node"]["id"] for edge in page["edges"]]
        if not page["pageInfo"]["hasNextPage"]:
            return ids
        cursor = f"&cursor={page['pageInfo']['token']}"


async def test_a_walk_gives_every_item_once(http: Http, sandbox: Sandbox) -> None:
    """Following the tokens gives the whole list, in order."""
    assert tuple(await walked(http, 33)) == sandbox.liked_ids


async def test_the_page_holds_a_hundred_unless_told_otherwise(http: Http) -> None:
    """The default is the maximum, and ``edgeCount`` counts the page."""
    page = await page_of(http)

    assert (len(page["edges"]), page["edgeCount"], page["pageInfo"]["hasNextPage"]) == (100, 100, True)


async def test_the_last_page_has_no_token() -> None:
    """The last page has no token, even if it is full."""
    async with Sandbox(liked=4) as sandbox, http_to(sandbox) as http:
        first = await page_of(http, "?limit=2")
        last = await page_of(http, f"?limit=2&cursor={first['pageInfo']['token']}")

        assert last["pageInfo"] == {"hasNextPage": False}
        assert last["edgeCount"] == 2


async def test_an_empty_list_is_one_empty_page() -> None:
    """No likes are no edges."""
    async with Sandbox(liked=0) as sandbox, http_to(sandbox) as http:
        assert await page_of(http) == {"pageInfo": {"hasNextPage": False}, "edgeCount": 0, "edges": []}


async def test_writes_between_two_pages_shift_nothing(http: Http, sandbox: Sandbox) -> None:
    """Removals before the cursor neither repeat nor skip an item of the next page."""
    before = sandbox.library_ids

    async def page(query: str) -> Any:
        return (await http.get(f"/me/library/albums?{query}")).json["data"]["user"]["libraryAlbums"]

    first = await page("limit=60")
    for gone in before[40:60]:
        await http.delete(f"/me/library/albums/{gone}")
    rest = await page(f"limit=100&cursor={first['pageInfo']['token']}")

    assert tuple(edge["node"]["id"] for edge in (*first["edges"], *rest["edges"])) == before


async def test_a_list_can_be_narrowed_to_some_ids(http: Http, sandbox: Sandbox) -> None:
    """``trackIds`` leaves those of the list that were asked for, in pages."""
    wanted = sandbox.liked_ids[200:203]
    query = f"?limit=2&trackIds={','.join((*wanted, sandbox.track_ids[-1]))}"

    first = await page_of(http, query)
    last = await page_of(http, f"{query}&cursor={first['pageInfo']['token']}")

    assert tuple(edge["node"]["id"] for edge in (*first["edges"], *last["edges"])) == wanted
    assert last["pageInfo"] == {"hasNextPage": False}


@pytest.mark.parametrize(
    "cursor", ["", "x", "7", "tztok-v2_", "tztok-v2_AAAA", "tztok-v2_" + "A" * 28, "a*b", "%C3%A9"]
)
async def test_a_made_up_cursor_is_refused(http: Http, cursor: str) -> None:
    """A cursor that the sandbox did not issue is a 400."""
    answer = await http.get(f"/me/tracks?cursor={cursor}")

    assert (answer.status, answer.error["code"]) == (400, "BAD_REQUEST")
    assert "cursor" in answer.error["message"]


async def test_a_cursor_is_valid_for_its_own_list_only(http: Http, sandbox: Sandbox) -> None:
    """It is refused for another list and for another user."""
    token = (await page_of(http))["pageInfo"]["token"]

    albums = await http.get(f"/me/library/albums?cursor={token}")
    anna = await http.get(f"/me/tracks?cursor={token}", authorization=f"Bearer {sandbox.issue_token('anna')}")

    assert (albums.status, anna.status) == (400, 400)

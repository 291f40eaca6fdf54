"""The endpoints of artists."""

import pytest
from endpoint_cases import Case, check, page
from fake_transport import FakeTransport, answer, client

from amazon_music_async import Artist, Lookup

BODY = {"id": "B1", "name": "One"}
ARTIST = Artist(id="B1", name="One")

CASES = {
    "get": Case(lambda m: m.artists.get("B1"), "GET artists/B1", {"artist": BODY}, ARTIST),
    "get, the key of the documents' table": Case(
        lambda m: m.artists.get("B1"), "GET artists/B1", {"Artist": BODY}, ARTIST
    ),
    "get_many": Case(
        lambda m: m.artists.get_many(["B1", "B2"]),
        "GET artists?ids=B1,B2",
        {"artists": [BODY]},
        Lookup({"B1": ARTIST}, ("B2",)),
    ),
    "loader": Case(lambda m: m.artists.loader().get("B1"), "GET artists?ids=B1", {"artist": [BODY]}, ARTIST),
    "followed": Case(
        lambda m: m.artists.followed(page_size=3, start="x").take(9),
        "GET me/followed/artists?limit=3&cursor=x",
        page("user.followedArtists", BODY),
        [ARTIST],
    ),
}


@pytest.mark.parametrize("name", CASES)
async def test_an_endpoint_of_artists_is_called_as_documented(name: str) -> None:
    """Method, path, query and body; and the answer becomes what the signature says."""
    await check(CASES[name])


async def test_single_look_ups_of_artists_are_joined() -> None:
    """A loader asks for several in one request."""
    transport = FakeTransport(replies=[answer({"artists": [BODY]})])
    async with client(transport) as music:
        assert await music.artists.loader().get(ARTIST.id) == ARTIST

    assert len(transport.sent) == 1

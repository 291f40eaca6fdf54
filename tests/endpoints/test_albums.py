"""The endpoints of albums."""

import pytest
from endpoint_cases import Case, check, page

from amazon_music_async import Album, LibraryAlbum, Lookup, SavedAlbum, SaveState

BODY = {"id": "B1", "title": "One"}
ALBUM = Album(id="B1", title="One")

CASES = {
    "get": Case(lambda m: m.albums.get("B1"), "GET albums/B1", {"album": BODY}, ALBUM),
    "get_many": Case(
        lambda m: m.albums.get_many(["B1", "B2"]),
        "GET albums?ids=B1,B2",
        {"albums": [BODY]},
        Lookup({"B1": ALBUM}, ("B2",)),
    ),
    "get_many, the key album": Case(
        lambda m: m.albums.get_many(["B1"]), "GET albums?ids=B1", {"album": [BODY]}, Lookup({"B1": ALBUM})
    ),
    "loader": Case(lambda m: m.albums.loader().get("B1"), "GET albums?ids=B1", {"albums": [BODY]}, ALBUM),
    "library": Case(
        lambda m: m.albums.library().take(9),
        "GET me/library/albums?limit=100",
        page("user.libraryAlbums", BODY, purchased=True, uploaded=False, objectId="7"),
        [LibraryAlbum(album=ALBUM, purchased=True, uploaded=False, object_id="7")],
    ),
    "library, all parameters": Case(
        lambda m: m.albums.library(iter(["B1", "B2"]), page_size=1, start="x y", prefetch=True).take(9),
        "GET me/library/albums?limit=1&albumIds=B1,B2&cursor=x%20y",
        page("user.libraryAlbums", BODY),
        [LibraryAlbum(album=ALBUM)],
    ),
    "save": Case(
        lambda m: m.albums.save("B1"),
        "PUT me/library/albums/B1",
        {"saveAlbum": {"album": BODY, "saveState": "SAVED"}},
        SavedAlbum(album=ALBUM, save_state=SaveState.SAVED),
    ),
    "remove": Case(
        lambda m: m.albums.remove("B1"),
        "DELETE me/library/albums/B1",
        {"removeAlbum": {"album": BODY, "saveState": "REMOVED"}},
        SavedAlbum(album=ALBUM, save_state=SaveState.REMOVED),
    ),
}


@pytest.mark.parametrize("name", CASES)
async def test_an_endpoint_of_albums_is_called_as_documented(name: str) -> None:
    """Method, path, query and body; and the answer becomes what the signature says."""
    await check(CASES[name])

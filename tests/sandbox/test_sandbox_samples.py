"""The answers of the sandbox have the form of the documents' samples."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from samples import FOLDER, is_list, is_object
from sandbox_http import Http
from sandbox_requests import REQUESTS

from amazon_music_async.sandbox import Sandbox

SAMPLES = {
    "albums_get": ("GET", "/albums/{id}"),
    "albums_multi": ("GET", "/albums"),
    "artists_get": ("GET", "/artists/{id}"),
    "browse_tracks_top": ("GET", "/browse/tracks/top"),
    "library_albums_list": ("GET", "/me/library/albums"),
    "library_albums_remove": ("DELETE", "/me/library/albums/{id}"),
    "library_albums_save": ("PUT", "/me/library/albums/{id}"),
    "library_tracks_remove": ("DELETE", "/me/library/tracks/{id}"),
    "library_tracks_save": ("PUT", "/me/library/tracks/{id}"),
    "me_get": ("GET", "/me"),
    "me_playlists_list_partial": ("GET", "/me/playlists"),
    "me_update_partial": ("PUT", "/me"),
    "player_recently_played": ("GET", "/player/recentlyPlayed"),
    "playlists_create_shape": ("POST", "/playlists"),
    "playlists_get": ("GET", "/playlists/{id}"),
    "playlists_tracks_get_shape": ("GET", "/playlists/{id}/tracks"),
    "podcasts_show_get_partial": ("GET", "/podcasts/shows/{id}"),
    "search_all_partial": ("GET", "/search"),
    "search_tracks_partial": ("POST", "/search/tracks"),
    "stations_get": ("GET", "/stations/{id}"),
    "tracks_get": ("GET", "/tracks/{id}"),
    "tracks_like_set": ("PUT", "/me/tracks/{trackId}"),
    "tracks_liked_list": ("GET", "/me/tracks"),
    "tracks_multi": ("GET", "/tracks"),
}


def places(value: Any, at: str = "$") -> Iterator[tuple[str, str]]:
    """The places that hold something, each with the kind of what it holds; all entries of a list are one place."""
    yield at, type(value).__name__
    children = value.items() if is_object(value) else (("*", each) for each in value) if is_list(value) else ()
    for key, child in children:
        yield from places(child, f"{at}.{key}")


@pytest.mark.parametrize("name", SAMPLES)
async def test_an_answer_has_every_field_of_its_sample(http: Http, sandbox: Sandbox, name: str) -> None:
    """Each field of the sample is at the same place in the sandbox's answer, and of the same type."""
    sample = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))

    answer = await REQUESTS[SAMPLES[name]].send(http, f"Bearer {sandbox.token}")

    assert set(places(sample)) <= set(places(answer.json))

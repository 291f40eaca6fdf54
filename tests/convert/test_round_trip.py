"""What leaves as JSON comes back the same."""

import json
from typing import Any

import pytest
from hypothesis import given, strategies as st
from model_values import values
from samples import is_list, is_object

from amazon_music_async import from_dict, to_dict, to_json
from amazon_music_async.models.album import Album
from amazon_music_async.models.artist import Artist
from amazon_music_async.models.eligibility import Eligibility
from amazon_music_async.models.image import Image
from amazon_music_async.models.library import LibraryAlbum
from amazon_music_async.models.liked import LikedTrack
from amazon_music_async.models.market import Market
from amazon_music_async.models.page import Connection, Edge, PageInfo
from amazon_music_async.models.parental_settings import ParentalSettings
from amazon_music_async.models.release import Release
from amazon_music_async.models.saved import SavedAlbum, SavedTrack
from amazon_music_async.models.territory import MusicTerritory
from amazon_music_async.models.track import Track

MODELS: tuple[Any, ...] = (
    Album, Artist, Connection[Edge[Artist]], Connection[LibraryAlbum], Connection[LikedTrack], Edge[Artist],
    Eligibility, Image, LibraryAlbum, LikedTrack, Market, MusicTerritory, PageInfo, ParentalSettings, Release,
    SavedAlbum, SavedTrack, Track,
)  # fmt: skip


@given(st.sampled_from(MODELS).flatmap(lambda form: st.tuples(st.just(form), values(form))))
def test_round_trip(case: tuple[Any, Any]) -> None:
    """Any model of any content comes back, also through text."""
    form, item = case
    data = to_dict(item)

    assert from_dict(data, form) == item
    assert from_dict(json.loads(json.dumps(data)), form) == item
    assert json.loads(to_json(item)) == data


def test_a_line_of_json() -> None:
    """`to_json` writes UTF-8, without a space and without a line break."""
    assert (
        to_json(Track(id="x", title="Für\nElise", duration=1))
        == '{"id":"x","title":"Für\\nElise","duration":1}'.encode()
    )
    with pytest.raises(TypeError, match="dict is not an attrs model"):
        to_json({})


@given(st.sampled_from(MODELS).flatmap(values))
def test_nothing_left_in(item: Any) -> None:
    """What is None or empty is left out, whatever else there is."""

    def bare(data: Any) -> bool:
        inner: list[Any] = list(data.values()) if is_object(data) else data if is_list(data) else []
        return data is None or data == [] or any(map(bare, inner))

    assert not bare(to_dict(item))

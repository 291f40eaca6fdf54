"""What all models have in common."""

from typing import Any

import pytest
from attrs import NOTHING, fields
from attrs.exceptions import FrozenInstanceError
from hypothesis import given, strategies as st
from model_values import values

from amazon_music_async.models.album import Album
from amazon_music_async.models.artist import Artist
from amazon_music_async.models.eligibility import Eligibility
from amazon_music_async.models.image import Image
from amazon_music_async.models.library import LibraryAlbum
from amazon_music_async.models.liked import LikedTrack
from amazon_music_async.models.market import Market
from amazon_music_async.models.page import Connection, Edge, Items, PageInfo
from amazon_music_async.models.parental_settings import ParentalSettings
from amazon_music_async.models.release import Release
from amazon_music_async.models.saved import SavedAlbum, SavedTrack
from amazon_music_async.models.territory import MusicTerritory
from amazon_music_async.models.track import Track

MODELS: tuple[Any, ...] = (
    Album, Artist, Eligibility, Image, LibraryAlbum, LikedTrack, Market, MusicTerritory, PageInfo, ParentalSettings,
    Release, SavedAlbum, SavedTrack, Track,
)  # fmt: skip


@pytest.mark.parametrize("model", [*MODELS, Connection, Edge, Items])
def test_keywords(model: Any) -> None:
    """Every field is given by its name, and those that may be missing are None or empty."""
    assert all(field.kw_only and field.default in {NOTHING, None, ()} for field in fields(model))


@pytest.mark.parametrize("model", [*MODELS, Connection, Edge, Items])
def test_slots(model: Any) -> None:
    """A model holds its fields and nothing else."""
    assert "__slots__" in vars(model)
    assert "__dict__" not in dir(model)


@given(st.sampled_from(MODELS).flatmap(values))
def test_frozen(item: Any) -> None:
    """A model cannot be changed, and can be a key."""
    name = fields(item.__class__)[0].name

    with pytest.raises(FrozenInstanceError):
        setattr(item, name, None)
    assert {item: 1}[item] == 1


@pytest.mark.parametrize(
    ("model", "required"),
    [
        (Album, ["id"]), (Artist, ["id"]), (Market, ["id"]), (Track, ["id"]),
        (Image, []), (Release, []), (PageInfo, []),
        (SavedTrack, ["track"]), (SavedAlbum, ["album"]), (LikedTrack, ["track"]), (LibraryAlbum, ["album"]),
    ],
)  # fmt: skip
def test_required(model: Any, required: list[str]) -> None:
    """Only ids are required, and the thing that an entry is about."""
    assert [field.name for field in fields(model) if field.default is NOTHING] == required

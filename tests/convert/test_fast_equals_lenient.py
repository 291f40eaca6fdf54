"""The fast way and the careful way agree, or the fast way gives up."""

from typing import Any

import pytest
from hypothesis import given, strategies as st
from lenient import leniently, told
from model_values import mutated, values
from samples import SAMPLES, sample

from amazon_music_async import to_dict
from amazon_music_async._convert.converter import structure
from amazon_music_async._convert.read_fast import compiled
from amazon_music_async.errors import AmazonMusicError, DecodeError
from amazon_music_async.models.album import Album
from amazon_music_async.models.artist import Artist
from amazon_music_async.models.library import LibraryAlbum
from amazon_music_async.models.liked import LikedTrack
from amazon_music_async.models.page import Connection, Items
from amazon_music_async.models.saved import SavedAlbum, SavedTrack
from amazon_music_async.models.track import Track

PAGES: tuple[Any, ...] = (Connection[LibraryAlbum], Connection[LikedTrack])
FORMS: tuple[Any, ...] = (*PAGES, Album, Artist, LibraryAlbum, LikedTrack, SavedAlbum, SavedTrack, Track)

samples = st.sampled_from([name for name in SAMPLES if "multi" not in name])
broken_samples = samples.flatmap(lambda name: st.tuples(mutated(sample(name)), st.just(SAMPLES[name][1])))
made = st.sampled_from(FORMS).flatmap(lambda form: st.tuples(values(form).map(to_dict), st.just(form)))
broken = made.flatmap(lambda case: st.tuples(mutated(case[0]), st.just(case[1])))


def quickly(data: Any, form: Any) -> Any:
    """What the compiled reader makes of JSON."""
    fast = compiled(form)
    assert fast is not None
    return fast.read_one(data)


@given(made)
def test_good(case: tuple[Any, Any]) -> None:
    """Good data is read by the compiled reader, and the lenient reader reads the same in it."""
    data, form = case
    value, drifts = leniently(data, form)

    assert repr(quickly(data, form)) == repr(value)
    assert drifts == ()


@given(broken_samples | broken)
def test_odd(case: tuple[Any, Any]) -> None:
    """Of odd data the compiled reader reads what the lenient reader reads without a remark, or nothing at all."""
    data, form = case
    try:
        quick = quickly(data, form)
    except Exception:  # noqa: BLE001 - any exception at all is its way to give up
        return
    value, drifts = leniently(data, form)

    assert repr(quick) == repr(value)
    assert type(quick) is type(value)
    assert drifts == ()


@given(broken_samples | broken)
def test_odd_in_part(case: tuple[Any, Any]) -> None:
    """What is read leniently in part is the same as if all of it were."""
    assert told(lambda: structure(*case)) == told(lambda: leniently(*case))


@given(broken_samples | broken)
def test_only_our_errors(case: tuple[Any, Any]) -> None:
    """Whatever comes gives a value or an error of ours, which names the place."""
    data, form = case
    try:
        value, drifts = structure(data, form, "$.data")
    except AmazonMusicError as error:
        assert isinstance(error, DecodeError)
        assert error.place.startswith("$.data")
        return

    assert isinstance(value, getattr(form, "__origin__", form))
    assert all(drift.place.startswith("$.data.") for drift in drifts)


@given(samples.flatmap(lambda name: mutated([sample("tracks_get"), sample(name), sample("tracks_get")])))
def test_items_only_our_errors(data: Any) -> None:
    """In an answer to a look-up each entry is an item, a flaw, or null."""
    value, _ = structure(data, Items[Track])

    nulls = sum(entry is None for entry in data)
    assert len(value.items) + len(value.flaws) == len(data) - nulls


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["id", "node", "album", "edges"]), inner)
    ),
    max_leaves=10,
)


@pytest.mark.parametrize("form", [*FORMS, Items[Track]])
@given(data=json_values)
def test_any_json(form: Any, data: Any) -> None:
    """Any JSON at all gives a value or an error of ours."""
    try:
        structure(data, form)
    except DecodeError as error:
        assert str(error)

"""Items and outcomes as an Arrow table."""

from collections.abc import AsyncGenerator
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any, cast

import pytest

pytest.importorskip("pyarrow", reason="the extra arrow is not installed")

from hypothesis import given, settings, strategies as st
from model_values import values

from amazon_music_async import (
    Album,
    Artist,
    Failed,
    Found,
    Image,
    LikedTrack,
    LikeState,
    Lookup,
    MediaType,
    Missing,
    Release,
    TimedOut,
    Track,
)
from amazon_music_async.arrow import schema_of, to_arrow

FULL = Track(
    id="B1",
    title="Hold On",
    duration=447.0,
    album=Album(id="B2", title="Loose", url="https://music.amazon.com/albums/B2", label="not kept"),
    media_type=MediaType.AUDIO,
    release=Release(
        street_date=datetime(2001, 3, 7, 7, tzinfo=timezone(timedelta(hours=2))),
        local_original_release_date=date(2001, 3, 6),
    ),
    artists=(Artist(id="A1", name="One"), Artist(id="A2", name="Two", follower_count=3)),
    images=(Image(url="https://m.media-amazon.com/1.jpg", height=500, width=500),),
    audio_qualities=("SD", "HD"),
)


def row(item: object) -> dict[str, Any]:
    """The only row of the table of an item."""
    [only] = to_arrow([item]).to_pylist()
    return only


def test_an_item_becomes_a_row() -> None:
    """Each field is a column; parts are structs and lists of them."""
    found = row(FULL)

    assert found["id"] == "B1"
    assert found["duration"] == 447.0
    assert found["album"] == {"id": "B2", "title": "Loose", "url": "https://music.amazon.com/albums/B2"}
    assert found["media_type"] == "AUDIO"
    assert found["artists"] == [{"id": "A1", "name": "One", "url": None}, {"id": "A2", "name": "Two", "url": None}]
    assert found["images"][0]["height"] == 500
    assert found["audio_qualities"] == ["SD", "HD"]


def test_a_moment_is_converted_to_utc() -> None:
    """Seven o'clock at the shop's offset of two hours is five o'clock in UTC; a plain date stays."""
    assert row(FULL)["release"] == {
        "street_date": datetime(2001, 3, 7, 5, tzinfo=UTC),
        "local_original_release_date": date(2001, 3, 6),
    }


def test_a_missing_value_is_null_and_an_empty_list_is_empty() -> None:
    """None becomes null; a missing list is an empty tuple in the model and an empty list in the table."""
    found = row(Track(id="B1"))

    assert found["title"] is None
    assert found["album"] is None
    assert found["artists"] == []


def test_an_entry_of_a_list_has_the_columns_of_its_track() -> None:
    """A liked track is a row of the track, with the opinion beside it."""
    found = row(LikedTrack(track=FULL, like_state=LikeState("ADORE")))

    assert found == {**row(FULL), "like_state": "ADORE"}


def test_outcomes_tell_what_became_of_each_id() -> None:
    """A row for each outcome, in order; without an item its columns are null."""
    outcomes = [Found("asked", FULL), Missing("B8"), Failed("B9", TimedOut("no answer within 30 seconds"))]

    found, missing, failed = to_arrow(outcomes).to_pylist()

    assert found == {"asked": "asked", "outcome": "found", "error": None, **row(FULL)}
    assert (missing["asked"], missing["outcome"], missing["error"]) == ("B8", "missing", None)
    assert (failed["asked"], failed["outcome"]) == ("B9", "failed")
    assert failed["error"] == "TimedOut: no answer within 30 seconds"
    assert {missing[name] for name in schema_of(Track).names} == {None}


def test_a_lookup_is_its_items() -> None:
    """What `get_many` gives is a table of what was found."""
    assert to_arrow(Lookup({"B1": FULL}, missing=("B2",))).column("id").to_pylist() == ["B1"]


def test_no_items_are_a_table_without_rows() -> None:
    """With the model named, nothing found has the same columns as anything found."""
    table = to_arrow([], Track)

    assert (table.num_rows, table.schema) == (0, schema_of(Track))


def test_only_failures_are_a_table_of_the_model_named() -> None:
    """Where no item tells what was asked for, the model does."""
    assert to_arrow([Missing("B1")], Track).schema == schema_of(Track, outcomes=True)


@pytest.mark.parametrize("rows", [[], [Missing("B1")]])
def test_without_an_item_the_model_must_be_named(rows: list[object]) -> None:
    """Nothing tells what columns the table has."""
    with pytest.raises(TypeError, match="needs to know its model"):
        to_arrow(rows)


@pytest.mark.parametrize("rows", [[FULL, Album(id="B2")], [Found("B1", FULL), Found("B2", Album(id="B2"))]])
def test_a_table_has_rows_of_one_kind(rows: list[object]) -> None:
    """The error names what is not of the kind of the first."""
    with pytest.raises(TypeError, match="a table of Track has no row for Album"):
        to_arrow(rows)


def test_items_and_outcomes_are_not_mixed() -> None:
    """An item alone was not asked for by any id."""
    with pytest.raises(TypeError, match="a table of outcomes has no row for Track"):
        to_arrow([Missing("B2"), FULL])


def test_a_stream_is_collected_first() -> None:
    """A table is made of what has arrived; the error says how to collect it."""

    async def stream() -> AsyncGenerator[object]:
        yield FULL

    with pytest.raises(TypeError, match="item async for item in items"):
        to_arrow(cast("Any", stream()))


@pytest.mark.parametrize("number", [2**63, -(2**63) - 1, 10**30])
def test_a_number_out_of_range_is_null(number: int) -> None:
    """An absurd number in one answer does not cost the table of all others."""
    assert row(Album(id="B1", track_count=number))["track_count"] is None
    assert row(Album(id="B1", track_count=2**63 - 1))["track_count"] == 2**63 - 1


@settings(max_examples=40)
@given(st.lists(values(Track), max_size=2))
def test_whatever_the_service_sends_is_a_table(tracks: list[Track]) -> None:
    """Any track that can be read can be written, and keeps its id."""
    table = to_arrow(tracks, Track)

    table.validate(full=True)
    assert table.column("id").to_pylist() == [track.id for track in tracks]

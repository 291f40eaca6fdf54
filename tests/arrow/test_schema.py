# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
# pyarrow-stubs leaves type parameters open.
"""The columns that a model becomes."""

import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

pytest.importorskip("pyarrow", reason="the extra arrow is not installed")

import pyarrow as pa

from amazon_music_async import Album, Artist, Image, LibraryAlbum, LikedTrack, Track
from amazon_music_async.arrow import schema_of

GOLDEN = Path(__file__).parent / "schemas"

MODELS = (Track, Album, Artist, LikedTrack, LibraryAlbum, Image)


@pytest.mark.parametrize("model", MODELS)
def test_the_columns_of_a_model_are_these(model: type[object]) -> None:
    """A change of a table's columns is seen here first: who reads the files must hear of it."""
    golden = (GOLDEN / f"{model.__name__}.txt").read_text("utf-8")

    assert [f"{field.name}: {field.type}" for field in schema_of(model)] == golden.splitlines()


def test_outcomes_have_three_columns_more() -> None:
    """The id asked for, what became of it, and the error stand before the columns of the item."""
    schema = schema_of(Track, outcomes=True)

    assert schema.names == ["asked", "outcome", "error", *schema_of(Track).names]


@pytest.mark.parametrize("first", ["Track", "Artist", "from_dict; from_dict({'id': 'A', 'related': {}}, Artist)"])
def test_the_columns_do_not_depend_on_what_was_imported_before(first: str) -> None:
    """Some models name others in strings, which are resolved when something is imported or read."""
    code = (
        f"from amazon_music_async import Artist, {first}\n"
        "from amazon_music_async.arrow import schema_of\n"
        "from amazon_music_async import Artist, Track\n"
        "print(schema_of(Track))\nprint(schema_of(Artist))"
    )

    printed = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout  # noqa: S603 - ours

    assert printed == f"{schema_of(Track)}\n{schema_of(Artist)}\n"


def test_an_item_within_an_item_is_reduced_to_what_names_it() -> None:
    """A table of tracks does not repeat the album for each of them: id, title and url lead to it."""
    album, artists = schema_of(Track).field("album").type, schema_of(Track).field("artists").type

    assert isinstance(album, pa.StructType)
    assert album.names == ["id", "title", "url"]
    assert isinstance(artists, pa.ListType)
    assert isinstance(artists.value_type, pa.StructType)
    assert artists.value_type.names == ["id", "name", "url"]


def test_a_page_within_an_item_is_left_out() -> None:
    """The artists like an artist are a list of their own."""
    assert "related" not in schema_of(Artist).names


def test_times_are_in_utc() -> None:
    """A moment has one type, whatever the offset of the shop."""
    assert schema_of(Track).field("release_date").type == pa.timestamp("us", "UTC")


def test_no_column_name_comes_twice() -> None:
    """The columns of an entry and those of its track or album have different names."""
    for model in MODELS:
        names = schema_of(model, outcomes=True).names
        assert len(names) == len(set(names))


@pytest.mark.parametrize("other", [int, dict, "Track"])
def test_a_type_that_is_no_model_has_no_columns(other: type[object]) -> None:
    """The error names what was given."""
    with pytest.raises(TypeError, match=r"a table is made of models such as Track or Album, not of"):
        schema_of(other)


def test_without_pyarrow_the_error_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever has not installed the extra reads how to."""
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    monkeypatch.delitem(sys.modules, "amazon_music_async.arrow.libraries")

    with pytest.raises(ImportError, match=r"pip install amazon-music-async\[arrow\]"):
        import_module("amazon_music_async.arrow.libraries")

"""The catalogue: the documents' samples, then any number of made-up objects, the same each time."""

import sys
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import given, strategies as st

from amazon_music_async.sandbox import Sandbox
from amazon_music_async.sandbox.catalogue.catalogue import Catalogue
from amazon_music_async.sandbox.catalogue.ids import Ids

IDS = Ids.seeded("any")


def loaded(body: bytes | None) -> Any:
    """A body, decoded."""
    return orjson.loads(body or b"null")


@given(st.integers(0, 36**8 - 1))
def test_an_id_leads_back_to_its_number(number: int) -> None:
    """A number's id has ten characters and stands for that number alone."""
    id_ = IDS.id_of(number)

    assert (len(id_), IDS.number_of(id_)) == (10, number)


@pytest.mark.parametrize("text", ["", "B0", "B0-0000001", "b0abcdefgh", "B0abcdefgh", "B0_1_2_3_4", "X0ABCDEFGH", "é"])
def test_text_without_the_form_of_an_id_has_no_number(text: str) -> None:
    """Only the exact form is an id."""
    assert IDS.number_of(text) is None


def test_the_documents_own_samples_come_first() -> None:
    """The first ids are those of the documents, whole samples to the letter."""
    sandbox = Sandbox()

    assert sandbox.track_ids[0] == "B076YT2CBT"
    assert sandbox.album_ids[0] == "B0064UPU4G"
    assert loaded(sandbox.catalogue.tracks.body("B000VBH2R2"))["title"] == "November Rain"


def test_samples_printed_in_part_are_completed() -> None:
    """Fields that the documents print are kept, the others are made up."""
    track = loaded(Catalogue(10, 10).tracks.body("B08DL2BXQC"))

    assert track["title"] == track["shortTitle"] == "Kane Train"
    assert track["isrc"] == "GBCFB2000356"
    assert track["duration"] > 0


def test_a_made_track_has_every_field_of_the_fullest_sample() -> None:
    """The fields of the documents' fullest track are all there, of the same types."""
    catalogue = Catalogue(100, 100)
    sample = loaded(catalogue.tracks.body("B0042GBQS8"))

    made = loaded(catalogue.tracks.body(catalogue.tracks.ids[50]))

    assert sample.keys() <= made.keys()
    assert {key: type(made[key]) for key in sample} == {key: type(value) for key, value in sample.items()}


def test_a_made_album_has_every_field_of_the_fullest_sample() -> None:
    """The fields of the documents' fullest album are all there."""
    catalogue = Catalogue(1000, 100)
    sample = loaded(catalogue.albums.body("B0064UPU4G"))

    made = loaded(catalogue.albums.body(catalogue.albums.ids[50]))

    assert sample.keys() <= made.keys()
    assert made["trackCount"] == len(made["tracks"]) > 1


def test_tracks_and_albums_belong_together() -> None:
    """The tracks that an album lists say that they are on it."""
    catalogue = Catalogue(1000, 100)
    album = loaded(catalogue.albums.body(catalogue.albums.ids[70]))

    assert {loaded(catalogue.tracks.body(track["id"]))["album"]["id"] for track in album["tracks"]} == {album["id"]}


def test_the_same_seed_makes_the_same_catalogue() -> None:
    """Two sandboxes of one seed agree on ids and bodies; another seed differs."""
    one, same, other = Sandbox(seed=7), Sandbox(seed=7), Sandbox(seed=8)

    assert one.track_ids == same.track_ids != other.track_ids
    assert one.catalogue.tracks.body(one.track_ids[99]) == same.catalogue.tracks.body(one.track_ids[99])
    assert one.api_key == same.api_key != other.api_key


def test_every_id_is_listed_once() -> None:
    """Ten thousand ids are ten thousand."""
    assert len(set(Sandbox(tracks=10_000).track_ids)) == 10_000


def test_a_few_tracks_are_videos() -> None:
    """Both media types occur, and most tracks are audio."""
    catalogue = Catalogue(200, 10)
    kinds = [loaded(catalogue.tracks.body(each)).get("mediaType") for each in catalogue.tracks.ids[10:]]

    assert 0 < kinds.count("VIDEO") < 5


def test_a_small_catalogue_is_the_first_samples() -> None:
    """Three tracks are three, and none more is known."""
    sandbox = Sandbox(tracks=3, albums=0, liked=0, library=0)

    assert len(sandbox.track_ids) == 3
    assert sandbox.album_ids == ()
    assert sandbox.catalogue.tracks.body("B000VRPGVA") is None


def test_a_million_tracks_need_no_table() -> None:
    """Any of a million tracks is served without a table of them."""
    collection = Catalogue(1_000_000, 100_000).tracks
    id_ = collection.id_of(999_999)

    assert loaded(collection.body(id_))["id"] == id_
    assert collection.body(collection.id_of(1_000_000)) is None


def test_lists_may_be_longer_than_the_catalogue() -> None:
    """Liked tracks beyond those listed exist nevertheless."""
    sandbox = Sandbox(tracks=10, albums=5, liked=30, library=20)

    assert (len(sandbox.liked_ids), len(sandbox.library_ids)) == (30, 20)
    assert all(map(sandbox.catalogue.tracks.body, sandbox.liked_ids))
    assert len(sandbox.track_ids) == 10


def test_a_negative_count_is_refused() -> None:
    """A wrong argument is a `ValueError` at once."""
    with pytest.raises(ValueError, match="negative"):
        Sandbox(tracks=-1)


def test_an_unknown_name_is_an_attribute_error() -> None:
    """The package has no other names than those it lists."""
    import amazon_music_async.sandbox as package  # noqa: PLC0415

    with pytest.raises(AttributeError, match="Sandpit"):
        getattr(package, "Sandpit")  # noqa: B009 - type checkers know that there is none


def test_samples_travel_with_the_package() -> None:
    """The samples are in the package, so that a wheel has them."""
    module = sys.modules["amazon_music_async.sandbox.catalogue.catalogue"].__file__

    assert module is not None
    assert Path(module).with_name("samples.json").is_file()

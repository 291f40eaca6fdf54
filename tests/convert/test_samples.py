"""The documents' samples become models, field by field."""

import re
from datetime import date, datetime
from typing import Any

import pytest
from attrs import fields
from samples import FOLDER, SAMPLES, is_list, is_object, sample

from amazon_music_async import from_dict, to_dict
from amazon_music_async._convert.converter import structure


def equals(value: Any, data: Any) -> None:
    """Compare a model with the JSON it was made of, without any help of the converter."""
    if is_object(data):
        names: dict[str, Any] = {
            re.sub("[A-Z]", lambda m: "_" + m[0].lower(), key): inner for key, inner in data.items()
        }
        if "node" in names:
            names["track" if hasattr(value, "track") else "album"] = names.pop("node")
        for field in fields(value.__class__):
            equals(getattr(value, field.name), names.pop(field.name, None))
        assert not names, "every key of a sample is a field"
    elif is_list(data):
        assert value.__class__ is tuple
        for one, other in zip(value, data, strict=True):
            equals(one, other)
    elif isinstance(value, datetime):
        assert value == datetime.fromisoformat(data)
    elif isinstance(value, date):
        assert value == date.fromisoformat(data)
    else:
        assert value == (() if data is None and isinstance(value, tuple) else data)


@pytest.mark.parametrize("name", SAMPLES)
def test_sample(name: str) -> None:
    """A sample is read whole, with nothing odd about it."""
    data, form = sample(name), SAMPLES[name][1]
    value, drifts = structure(data, form)

    equals(value.items if is_list(data) else value, data)
    assert drifts == ()


@pytest.mark.parametrize("name", SAMPLES)
def test_back(name: str) -> None:
    """`to_dict` gives the sample back, but for the key under which a new opinion is told."""
    data, form = sample(name), SAMPLES[name][1]
    value, _ = structure(data, form)
    if "track" in data and "likeState" in data:
        data = {"node": data["track"], "likeState": data["likeState"]}

    assert (to_dict(value)["items"] if is_list(data) else to_dict(value)) == data


@pytest.mark.parametrize("name", [name for name in SAMPLES if "multi" not in name])
def test_there_and_back(name: str) -> None:
    """A model made of what `to_dict` gives is the same model."""
    form: Any = SAMPLES[name][1]
    value, _ = structure(sample(name), form)

    assert from_dict(to_dict(value), form) == value


def test_all() -> None:
    """No sample is left out."""
    assert {path.stem for path in FOLDER.glob("*.json")} >= set(SAMPLES)

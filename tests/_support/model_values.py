"""Models of any content, and answers with any mistake, for property tests."""

import copy
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from attrs import NOTHING
from hypothesis import strategies as st
from samples import is_list as is_json_list, is_object

from amazon_music_async._convert.fields import entry_of, is_list, is_model, model_of, wire_fields
from amazon_music_async.models.open_enum import OpenEnum


def _in_minutes(when: datetime) -> bool:
    """Whether the offset is one that RFC 3339 can write: before there were zones, a town's had seconds."""
    return not (when.utcoffset() or timedelta()).seconds % 60


SINGLE: dict[Any, st.SearchStrategy[Any]] = {
    str: st.text(max_size=8),
    bool: st.booleans(),
    int: st.integers(-(2**63), 2**63 - 1),
    float: st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False),
    datetime: st.datetimes() | st.datetimes(timezones=st.timezones()).filter(_in_minutes),
    date: st.dates(),
}

EMPTY: dict[str, Any] = {}

ODD: tuple[Any, ...] = (
    *(None, True, 0, -1, -0.0, 14.0, 1.5, 1e20, 2**63, 2**64, -(2**63) - 1, 10**30, float("inf"), float("nan")),
    *("", "LIKE", "\ud800", "2001-03-07", "2001-03-07T05:00:00.000Z", "2001-03-07t05:00:00z", "2001-03-07T05:00:00"),
    *("2001-03-07 05:00:00.1234567-0400", "0001-01-01T00:00:00+14:00", "9999-12-31T24:00:00", "20010307"),
    *([None], [EMPTY], ["SD"], [{"id": "x"}], EMPTY, {"id": "x"}, {"id": 1}, {"node": {"id": "x"}}, {"edges": [EMPTY]}),
    list[Any](),
)
"""What a service that breaks its promises may send in any place."""


def values(form: Any, depth: int = 2) -> st.SearchStrategy[Any]:
    """Models of type ``form`` with parts down to ``depth``."""
    if form in SINGLE:
        return SINGLE[form]
    if is_list(form):
        return st.lists(values(entry_of(form), depth), max_size=2 if depth >= 0 else 0).map(tuple)
    if not is_model(form):
        assert issubclass(form, OpenEnum)
        return st.sampled_from(list(form)) | st.text(max_size=4).map(form)
    required = {f.argument: values(f.type, depth - 1) for f in wire_fields(form) if f.default is NOTHING}
    optional = {
        f.argument: values(f.type, depth - 1)
        for f in wire_fields(form)
        if f.default is not NOTHING and (depth > 0 or not (is_model(f.type) or is_list(f.type)))
    }
    return st.fixed_dictionaries(required, optional=optional).map(lambda found: model_of(form)(**found))


def places(data: Any, place: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to each value within JSON."""
    yield place
    steps: list[Any] = list(data) if is_object(data) else list(range(len(data))) if is_json_list(data) else []
    for step in steps:
        yield from places(data[step], (*place, step))


@st.composite
def mutated(draw: st.DrawFn, data: Any) -> Any:
    """``data`` with up to three mistakes: a value replaced, left out, or wrapped in a list."""
    data = copy.deepcopy(data)
    for _ in range(draw(st.integers(1, 3))):
        place = draw(st.sampled_from(list(places(data))))
        if not place:
            continue
        parent = data
        for step in place[:-1]:
            parent = parent[step]
        match draw(st.sampled_from(("replace", "replace", "leave out", "wrap"))):
            case "replace":
                parent[place[-1]] = copy.deepcopy(draw(st.sampled_from(ODD)))
            case "leave out":
                del parent[place[-1]]
            case _:
                parent[place[-1]] = [parent[place[-1]]]
    return data

"""The careful way from JSON to models: it names the place, keeps what is good, reports what is not.

Every value is structured together with the place where it stands (`At`), so that each hook of the converter can say
where it found something wrong. A hook that cannot make its value raises a `DecodeError`; whoever asked for the value
decides what that costs: the field, the entry of the list, or everything. Used only where the fast way gave up.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import cache
from typing import Any, TypeVar, get_args

from cattrs import Converter

from amazon_music_async._convert.fields import (
    TypeForm,
    WireField,
    entry_of,
    is_items,
    is_list,
    is_model,
    model_of,
    wire_fields,
)
from amazon_music_async._convert.located import (
    At,
    a_boolean,
    a_day,
    a_list,
    a_moment,
    a_number,
    a_string,
    a_whole_number,
    an_object,
    anything,
)
from amazon_music_async.errors import AmazonMusicError, DecodeError
from amazon_music_async.events import DataDrift

Hook = Callable[[At, Any], Any]
Notice = Callable[[At, DecodeError], None]


def carefully(at: At, into: TypeForm) -> Any:
    """The value that ``at`` holds; a `DecodeError` when it cannot be had."""
    try:
        return _converter.structure(at, into)
    except RecursionError:
        raise DecodeError("nested too deeply", at.place) from None


def check(form: TypeForm, checked: set[Any]) -> None:
    """Raise ``TypeError`` if JSON cannot become ``form``, of whatever content. ``checked``: what need not be asked."""
    if form in checked:
        return
    checked.add(form)
    if is_items(form) or is_list(form):
        parts = [entry_of(form)]
    else:
        _converter.get_structure_hook(form)
        parts = [field.type for field in wire_fields(form)] if is_model(form) else []
    for part in parts:
        check(part, checked)


def _model(form: TypeForm, converter: Converter) -> Hook:
    model = model_of(form)
    # Not made before it is needed: a track has an album, and an album has tracks.
    readers = cache(lambda: [(field, _field(field, model.__name__, converter)) for field in wire_fields(form)])

    def structure(at: At, _: Any) -> Any:
        data = an_object(at, None)
        found = {field.argument: hook(_entry(at, data, field), field.type) for field, hook in readers()}
        nothing = {field.argument: _nothing(field) for field, _ in readers() if field.default in {None, ()}}
        return _made(at, model, nothing | {name: value for name, value in found.items() if value is not None})

    return structure


def _nothing(field: WireField) -> object:
    """What a field holds for which the wire has nothing, where its class names no other default."""
    return model_of(field.type)() if is_list(field.type) else None


def _made(at: At, model: type[Any], values: dict[str, Any]) -> Any:
    """A model of these values, unless its own rules are against it: those of a user's class may raise anything."""
    try:
        return model(**values)
    except (AmazonMusicError, RecursionError):
        raise
    except Exception as error:
        # Not in the error's own words: they often show the value.
        raise DecodeError(f"{model.__name__} refuses it with {type(error).__name__}", at.place) from error


def _entry(at: At, data: Mapping[str, object], field: WireField) -> At:
    key = next((key for key in field.keys if data.get(key) is not None), field.keys[0])
    return at.inside("." + key, data.get(key))


def _field(field: WireField, owner: str, converter: Converter) -> Hook:
    """The hook of a field: None where the wire has nothing, or has something bad that need not be there."""

    def notice(at: At, error: DecodeError) -> None:
        at.drifts.append(DataDrift(type=owner, field=field.name, place=error.place, problem=str(error.args[0])))

    if is_list(field.type) and not field.whole:
        inner = _list(field.type, converter, notice)
    else:
        inner = converter.get_structure_hook(field.type)
    if field.required:
        return inner

    def structure(at: At, form: Any) -> Any:
        if at.value is None:
            return None
        try:
            return inner(at, form)
        except DecodeError as error:
            if field.whole:
                raise
            notice(at, error)
            return None

    return structure


def _list(form: TypeForm, converter: Converter, notice: Notice | None = None) -> Hook:
    """The hook of a list of parts, which leaves out the bad ones where somebody notices them."""
    part = entry_of(form)
    inner: Hook = converter.get_structure_hook(part)

    def structure(at: At, _: Any) -> Any:
        good: list[Any] = []
        for entry in at.entries():
            try:
                good.append(inner(entry, part))
            except DecodeError as error:
                if notice is None:
                    raise
                notice(entry, error)
        return model_of(form)(good)

    return structure


_PLAIN: dict[Any, Hook] = {dict: an_object, list: a_list, object: anything, Any: anything}


def _is_plain(form: TypeForm) -> bool:
    return model_of(form) in _PLAIN and set(get_args(form)[-1:]) <= {object, Any}


def _plain(form: TypeForm) -> Hook:
    """The hook of JSON that stays what it is."""
    return _PLAIN[model_of(form)]


def _is_any(_: TypeForm) -> bool:
    return True


def _unknown(form: TypeForm) -> Hook:
    hint = ": name what it holds, as in Connection[LikedTrack]" if isinstance(form, TypeVar) else ""
    raise TypeError(f"JSON cannot become {form!r}{hint}")


def _make_converter() -> Converter:
    converter = Converter()
    converter.register_structure_hook_factory(_is_any, _unknown)  # asked last: it stands before what cattrs would do
    # A hook for a class serves its subclasses too, unless they have their own, as `bool` has, which is one of `int`.
    converter.register_structure_hook(str, a_string)
    converter.register_structure_hook(int, a_whole_number)
    converter.register_structure_hook(bool, a_boolean)
    converter.register_structure_hook(float, a_number)
    converter.register_structure_hook(date, a_day)
    converter.register_structure_hook(datetime, a_moment)
    converter.register_structure_hook_factory(_is_plain, _plain)
    converter.register_structure_hook_factory(is_list, _list)
    converter.register_structure_hook_factory(is_model, _model)
    return converter


_converter = _make_converter()

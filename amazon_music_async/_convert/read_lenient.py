"""The lenient way from JSON to models: it names the place, keeps what is good, reports what is not.

Every value is structured together with the place where it stands (`JsonNode`), so that each hook of the converter can
say where it found something wrong. A hook that cannot make its value raises a `DecodeError`; whoever asked for the
value decides what that costs: the field, the entry of the list, or everything.

It is many times slower than the compiled reader, so only what that one refuses is read here: of a list the bad entries,
of a model the bad fields.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import date, datetime
from functools import cache
from typing import Any, TypeVar, get_args

from cattrs import Converter
from msgspec import Raw

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
    JsonNode,
    a_boolean,
    a_day,
    a_list,
    a_moment,
    a_number,
    a_string,
    a_whole_number,
    an_object,
    anything,
    refused_at,
)
from amazon_music_async._convert.plain import loads
from amazon_music_async._convert.read_fast import SHARED, Compiled, compiled
from amazon_music_async.errors import AmazonMusicError, DecodeError
from amazon_music_async.events import DataDrift
from amazon_music_async.models.page import Items

Hook = Callable[[JsonNode, Any], Any]
Notice = Callable[[JsonNode, DecodeError], None]
_FieldReader = tuple[WireField, Callable[[JsonNode], Any]]
"""A field of a model, and what reads it from the model's node."""

_MOST_ODD = 3
ALONE = 8
"""Models and lists inside of each other in which the compiled reader is tried anew: deeper, that would never end."""
_EDGE_DEPTH = 3
"""How deep the edges of a page are: in a list in a page, and unwrapped."""
TOO_DEEP = "nested too deeply"
_LEFT_OUT = object()
"""Marks an entry of a list that could not be read."""
_KEY = re.compile(r"\.([^.\[]+)")
"""The field at the head of a path."""


def _model(form: TypeForm, converter: Converter) -> Hook:
    model = model_of(form)

    @cache
    def readers() -> list[_FieldReader]:
        """Not made before they are needed: a track has an album, and an album has tracks."""
        return [(field, _reader(field, model.__name__, converter)) for field in wire_fields(form)]

    @cache
    def by_key() -> dict[str, _FieldReader]:
        return {key: reader for reader in readers() for key in reader[0].keys}

    def structure(node: JsonNode, _: Any) -> Any:
        if node.value.__class__ is model:
            return node.value
        an_object(node, None)
        fast = compiled(form) if node.depth < ALONE else None
        made = None if fast is None else _mended(node, fast, by_key())
        if made is not None:
            return made
        values: dict[str, Any] = {}
        for field, read in readers():
            value = read(node)
            if value is None and is_list(field.type) and field.default == ():
                value = model_of(field.type)()
            if value is not None or field.default is None:
                values[field.argument] = value
        return _made(node, model, values)

    return structure


def _mended(node: JsonNode, fast: Compiled, readers: dict[str, _FieldReader]) -> Any:
    """The model, of which only the fields that msgspec refuses are read leniently; None if there are many of them."""
    data, odd, refused = node.value, list[_FieldReader](), node.refused
    while True:
        if refused is not None:
            found = _KEY.match(refused)
            key = "" if found is None else found[1]
            reader = readers.get(key)
            if reader is None or reader[0].required or key not in data:
                return None
            if len(odd) == _MOST_ODD or fast.model in SHARED:
                return None
            odd.append(reader)
            data = {**data}
            del data[key]
        try:
            made = fast.read_one(data)
            break
        except Exception as error:  # noqa: BLE001 - whatever it is: the lenient way finds out, and says it better
            refused = refused_at(error) or ""
    for field, read in odd:
        value = read(node)
        if value is not None:
            object.__setattr__(made, field.name, value)
    return made


def _made(node: JsonNode, model: type[Any], values: dict[str, Any]) -> Any:
    """A model of these values, unless its own rules are against it: those of a user's class may raise anything."""
    try:
        return model(**values)
    except (AmazonMusicError, RecursionError):
        raise
    except Exception as error:
        # Not in the error's own words: they often show the value.
        raise DecodeError(f"{model.__name__} refuses it with {type(error).__name__}", node.place) from error


def _reader(field: WireField, owner: str, converter: Converter) -> Callable[[JsonNode], Any]:
    """The function that reads a field: None where the answer has no value, or a bad one that is optional."""

    def notice(node: JsonNode, error: DecodeError) -> None:
        if (owner, field.name) not in node.drifts:  # each is told once, and a page may be full of them
            drift = DataDrift(type=owner, field=field.name, place=error.place, problem=str(error.args[0]))
            node.drifts[owner, field.name] = drift

    if is_list(field.type):
        hook = _list(field.type, converter, _keep_flaw if field.whole else notice, field.unwraps)
    else:
        hook = converter.get_structure_hook(field.type)
    plain = field.type if field.type in {str, bool} else None

    def read(node: JsonNode) -> Any:
        data, key = node.value, field.keys[0]
        value = data.get(key)
        for other in field.keys[1:] if value is None else ():
            if data.get(other) is not None:
                key, value = other, data[other]
                break
        if (value is None and not field.required) or value.__class__ is plain:
            return value
        try:
            return hook(node.inside(key, value), field.type)
        except DecodeError as error:
            if field.required or field.whole:
                raise
            notice(node, error)
            return None

    return read


def _keep_flaw(node: JsonNode, error: DecodeError) -> None:
    """Keep what is wrong with an edge of the page that was asked for; an edge inside of an item spoils its list."""
    if node.flaws is None or node.depth > _EDGE_DEPTH:
        raise error
    node.flaws.append(error)


def _list(form: TypeForm, converter: Converter, notice: Notice | None = None, unwraps: str | None = None) -> Hook:
    """The hook of a list of parts, which leaves out the bad ones where somebody notices them."""
    part = entry_of(form)
    inner: Hook = converter.get_structure_hook(part)

    def structure(node: JsonNode, _: Any) -> Any:
        return model_of(form)(_entries(node, part, inner, notice, unwraps))

    return structure


def _items(form: TypeForm, converter: Converter) -> Hook:
    """The hook of the answer to a look-up: a null is not an item, and a bad item spoils no other."""
    part = entry_of(form)
    inner: Hook = converter.get_structure_hook(part)

    def item(node: JsonNode, form: Any) -> Any:
        before = len(node.drifts)
        try:
            return None if node.value is None else inner(node, form)
        except (DecodeError, RecursionError) as error:
            for noticed in [*node.drifts][before:]:
                del node.drifts[noticed]
            raise error if isinstance(error, DecodeError) else DecodeError(TOO_DEEP, node.place) from None

    def structure(node: JsonNode, _: Any) -> Items[Any]:
        flaws: list[DecodeError] = []
        items = _entries(node, part, item, lambda _, flaw: flaws.append(flaw))
        return Items(items=tuple(item for item in items if item is not None), flaws=tuple(flaws))

    return structure


def _entries(
    node: JsonNode, part: TypeForm, inner: Hook, notice: Notice | None, unwraps: str | None = None
) -> list[Any]:
    """The entries of a list, which may still be bytes; ``inner`` reads those that the compiled reader refuses.

    One object is a list of one.
    """
    one = is_model(part) and node.holds(Mapping)
    values = [node.value] if one else node.entries()
    fast = compiled(part, unwraps) if node.depth < ALONE and is_model(part) else None
    models: Iterator[Any] = iter(()) if fast is None else fast.read(values)
    read: list[Any] = []
    while True:
        refused = None
        try:
            for model in models:
                read.append(model)  # noqa: PERF402 - `extend` does not promise to keep those before an error
        except Exception as error:  # noqa: BLE001 - whatever it is: the lenient way finds out, and says it better
            refused = refused_at(error)
        if len(read) == len(values):
            return [entry for entry in read if entry is not _LEFT_OUT]
        place = node.place if one else f"{node.place}[{len(read)}]"
        value = values[len(read)]
        if value.__class__ is Raw:
            with suppress(DecodeError):
                value = loads(value)
        entry = JsonNode(value, place, node.drifts, node.depth + 1, refused, node.flaws)
        try:
            read.append(inner(_unwrapped(entry, unwraps), part))
        except DecodeError as error:
            if notice is None:
                raise
            notice(entry, error)
            read.append(_LEFT_OUT)


def _unwrapped(node: JsonNode, unwraps: str | None) -> JsonNode:
    """What stands in an edge; of an answer without edges, the entry itself."""
    if unwraps is None or not node.holds(Mapping) or unwraps not in node.value:
        return node
    return node.inside(unwraps, node.value[unwraps])


_PLAIN: dict[Any, Hook] = {dict: an_object, list: a_list, object: anything, Any: anything}


def _is_plain(form: TypeForm) -> bool:
    return model_of(form) in _PLAIN and set(get_args(form)[-1:]) <= {object, Any}


def _plain(form: TypeForm) -> Hook:
    """The hook of JSON that stays what it is."""
    return _PLAIN[model_of(form)]


def _unknown(form: TypeForm) -> Hook:
    hint = ": name what it holds, as in Connection[LikedTrack]" if isinstance(form, TypeVar) else ""
    raise TypeError(f"JSON cannot become {form!r}{hint}")


def register(converter: Converter) -> None:
    """Teach a converter to make of a `JsonNode` whatever JSON can become."""
    # Asked last: it stands before what cattrs would do.
    converter.register_structure_hook_factory(lambda _: True, _unknown)
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
    converter.register_structure_hook_factory(is_items, _items)

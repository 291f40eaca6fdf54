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

from attrs import frozen
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
from amazon_music_async._convert.read_fast import SHARED, Compiled, compiled, read_compiled
from amazon_music_async.errors import AmazonMusicError, DecodeError
from amazon_music_async.events import DataDrift
from amazon_music_async.models.page import Items

Hook = Callable[[JsonNode, Any], Any]
Notice = Callable[[JsonNode, DecodeError], None]

_MOST_ODD = 3
ALONE = 8
"""Models and lists inside of each other in which the compiled reader is tried anew: deeper, that would never end."""
_EDGE_DEPTH = 3
"""How deep the edges of a page are: in a list in a page, and unwrapped."""
TOO_DEEP = "nested too deeply"
_KEY = re.compile(r"\.([^.\[]+)")
"""The field at the head of a path."""


@frozen
class _FieldReader:
    """How a field is read."""

    field: WireField
    hook: Hook
    plain: type[Any] | None
    """What its values are as they come, where they are nothing else."""

    def read(self, owner: JsonNode) -> Any:
        """The value, from the first of its keys that has one."""
        data, field = owner.value, self.field
        key = field.keys[0]
        value = data.get(key)
        if value.__class__ is self.plain:
            return value
        for other in field.keys[1:] if value is None else ():
            if data.get(other) is not None:
                key, value = other, data[other]
                break
        if value is None and not field.required:
            return None
        return self.hook(owner.inside(key, value), field.type)


def _model(form: TypeForm, converter: Converter) -> Hook:
    model = model_of(form)

    @cache
    def readers() -> list[_FieldReader]:
        """Not made before they are needed: a track has an album, and an album has tracks."""
        return [_reader(field, model.__name__, converter) for field in wire_fields(form)]

    @cache
    def by_key() -> dict[str, _FieldReader]:
        return {key: reader for reader in readers() for key in reader.field.keys}

    def structure(node: JsonNode, _: Any) -> Any:
        if node.value.__class__ is model:
            return node.value
        an_object(node, None)
        made = _mended(node, compiled(form), by_key()) if node.depth < ALONE else None
        if made is not None:
            return made
        found: dict[str, Any] = {}
        for reader in readers():
            value = reader.read(node)
            if value is not None or reader.field.default in {None, ()}:
                found[reader.field.argument] = _nothing(reader.field) if value is None else value
        return _made(node, model, found)

    return structure


def _mended(node: JsonNode, fast: Compiled | None, readers: dict[str, _FieldReader]) -> Any:
    """The model, of which only the fields that msgspec refuses are read leniently; None if there are many of them."""
    if fast is None:
        return None
    data, odd, refused = node.value, list[str](), node.refused
    while True:
        if refused is not None:
            found = _KEY.match(refused)
            key = "" if found is None else found[1]
            if key not in data or key not in readers or readers[key].field.required:
                return None
            if len(odd) == _MOST_ODD or fast.model in SHARED:
                return None
            odd.append(key)
            data = {**data}
            del data[key]
        try:
            made = read_compiled(data, fast)
            break
        except Exception as error:  # noqa: BLE001 - whatever it is: the lenient way finds out, and says it better
            refused = refused_at(error) or ""
    for key in odd:
        value = readers[key].read(node)
        if value is not None:
            object.__setattr__(made, readers[key].field.name, value)
    return made


def _nothing(field: WireField) -> object:
    """What a field holds for which the wire has nothing, where its class names no other default."""
    return model_of(field.type)() if is_list(field.type) else None


def _made(node: JsonNode, model: type[Any], values: dict[str, Any]) -> Any:
    """A model of these values, unless its own rules are against it: those of a user's class may raise anything."""
    try:
        return model(**values)
    except (AmazonMusicError, RecursionError):
        raise
    except Exception as error:
        # Not in the error's own words: they often show the value.
        raise DecodeError(f"{model.__name__} refuses it with {type(error).__name__}", node.place) from error


def _reader(field: WireField, owner: str, converter: Converter) -> _FieldReader:
    return _FieldReader(field, _field(field, owner, converter), field.type if field.type in {str, bool} else None)


def _field(field: WireField, owner: str, converter: Converter) -> Hook:
    """The hook of a field: None where the wire has something bad that need not be there."""

    def notice(node: JsonNode, error: DecodeError) -> None:
        if (owner, field.name) not in node.drifts:  # each is told once, and a page may be full of them
            drift = DataDrift(type=owner, field=field.name, place=error.place, problem=str(error.args[0]))
            node.drifts[owner, field.name] = drift

    if is_list(field.type):
        inner = _list(field.type, converter, _keep_flaw if field.whole else notice, field.unwraps)
    else:
        inner = converter.get_structure_hook(field.type)
    if field.required or field.whole:
        return inner

    def structure(node: JsonNode, form: Any) -> Any:
        try:
            return inner(node, form)
        except DecodeError as error:
            notice(node, error)
            return None

    return structure


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
        good: list[Any] = []
        for entry in _entries(node, part, unwraps):
            try:
                good.append(inner(entry, part) if entry.__class__ is JsonNode else entry)
            except DecodeError as error:
                if notice is None:
                    raise
                notice(entry, error)
        return model_of(form)(good)

    return structure


def _items(form: TypeForm, converter: Converter) -> Hook:
    """The hook of the answer to a look-up: a null is not an item, and a bad item spoils no other."""
    part = entry_of(form)
    inner: Hook = converter.get_structure_hook(part)

    def structure(node: JsonNode, _: Any) -> Items[Any]:
        items: list[Any] = []
        flaws: list[DecodeError] = []
        for entry in _entries(node, part):
            before = len(node.drifts)
            try:
                if entry.__class__ is not JsonNode:
                    items.append(entry)
                elif entry.value is not None:
                    items.append(inner(entry, part))
            except (DecodeError, RecursionError) as error:
                flaws.append(error if isinstance(error, DecodeError) else DecodeError(TOO_DEEP, entry.place))
                for noticed in [*node.drifts][before:]:
                    del node.drifts[noticed]
        return Items(items=tuple(items), flaws=tuple(flaws))

    return structure


def _entries(node: JsonNode, part: TypeForm, unwraps: str | None = None) -> Iterator[Any]:
    """The entries of a list: as models those that the compiled reader takes, the others as nodes.

    One object is a list of one. The entries of an answer may still be bytes.
    """
    if is_model(part) and node.holds(Mapping):
        yield _unwrapped(node, unwraps)
        return
    fast = compiled(part, unwraps) if node.depth < ALONE and is_model(part) else None
    for number, value in enumerate(node.entries()):
        if fast is not None and value.__class__ is fast.model:
            yield value
            continue
        try:
            made = read_compiled(value, fast)
        except Exception as error:  # noqa: BLE001 - whatever it is: the lenient way finds out, and says it better
            entry, refused = value, refused_at(error)
        else:
            yield made
            continue
        if value.__class__ is Raw:
            with suppress(DecodeError):
                entry = loads(value)
        place = f"{node.place}[{number}]"
        yield _unwrapped(JsonNode(entry, place, node.drifts, node.depth + 1, refused, node.flaws), unwraps)


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


def _is_any(_: TypeForm) -> bool:
    return True


def _unknown(form: TypeForm) -> Hook:
    hint = ": name what it holds, as in Connection[LikedTrack]" if isinstance(form, TypeVar) else ""
    raise TypeError(f"JSON cannot become {form!r}{hint}")


def register(converter: Converter) -> None:
    """Teach a converter to make of a `JsonNode` whatever JSON can become."""
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
    converter.register_structure_hook_factory(is_items, _items)

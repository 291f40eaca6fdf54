"""What a model looks like on the wire: its keys, and the types that stand behind them."""

from types import NoneType, UnionType
from typing import Any, TypeAlias, TypeVar, Union, cast, get_args, get_origin

from attrs import NOTHING, Attribute, fields, frozen, has, resolve_types

from amazon_music_async.models.album import Album
from amazon_music_async.models.page import Items
from amazon_music_async.models.track import Track

TypeForm: TypeAlias = Any
"""A class, or what is written like one: ``tuple[Artist, ...]``, ``Album | None``, ``Connection[LikedTrack]``."""


@frozen(kw_only=True)
class WireField:
    """One field of a model."""

    name: str
    """Its name in Python."""
    argument: str
    """Its name in the model's constructor."""
    keys: tuple[str, ...]
    """Its names on the wire: any is read, the first is written."""
    type: TypeForm
    """What it holds, without the ``| None``."""
    default: object
    """What it holds when the wire has nothing; ``NOTHING`` when it must have something.

    Where its class names none: an empty list, or None if it may be that.
    """
    whole: bool
    """Whether one bad entry of this list spoils it all."""
    unwraps: str | None
    """The key under which each entry of this list holds what it is: ``node``, unless the entries' own model has it."""

    @property
    def required(self) -> bool:
        """Whether a model without it is none."""
        return self.default is NOTHING


def model_of(form: TypeForm) -> type[Any]:
    """The class of a model that may come with its argument: ``Connection`` of ``Connection[LikedTrack]``."""
    origin: Any = get_origin(form)
    return cast("type[Any]", form if origin is None else origin)


def is_model(form: TypeForm) -> bool:
    """Whether ``form`` is a model: an attrs class, also a generic one with its argument."""
    return isinstance(cast("object", model_of(form)), type) and has(model_of(form))


def is_items(form: TypeForm) -> bool:
    """Whether ``form`` is the answer to a look-up of many ids."""
    return model_of(form) is Items


def wire_fields(form: TypeForm) -> tuple[WireField, ...]:
    """The fields of a model, in the order of its definition."""
    model, known = _resolved(model_of(form)), _arguments(form)
    return tuple(_wire_field(field, _filled(field.type, known)) for field in fields(model) if field.init)


def _resolved(model: type[Any]) -> type[Any]:
    """``model``, with the types of its fields where the names of types were."""
    # `Track` may have been imported alone, and its module does not know `Album`. Any other class means its own.
    known = {"Album": Album} if issubclass(model, Track) else None
    try:
        return resolve_types(model, localns=known)
    except NameError as error:
        raise TypeError(f"the fields of {model.__name__} cannot be known: {error}") from error


def _wire_field(field: "Attribute[Any]", form: TypeForm) -> WireField:
    kind = without_none(form)
    default: object = field.default
    if default is NOTHING and is_list(kind):
        default = ()
    elif default is NOTHING and kind is not form:
        default = None
    return WireField(
        name=field.name,
        argument=field.alias or field.name,
        keys=field.metadata.get("wire") or (_camel_case(field.name),),
        type=kind,
        default=default,
        whole=bool(field.metadata.get("whole")),
        unwraps=_unwrapped(field.metadata.get("unwraps"), kind),
    )


def _unwrapped(key: str | None, kind: TypeForm) -> str | None:
    if key is None or not is_model(entry_of(kind)):
        return None
    return None if any(key in field.keys for field in wire_fields(entry_of(kind))) else key


def without_none(form: TypeForm) -> TypeForm:
    """``X`` of ``X | None``; anything else as it is."""
    if model_of(form) in {Union, UnionType}:
        others = [arg for arg in get_args(form) if arg is not NoneType]
        if len(others) == 1:
            return others[0]
    return form


def is_list(form: TypeForm) -> bool:
    """Whether ``form`` is a list of parts: ``tuple[X, ...]``, or ``list[X]`` in a user's own class."""
    kind, args = model_of(form), get_args(form)
    return (kind is tuple and args[1:] == (...,)) or (kind is list and not {*args} <= {Any, object})


def entry_of(form: TypeForm) -> TypeForm:
    """``X`` of ``tuple[X, ...]`` and of ``Items[X]``."""
    args = get_args(form)
    if not args:
        raise TypeError(f"{form!r} does not say what it holds, as in Items[Track]")
    return args[0]


def _arguments(form: TypeForm) -> dict[Any, TypeForm]:
    """What the type variables of a model and of its bases stand for."""
    model = model_of(form)
    known: dict[Any, TypeForm] = dict(zip(getattr(model, "__parameters__", ()), get_args(form), strict=False))
    for base in getattr(model, "__orig_bases__", ()):
        known = {name: _filled(inner, known) for name, inner in _arguments(base).items()} | known
    return known


def _filled(form: TypeForm, known: dict[Any, TypeForm]) -> TypeForm:
    """``form`` with the type variables replaced that are known: ``tuple[T, ...]`` of ``Connection[LikedTrack]``."""
    if isinstance(form, TypeVar):
        return known.get(form, form)
    missing = getattr(form, "__parameters__", ())
    return form[tuple(_filled(parameter, known) for parameter in missing)] if missing else form


def _camel_case(name: str) -> str:
    """``globalAsin`` of ``global_asin``."""
    first, *others = name.strip("_").split("_")
    return first + "".join(word.capitalize() for word in others)

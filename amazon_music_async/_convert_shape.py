"""What a model looks like on the wire: its keys, and the types that stand behind them."""

from types import NoneType, UnionType
from typing import Any, TypeAlias, TypeVar, Union, cast, get_args, get_origin

from attrs import NOTHING, fields, frozen, has, resolve_types

from amazon_music_async.models.album import Album
from amazon_music_async.models.page import Items

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
    """What it holds when the wire has nothing; ``NOTHING`` when it must have something."""
    whole: bool
    """Whether one bad entry of this list spoils it all."""

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
    model = resolve_types(model_of(form), localns={"Album": Album})  # `Track` may have been imported alone
    known = dict(zip(getattr(model, "__parameters__", ()), get_args(form), strict=False))
    return tuple(
        WireField(
            name=attribute.name,
            argument=attribute.alias or attribute.name,
            keys=attribute.metadata.get("wire") or (_camel_case(attribute.name),),
            type=without_none(_filled(attribute.type, known)),
            default=attribute.default,
            whole=bool(attribute.metadata.get("whole")),
        )
        for attribute in fields(model)
        if attribute.init
    )


def without_none(form: TypeForm) -> TypeForm:
    """``X`` of ``X | None``; anything else as it is."""
    if model_of(form) in {Union, UnionType}:
        others = [arg for arg in get_args(form) if arg is not NoneType]
        if len(others) == 1:
            return others[0]
    return form


def is_list(form: TypeForm) -> bool:
    """Whether ``form`` is a list of parts: ``tuple[X, ...]``."""
    return model_of(form) is tuple and get_args(form)[1:] == (...,)


def entry_of(form: TypeForm) -> TypeForm:
    """``X`` of ``tuple[X, ...]`` and of ``Items[X]``."""
    args = get_args(form)
    if not args:
        raise TypeError(f"{form!r} does not say what it holds, as in Items[Track]")
    return args[0]


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

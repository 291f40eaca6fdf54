"""The one converter: JSON to models, and back."""

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from amazon_music_async._convert.fields import TypeForm, entry_of, is_items, is_model
from amazon_music_async._convert.located import At
from amazon_music_async._convert.read_fast import fast
from amazon_music_async._convert.read_lenient import carefully, check
from amazon_music_async._convert.write import unstructure
from amazon_music_async.errors import DecodeError
from amazon_music_async.events import DataDrift
from amazon_music_async.models.page import Items

T = TypeVar("T")


def structure(data: object, into: type[T], place: str = "$") -> tuple[T, tuple[DataDrift, ...]]:
    """The value that decoded JSON stands for, and what was odd about it. ``place`` says where ``data`` stood.

    Raises `DecodeError`, which names the place, when there is no such value.
    """
    drifts: list[DataDrift] = []
    try:
        value: Any = fast(data, into)
    except Exception:  # noqa: BLE001 - whatever it is: the careful way finds out, and says it better
        at = At(data, place, drifts)
        value = _each(at, entry_of(into)) if is_items(into) else carefully(at, into)
    return cast("T", value), tuple(drifts)


def checked_form(into: TypeForm) -> None:
    """Raise ``TypeError`` if JSON cannot become ``into``: better before than after something was sent for it."""
    if into not in _checked:
        checked: set[Any] = set()
        check(into, checked)
        _checked.update(checked)


_checked: set[Any] = set()


def _each(at: At, form: TypeForm) -> Items[Any]:
    """The answer to a look-up: a null is no item, and a bad item spoils no other, nor slows it down."""
    items: list[Any] = []
    flaws: list[DecodeError] = []
    for entry in [at] if at.holds(Mapping) else at.entries():
        if entry.value is None:
            continue
        try:
            item, drifts = structure(entry.value, form, entry.place)
        except DecodeError as error:
            flaws.append(error)
        else:
            items.append(item)
            at.drifts.extend(drifts)
    return Items(items=tuple(items), flaws=tuple(flaws))


def to_dict(item: object) -> dict[str, object]:
    """A model as the service writes it: names in camelCase, UTC as ``.000Z``; None and empty lists left out.

    ``from_dict(to_dict(item), type(item)) == item``. What is no model is a ``TypeError``.
    """
    return unstructure(item)


def from_dict(data: Mapping[str, Any], into: type[T]) -> T:
    """The model that ``data`` describes, read as liberally as an answer of the service.

    Raises `DecodeError` when ``data`` describes none, ``TypeError`` when ``into`` is no model.
    """
    if not is_model(into):
        raise TypeError(f"{into!r} is no model")
    return structure(data, into)[0]
